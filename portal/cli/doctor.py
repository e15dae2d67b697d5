"""`portal doctor`: what is missing or weak, in words, with what to do about it."""

import sys
from collections.abc import Iterator

import click

from portal import pdf
from portal.database import Database
from portal.errors import DatabaseUnavailable, SettingsRefused
from portal.migrations import newest_revision, revision_at
from portal.resources import resource
from portal.settings import Settings, load


def complaints(settings: Settings) -> Iterator[str]:
    """One sentence for each thing that is missing or weak."""
    for kind in ("templates", "static", "config"):
        if not resource(kind).is_dir():
            yield f"The folder {kind} is missing: install the portal again."
    yield from pdf.missing()
    yield from _about_database(settings)
    if settings.base_url.startswith("http://"):
        yield f"PORTAL_BASE_URL is {settings.base_url}: right for trying out, wrong for clients. Use https."
    if settings.keys_were_generated:
        yield f"The secret keys lie in {settings.data_dir}: back that folder up, or set PORTAL_SECRET_KEYS."
    if settings.rate_limit_storage == "memory://" and settings.workers > 1:
        yield "Rate limits are counted per worker process; set PORTAL_RATE_LIMIT_STORAGE to a Redis to count them once."


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


@click.command(name="doctor")
def command() -> None:
    """Say in words what is missing or weak; exits with 1 when anything is."""
    settings = load()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    found = list(complaints(settings))
    for sentence in found:
        click.echo(f"- {sentence}")
    click.echo("All is well." if not found else f"{len(found)} to look at.")
    sys.exit(1 if found else 0)
