"""What the README says is true: its settings are all there are, its backend code makes a link that opens."""

import re
import runpy
import secrets
import sys
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import click
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.cli import group
from portal.identity import Environment, Role, new_id
from portal.settings import PREFIX, Settings
from portal.tokens import KeyRing, LinkSealer, OfflineKey, make_signing_key
from tests.support.needs import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
EMBEDDING = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
RING = KeyRing([("k1", secrets.token_bytes(32))])


def block(language: str, holding: str, page: str = README) -> str:
    found: list[str] = [code for code in re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL) if holding in code]
    assert len(found) == 1, f"one {language} block of the page holds {holding}"
    return found[0]


def test_the_table_names_every_setting_and_no_other() -> None:
    table = set(re.findall(r"`(PORTAL_[A-Z_]+)`", README[README.index("## Configure it") : README.index("## Run it")]))

    assert table - {"PORTAL_CONFIG"} == {PREFIX + field.name.upper() for field in fields(Settings)}


def test_every_link_of_the_readme_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", README)

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


KEY_ID, ACCOUNT = new_id("key"), new_id("acc")
CLIENT = SimpleNamespace(entity_id=new_id("ent"), user_id=new_id("usr"), role="viewer")


def ran(code: str, folder: Path) -> dict[str, Any]:
    """What the names of a program are after it ran as it stands in the page."""
    program = folder / "backend.py"
    program.write_text(code, encoding="utf-8")
    return runpy.run_path(str(program))


def opens(token: str) -> None:
    """The token is one for CLIENT, under the limits of a first key."""
    now = datetime.now(UTC)
    limits = OfflineKey(
        key_id=KEY_ID,
        account_id=ACCOUNT,
        environment=Environment.SANDBOX,
        ring_kid="k1",
        max_role=Role.VIEWER,
        allow_full_entity=False,
        entity_ids=None,
        max_lifetime=timedelta(minutes=5),
        not_before=now - timedelta(hours=1),
    )
    opened = LinkSealer(RING).open(token, now=now, max_lifetime=timedelta(hours=1), offline_key=lambda _id: limits)
    claims = opened.claims
    assert (claims.entity_id, claims.user_id, claims.role) == (CLIENT.entity_id, CLIENT.user_id, Role.VIEWER)


def test_the_backend_without_any_package_makes_a_link_that_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_ACCOUNT", ACCOUNT)
    monkeypatch.setenv("PORTAL_LINK_KEY", make_signing_key(RING, Environment.SANDBOX, KEY_ID))
    signed_token = ran(block("python", "def signed_token", EMBEDDING), tmp_path)["signed_token"]

    opens(signed_token(CLIENT.entity_id, CLIENT.user_id, "viewer"))


@pytest.mark.parametrize("page", [README, EMBEDDING], ids=["README", "embedding"])
def test_the_backend_gives_the_element_a_token_that_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    browser = their_app(monkeypatch)
    ran(block("python", "def portal_token", page), tmp_path)

    opens(browser.post("/portal-token").get_json()["token"])
    assert browser.get("/portal-token").status_code == 405


def test_the_redirect_leads_to_the_portal_and_is_kept_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = their_app(monkeypatch)
    ran(block("python", "def my_documents", EMBEDDING), tmp_path)

    answer = browser.get("/my-documents")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (303, "no-store")
    address, _, token = answer.location.partition("?token=")
    assert address == "https://portal.example.com/embed"
    opens(token)


def their_app(monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A firm's application, as far as the pages of the docs suppose one."""
    theirs = ModuleType("your_app")
    app = Flask("your_app")
    key = make_signing_key(RING, Environment.SANDBOX, KEY_ID)
    vars(theirs).update(
        app=app, ACCOUNT=ACCOUNT, LINK_KEY=key, PORTAL_URL="https://portal.example.com", signed_in=lambda: CLIENT
    )
    monkeypatch.setitem(sys.modules, "your_app", theirs)
    return app.test_client()


def test_the_commands_of_the_readme_exist_with_their_options() -> None:
    for line in block("sh", "portal account create").splitlines():
        words = line.partition("#")[0].split()
        command: click.Command = group
        for word in words[1:]:
            found = command.get_command(click.Context(command), word) if isinstance(command, click.Group) else None
            if found is None:
                break
            command = found
        known = {option for parameter in command.params for option in parameter.opts}
        assert command is not group, line
        assert {word for word in words if word.startswith("--")} <= known, line
