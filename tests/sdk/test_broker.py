"""The brokers of docs/sdk.md, run as they stand there: a token for whoever is signed in, and for nobody else."""

import os
import re
import runpy
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import httpx
import pytest
from flask import Flask

from portal_sdk import Portal
from tests.sdk.node import folder_with_packages, require_node, type_check
from tests.sdk.opening import open_link
from tests.support.live import Live, free_port
from tests.support.needs import ROOT

PAGE = (ROOT / "docs" / "sdk.md").read_text(encoding="utf-8")
SIGNED_IN = """
/** @returns {{ entityId: string, userId: string } | undefined} */
export function signedIn(/** @type {import("express").Request} */ request) {
  const client = request.get("x-signed-in");
  return client ? JSON.parse(client) : undefined;
}
"""
SERVE = "\napp.listen(Number(process.env.LISTEN), '127.0.0.1');\n"


def block(language: str, holding: str) -> str:
    """The one block of the page in this language that holds these words."""
    found: list[str] = [code for code in re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) if holding in code]
    assert len(found) == 1, holding
    return found[0]


@pytest.fixture(scope="module")
def client(firm: Portal) -> tuple[str, str]:
    """An entity and its person."""
    entity = firm.entities.create(name="Elm of the broker", country="SI", client_access="users")
    user = firm.entity_users.add(entity["id"], {"email": "eva@broker.example", "role": "viewer"})
    return entity["id"], user["user_id"]


def test_the_flask_broker(
    live: Live,
    account_key: str,
    address: str,
    client: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now: list[SimpleNamespace] = []
    theirs = ModuleType("your_app")
    vars(theirs)["signed_in"] = lambda: now[0] if now else None
    monkeypatch.setitem(sys.modules, "your_app", theirs)
    monkeypatch.setenv("PORTAL_KEY", account_key)
    monkeypatch.setenv("PORTAL_URL", address)
    (tmp_path / "broker.py").write_text(block("python", "def portal_token"), encoding="utf-8")
    ran = runpy.run_path(str(tmp_path / "broker.py"))
    app, portal = ran["app"], ran["portal"]
    assert isinstance(app, Flask)
    browser = app.test_client()

    with portal:
        assert browser.post("/portal-token").status_code == 401
        now.append(SimpleNamespace(entity_id=client[0], user_id=client[1]))
        told = browser.post("/portal-token", json={"entity_id": "ent_other", "user_id": "usr_other"}).get_json()
        live.secrets.add(told["token"])
        assert "Elm of the broker" in open_link(live, told["token"])
        now[0] = SimpleNamespace(entity_id=client[0], user_id=None)
        refused = browser.post("/portal-token")
        assert (refused.status_code, refused.get_json()["code"]) == (502, "user_required")


@pytest.fixture
def express(account_key: str, address: str, tmp_path: Path) -> Iterator[httpx.Client]:
    """The broker in Express, served."""
    folder_with_packages(tmp_path)
    (tmp_path / "your-app.js").write_text(SIGNED_IN, encoding="utf-8")
    program = tmp_path / "broker.js"
    program.write_text(block("javascript", "express()") + SERVE, encoding="utf-8")
    port = free_port()
    variables = {"PORTAL_KEY": account_key, "PORTAL_URL": address, "LISTEN": str(port), "PATH": os.environ["PATH"]}
    process = subprocess.Popen([require_node(), program], env=variables, cwd=tmp_path)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            wait_for(client)
            yield client
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(client: httpx.Client) -> None:
    for _ in range(200):
        try:
            client.get("/")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the broker did not start")


def test_the_express_broker(live: Live, client: tuple[str, str], express: httpx.Client) -> None:
    assert express.post("/portal-token").status_code == 401

    signed_in = {"x-signed-in": f'{{"entityId": "{client[0]}", "userId": "{client[1]}"}}'}
    told = express.post("/portal-token", headers=signed_in, json={"entity_id": "ent_other"}).json()
    live.secrets.add(told["token"])
    assert "Elm of the broker" in open_link(live, told["token"])

    nobody = {"x-signed-in": f'{{"entityId": "{client[0]}", "userId": null}}'}
    refused = express.post("/portal-token", headers=nobody)
    assert (refused.status_code, refused.json()["code"]) == (502, "user_required")


def test_the_types_of_the_express_broker_are_right(tmp_path: Path) -> None:
    folder_with_packages(tmp_path)
    (tmp_path / "your-app.js").write_text(SIGNED_IN, encoding="utf-8")
    (tmp_path / "broker.js").write_text(block("javascript", "express()"), encoding="utf-8")
    type_check(tmp_path, "broker.js")
