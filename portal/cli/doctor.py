"""`portal doctor`: what is broken and what is weak, in words, with what to do about it."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches

import click

from portal import pdf
from portal.database import Database
from portal.errors import DatabaseUnavailable, SettingsRefused, StorageUnavailable
from portal.jobs.waking import refuse_silent_redis
from portal.migrations import newest_revision, revision_at
from portal.resources import resource
from portal.secret_keys import make_data_dir
from portal.settings import PREFIX, Settings, load
from portal.storage import open_storage
from portal.storage.s3_address import read_address

# Of the firm's own backend and of the tests, which may run with the same environment.
_NOT_OURS = frozenset({"PORTAL_ACCOUNT", "PORTAL_LINK_KEY", "PORTAL_API_KEY", "PORTAL_TEST_DATABASE_URL", "PORTAL_APT"})
_FOR_OTHERS = 0o077


def broken(settings: Settings) -> Iterator[str]:
    """One sentence for each thing without which the portal does not work, or not wholly."""
    for kind in ("templates", "static", "config"):
        if not resource(kind).is_dir():
            yield f"The folder {kind} is missing: install the portal again."
    yield from pdf.missing()
    yield from _about_database(settings)
    yield from _about_storage(settings)
    yield from _about_redis(settings)


def advice(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    """One sentence for each thing that works and should be otherwise where clients come."""
    if settings.base_url.startswith("http://"):
        yield f"PORTAL_BASE_URL is {settings.base_url}: right for trying out, wrong for clients. Use https."
    if settings.keys_were_generated:
        yield f"The secret keys lie in {settings.data_dir}: back that folder up, or set PORTAL_SECRET_KEYS."
    if settings.rate_limit_storage == "memory://" and settings.workers > 1:
        yield "Rate limits are counted per worker process; set PORTAL_RATE_LIMIT_STORAGE to a Redis to count them once."
    if settings.storage_url and read_address(settings.storage_url).is_open:
        yield "PORTAL_STORAGE_URL names an endpoint without https: files cross the network as anybody can read them."
    if settings.data_dir.stat().st_mode & _FOR_OTHERS:
        yield f"Other users of this machine can look into {settings.data_dir}: chmod 700 it."
    yield from unknown_variables(environ)


def unknown_variables(environ: Mapping[str, str]) -> Iterator[str]:
    """One sentence for each variable that looks like a setting of the portal's and is none."""
    known = {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)} | {f"{PREFIX}CONFIG"}
    for name in sorted(name for name in environ if name.startswith(PREFIX)):
        if name not in known | _NOT_OURS:
            close = get_close_matches(name, known, n=1)
            meant = f"; {close[0]} is meant, perhaps" if close else ""
            yield f"{name} is set and is no setting of the portal{meant}."


def _about_database(settings: Settings) -> Iterator[str]:
    try:
        stands_at = revision_at(settings.database_url)
        if stands_at != newest_revision():
            yield f"The database is at revision {stands_at}, not {newest_revision()}: run portal migrate."
        database = Database(settings.database_url)
        try:
            database.refuse_powerful_role()
        finally:
            database.close()
    except SettingsRefused as refused:
        yield f"{refused}."
    except DatabaseUnavailable as error:
        yield f"The database does not answer ({error}): check PORTAL_DATABASE_URL."


def _about_storage(settings: Settings) -> Iterator[str]:
    try:
        open_storage(settings.storage_url, settings.data_dir).probe()
    except SettingsRefused as refused:
        yield f"{refused}."
    except StorageUnavailable as error:
        where = "PORTAL_STORAGE_URL" if settings.storage_url else "the folder files in PORTAL_DATA_DIR"
        yield f"Files cannot be kept; {_unstopped(error)}. Check {where}."


def _about_redis(settings: Settings) -> Iterator[str]:
    # redis-py writes unix:// where the limiter has redis+unix://.
    counted = settings.rate_limit_storage.removeprefix("memory://").removeprefix("redis+")
    for setting, url in (("PORTAL_WAKE_URL", settings.wake_url), ("PORTAL_RATE_LIMIT_STORAGE", counted)):
        try:
            if url:
                refuse_silent_redis(url, setting)
        except SettingsRefused as refused:
            yield f"{_unstopped(refused)}."


def _unstopped(error: Exception) -> str:
    """What is told, without the full stop that other people's sentences may end in."""
    return str(error).rstrip(".")


@click.command(name="doctor")
def command() -> None:
    """Say in words what is broken and what is weak; exits with 1 when anything is broken."""
    try:
        settings = load()
        make_data_dir(settings.data_dir)
    except SettingsRefused as refused:
        faults, hints = [f"{refused}."], list(unknown_variables(os.environ))
    else:
        faults, hints = list(broken(settings)), list(advice(settings, os.environ))
    _say("Broken:", faults)
    _say("Advice:", hints)
    click.echo(f"{len(faults)} broken, {len(hints)} to look at." if faults or hints else "All is well.")
    sys.exit(1 if faults else 0)


def _say(heading: str, sentences: Sequence[str]) -> None:
    if sentences:
        click.echo("\n".join([heading, *(f"- {sentence}" for sentence in sentences), ""]))
