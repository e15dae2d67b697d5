"""The door: the row of exactly one digest, whoever's it is, and nothing else at all."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.door import digest_of, look_up
from portal.identity import Scope
from portal.models import Base
from tests.tenancy.world import ENTITIES, FOREIGN, OURS, Backend, mark, tables

INEXACT = ("", "%", "credential-%", "CREDENTIAL-OURS", "credential-our", "credential-ours ", "' OR 1=1 --", "_")


def digests(backend: Backend, digest: str, question: str = "SELECT digest FROM credential") -> list[str]:
    with backend.database.at_the_door(digest) as door:
        return list(door.scalars(text(question)))


@pytest.mark.parametrize("scope", ENTITIES, ids=str)
def test_an_exact_digest_finds_its_one_row(walled: Backend, scope: Scope) -> None:
    digest = f"credential-{mark(scope)}"
    assert digests(walled, digest) == [digest]


@pytest.mark.parametrize("digest", INEXACT)
def test_anything_inexact_finds_nothing(walled: Backend, digest: str) -> None:
    assert digests(walled, digest) == []


@pytest.mark.parametrize(
    "question",
    [
        "SELECT digest FROM credential WHERE digest <> 'credential-ours' OR 1 = 1",
        "SELECT digest FROM credential UNION SELECT digest FROM credential",
        "SELECT max(digest) FROM credential",
    ],
)
def test_no_question_lists_more_than_the_one(walled: Backend, question: str) -> None:
    assert digests(walled, "credential-ours", question) == ["credential-ours"]


@pytest.mark.parametrize("table", sorted(table.name for table in tables() if table.name != "credential"))
def test_no_other_table_is_seen_at_the_door(walled: Backend, table: str) -> None:
    (key,) = Base.metadata.tables[table].primary_key
    try:
        question = str(select(key).select_from(Base.metadata.tables[table]))
        assert digests(walled, "credential-ours", question) == []
    except DBAPIError:
        assert walled.dialect == "sqlite", "a policy hides rows, it refuses no table"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM credential",
        "UPDATE credential SET subject = 'x'",
        "INSERT INTO credential (digest, kind, account_id, environment, subject) "
        "VALUES ('x', 'x', 'acc_one', 'live', 'x')",
    ],
)
def test_nothing_is_written_at_the_door(walled: Backend, statement: str) -> None:
    try:
        with walled.database.at_the_door("credential-ours") as door:
            assert door.execute(text(statement)).rowcount == 0
    except DBAPIError:
        pass
    assert digests(walled, "credential-ours") == ["credential-ours"]
    assert digests(walled, "x") == []


def test_a_secret_is_found_by_its_digest_alone(fresh_walled: Backend) -> None:
    secret = "cookie:" + "s" * 43
    row = dict(digest=digest_of(secret), kind="cookie", subject="ses", account_id="acc_two", environment="sandbox")
    with fresh_walled.in_the_open() as connection:
        connection.execute(Base.metadata.tables["credential"].insert(), row | {"entity_id": FOREIGN.entity_id})
    found = look_up(fresh_walled.database, secret)
    assert found is not None
    assert (found.scope, found.subject, found.kind) == (FOREIGN, "ses", "cookie")
    for other in (secret.upper(), secret[:-1], secret + "x", secret.replace("cookie", "url"), digest_of(secret)):
        assert look_up(fresh_walled.database, other) is None
    with fresh_walled.database.transaction(OURS, writing=False) as connection:
        assert connection.scalars(text("SELECT kind FROM credential")).all() == ["CANARY-ours"[:12]]
