"""What the API's page tells a beginner to do, done as it stands there."""

import json
import re

from portal.api.first_calls import FIRST_CALLS
from tests.support.api import Backend
from tests.support.portal import World


def test_from_nothing_to_an_opened_portal(world: World) -> None:
    calls, known = Backend(world, world.cast.keys["sk"].text), dict[str, str]()

    def told(text: str) -> str:
        return re.sub(r"\{(\w+_id)\}", lambda found: known[found[1]], text)

    for call in FIRST_CALLS:
        body = json.loads(told(call.body_text)) if call.body else None
        entity_id = known["entity_id"] if call.in_entity else None
        answer = calls.call(call.method, told(call.path), body, entity_id=entity_id)
        assert answer.status_code in {200, 201}, (call.path, answer.text)
        if answer.mimetype == "application/json":
            given = answer.get_json()
            known.setdefault(
                {"/entities": "entity_id", "/invoices": "document_id"}.get(call.path, "other_id"), given.get("id", "")
            )
            known |= {name: given[name] for name in ("user_id", "token") if name in given}
        else:
            assert answer.data.startswith(b"%PDF")
    formats = calls.call("GET", f"/documents/{known['document_id']}/formats").get_json()
    assert formats["formats"]
    assert not [each for each in formats["formats"] if each["violations"]]
    assert world.browser().follow(known["token"]).landed.startswith("/")


def test_the_page_shows_each_call_and_every_type_it_names(world: World) -> None:
    page = world.app.test_client().get("/api/v1/docs").text
    named, there = set(re.findall(r'href="#([\w.-]+)"', page)), set(re.findall(r'id="([\w.-]+)"', page))
    assert named - there == set()
    assert page.count("<pre>") == len(FIRST_CALLS)
    assert "`" not in page
