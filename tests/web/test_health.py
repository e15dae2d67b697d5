"""Alive and ready: for machines, and silent about anything else."""

from portal.migrations import migrate
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)


def test_alive_and_ready(small: SmallWorld) -> None:
    for path in ("/healthz", "/readyz"):
        answer = small.browser().get(path)
        assert (answer.status_code, answer.json) == (200, {"status": "ok"})
        assert "Set-Cookie" not in answer.headers


def test_a_database_at_another_revision_is_not_ready(small: SmallWorld) -> None:
    migrate(small.settings.database_url, revision="base")
    answer = small.browser().get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable"})
    assert answer.headers["Retry-After"]
    assert small.browser().get("/healthz").status_code == 200


def test_a_database_out_of_reach_is_not_ready(small: SmallWorld) -> None:
    small.database.close()
    small.app.extensions["portal"].database.close()
    small.file.write_bytes(b"no database at all" * 100)
    answer = small.browser().get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable"})
    assert "portal.db" not in answer.text
    assert small.browser().get("/healthz").status_code == 200
