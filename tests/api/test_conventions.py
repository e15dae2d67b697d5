"""What holds for every call: keys, JSON, errors, idempotency, limits, names of requests."""

import pytest
from openapi_spec_validator import validate

from portal.api.errors import CODES
from portal.api.openapi import address
from portal.api.route import ROUTES
from tests.support.api import Backend, parsed
from tests.support.portal import World, on_both

WILLOW = {"name": "Willow", "country": "SI"}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic YTpi", "Bearer sk_sandbox_aaaa"])
def test_without_a_key_nothing_opens(world: World, header: str) -> None:
    response = world.app.test_client().get("/api/v1/me", headers={"Authorization": header} if header else {})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert parsed(response)["code"] == "unauthorized"


def test_a_signing_key_opens_no_api(world: World) -> None:
    calls = Backend(world, world.cast.keys["lk"].text)
    assert "signing" in calls.refused(401, "unauthorized", "GET", "/me")["message"]


def test_a_cookie_is_worth_nothing_here(world: World) -> None:
    session = world.enter("admin")
    assert session.browser.open("/api/v1/me").status_code == 401


def test_a_key_tells_what_it_is(sk: Backend, ek: Backend, world: World) -> None:
    assert sk.get("/me")["entity_id"] is None
    told = ek.get("/me")
    assert (told["kind"], told["entity_id"], told["environment"]) == ("ek", world.cast.elm, "sandbox")
    assert "account:manage" not in told["permissions"]


@pytest.mark.parametrize(
    "text",
    ['{"name": 1, "name": 2}', '{"name": NaN}', "[" * 50 + "]" * 50, '{"name": "\\u0000"}', '{"name": "\\ud800"}', "{"],
)
def test_lenient_json_is_refused(account: Backend, text: str) -> None:
    response = account.call("POST", "/entities", data=text, content_type="application/json")
    assert response.status_code == 400
    assert parsed(response)["code"] == "malformed_json"


def test_another_media_type_is_refused(account: Backend) -> None:
    response = account.call("POST", "/entities", data="name=a", content_type="application/x-www-form-urlencoded")
    assert (response.status_code, parsed(response)["code"]) == (415, "unsupported_media_type")


def test_a_body_that_is_too_large_is_refused(account: Backend) -> None:
    response = account.call("POST", "/entities", {"name": "a" * 2_100_000, "country": "SI"})
    assert (response.status_code, parsed(response)["code"]) == (413, "too_large")


def test_an_unknown_method_names_the_known_ones(account: Backend) -> None:
    response = account.call("PUT", "/entities")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert parsed(response)["code"] == "method_not_allowed"


@pytest.mark.parametrize("path", ["/nothing/here", "/invoices//pdf", "//invoices", "/invoices/"])
def test_an_unknown_address_is_json_too(sk: Backend, path: str) -> None:
    sk.refused(404, "not_found", "GET", path)


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": "ten"},
        {"page": 2},
        {"order_by": "secret"},
        {"order_by": "name,country"},
        {"order_by": "name,-id"},
        {"next_cursor": "made-up"},
        {"query": "[]"},
        {"query": '{"secret": 1}'},
        {"query": '{"name": {"gt": {"a": 1}}}'},
        {"query": '{"name": {"contains": 1}}'},
        {"query": '{"created_at": {"contains": "1"}}'},
        {"query": '{"created_at": "yesterday"}'},
        {"query": '{"name": {"between": ["a"]}}'},
        {"query": '{"name": {"in": []}}'},
        {"query": "{"},
    ],
    ids=str,
)
def test_odd_parameters_are_refused(account: Backend, asked: dict[str, object]) -> None:
    response = account.call("GET", "/entities", query_string=asked)
    assert response.status_code in {400, 422}, response.text
    assert parsed(response)["code"] in {"validation_failed", "malformed_json"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ('{"name": "Birch & Baum"}', None),
        ('{"country": "SI"}', None),
        ('{"name": {"startsWith": "Wil"}}', {"Willow", "Wilma"}),
        ('{"name": {"contains": "ILL"}}', {"Willow"}),
        ('{"name": {"endsWith": "ma"}}', {"Wilma"}),
        ('{"name": {"in": ["Willow", "Wilma"]}}', {"Willow", "Wilma"}),
        ('{"name": {"startsWith": "Wil", "not": "Willow"}}', {"Wilma"}),
        ('{"name": {"between": ["Willow", "Wilmb"]}}', {"Willow", "Wilma"}),
        ('{"metadata.tier": "gold"}', {"Wilma"}),
        ('{"metadata": {"tier": {"equals": "gold"}}}', {"Wilma"}),
        ('{"name": {"startsWith": "Wil"}, "vat_id": null}', {"Willow", "Wilma"}),
        ('{"name": {"startsWith": "Wil"}, "vat_id": {"not": null}}', set()),
    ],
)
@on_both
def test_lists_answer_queries(account: Backend, query: str, names: set[str] | None) -> None:
    account.post("/entities", WILLOW)
    account.post("/entities", {"name": "Wilma", "country": "AT", "metadata": {"tier": "gold"}})
    found = account.get("/entities", query_string={"query": query, "limit": 100})
    assert names is None or {entity["name"] for entity in found["data"]} == names
    assert found["pagination"]["total"] == len(found["data"])


def test_odd_names_of_metadata_are_refused(account: Backend) -> None:
    asked = {"query": '{"metadata.a\\"": "x"}'}
    account.refused(422, "validation_failed", "GET", "/entities", query_string=asked)


def test_answers_are_kept_from_caches_and_frames(account: Backend) -> None:
    headers = account.call("GET", "/me").headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


def test_the_document_is_openapi_and_names_every_route(world: World) -> None:
    document = parsed(world.app.test_client().get("/api/v1/openapi.json"))
    validate(document)
    written = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    served = {
        (method, "/" + rule.rule.removeprefix("/api/v1/").replace("<", "{").replace(">", "}"))
        for rule in world.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.endpoint.startswith("api_docs.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert written == served == {(route.method, address(route)) for route in ROUTES}


def test_every_schema_has_a_short_name_of_its_own(world: World) -> None:
    """Of two classes of one name the document would make one by their modules: nobody's name for anything."""
    schemas = parsed(world.app.test_client().get("/api/v1/openapi.json"))["components"]["schemas"]
    assert [name for name in schemas if "__" in name.removesuffix("_") or "-" in name or len(name) > 40] == []


def test_every_route_says_what_it_does() -> None:
    for route in ROUTES:
        assert route.summary, route.name


def test_the_page_shows_every_route_and_code(world: World) -> None:
    page = world.app.test_client().get("/api/v1/docs")
    assert page.status_code == 200
    # Where a long name may go on in the next line.
    text = page.text.replace("<wbr>", "")
    for route in ROUTES:
        assert address(route) in text
    for code in CODES:
        assert code in text
