"""The operator's commands over accounts, entities, people, keys, links and sessions: each asked once for real."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import group
from portal.errors import PortalError
from portal.identity import Role
from portal.services.entry.links import LinkRequest
from portal.tokens import Access
from tests.cli.test_commands import over
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)


@pytest.fixture(autouse=True)
def configured(small: SmallWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DATA_DIR", str(small.settings.data_dir))


def ask(*words: str) -> Result:
    """A command in this process: starting one for each would take most of the time."""
    return CliRunner().invoke(group, words)


def do(*words: str) -> str:
    done = ask(*words)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def refused(*words: str) -> str:
    done = ask(*words)
    assert isinstance(done.exception, PortalError), (done.output, done.exception)
    return str(done.exception)


def misused(*words: str) -> str:
    done = ask(*words)
    assert done.exit_code == 2, (done.output, done.exception)
    return done.output


def test_accounts(small: SmallWorld) -> None:
    ada = small.ids.ada
    listed = do("account", "list")
    assert ada in listed
    assert small.ids.oak in listed
    changed = do("account", "change", ada, "--name", "Ada 2", "--limit", "session_seconds=3600", "--no-viewers-export")
    assert "session_seconds 3600" in changed
    assert do("account", "show", ada) == changed
    assert "Ada 2" in changed
    assert re.search(r"viewers export +no", changed)
    looks = do("account", "change", ada, "--corner-radius", "4", "--theme", "dark")
    assert re.findall(r"(?:corner.radius|theme)\W+(\w+)", looks) == ["4", "dark"]
    assert "theme: must be one of light, dark, auto" in refused("account", "change", ada, "--theme", "dim")
    assert "–" in re.findall(r"limits.*", do("account", "change", ada, "--limit", "session_seconds="))[0]
    assert "limit" in refused("account", "change", ada, "--limit", "session=1")
    assert "session_seconds" in refused("account", "change", ada, "--limit", "session_seconds=999999")
    assert "acc_nobody" in refused("account", "show", "acc_nobody")
    assert "say what to change" in misused("account", "change", ada)


def test_logos(small: SmallWorld, tmp_path: Path) -> None:
    svg, png = tmp_path / "a.svg", tmp_path / "a.png"
    svg.write_bytes(b"<svg/>")
    png.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (8).to_bytes(4, "big") * 2 + b"IEND\xaeB`\x82")
    do("account", "logo", small.ids.ada, str(png))
    assert "logo" in refused("account", "logo", small.ids.ada, str(svg))
    do("account", "logo", small.ids.ada, "--remove")
    for file in (svg, png):
        do("entity", "logo", small.ids.elm, str(file))
    do("entity", "logo", small.ids.elm, "--remove")
    assert small.rows("SELECT logo_sha256 FROM entity WHERE id = ?", small.ids.elm) == [(None,)]
    assert "name a file" in misused("entity", "logo", small.ids.elm)
    assert "name a file" in misused("account", "logo", small.ids.ada, str(png), "--remove")
    (tmp_path / "a.gif").write_bytes(b"x")
    assert ".svg or .png" in refused("entity", "logo", small.ids.elm, str(tmp_path / "a.gif"))


def test_entities(small: SmallWorld) -> None:
    elm = small.ids.elm
    listed = do("entity", "list", "--account", small.ids.ada)
    assert elm in listed
    assert small.ids.live_elm not in listed
    assert small.ids.live_elm in do("entity", "list", "--account", small.ids.ada, "--environment", "live")
    changed = do(
        "entity", "change", elm, "--client-access", "entity", "--vat-id", "si15032582", "--iban", "SI56191000000123438",
        "--line1", "Nova 1", "--city", "Kranj", "--legal-note", "One", "--legal-note", "Two", "--country", "si",
    )  # fmt: skip
    for words in ("SI15032582", "SI56191000000123438", "line1 Nova 1, city Kranj", "One; Two"):
        assert words in changed
    assert re.search(r"client access +entity", changed)
    assert do("entity", "show", elm) == changed
    assert "line1 Nova 1, city Bled" in do("entity", "change", elm, "--city", "Bled")
    do("entity", "change", elm, "--bic", "hdelsi22")
    assert small.rows("SELECT json_extract(bank_accounts, '$[0].bic') FROM entity WHERE id = ?", elm) == [("HDELSI22",)]
    assert "SI56" not in do("entity", "change", elm, "--iban", "")
    assert "vat_id" in refused("entity", "change", elm, "--vat-id", "SI15032583")
    assert "ent_nobody" in refused("entity", "show", "ent_nobody")
    assert "acc_nobody" in refused("entity", "list", "--account", "acc_nobody")
    assert "country" in refused("entity", "create", "X", "--account", small.ids.ada, "--country", "EU")


def test_people(small: SmallWorld) -> None:
    there, viewer = ("--entity", small.ids.elm), small.ids.users[Role.VIEWER]
    assert "viewer@elm.example" in do("entity", "users", *there)
    do("entity", "change-role", viewer, *there, "--role", "editor")
    assert re.search(rf"{viewer}.*editor", do("entity", "users", *there))
    do("entity", "remove-user", viewer, *there)
    assert viewer not in do("entity", "users", *there)
    assert "no such user" in refused("entity", "change-role", viewer, *there, "--role", "editor")
    assert "no such user" in refused("entity", "remove-user", viewer, *there)
    assert do("entity", "add-user", "viewer@elm.example", *there, "--name", "Viewer").strip() == viewer
    assert "email" in refused("entity", "add-user", "viewer", *there, "--name", "Viewer")


def test_origins(small: SmallWorld) -> None:
    there = ("--account", small.ids.ada)
    assert do("origin", "add", "https://B.example/", *there, "--no-returns") == "https://b.example\n"
    assert re.search(r"https://b\.example +yes +no", do("origin", "list", *there))
    do("origin", "remove", "https://b.example", *there)
    assert "b.example" not in do("origin", "list", *there)
    assert "b.example" in refused("origin", "remove", "https://b.example", *there)
    assert "origin" in refused("origin", "add", "*", *there)
    assert do("origin", "list", *there, "--environment", "live") == ""


def test_keys(small: SmallWorld) -> None:
    there = ("--account", small.ids.ada)
    made = ask(
        "key", "create", "mobile", "--kind", "lk", *there, "--max-role", "editor", "--allow-full-entity",
        "--only-entity", small.ids.elm, "--max-seconds", "120", "--ttl", "3600",
    )  # fmt: skip
    assert made.stdout.startswith("lk_sandbox_")
    assert f"at most as editor; for a whole entity, too; only for {small.ids.elm}; for at most 120" in made.stderr
    listed = do("key", "list", *there)
    assert made.stdout.strip() not in listed
    (key_id,) = re.findall(r"(key_\w+).*mobile", listed)
    assert do("key", "create", "till", "--kind", "ek", "--entity", small.ids.elm).startswith("ek_sandbox_")
    assert "till" in do("key", "list", "--entity", small.ids.elm)
    do("key", "end", key_id)
    assert key_id not in do("key", "list", *there)
    assert key_id in do("key", "list", *there, "--ended")
    assert "key_nobody" in refused("key", "end", "key_nobody")
    assert "max_role" in refused("key", "create", "x", "--kind", "lk", *there, "--max-role", "none")
    assert "--kind lk" in misused("key", "create", "x", "--kind", "sk", *there, "--max-seconds", "60")
    assert "entity" in misused("key", "create", "x", "--kind", "ek", *there)
    assert "--account" in misused("key", "create", "x", "--kind", "sk")
    assert "59" in misused("key", "create", "x", "--kind", "sk", *there, "--ttl", "59")


def test_links_and_sessions(small: SmallWorld) -> None:
    there, editor = ("--entity", small.ids.elm), small.ids.users[Role.EDITOR]
    one, two = small.issue_full(label="Desk"), small.issue_for(Role.EDITOR)
    inside = small.browser().enter(small.issue_for(Role.EDITOR).token)
    listed = do("link", "list", *there)
    assert one.id in listed
    assert two.id in listed
    assert one.id not in do("link", "list", *there, "--user", editor)
    do("link", "revoke", one.id, *there)
    assert one.id not in do("link", "list", *there)
    (session_id,) = re.findall(r"ses_\w+", do("session", "list", *there))
    assert do("session", "end", session_id, *there) == f"{session_id} ended.\n"
    assert inside.status == 401
    assert session_id in refused("session", "end", session_id, *there)
    opened = small.issue_for(Role.EDITOR)
    small.browser().enter(opened.token)
    listed = do("link", "claims", opened.id, *there)
    assert re.search(r"CLAIM +AT +BY CODE.*\n1 .* no ", listed), listed
    assert do("link", "revoke", "--user", editor, *there) == "1 links and 1 sessions ended.\n"
    small.issue_full()
    assert do("link", "revoke", "--all", "--account", small.ids.ada) == "1 links and 0 sessions ended.\n"
    assert "no such link" in refused("link", "revoke", "lnk_nobody", *there)
    for words in ([], [one.id], ["--all"], [one.id, "--all", *there], ["--user", editor, "--account", small.ids.ada]):
        assert "say w" in misused("link", "revoke", *words)


def test_links_and_sessions_end_with_their_key(small: SmallWorld) -> None:
    wanted = LinkRequest(access=Access.FULL_ENTITY)
    inside = small.browser().enter(small.issue(wanted, by_key=True).token)
    waiting, own = small.issue(wanted, by_key=True), small.issue(wanted)
    said = do("key", "end", small.ids.account_key.id)
    assert said == "Ended, with 1 links and 1 sessions.\n"
    assert inside.status == 401
    left = do("link", "list", "--entity", small.ids.elm)
    assert own.id in left
    assert waiting.id not in left


def test_staff(small: SmallWorld) -> None:
    there, elm = ("--account", small.ids.ada), ("--entity", small.ids.elm)
    staff_id = do("staff", "add", "nika@ada.example", *there, "--name", "Nika").strip()
    assert "nika@ada.example" in do("staff", "list", *there)
    do("staff", "assign", staff_id, *elm)
    do("staff", "change", staff_id, *there, "--name", "Nika 2")
    assert "Nika 2" in do("staff", "list", *elm)
    assert "token=pl1." in do("issue-link", *elm, "--staff", staff_id)
    do("staff", "unassign", staff_id, *elm)
    assert staff_id not in do("staff", "list", *elm)
    assert "staff_id" in refused("issue-link", *elm, "--staff", staff_id)
    do("staff", "remove", staff_id, *there)
    assert staff_id not in do("staff", "list", *there)
    assert "no such member" in refused("staff", "assign", staff_id, *elm)
    assert "email" in refused("staff", "add", "nika", *there, "--name", "Nika")
    assert "either" in misused("staff", "list")


def test_a_link_opens_one_of_three(small: SmallWorld) -> None:
    viewer = small.ids.users[Role.VIEWER]
    done = over(small, "issue-link", "--entity", small.ids.elm, "--user", viewer, "--full-entity")
    assert "--user, --full-entity and --staff exclude each other" in done.stderr


def test_audit_of_a_whole_account(small: SmallWorld) -> None:
    said = do("audit", "verify", "--account", small.ids.ada)
    for name in (f"{small.ids.ada} live", f"{small.ids.ada} sandbox", small.ids.elm, small.ids.live_elm):
        assert f"{name}: " in said
    assert small.ids.oak_entity not in said
    small.tamper(
        "UPDATE activity SET actor_name = 'Somebody Else' WHERE entity_id = :elm AND seq = 3", elm=small.ids.elm
    )
    assert "row 3" in refused("audit", "verify", "--account", small.ids.ada)
    assert "acc_nobody" in refused("audit", "verify", "--account", "acc_nobody")
    assert "say whose trail" in misused("audit", "verify")


def test_why_a_token_opens_nothing(small: SmallWorld) -> None:
    token = small.issue_full().token
    words = ("explain-token", "--account", small.ids.ada, "--origin", "https://shop.ada.example")
    fine = CliRunner().invoke(group, words, input=f"{small.settings.origin}/embed?token={token}\n")
    assert fine.exit_code == 0, fine.output
    assert fine.stdout.endswith("It would open.\n")
    assert re.search(r"^ok  signature +Sealed by the portal", fine.stdout, re.MULTILINE)
    assert re.search(r"^NO  origin +https://shop.ada.example is not listed", fine.stdout, re.MULTILINE)
    assert token not in fine.output
    small.browser().enter(token)
    used = CliRunner().invoke(group, words, input=token)
    assert (used.exit_code, "NO  claims_used" in used.stdout) == (1, True)
    stranger = CliRunner().invoke(group, ("explain-token", "--account", small.ids.oak), input=token)
    assert (stranger.exit_code, stranger.stdout.count("\n")) == (1, 2)
    assert "not signed by any key of yours" in stranger.stdout
