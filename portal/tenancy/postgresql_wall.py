"""The wall on PostgreSQL: forced row-level security over transaction-local settings, and a role that owns nothing."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

from portal.errors import SettingsRefused
from portal.identity import Scope
from portal.tenancy.ownership import NOBODY, Ownership

_FORMS = {
    "account": "nullif(current_setting('portal.account', true), '')",
    "environment": "nullif(current_setting('portal.environment', true), '')",
    "entity": "nullif(current_setting('portal.entity', true), '')",
    "schema": "",
    "row": "",
}
_DIGEST = "digest = nullif(current_setting('portal.digest', true), '')"
_ENTER = text(
    "SELECT set_config('portal.account', :account, true), set_config('portal.environment', :environment, true), "
    "set_config('portal.entity', :entity, true)"
)
_KNOCK = text("SELECT set_config('portal.digest', :digest, true)")
_AT_THE_QUEUE = "nullif(current_setting('portal.worker', true), '') IS NOT NULL"
_LINE_UP = text("SELECT set_config('portal.worker', 'yes', true)")
_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('portal.queue'))")


def enter(connection: Connection, scope: Scope) -> None:
    """Put the scope on the current transaction; it ends with it, so a pooled connection carries nothing over."""
    values = {"account": scope.account_id, "environment": scope.environment.value, "entity": scope.entity_id or ""}
    connection.execute(_ENTER, values)


def knock(connection: Connection, digest: str) -> None:
    """Let the current transaction see the one credential of this digest."""
    connection.execute(_KNOCK, {"digest": digest})


def line_up(connection: Connection, *, alone: bool = False) -> None:
    """Let the current transaction see the queue of all scopes, and take from it; `alone`, no other that is so goes on
    before this one ends."""
    connection.execute(_LINE_UP)
    if alone:
        connection.execute(_ALONE)


def policies(rules: Mapping[str, Ownership]) -> Iterator[str]:
    """The statements that raise the wall; a migration holds a copy of them, and a test compares the two."""
    for table, rule in rules.items():
        reading = _choose(rule.reading(inside=True), rule.reading(inside=False))
        writing = _choose(rule.writing(inside=True), rule.writing(inside=False))
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
        yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
        yield f'CREATE POLICY scope ON "{table}" USING ({reading}) WITH CHECK ({writing})'
        if writing != reading:
            # A deletion leaves no new row to check: what may be seen here is not therefore to be removed.
            yield f'CREATE POLICY keep ON "{table}" AS RESTRICTIVE FOR DELETE USING ({writing})'
    yield f"CREATE POLICY door ON credential FOR SELECT USING ({_DIGEST})"
    yield f"CREATE POLICY worker_looks ON queue FOR SELECT USING ({_AT_THE_QUEUE})"
    yield f"CREATE POLICY worker_takes ON queue FOR UPDATE USING ({_AT_THE_QUEUE})"


def _choose(inside: str, outside: str) -> str:
    if outside == NOBODY or inside == outside:
        return inside.format(**_FORMS)
    if inside == NOBODY:
        return f"{_FORMS['entity']} IS NULL AND {outside.format(**_FORMS)}"
    entity = _FORMS["entity"]
    return f"CASE WHEN {entity} IS NULL THEN {outside.format(**_FORMS)} ELSE {inside.format(**_FORMS)} END"


def refuse_powerful_role(connection: Connection) -> None:
    """Raise SettingsRefused when this role could walk through the wall: superuser, BYPASSRLS, or owner of a table."""
    powerful, owned = connection.execute(
        text(
            "SELECT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user), "
            "(SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = current_schema() AND c.relkind = 'r' AND pg_has_role(current_user, c.relowner, 'USAGE'))"
        )
    ).one()
    if powerful or owned:
        raise SettingsRefused(
            "PORTAL_DATABASE_URL connects as a role that is a superuser, may bypass row-level security or owns the "
            "tables; create a plain role for the portal and keep the owner for PORTAL_MIGRATION_DATABASE_URL"
        )
    unforced = connection.scalar(
        text(
            "SELECT string_agg(c.relname, ', ') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname <> 'alembic_version' "
            "AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
        )
    )
    if unforced:
        raise SettingsRefused(f"row-level security is not forced on {unforced}; run portal migrate")
