"""The tests of the tests: each wall taken down in a copy of the sources turns its own tests red, and only those."""

import pytest

from tests.isolation.breaches import Breach, Copy
from tests.support.postgres import Server

pytestmark = pytest.mark.slow

NO_CHECK = Breach(
    "portal/web/guard.py",
    "policy.check(visit.actor, permission, viewers_export=visit.account.viewers_export)",
    "pass",
)
NO_CRITERIA = Breach("portal/tenancy/fence.py", "state.statement = state.statement.options(*self.criteria)", "pass")
NO_WRITE_FENCE = Breach("portal/tenancy/fence.py", "            _check(row, self.scope)", "            pass")
NO_PREDICATE = Breach("portal/tenancy/sqlite_wall.py", "FROM main.{table} WHERE {predicate}", "FROM main.{table}")
NO_GATE = Breach("portal/tenancy/sqlite_wall.py", "    connection.set_authorizer(gate.authorize)\n", "")
NO_GUARDS = Breach(
    "portal/tenancy/sqlite_wall.py",
    'BEFORE {event} ON main.{table} "\n            f"WHEN NOT',
    'BEFORE {event} ON main.{table} "\n            f"WHEN 0 AND NOT',
)
NO_SEARCH = Breach(
    "portal/migrations/sql/0001_postgresql.sql", "ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"
)

GUARD = ("tests/isolation/test_guard.py",)
# Through the fence over the wall; through the wall alone; through the fence alone.
FENCED = (
    "tests/tenancy/test_rows_seen.py::test_with_the_fence_a_scope_sees_its_rows_and_no_others",
    "tests/tenancy/test_loading_attacks.py::test_no_question_is_answered_with_others",
    "tests/tenancy/test_loading_attacks.py::test_no_loader_brings_a_poisoned_row",
    "-k",
    "not wall",
)
BARE = (
    "tests/tenancy/test_rows_seen.py::test_without_the_fence_the_wall_shows_the_same",
    "tests/tenancy/test_reading_attacks.py::test_no_statement_reaches_others",
)
ALONE = (
    "tests/tenancy/test_rows_seen.py::test_the_fence_alone_shows_the_same",
    "tests/tenancy/test_loading_attacks.py::test_the_fence_alone_answers_without_others",
)
GATED = ("tests/tenancy/test_reading_attacks.py::test_no_statement_reaches_others",)
WRITES = ("tests/tenancy/test_writing_attacks.py::test_the_wall_alone_keeps_every_row",)
FENCED_WRITES = ("tests/tenancy/test_writing_attacks.py::test_the_fence_refuses",)
"""Their refusals are the fence's own, so that the wall behind it does not hide that it is gone."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("copy"))


def test_the_copy_itself_is_green(copy: Copy) -> None:
    """Or each redness below would have another reason. The tests that read are green below, with one wall down."""
    for tests, enough in ((GUARD, 5), ((*WRITES, *FENCED_WRITES), 30)):
        verdict = copy.judge((), *tests)
        assert verdict.failed == 0, verdict.said
        assert verdict.passed > enough


@pytest.mark.parametrize(
    ("breaches", "tests"),
    [
        pytest.param((NO_CHECK,), GUARD, id="policy.check skipped"),
        pytest.param((NO_CRITERIA,), ALONE, id="predicate dropped from the fence"),
        pytest.param((NO_PREDICATE, NO_GATE), BARE, id="predicate dropped from the wall"),
        pytest.param((NO_GATE,), GATED, id="wall without its gate"),
        pytest.param((NO_GUARDS,), WRITES, id="wall without its guards on writes"),
        pytest.param((NO_WRITE_FENCE,), FENCED_WRITES, id="fence without its check on writes"),
        pytest.param((NO_CRITERIA, NO_PREDICATE, NO_GATE), FENCED, id="neither fence nor wall"),
    ],
)
def test_a_breach_turns_its_tests_red(copy: Copy, breaches: tuple[Breach, ...], tests: tuple[str, ...]) -> None:
    assert copy.turns_red(breaches, *tests)


@pytest.mark.parametrize(
    ("breaches", "tests"),
    [
        pytest.param((NO_CRITERIA,), (*FENCED[:3], *BARE), id="without the fence the wall holds"),
        pytest.param((NO_PREDICATE, NO_GATE), (*ALONE, *FENCED), id="without the wall the fence holds"),
    ],
)
def test_one_of_the_two_is_enough(copy: Copy, breaches: tuple[Breach, ...], tests: tuple[str, ...]) -> None:
    verdict = copy.judge(breaches, *tests)
    assert verdict.failed == 0, verdict.said
    assert verdict.passed > 30


@pytest.mark.postgres
def test_on_postgresql_too(copy: Copy, postgres_server: Server) -> None:
    server = postgres_server.url.render_as_string(hide_password=False)
    tests = (BARE[0], "-k", "postgresql")
    assert copy.turns_red((NO_SEARCH,), *tests, server=server)
