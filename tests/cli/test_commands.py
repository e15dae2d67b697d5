"""The commands as an operator runs them: what they print once, what they refuse, and always in one sentence."""

import io
import os
import re
import sqlite3
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from portal.cli import main
from portal.identity import Role
from tests.links.world import SmallWorld
from tests.support.commands import run
from tests.support.needs import ROOT

pytestmark = pytest.mark.slow

pytest_plugins = ("tests.links.fixtures",)


def portal_process(folder: Path, *words: str, **environ: str) -> CompletedProcess[str]:
    """The command in a process of its own, as its user starts it."""
    variables = {"PORTAL_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)} | environ
    return run(sys.executable, "-m", "portal", *words, folder=folder, timeout=60, **variables)


def portal(folder: Path, *words: str, **environ: str) -> CompletedProcess[str]:
    """The same in this process: starting one for each would take most of the time."""
    said, told, code = io.StringIO(), io.StringIO(), 0
    variables = {name: value for name, value in os.environ.items() if "PORTAL" not in name}
    before = os.umask(0o022)
    try:
        with pytest.MonkeyPatch.context() as patch, chdir(folder), redirect_stdout(said), redirect_stderr(told):
            patch.setattr(os, "environ", variables | {"PORTAL_DATA_DIR": str(folder / "data")} | environ)
            patch.setattr(sys, "argv", ["portal", *words])
            main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        os.umask(before)
    return CompletedProcess(["portal", *words], code, said.getvalue(), told.getvalue())


def over(small: SmallWorld, *words: str, **environ: str) -> CompletedProcess[str]:
    return portal(small.settings.data_dir, *words, PORTAL_DATA_DIR=str(small.settings.data_dir), **environ)


def assert_one_sentence(done: CompletedProcess[str], *about: str) -> None:
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("portal: ")
    assert done.stderr.count("\n") == 1, done.stderr
    for word in about:
        assert word in done.stderr


def test_an_account_s_keys_are_shown_once_and_are_true(tmp_path: Path) -> None:
    done = portal_process(
        tmp_path, "account", "create", "Ada & Co", "--email", "ana@ada.example", "--origin", "https://app.ada.example",
        "--origin", "http://firm.localhost:8700",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    keys = re.findall(r"[sl]k_(?:live|sandbox)_[A-Za-z0-9_-]+", done.stdout)
    assert [key[:4] + key.split("_")[1] for key in keys] == ["sk_llive", "lk_llive", "sk_ssandbox", "lk_ssandbox"]
    connection = sqlite3.connect(tmp_path / "data" / "portal.db")
    try:
        dump = "\n".join(connection.iterdump())
        origins = connection.execute("SELECT environment, origin FROM origin ORDER BY 1, 2").fetchall()
    finally:
        connection.close()
    assert not [key for key in keys if key in dump]
    assert origins == [
        ("live", "https://app.ada.example"),
        ("sandbox", "http://firm.localhost:8700"),
        ("sandbox", "https://app.ada.example"),
    ]
    assert (tmp_path / "data" / "secret-keys").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("origin", ["ftp://a.example", "https://a.example/path", "http://a.example", "*"])
def test_a_wrong_origin_leaves_no_half_an_account(tmp_path: Path, origin: str) -> None:
    done = portal(tmp_path, "account", "create", "Ada", "--origin", "https://a.example", "--origin", origin)
    assert_one_sentence(done, "origin")
    connection = sqlite3.connect(tmp_path / "data" / "portal.db")
    try:
        assert connection.execute("SELECT count(*) FROM account").fetchone() == (0,)
    finally:
        connection.close()


def test_a_link_from_the_operator_s_machine_opens(small: SmallWorld) -> None:
    done = over(small, "issue-link", "--entity", small.ids.elm, "--full-entity", "--label", "Mojca", "--minutes", "2")
    assert done.returncode == 0, done.stderr
    address = done.stdout.strip()
    assert address.startswith(f"{small.settings.origin}/embed?token=pl1.")
    assert "Opens once" in done.stderr
    assert small.browser().enter(address.partition("token=")[2]).status == 200


def test_a_link_for_a_user_with_a_narrower_role(small: SmallWorld) -> None:
    admin = small.ids.users[Role.ADMIN]
    done = over(small, "issue-link", "--entity", small.ids.elm, "--user", admin, "--role", "viewer")
    assert done.returncode == 0, done.stderr
    assert small.rows("SELECT user_id, role FROM link") == [(admin, "viewer")]


def test_links_that_may_not_be(small: SmallWorld) -> None:
    elm, viewer = small.ids.elm, small.ids.users[Role.VIEWER]
    assert_one_sentence(over(small, "issue-link", "--entity", "ent_nobody", "--full-entity"), "ent_nobody")
    assert_one_sentence(over(small, "issue-link", "--entity", small.ids.shut, "--full-entity"), "client_access_off")
    assert_one_sentence(over(small, "issue-link", "--entity", elm, "--user", viewer, "--role", "admin"), "role")
    assert_one_sentence(over(small, "issue-link", "--entity", small.ids.birch, "--user", viewer), "user_id")
    for words in (["--entity", elm], ["--entity", elm, "--user", viewer, "--full-entity"], ["--full-entity"]):
        done = over(small, "issue-link", *words)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    assert small.rows("SELECT count(*) FROM link") == [(0,)]


@pytest.mark.parametrize(
    "words", [["issue-link", "--entity", "ent_x", "--full-entity"], ["audit", "verify", "--entity", "ent_x"]]
)
def test_a_database_that_is_not_migrated(tmp_path: Path, words: list[str]) -> None:
    assert_one_sentence(portal_process(tmp_path, *words), "portal migrate")


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:9/none?connect_timeout=2"
    assert_one_sentence(portal(tmp_path, "audit", "verify", "--entity", "ent_x", PORTAL_DATABASE_URL=url))


def test_migrate_makes_the_schema_and_says_where_it_stands(tmp_path: Path) -> None:
    for migrate in (portal_process, portal):
        done = migrate(tmp_path, "migrate")
        assert (done.returncode, done.stderr) == (0, "")
        assert "at revision" in done.stdout


def test_migrate_on_postgresql_wants_an_owner_of_its_own(tmp_path: Path) -> None:
    plain, same = "postgresql://app@127.0.0.1:9/x", "postgresql://app@127.0.0.1:9/y"
    assert_one_sentence(portal(tmp_path, "migrate", PORTAL_DATABASE_URL=plain), "PORTAL_MIGRATION_DATABASE_URL")
    done = portal(tmp_path, "migrate", PORTAL_DATABASE_URL=plain, PORTAL_MIGRATION_DATABASE_URL=same)
    assert_one_sentence(done, "two different roles")


def test_doctor_says_in_words_what_is_weak(tmp_path: Path) -> None:
    done = portal(tmp_path, "doctor")
    assert done.returncode == 1
    for words in ("run portal migrate", "PORTAL_BASE_URL", "PORTAL_SECRET_KEYS", "PORTAL_RATE_LIMIT_STORAGE"):
        assert words in done.stdout
    assert "Traceback" not in done.stderr
    assert re.search(r"\d+ to look at", done.stdout)


def test_doctor_is_content_with_a_good_set_up(tmp_path: Path) -> None:
    portal(tmp_path, "migrate")
    secret = "k1:" + "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo3NDYwMTk1"
    done = portal(
        tmp_path, "doctor", PORTAL_BASE_URL="https://portal.example", PORTAL_SECRET_KEYS=secret, PORTAL_WORKERS="1"
    )
    assert "PORTAL" not in done.stdout
    assert "migrate" not in done.stdout


def test_audit_verify_counts_what_is_whole_and_names_what_is_not(small: SmallWorld) -> None:
    elm, birch = small.ids.elm, small.ids.birch
    done = over(small, "audit", "verify", "--entity", elm, "--entity", birch)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("none edited, removed or reordered") == 2
    small.tamper("UPDATE activity SET actor_name = 'Somebody Else' WHERE entity_id = :elm AND seq = 3", elm=elm)
    assert_one_sentence(over(small, "audit", "verify", "--entity", elm), "row 3", "changed after")
    assert_one_sentence(over(small, "audit", "verify", "--entity", "ent_nobody"), "ent_nobody")


@pytest.mark.parametrize("words", [["--help"], ["account", "--help"], ["issue-link", "-h"], ["--version"]])
def test_help_is_for_everybody(tmp_path: Path, words: list[str]) -> None:
    done = (portal_process if words == ["--help"] else portal)(tmp_path, *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "data").exists()
