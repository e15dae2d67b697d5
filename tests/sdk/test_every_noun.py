"""The Python SDK before a portal that is served, noun by noun: what is sent is taken, and what comes back is used."""

from decimal import Decimal
from pathlib import Path

import pytest

from portal_sdk import Portal, PortalError, sign_link
from portal_sdk.schemas import Document
from tests.pdf.samples import SVG, png_logo
from tests.sdk.opening import open_link
from tests.support.live import Live


def test_the_key_and_the_account(firm: Portal) -> None:
    assert firm.me()["kind"] == "sk"
    assert firm.account.get()["id"].startswith("acc_")
    # It is the live key's to change: what the account says stands in live, too.
    with pytest.raises(PortalError, match="live key"):
        firm.account.update(contactPhone="+386 1 000 00 00")


def test_entities(firm: Portal, entity_id: str) -> None:
    assert firm.entities.update(entity_id, {"email": "help@elm.example"})["email"] == "help@elm.example"
    assert firm.entities.get(entity_id)["metadata"] == {"clientNo": "7"}
    assert entity_id in {entity["id"] for entity in firm.entities.iterate()}
    assert firm.entities.list(query={"metadata.clientNo": "7"}).data[0]["id"] == entity_id
    assert not firm.entities.readiness(entity_id)["ready"]


def test_logos(firm: Portal, entity_id: str, tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(png_logo().content)
    for picture, name in ((SVG, "logo.svg"), (file, "logo.png")):
        assert firm.entities.set_logo(entity_id, picture)["logo_url"]
        assert firm.entities.logo(entity_id).filename == name
    assert firm.entities.logo(entity_id).content == png_logo().content
    with pytest.raises(PortalError, match="neither a PNG nor an SVG"):
        firm.entities.set_logo(entity_id, b"GIF89a")
    firm.entities.remove_logo(entity_id)
    assert firm.entities.get(entity_id)["logo_url"] is None
    # It is the live key's to change: what the account says stands in live, too.
    with pytest.raises(PortalError, match="live key"):
        firm.account.set_logo(png_logo().content)


def test_staff_origins_and_keys(firm: Portal, entity_id: str) -> None:
    staff = firm.account.staff.add({"email": "tine@ada.example", "name": "Tine"})
    assert firm.account.staff.assign(staff["id"], entity_id)["entity_id"] == entity_id
    assert firm.account.staff.get(staff["id"])["assignments"][0]["entity_id"] == entity_id
    firm.account.staff.unassign(staff["id"], entity_id)
    assert firm.account.staff.update(staff["id"], name="Tina")["name"] == "Tina"
    firm.account.staff.remove(staff["id"])
    assert staff["id"] not in {each["id"] for each in firm.account.staff.iterate()}

    origin = firm.account.origins.add(origin="https://nouns.example")
    assert origin["id"] in {each["id"] for each in firm.account.origins.iterate()}
    assert len(firm.account.origins.list(limit=1).data) == 1
    assert origin["id"] in {each["id"] for each in firm.account.origins.iterate(limit=1, order_by="-created_at")}
    firm.account.origins.remove(origin["id"])

    key = firm.account.keys.create({"kind": "sk", "name": "nouns", "ttl": 3600})
    assert firm.account.keys.get(key["id"])["prefix_hint"] == key["prefix_hint"]
    firm.account.keys.delete(key["id"])
    assert key["id"] not in {each["id"] for each in firm.account.keys.iterate()}


def test_an_entity_key_reaches_its_entity_and_no_other(
    firm: Portal, live: Live, address: str, entity_id: str, invoice: Document
) -> None:
    key = firm.entity_api_keys.create(entity_id, name="shop")
    live.secrets.add(key["key"])
    with Portal(key["key"], address, timeout=60) as shop:
        assert invoice["id"] in {each["id"] for each in shop.invoices.iterate()}
        with pytest.raises(PortalError) as refused:
            shop.invoices.list(entity_id=live.cast.elm)
    assert refused.value.status == 404
    assert [each["id"] for each in firm.entity_api_keys.iterate(entity_id)] == [key["id"]]
    firm.entity_api_keys.delete(entity_id, key["id"])


def test_people_and_invitations(firm: Portal, live: Live, entity_id: str) -> None:
    user = firm.entity_users.add(entity_id, {"email": "eva@nouns.example", "role": "member", "send_invite": False})
    assert (user["role"], len(user["warnings"])) == ("editor", 1)
    assert firm.entity_users.update(entity_id, user["id"], role="viewer")["role"] == "viewer"
    assert firm.entity_users.get(entity_id, user["id"])["email"] == "eva@nouns.example"
    token = firm.entity_users.create_token(entity_id, user["id"], locale="sl")
    live.secrets.add(token["token"])
    assert (token["access"], token["role"]) == ("user", "viewer")
    assert "Elm of nouns" in open_link(live, token["token"])
    firm.entity_users.remove(entity_id, user["id"])
    assert list(firm.entity_users.iterate(entity_id)) == []

    invited = firm.invitations.create(entity_id, email="nika@nouns.example", role="viewer")
    assert firm.invitations.resend(entity_id, invited["id"])["status"] == "pending"
    firm.invitations.cancel(entity_id, invited["id"])
    assert firm.invitations.get(entity_id, invited["id"])["status"] == "cancelled"
    assert len(list(firm.invitations.iterate(entity_id))) == 1


@pytest.mark.parametrize(
    ("user_id", "status", "code"), [(None, 422, "user_required"), ("usr_nobody", 403, "user_not_member")]
)
def test_no_user_is_no_token(firm: Portal, entity_id: str, user_id: str | None, status: int, code: str) -> None:
    with pytest.raises(PortalError) as refused:
        firm.entity_users.generate_token(entity_id, user_id)
    assert (refused.value.status, refused.value.code) == (status, code)


def test_links_sessions_and_activities(firm: Portal, live: Live, entity_id: str) -> None:
    link = firm.links.create({"access": "full_entity", "view": "/documents/"}, entity_id=entity_id)
    rows = [{"access": "full_entity", "entityId": entity_id, "reference": "a"}, {"access": "user", "reference": "b"}]
    batch = firm.links.create_batch(rows)
    made = batch["data"][0]["link"]
    assert made is not None
    live.secrets.update({link["token"], made["token"]})
    assert (batch["issued"], batch["refused"], batch["data"][1]["ok"]) == (1, 1, False)
    assert "Elm of nouns" in open_link(live, link["token"])
    assert [claim["by_code"] for claim in firm.links.claims(link["link_id"])] == [False]
    firm.links.revoke(made["link_id"])
    assert firm.links.get(made["link_id"])["status"] == "revoked"
    explained = firm.links.explain(made["token"], origin=live.firm)
    assert [check["name"] for check in explained["checks"] if not check["ok"]] == ["link"]
    (session,) = [each for each in firm.sessions.iterate(entity_id=entity_id) if each["link_id"] == link["link_id"]]
    firm.sessions.end(session["id"])
    assert session["id"] not in {each["id"] for each in firm.sessions.iterate(entity_id=entity_id)}
    assert firm.links.end(all="entity", entity_id=entity_id)["sessions"] == 0

    told = list(firm.activities.iterate(entity_id=entity_id))
    assert {each["entity_id"] for each in told} == {entity_id}
    assert len(told) > 10
    assert len({each["entity_id"] for each in firm.activities.iterate({"entities": "all"})}) > 1
    assert firm.activities.export(entity_id=entity_id).content.count(b"\n") >= len(told)


def test_a_link_signed_offline_opens(firm: Portal, live: Live, entity_id: str) -> None:
    limits = {"max_role": None, "allow_full_entity": True}
    key = firm.account.keys.create(kind="lk", name="nouns", limits=limits)
    account_id = firm.me()["account_id"]
    token = sign_link(key["key"], account_id=account_id, entity_id=entity_id, access="full_entity")
    live.secrets.update({key["key"], token})
    assert "Elm of nouns" in open_link(live, token)
    firm.account.keys.delete(key["id"])


def test_customers_items_taxes(firm: Portal, entity_id: str) -> None:
    customer = firm.customers.create(
        {"name": "Oak", "country_code": "SI", "metadata": {"orderId": "9"}}, entity_id=entity_id
    )
    assert firm.customers.update(customer["id"], postCode="2000")["post_code"] == "2000"
    assert [each["id"] for each in firm.customers.iterate(entity_id=entity_id, search="oak")] == [customer["id"]]
    firm.customers.delete(customer["id"])
    assert firm.customers.restore(customer["id"])["metadata"] == {"orderId": "9"}

    item = firm.items.create({"name": "Screw", "price": Decimal("0.000123456789")}, entity_id=entity_id)
    assert firm.items.get(item["id"])["price"] == Decimal("0.000123456789")
    firm.items.delete(item["id"])
    firm.items.restore(item["id"])

    tax = firm.taxes.create({"tax_rates": [{"rate": Decimal("7.25")}], "name": "Odd"}, entity_id=entity_id)
    assert firm.taxes.get(tax["id"])["tax_rates"][0]["rate"] == Decimal("7.25")
    firm.taxes.delete(tax["id"])


@pytest.mark.parametrize("account", [False, True])
def test_webhooks(firm: Portal, entity_id: str, account: bool) -> None:
    hooks = firm.account_webhooks if account else firm.webhooks
    where = None if account else entity_id
    hook = hooks.create(url="https://firm.example/hook", events=["invoice.finalized"], entity_id=where)
    assert hook["secret"].startswith("whsec_")
    assert hooks.rotate_secret(hook["id"], entity_id=where)["secret"] != hook["secret"]
    assert not hooks.update(hook["id"], active=False, entity_id=where)["active"]
    assert [each["id"] for each in hooks.iterate(entity_id=where)] == [hook["id"]]
    hooks.delete(hook["id"], entity_id=where)


def test_tax_reports(firm: Portal, entity_id: str, invoice: Document) -> None:
    year = str(invoice["date"])[:4]
    reports = firm.tax_reports
    assert {"vat_summary", "kir"} <= {kind["report"] for kind in reports.kinds(entity_id=entity_id)}
    summary = reports.vat_summary.get(year, entity_id=entity_id, locale="en")
    (total,) = [row for row in summary["sections"][0]["rows"] if row["kind"] == "total"]
    behind = reports.documents("vat_summary", year, total["figures"]["base"], entity_id=entity_id)
    assert invoice["id"] in {each["document_id"] for each in behind["documents"]}
    assert behind["amounts"][0] == total["values"]["base"]
    table = reports.sales_ledger.download(year, format="csv", entity_id=entity_id)
    assert str(invoice["number"]) in table.content.decode("utf-8-sig")
    before = str(int(year) - 1)
    assert reports.close_period(before, entity_id=entity_id)["period"] == before
    assert [each["period"] for each in reports.closed_periods(entity_id=entity_id)] == [before]
