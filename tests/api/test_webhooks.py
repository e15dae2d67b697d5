"""The firm's backend registers webhooks, gets events and reads the log; the documentation's own code verifies them."""

import json
import re
import runpy
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.identity import system
from portal.models import Whereabouts
from portal.outbound.places import LONGEST_URL
from portal.services.outbox.events import EVENTS
from portal.settings import Settings
from tests.jobs.support import worker_of
from tests.support.api import Backend, backend
from tests.support.needs import ROOT, require_program
from tests.support.portal import World, on_both
from tests.support.receiver import Receiver, Taken, receiving

DOCUMENT = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def settings(settings: Settings, receiver: Receiver) -> Settings:
    """With the receiver on the allow-list of the sandbox."""
    return replace(settings, webhook_private_allow_list=receiver.place)


def code(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    return str(found)


@on_both
def test_from_registration_to_the_log(world: World, sk: Backend, receiver: Receiver) -> None:
    made = sk.post("/webhooks", {"url": receiver.url, "events": ["*"], "metadata": {"crm": "7"}})
    assert made["secret"].startswith("whsec_")
    assert "*" not in made["secret"]
    shown = sk.get(f"/webhooks/{made['id']}")
    assert shown == made | {"secret": "whsec_****"}
    assert [each["id"] for each in sk.get("/webhooks")["data"]] == [made["id"]]

    customer = sk.post("/customers", {"name": "Buyer"})
    sk.post(f"/entities/{world.cast.elm}/token", {"user_id": world.cast.users["admin"]})
    worker_of(world).run_due()
    assert customer["id"]
    assert [taken.headers["X-Webhook-Event"] for taken in receiver.taken] == ["link.issued"]

    (delivery,) = sk.get("/webhook-logs")["data"]
    assert (delivery["status"], delivery["event_type"], delivery["response_status"]) == (
        "delivered",
        "link.issued",
        200,
    )
    assert (delivery["response_body"], delivery["attempt"], delivery["max_attempts"]) == ("thank you", 1, 5)
    assert delivery["request_body"].encode() == receiver.taken[0].body
    assert delivery["entity_id"] == world.cast.elm

    again = sk.post(f"/webhook-logs/{delivery['id']}/redeliver", status=200)
    tested = sk.post(f"/webhooks/{made['id']}/test", status=200)
    assert (again["status"], tested["event_type"]) == ("waiting", "webhook.test")
    worker_of(world).run_due()
    assert len(receiver.taken) == 3
    asked = {"query": json.dumps({"event_type": "webhook.test"})}
    assert [each["id"] for each in sk.get("/webhook-logs", query_string=asked)["data"]] == [tested["id"]]

    rotated = sk.post(f"/webhooks/{made['id']}/rotate-secret", status=200)
    assert rotated["secret"] not in {made["secret"], "whsec_****"}
    changed = sk.patch(f"/webhooks/{made['id']}", {"active": False, "events": ["link.issued"]})
    assert (changed["active"], changed["events"], changed["disabled_reason"]) == (False, ["link.issued"], None)
    sk.refused(409, "webhook_disabled", "POST", f"/webhooks/{made['id']}/test")
    sk.delete(f"/webhooks/{made['id']}")
    sk.refused(404, "not_found", "GET", f"/webhooks/{made['id']}")
    assert sk.get("/webhook-logs")["data"] == []


def test_the_accounts_webhook_hears_of_every_entity(world: World, account: Backend, receiver: Receiver) -> None:
    made = account.post("/account-webhooks", {"url": receiver.url, "events": ["link.issued"]})
    assert made["entity_id"] is None
    for entity in (world.cast.elm, world.cast.birch):
        account.post("/links", {"access": "full_entity"}, entity_id=entity)
    worker_of(world).run_due()
    told = [json.loads(taken.body)["entity_id"] for taken in receiver.taken]
    assert sorted(told) == sorted([world.cast.elm, world.cast.birch])
    logs = account.get("/account-webhook-logs")["data"]
    assert sorted(each["entity_id"] for each in logs) == sorted(told)
    assert account.get("/webhook-logs", entity_id=world.cast.elm)["data"] == []
    account.post(f"/account-webhook-logs/{logs[0]['id']}/redeliver", status=200)
    account.refused(404, "not_found", "POST", f"/webhook-logs/{logs[0]['id']}/redeliver")
    # One of an entity's own is found by its id alone, and where it is deleted nothing remembers where it was.
    own = account.post("/webhooks", {"url": receiver.url, "events": ["*"]}, entity_id=world.cast.elm)["id"]
    tested = account.post(f"/webhooks/{own}/test", status=200)["id"]
    account.post(f"/webhook-logs/{tested}/redeliver", status=200)
    account.delete(f"/webhooks/{own}")
    for path in (f"/webhooks/{own}/test", f"/webhook-logs/{tested}/redeliver"):
        account.refused(404, "not_found", "POST", path)
    with world.database.visit(system(world.cast.account_scope)) as visit:
        assert visit.session.scalars(select(Whereabouts).where(Whereabouts.id == own)).all() == []
    account.refused(404, "not_found", "POST", f"/webhook-logs/{logs[0]['id']}/redeliver", entity_id=world.cast.elm)


def test_each_key_handles_what_it_reaches(
    world: World, sk: Backend, ek: Backend, oak: Backend, receiver: Receiver
) -> None:
    firms = sk.post("/account-webhooks", {"url": receiver.url, "events": ["*"]})
    elms = ek.post("/webhooks", {"url": receiver.url, "events": ["*"]})
    ek.refused(403, "not_allowed", "GET", "/account-webhooks")
    ek.refused(404, "not_found", "GET", f"/webhooks/{firms['id']}")
    sk.refused(404, "not_found", "GET", f"/account-webhooks/{elms['id']}")
    sk.refused(404, "not_found", "GET", f"/webhooks/{elms['id']}", entity_id=world.cast.birch)
    foreign = oak.call("GET", f"/account-webhooks/{firms['id']}")
    never = oak.call("GET", "/account-webhooks/whk_aaaaaaaaaaaaaaaaaaaaaaaaaa")
    assert (foreign.status_code, foreign.text) == (never.status_code, never.text)
    assert [each["id"] for each in sk.get("/account-webhooks")["data"]] == [firms["id"]]


def test_what_cannot_be_taken_is_named(sk: Backend, world: World, receiver: Receiver) -> None:
    def paths(method: str, path: str, body: object) -> list[object]:
        error = sk.refused(422, "validation_failed", method, path, body)
        return [issue["path"][0] for issue in error["cause"]["issues"]]

    assert paths("POST", "/webhooks", {"url": "https://10.0.0.1/", "events": ["*"]}) == ["url"]
    assert paths("POST", "/webhooks", {"url": receiver.url, "events": ["invoice.eaten"]}) == ["events"]
    assert paths("POST", "/webhooks", {"url": receiver.url, "events": []}) == ["events"]
    made = sk.post("/webhooks", {"url": receiver.url, "events": ["*"]})
    assert paths("PATCH", f"/webhooks/{made['id']}", {"url": None}) == ["url"]
    live = backend(world, "live_sk")
    error = live.refused(422, "validation_failed", "POST", "/account-webhooks", {"url": receiver.url, "events": ["*"]})
    assert "https" in error["message"]


@pytest.fixture
def signed(world: World, sk: Backend, receiver: Receiver) -> tuple[str, Taken]:
    """A secret, and an event signed with it."""
    made = sk.post("/webhooks", {"url": receiver.url, "events": ["*"]})
    sk.post(f"/webhooks/{made['id']}/test", status=200)
    worker_of(world).run_due()
    return made["secret"], receiver.taken[0]


def spoilt(secret: str, taken: Taken) -> list[tuple[str, str, bytes]]:
    """What must not pass: another secret, body, time, and no signature at all."""
    header = taken.headers["X-Webhook-Signature"]
    old = re.sub(r"t=(\d+)", lambda found: f"t={int(found[1]) - 301}", header)
    return [
        (secret + "x", header, taken.body),
        (secret, header, taken.body + b" "),
        (secret, old, taken.body),
        (secret, "", taken.body),
        (secret, header.partition(",")[0], taken.body),
        (secret, header.replace("v1=", "v0="), taken.body),
        (secret, f"t={int(time.time())},v1=", taken.body),
    ]


def test_the_documentations_python_verifies(signed: tuple[str, Taken], tmp_path: Path) -> None:
    secret, taken = signed
    program = tmp_path / "receiver.py"
    program.write_text(code("python"), encoding="utf-8")
    verified = runpy.run_path(str(program))["verified"]
    assert callable(verified)
    assert verified(secret, taken.headers["X-Webhook-Signature"], taken.body)
    assert not any(verified(*wrong) for wrong in spoilt(secret, taken))


def test_the_documentations_javascript_verifies(signed: tuple[str, Taken], tmp_path: Path) -> None:
    node = require_program("node", install="sudo apt-get install -y --no-install-recommends nodejs")
    secret, taken = signed
    cases = [(secret, taken.headers["X-Webhook-Signature"], taken.body), *spoilt(secret, taken)]
    (tmp_path / "receiver.mjs").write_text(code("js"), encoding="utf-8")
    (tmp_path / "cases.json").write_text(json.dumps([[a, b, c.decode()] for a, b, c in cases]), encoding="utf-8")
    (tmp_path / "run.mjs").write_text(
        'import { readFileSync } from "node:fs";\nimport { verified } from "./receiver.mjs";\n'
        'const cases = JSON.parse(readFileSync(new URL("./cases.json", import.meta.url), "utf8"));\n'
        "console.log(JSON.stringify(cases.map(([secret, header, body]) => "
        "verified(secret, header, Buffer.from(body)))));\n",
        encoding="utf-8",
    )
    done = subprocess.run([node, tmp_path / "run.mjs"], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [True] + [False] * (len(cases) - 1)


def test_the_documentation_names_every_event() -> None:
    table = DOCUMENT[DOCUMENT.index("| events |") : DOCUMENT.index("## Trust")]
    told = set()
    for line in [line for line in table.splitlines() if line.startswith("| `")]:
        nouns, happened = line.strip("|").split("|")[:2]
        told |= {
            f"{noun}.{what}" for noun in re.findall(r"`(\w+)\.…`", nouns) for what in re.findall(r"`(\w+)`", happened)
        }
    assert told == set(EVENTS)


def test_the_longest_addresses_come_in_pages(sk: Backend) -> None:
    start = "https://hooks.example/"
    for letter in "abc":
        sk.post("/webhooks", {"url": start + letter * (LONGEST_URL - len(start)), "events": ["*"]})
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = sk.get(
            "/webhooks", query_string={"order_by": "url", "limit": 1, **({"next_cursor": cursor} if cursor else {})}
        )
        found += [row["url"][-1] for row in page["data"]]
        cursor = page["pagination"]["next_cursor"]
    assert found == ["a", "b", "c"]
