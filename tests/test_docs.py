"""What the README says is true: its settings are all there are, its backend code makes a link that opens."""

import re
import runpy
import secrets
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from portal.cli import group
from portal.identity import Environment, Role, new_id
from portal.settings import PREFIX, Settings
from portal.tokens import KeyRing, LinkSealer, OfflineKey, make_signing_key
from tests.support.needs import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
RING = KeyRing([("k1", secrets.token_bytes(32))])


def block(language: str, holding: str) -> str:
    found: list[str] = [code for code in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if holding in code]
    assert len(found) == 1, f"one {language} block of the README holds {holding}"
    return found[0]


def test_the_table_names_every_setting_and_no_other() -> None:
    table = set(re.findall(r"`(PORTAL_[A-Z_]+)`", README[README.index("## Configure it") : README.index("## Run it")]))

    assert table - {"PORTAL_CONFIG"} == {PREFIX + field.name.upper() for field in fields(Settings)}


def test_every_link_of_the_readme_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", README)

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_backend_code_makes_a_link_that_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key_id, account, entity, user = new_id("key"), new_id("acc"), new_id("ent"), new_id("usr")
    monkeypatch.setenv("PORTAL_ACCOUNT", account)
    monkeypatch.setenv("PORTAL_LINK_KEY", make_signing_key(RING, Environment.SANDBOX, key_id))
    program = tmp_path / "backend.py"
    program.write_text(block("python", "portal_token"), encoding="utf-8")
    portal_token = runpy.run_path(str(program))["portal_token"]
    assert callable(portal_token)

    token = portal_token(entity, user, "viewer")

    now = datetime.now(UTC)
    limits = OfflineKey(
        key_id=key_id,
        account_id=account,
        environment=Environment.SANDBOX,
        ring_kid="k1",
        max_role=Role.VIEWER,
        allow_full_entity=False,
        entity_ids=None,
        max_lifetime=timedelta(minutes=5),
        not_before=now - timedelta(hours=1),
    )
    opened = LinkSealer(RING).open(token, now=now, max_lifetime=timedelta(hours=1), offline_key=lambda _id: limits)
    assert (opened.claims.entity_id, opened.claims.user_id, opened.claims.role) == (entity, user, Role.VIEWER)


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
