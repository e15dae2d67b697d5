"""The values a link may carry: where in the portal it begins, where it returns to, for whom, when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from portal.errors import Invalid
from portal.identity import Environment
from portal.tokens import LinkSealer
from tests.tokens.samples import FULL, NOW, RING, open_link

GOOD_VIEWS = ("/", "/documents", "/documents/inv_7?tab=history&page=2", "/search?q=%c4%8d%20x", "/a-b_c.pdf")
BAD_VIEWS = (
    "", "documents", "//evil.example", "/a//b", "/../admin", "/a/..", "/%2e%2e/x", "/%2fevil", "/%5cevil", "/\\evil",
    "/%0d%0aset-cookie", "/%00", "/%7f", "/%zz", "/%4", "/A", "/a b", "/a\n", "/é", "/#x", "/@evil", "/a:b",
    "/" + "a" * 300,    "https://evil.example/", "javascript:alert(1)",
)  # fmt: skip
GOOD_RETURNS = (
    "https://firm.example",
    "https://app.firm.example:8443/x?y=z#w",
    "https://a/",
    "https://firm.example/%20",
)
BAD_RETURNS = (
    "", "http://firm.example/", "https://", "https:/firm.example", "//firm.example", "https://user@firm.example/",
    "https://firm.example@evil.example/", "https://firm.example\\@evil.example", "https://firm.example/ x", "HTTPS://f.example",
    "https://firm.example/\n", "https://firm.example/\tx", 'https://firm.example/"', "https://firm.example/<x>",
    "https://é.example/", "https://-a.example/", "javascript:alert(1)", "data:text/html,x",
    "https://a.example/" + "x" * 300,
    "http://localhost.evil.example/", "http://127.0.0.1.evil.example/", "http://127.0.0.2/", "https://firm.example/\\x",
)  # fmt: skip


@pytest.mark.parametrize("view", GOOD_VIEWS)
def test_a_view_inside_the_portal_is_taken(view: str) -> None:
    claims = replace(FULL, view=view)
    assert open_link(LinkSealer(RING).seal(claims)).claims == claims


@pytest.mark.parametrize("view", BAD_VIEWS)
def test_a_view_that_leaves_the_portal_is_refused(view: str) -> None:
    with pytest.raises(Invalid, match="claim view"):
        replace(FULL, view=view)


@pytest.mark.parametrize(
    "address", [*GOOD_RETURNS, "http://localhost:5001/x", "http://firm.localhost/", "http://[::1]:80"]
)
def test_a_return_address_is_taken(address: str) -> None:
    assert replace(FULL, return_to=address).return_to == address


@pytest.mark.parametrize("address", BAD_RETURNS)
def test_a_return_address_that_is_none_is_refused(address: str) -> None:
    for environment in Environment:
        with pytest.raises(Invalid, match="claim return_to"):
            replace(FULL, environment=environment, return_to=address)


def test_http_on_a_loopback_name_is_for_the_sandbox_only() -> None:
    with pytest.raises(Invalid, match="claim return_to"):
        replace(FULL, environment=Environment.LIVE, return_to="http://localhost:5001/x")


BAD_LOCALES = ("", "s", "SL", "sl_", "sl\n", "../sl", "en-GB-x-y-z")
BAD_RECIPIENTS = (
    "", "ana", "@firma.example", "ana@", "a b@firma.example", "ana@firma.example\n", "a@b@c.example", "č@firma.example",
    "ana@-", "<ana@firma.example>", "x" * 250 + "@f.example",
)  # fmt: skip
BAD_INSTANTS = (
    NOW.replace(tzinfo=None),
    NOW.replace(microsecond=1),
    datetime(1969, 12, 31, tzinfo=UTC),
    datetime(2300, 1, 1, tzinfo=UTC),
    NOW.astimezone(timezone(timedelta(hours=1))),
)


@pytest.mark.parametrize("locale", BAD_LOCALES)
def test_a_locale_that_is_none_is_refused(locale: str) -> None:
    with pytest.raises(Invalid, match="claim locale"):
        replace(FULL, locale=locale)


@pytest.mark.parametrize("recipient", BAD_RECIPIENTS)
def test_a_recipient_that_is_no_address_is_refused(recipient: str) -> None:
    with pytest.raises(Invalid, match="claim recipient"):
        replace(FULL, recipient=recipient)


@pytest.mark.parametrize("instant", BAD_INSTANTS, ids=str)
def test_an_instant_that_is_not_utc_at_a_second_is_refused(instant: datetime) -> None:
    with pytest.raises(Invalid, match="claim iat"):
        replace(FULL, issued_at=instant)
    with pytest.raises(Invalid, match="claim exp"):
        replace(FULL, expires_at=instant)


def test_an_impossible_number_is_refused() -> None:
    for expires_at in (NOW, NOW - timedelta(seconds=1)):
        with pytest.raises(Invalid, match="not after"):
            replace(FULL, expires_at=expires_at)
    for number in (0, 6):
        with pytest.raises(Invalid, match="max_claims"):
            replace(FULL, max_claims=number)
    with pytest.raises(Invalid, match="claim code needs a recipient"):
        replace(FULL, require_code=True)
    for version in (0, 2):
        with pytest.raises(Invalid, match="claim v"):
            replace(FULL, version=version)
    with pytest.raises(Invalid, match="claim aud"):
        replace(FULL, audience="api")
