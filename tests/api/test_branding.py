"""The firm's backend brands its pages and its clients' paper: logos, colour, template, and who may say so."""

import io

import pytest
from werkzeug.test import TestResponse

from tests.pdf.samples import SVG, png_logo
from tests.support.api import Backend, parsed
from tests.support.portal import World, on_both

PNG = png_logo().content
BOMB = b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>'


def put(calls: Backend, path: str, data: bytes, mime: str = "image/png") -> TestResponse:
    return calls.call("PUT", path, data=data, content_type=mime)


def put_form(calls: Backend, path: str, data: bytes, **fields: str) -> TestResponse:
    form = {"file": (io.BytesIO(data), "logo"), **fields}
    return calls.call("PUT", path, data=form, content_type="multipart/form-data")


def test_a_part_without_a_name_is_refused(world: World, sk: Backend) -> None:
    parts = (b"", b'; name="note"', b'; name="file"; filename="logo"')
    body = b"".join(b"--x\r\nContent-Disposition: form-data%s\r\n\r\na\r\n" % part for part in parts) + b"--x--\r\n"
    path = f"/entities/{world.cast.elm}/logo"
    answer = sk.call("PUT", path, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422
    assert "a part has no name" in answer.text


@on_both
def test_an_entity_s_logo_comes_and_goes(world: World, sk: Backend, ek: Backend) -> None:
    path = f"/entities/{world.cast.elm}/logo"
    for send, data, mime in ((put, PNG, "image/png"), (put_form, SVG, "image/svg+xml"), (put_form, PNG, "image/png")):
        answer = send(sk, path, data)
        assert answer.status_code == 200, answer.text
        assert parsed(answer)["logo_url"] == f"/api/v1{path}"
        for reader in (sk, ek):
            read = reader.call("GET", path)
            assert (read.data, read.mimetype) == (data, mime)
            assert read.headers["Content-Disposition"].startswith("attachment")
            assert read.headers["X-Content-Type-Options"] == "nosniff"
    for answer in (put(ek, path, SVG, "image/svg+xml"), ek.call("DELETE", path)):
        assert (answer.status_code, parsed(answer)["code"]) == (403, "not_allowed")
    assert ek.call("GET", path).data == PNG
    for _again in range(2):
        sk.delete(path)
    sk.refused(404, "not_found", "GET", path)
    assert sk.get(f"/entities/{world.cast.elm}")["logo_url"] is None


def test_the_account_s_logo_is_on_its_pages_and_its_live_key_s_to_change(
    world: World, account: Backend, live: Backend, ek: Backend, oak: Backend
) -> None:
    answer = put(live, "/account/logo", PNG)
    assert parsed(answer)["logo_url"] == "/api/v1/account/logo", answer.text
    assert "/brand/" in world.enter("viewer").get("/").text
    for reader in (live, account, ek):
        assert reader.call("GET", "/account/logo").data == PNG
    oak.refused(404, "not_found", "GET", "/account/logo")
    for calls in (account, ek, oak):
        assert put(calls, "/account/logo", PNG).status_code == 403
        calls.refused(403, "not_allowed", "DELETE", "/account/logo")
    assert account.get("/account")["logo_url"]
    live.delete("/account/logo")
    account.refused(404, "not_found", "GET", "/account/logo")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "neither a PNG nor an SVG"),
        (b"GIF89a", "neither a PNG nor an SVG"),
        (PNG[:-8], "cut off"),
        (PNG + b"\0" * 500_000, "larger than 500000 bytes"),
        (b"<html/>", "no SVG"),
        (BOMB, "entities"),
        (png_logo().content.replace((40).to_bytes(4, "big"), (400_001).to_bytes(4, "big"), 1), "pixels"),
    ],
    ids=["empty", "gif", "cut off", "large", "html", "entities", "pixels"],
)
def test_what_is_no_picture_is_refused_in_words(world: World, sk: Backend, data: bytes, words: str) -> None:
    path = f"/entities/{world.cast.elm}/logo"
    before = sk.call("GET", path).data
    answer = put(sk, path, data)
    assert answer.status_code == 422, answer.text
    (issue,) = parsed(answer)["cause"]["issues"]
    assert issue["path"] == ["logo"]
    assert words in issue["message"]
    assert sk.call("GET", path).data == before


def test_how_a_picture_is_sent_is_refused_in_words(world: World, sk: Backend, live: Backend) -> None:
    path = f"/entities/{world.cast.elm}/logo"
    assert put(sk, path, PNG, "image/gif").status_code == 415
    assert put(live, "/account/logo", SVG, "image/svg+xml").status_code == 415
    svg = put_form(live, "/account/logo", SVG)
    assert (svg.status_code, "not a PNG" in svg.text) == (422, True)
    assert "scale" in put_form(sk, path, PNG, scale="2").text


def test_colour_and_template_are_the_firm_s(world: World, sk: Backend, ek: Backend, live: Backend) -> None:
    assert live.patch("/account", {"accent_color": "#1F5FBF"})["accent_color"] == "#1f5fbf"
    refused = live.refused(422, "validation_failed", "PATCH", "/account", {"accent_color": "blue"})
    assert refused["cause"]["issues"][0]["path"] == ["accent_color"]
    path, modern = f"/entities/{world.cast.elm}", {"settings": {"branding": {"template": "modern"}}}
    ek.refused(403, "not_allowed", "PATCH", path, modern)
    assert "branding" not in ek.get(path)["settings"]
    assert sk.patch(path, modern)["settings"]["branding"] == {"template": "modern"}
    due = {"settings": {"defaults": {"default_invoice_due_days": 9}}}
    assert ek.patch(path, due)["settings"]["branding"] == {"template": "modern"}
    sk.refused(422, "validation_failed", "PATCH", path, {"settings": {"branding": {"template": "gothic"}}})
