"""How a call is put together and its answer taken apart: spellings, headers, exact amounts, pages, files, errors."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from portal_sdk import Portal, PortalError
from portal_sdk.wire import decode, encode, snake
from tests.sdk.scripted import Answer, Script


def test_the_key_and_the_entity_go_into_headers(script: Script, portal: Portal) -> None:
    script.answer(Answer(200, b'{"data": []}'))

    portal.invoices.list(entity_id="ent_1")
    portal.invoices.list({"entityId": "ent_2", "orderBy": "-date"})

    first, second = script.asked
    assert (first.path, first.headers["authorization"]) == ("/api/v1/invoices", "Bearer sk_sandbox_x")
    assert (first.headers["x-entity-id"], second.headers["x-entity-id"]) == ("ent_1", "ent_2")
    assert second.path == "/api/v1/invoices?order_by=-date"


def test_both_spellings_are_one_call(script: Script, portal: Portal) -> None:
    script.answer(Answer(201))

    portal.customers.create({"name": "Oak", "post_code": "1000"}, entity_id="ent_1")
    portal.customers.create(entityId="ent_1", name="Oak", postCode="1000")

    first, second = script.asked
    assert first.json == second.json == {"name": "Oak", "post_code": "1000"}
    assert second.headers["x-entity-id"] == "ent_1"


def test_names_of_the_caller_stay_as_they_are(script: Script, portal: Portal) -> None:
    script.answer(Answer(201, b'{"data": []}'))

    portal.customers.create({"name": "Oak", "metadata": {"orderId": "7"}})
    portal.invoices.list(query={"number": {"startsWith": "2026-"}, "metadata.orderId": "7"})

    assert script.asked[0].json == {"name": "Oak", "metadata": {"orderId": "7"}}
    assert "startsWith" in script.asked[1].path
    assert "metadata.orderId" in script.asked[1].path


@pytest.mark.parametrize(
    ("given", "sent"),
    [("dateFrom", "date_from"), ("date_from", "date_from"), ("address2", "address_2"), ("taxNumber2", "tax_number_2")],
)
def test_a_name_in_either_spelling(given: str, sent: str) -> None:
    assert snake(given) == sent


@pytest.mark.parametrize("amount", ["0.1", "219.60", "99999999999.9999", "-0.05", "100", "1E+2", "0.000000000001"])
def test_amounts_are_exact_both_ways(amount: str) -> None:
    exact = Decimal(amount)

    sent = encode({"price": exact})

    assert "e" not in sent.decode().lower().replace("price", "")
    assert decode(sent) == {"price": exact}
    assert isinstance(json.loads(sent)["price"], int | float)


def test_a_whole_amount_is_a_decimal_and_a_count_is_none() -> None:
    told = decode('{"total": 180, "items": [{"quantity": 2}], "pagination": {"total": 3}, "version": 1, "paid": true}')

    assert isinstance(told, dict)
    assert told["total"] == Decimal(180)
    assert [type(told["total"]), type(told["items"][0]["quantity"])] == [Decimal, Decimal]
    assert [type(told["pagination"]["total"]), type(told["version"]), told["paid"]] == [int, int, True]


def test_a_float_is_refused_before_it_is_sent(script: Script, portal: Portal) -> None:
    with pytest.raises(TypeError, match="not exact"):
        portal.items.create(name="Work", price=19.9)

    assert script.asked == []


def test_days_and_instants_are_sent_as_the_api_reads_them() -> None:
    sent = encode({"date": date(2026, 3, 15), "at": datetime(2026, 3, 15, 9, 30, tzinfo=UTC), "none": None})

    assert json.loads(sent) == {"date": "2026-03-15", "at": "2026-03-15T09:30:00Z", "none": None}


def test_every_page_is_walked_through(script: Script, portal: Portal) -> None:
    script.answer(
        Answer(200, b'{"data": [{"id": "1"}, {"id": "2"}], "pagination": {"next_cursor": "abc"}}'),
        Answer(200, b'{"data": [{"id": "3"}], "pagination": {"next_cursor": null}}'),
    )

    assert [row["id"] for row in portal.invoices.iterate(entity_id="ent_1", search="oak")] == ["1", "2", "3"]

    first, second = script.asked
    assert first.path == "/api/v1/invoices?limit=100&search=oak"
    assert second.path == "/api/v1/invoices?limit=100&search=oak&next_cursor=abc"
    assert second.headers["x-entity-id"] == "ent_1"


def test_a_file_has_bytes_and_a_name_that_stays_in_its_folder(script: Script, portal: Portal, tmp_path: Path) -> None:
    name = "attachment; filename=\"x.pdf\"; filename*=UTF-8''..%2Fra%C4%8Dun.pdf"
    script.answer(Answer(200, b"%PDF", {"Content-Type": "application/pdf", "Content-Disposition": name}))

    paper = portal.invoices.render_pdf("inv_1")

    assert (paper.content, paper.content_type) == (b"%PDF", "application/pdf")
    assert paper.save(tmp_path) == tmp_path / "račun.pdf"
    assert (tmp_path / "račun.pdf").read_bytes() == b"%PDF"


def test_a_refusal_says_everything_it_knows(script: Script, portal: Portal) -> None:
    told = {"code": "invalid", "message": "Not so.", "cause": {"issues": [{"path": ["items", 0], "message": "why"}]}}
    script.answer(Answer(422, json.dumps(told).encode(), {"X-Request-Id": "req_9"}))

    with pytest.raises(PortalError) as refused:
        portal.invoices.create({"items": []})

    error = refused.value
    assert (error.status, error.code, error.message, error.cause, error.request_id) == (
        422,
        "invalid",
        "Not so.",
        told["cause"],
        "req_9",
    )


def test_an_answer_that_is_not_the_portals_is_an_error_too(script: Script, portal: Portal) -> None:
    script.answer(Answer(413, b"<html>too large</html>"))

    with pytest.raises(PortalError) as refused:
        portal.files.upload(b"x", filename="x.pdf")

    assert (refused.value.status, refused.value.code) == (413, "unexpected_answer")


@pytest.mark.parametrize("row_id", ["", ".", ".."])
def test_an_id_that_leads_elsewhere_is_not_sent(script: Script, portal: Portal, row_id: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        portal.invoices.get(row_id)
    assert script.asked == []


def test_a_missing_user_is_sent_as_missing(script: Script, portal: Portal) -> None:
    """Left out, it could come to mean the whole entity; the portal has to see that there is none."""
    script.answer(Answer(201, b'{"token": "pl1.x"}'))

    portal.entity_users.generate_token("ent_1", None)

    assert script.asked[0].json == {"user_id": None}


@pytest.mark.parametrize(
    ("key", "address", "words"),
    [
        ("lk_live_x", "https://portal.example.com", "sign_link"),
        ("x", "https://portal.example.com", "account key"),
        ("sk_live_x", "portal.example.com", "address"),
        ("sk_live_x", "http://portal.example.com", "https"),
    ],
)
def test_a_key_goes_only_where_it_belongs(key: str, address: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Portal(key, address)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://[::1]:1", "http://portal.localhost", "https://a.b"])
def test_this_machine_may_be_asked_without_tls(address: str) -> None:
    with Portal("ek_live_x", address + "/") as portal:
        assert portal.embed_url("pl1.x") == f"{address}/embed?token=pl1.x"


def test_a_name_below_localhost_is_this_machine(script: Script) -> None:
    """Resolvers know no such name (RFC 6761 leaves it to programs), and the portal knows itself by it."""
    script.answer(Answer(200, b'{"data": []}'))
    port = script.origin.rpartition(":")[2]

    with Portal("sk_sandbox_x", f"http://portal.localhost:{port}", retries=0) as portal:
        portal.entities.list()

    assert script.asked[0].headers["host"] == f"portal.localhost:{port}"


def test_a_token_opens_where_the_portal_says_and_not_where_it_was_called(script: Script, portal: Portal) -> None:
    made = {"token": "pl1.x", "url": "https://portal.example.com/embed?token=pl1.x", "access": "user"}
    script.answer(Answer(201, json.dumps(made).encode()))

    assert portal.embed_url("pl1.x") == f"{script.origin}/embed?token=pl1.x"
    assert portal.embed_url(portal.entity_users.generate_token("ent_1", "usr_1")) == made["url"]
    with Portal("sk_sandbox_x", script.origin) as other:
        other.links.create(access="user", user_id="usr_1", entity_id="ent_1")
        assert other.embed_url("pl1.x") == made["url"]


def test_a_user_who_is_given_the_whole_entity_is_warned_of(script: Script, portal: Portal) -> None:
    script.answer(Answer(201, b'{"token": "pl1.x", "access": "full_entity"}'))

    with pytest.warns(UserWarning, match="the whole entity") as warned:
        assert portal.entity_users.generate_token("ent_1", "usr_1") == "pl1.x"

    assert warned[0].filename == __file__
    portal.entity_users.generate_token("ent_1", None)


@pytest.mark.parametrize(
    ("message", "issues", "told"),
    [
        ("see the issues", [{"path": ["items", 0, "nme"], "message": "is not known"}], "items[0].nme: is not known"),
        ("see the issues", [{"path": [], "message": "no object"}, {"path": ["a"]}, {}], "no object, and 2 more"),
        ("name: is missing", [{"path": ["name"], "message": "is missing"}], "name: is missing"),
        ("as it was", [], "as it was"),
        ("as it was", "odd", "as it was"),
    ],
)
def test_a_refusal_names_the_field(script: Script, portal: Portal, message: str, issues: object, told: str) -> None:
    body = {"code": "validation_failed", "message": message, "cause": {"issues": issues}}
    script.answer(Answer(422, json.dumps(body).encode(), {"X-Request-Id": "req_9"}))

    with pytest.raises(PortalError) as refused:
        portal.customers.create({"name": "Oak"})

    assert refused.value.message == told
    assert str(refused.value) == f"{told} (422 validation_failed; request req_9)"
