"""The bell for several machines: a word on a channel of Redis. No job is ever there, only news that there is one."""

import threading
import time
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.errors import SettingsRefused
from portal.logs import log

CHANNEL = "portal.jobs"
# A page waits for it: where Redis does not answer at once, the workers' own looks are as good.
_ANSWER_SECONDS = 0.5
_SILENT_SECONDS = 5.0
_LISTEN_SECONDS = 1.0


class RedisBell:
    """A bell for all processes that share one Redis: every worker that waits is woken, and looks for itself."""

    def __init__(self, url: str) -> None:
        self._redis = _client(url, "PORTAL_WAKE_URL")
        self._silent_until = 0.0
        self._rung = 0
        self._news = threading.Condition()
        # How many rings each thread of the worker has heard.
        self._heard = threading.local()
        self._listener: threading.Thread | None = None
        self._closed = threading.Event()

    def wake(self) -> None:
        """Let the waiting workers look at once. Without Redis nothing happens, and it is asked again a little later."""
        if time.monotonic() < self._silent_until:
            return
        try:
            self._redis.publish(CHANNEL, "")
        except redis.RedisError as error:
            self._silent_until = time.monotonic() + _SILENT_SECONDS
            log.warning("workers not woken", error=type(error).__name__)

    def wait(self, seconds: float) -> None:
        """Return when woken since this thread last waited, or after so many seconds."""
        self._listen_once()
        heard = getattr(self._heard, "count", 0)
        with self._news:
            self._news.wait_for(lambda: self._rung != heard or self._closed.is_set(), seconds)
            self._heard.count = self._rung

    def close(self) -> None:
        """End the listening and let go of the connections."""
        self._closed.set()
        self._ring()
        if self._listener is not None:
            self._listener.join()
        self._redis.close()

    def _listen_once(self) -> None:
        with self._news:
            if self._listener is None and not self._closed.is_set():
                self._listener = threading.Thread(target=self._listen, daemon=True)
                self._listener.start()

    def _listen(self) -> None:
        troubled = False
        while not self._closed.is_set():
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as subscribed:
                    subscribed.subscribe(CHANNEL)
                    # What was said while nobody listened.
                    self._ring()
                    self._pass_on(subscribed)
            except (redis.RedisError, OSError) as error:
                if not troubled:
                    log.warning("no news of jobs", error=type(error).__name__)
                troubled = True
                self._closed.wait(_LISTEN_SECONDS)
            else:
                troubled = False

    def _pass_on(self, subscribed: Any) -> None:
        while not self._closed.is_set():
            if subscribed.get_message(timeout=_LISTEN_SECONDS) is not None:
                self._ring()

    def _ring(self) -> None:
        with self._news:
            self._rung += 1
            self._news.notify_all()


def refuse_silent(url: str, setting: str) -> None:
    """Raise SettingsRefused, in words, unless a Redis answers at this address."""
    client = _client(url, setting)
    try:
        client.ping()
    except redis.RedisError as error:
        raise SettingsRefused(f"{setting} names a Redis that does not answer: {error}") from error
    finally:
        client.close()


def _client(url: str, setting: str) -> Any:
    try:
        return redis.Redis.from_url(
            url,
            socket_connect_timeout=_ANSWER_SECONDS,
            socket_timeout=_ANSWER_SECONDS,
            # Once, at once: the connection may be of a Redis that was restarted meanwhile.
            retry=Retry(NoBackoff(), 1),
        )
    except ValueError as error:
        raise SettingsRefused(f"{setting} is no address of a Redis: {error}") from error
