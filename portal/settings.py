"""What an operator can set: read once, typed, frozen; weak or contradictory values are refused by name."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portal.errors import SettingsRefused
from portal.identity import is_loopback
from portal.resources import resource
from portal.secret_keys import GENERATED_KEYS, Keys, generated_keys, kept_keys, parse_keys, refuse_weak_keys

PREFIX = "PORTAL_"
_LONGEST_TICKET = 60
# A file is held in memory while it is taken.
_MOST_FILE_MEGABYTES = 100
_BASE_URL = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?")
_CONTRADICTIONS = (
    ("link_seconds", "link_max_seconds"),
    ("session_idle_seconds", "session_seconds"),
    ("url_session_idle_seconds", "url_session_seconds"),
    ("url_session_seconds", "session_seconds"),
    ("file_megabytes", "files_megabytes"),
)
_PLACES = {
    "storage_url": ("s3://",),
    "wake_url": ("redis://", "rediss://", "unix://"),
    "rate_limit_storage": ("memory://", "redis://", "rediss://", "redis+unix://"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, with the units of `config/default.toml`."""

    data_dir: Path
    database_url: str
    migration_database_url: str
    secret_keys: Keys
    base_url: str
    host: str
    port: int
    behind_proxy: int
    workers: int
    threads: int
    rate_limit_storage: str
    link_attempts_per_minute: int
    pdf_requests_per_minute: int
    api_calls_per_minute: int
    pdf_workers: int
    pdf_wall_seconds: int
    pdf_cpu_seconds: int
    storage_url: str
    wake_url: str
    jobs: str
    job_threads: int
    mail_url: str
    mail_from: str
    webhook_private_allow_list: str
    file_megabytes: int
    files_megabytes: int
    link_seconds: int
    link_max_seconds: int
    mailed_link_seconds: int
    session_idle_seconds: int
    session_seconds: int
    url_session_idle_seconds: int
    url_session_seconds: int
    ticket_seconds: int

    def __post_init__(self) -> None:
        _refuse_weak(self)

    @property
    def origin(self) -> str:
        """The portal's own origin, as browsers send it."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def keys_were_generated(self) -> bool:
        """Whether the secret keys are those that were made once in the data folder."""
        path = self.data_dir / GENERATED_KEYS
        try:
            return path.exists() and kept_keys(path) == self.secret_keys
        except (OSError, SettingsRefused):
            return False

    def span(self, name: str, limits: Mapping[str, object] | None = None) -> timedelta:
        """A lifetime setting, shortened to the account's own limit where it has one."""
        return timedelta(seconds=self.most(name, limits))

    def most(self, name: str, limits: Mapping[str, object] | None = None) -> int:
        """A setting that limits something, lowered to the account's own limit where it has one."""
        here: int = getattr(self, name)
        own = (limits or {}).get(name)
        return min(here, own) if isinstance(own, int) else here


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Defaults, then the file named by PORTAL_CONFIG, then the environment. Raises SettingsRefused."""
    environ = os.environ if environ is None else environ
    values: dict[str, object] = tomllib.loads((resource("config") / "default.toml").read_text(encoding="utf-8"))
    if site := environ.get(PREFIX + "CONFIG"):
        values |= _read_site(Path(site), known=set(values))
    values |= {name: environ[PREFIX + name.upper()] for name in values if PREFIX + name.upper() in environ}
    typed = {name: _typed(name, value) for name, value in values.items()}
    data_dir = Path(str(values["data_dir"])).resolve()
    url = str(values["database_url"]) or f"sqlite:///{data_dir / 'portal.db'}"
    keys = parse_keys(str(values["secret_keys"])) if values["secret_keys"] else generated_keys(data_dir)
    given: dict[str, Any] = typed | {
        "data_dir": data_dir,
        "base_url": typed["base_url"] or f"http://portal.localhost:{typed['port']}",
        "database_url": _with_driver(url),
        "migration_database_url": _with_driver(str(values["migration_database_url"])),
        "secret_keys": keys,
    }
    return Settings(**given)


def _read_site(path: Path, known: set[str]) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsRefused(f"PORTAL_CONFIG names {path}, which cannot be read: {error}") from error
    if unknown := sorted(set(values) - known):
        raise SettingsRefused(f"{path} sets {', '.join(unknown)}, which is no setting of the portal")
    return values


def _typed(name: str, value: object) -> object:
    wanted = {field.name: field.type for field in fields(Settings)}[name]
    if wanted is not int:
        if not isinstance(value, str):
            raise SettingsRefused(f"PORTAL_{name.upper()} must be a text, not {value!r}")
        return value
    try:
        return int(str(value))
    except ValueError as error:
        raise SettingsRefused(f"PORTAL_{name.upper()} must be a whole number, not {value!r}") from error


def _with_driver(url: str) -> str:
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return f"postgresql+psycopg://{url.removeprefix(short)}"
    return url


def _refuse_weak(settings: Settings) -> None:
    refuse_weak_keys(settings.secret_keys)
    _refuse_open_address(settings)
    _refuse_odd_database(settings)
    _refuse_odd_places(settings)
    for field in fields(settings):
        value = getattr(settings, field.name)
        if isinstance(value, int) and value < (field.name != "behind_proxy"):
            raise SettingsRefused(f"PORTAL_{field.name.upper()} is {value}, which is too little")
    for shorter, longer in _CONTRADICTIONS:
        if getattr(settings, shorter) > getattr(settings, longer):
            raise SettingsRefused(f"PORTAL_{shorter.upper()} is more than PORTAL_{longer.upper()}")
    if settings.jobs not in {"embedded", "separate"}:
        raise SettingsRefused("PORTAL_JOBS must be embedded or separate")
    if settings.file_megabytes > _MOST_FILE_MEGABYTES:
        raise SettingsRefused(f"PORTAL_FILE_MEGABYTES is more than {_MOST_FILE_MEGABYTES}: files are taken in memory")
    if settings.ticket_seconds > _LONGEST_TICKET:
        raise SettingsRefused(f"PORTAL_TICKET_SECONDS is longer than {_LONGEST_TICKET}")


def _refuse_odd_database(settings: Settings) -> None:
    for name in ("database_url", "migration_database_url"):
        address = getattr(settings, name)
        if address and not address.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise SettingsRefused(f"PORTAL_{name.upper()} must begin with sqlite:/// or postgresql://")


def _refuse_odd_places(settings: Settings) -> None:
    """As far as their beginnings tell; whoever opens them reads the rest."""
    for name, beginnings in _PLACES.items():
        address = getattr(settings, name)
        if address and not address.startswith(beginnings):
            raise SettingsRefused(f"PORTAL_{name.upper()} must begin with {' or '.join(beginnings)}")


def _refuse_open_address(settings: Settings) -> None:
    if not 0 < settings.port < 65536:
        raise SettingsRefused("PORTAL_PORT must be between 1 and 65535")
    parts = urlsplit(settings.base_url)
    if not _BASE_URL.fullmatch(settings.base_url):
        raise SettingsRefused("PORTAL_BASE_URL must be an address like https://portal.example.com, without a path")
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise SettingsRefused("PORTAL_BASE_URL must be https: sessions use Secure cookies; http serves loopback only")
    if settings.host not in {"127.0.0.1", "::1", "localhost"} and not settings.behind_proxy:
        raise SettingsRefused("the portal binds loopback only; set PORTAL_BEHIND_PROXY to bind another address")
