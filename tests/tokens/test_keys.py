"""Keys as text: shape, checksum, the one spelling, and that a link-signing key is derived and not stored."""

import base64
import hashlib
import hmac
import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.identity import Environment
from portal.tokens import KeyKind, ParsedKey, make_bearer_key, make_signing_key, parse_key
from tests.tokens.samples import KEY, OTHER_RING, RING, sample_id, sample_secret

SIGNING = make_signing_key(RING, Environment.SANDBOX, KEY)
BEARER = make_bearer_key(KeyKind.ENTITY, Environment.LIVE)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"


def with_checksum(text: str) -> str:
    return f"{text}_{base64.b32encode(zlib.crc32(text.encode()).to_bytes(4, 'big')).decode().rstrip('=').lower()}"


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize("kind", [KeyKind.ACCOUNT, KeyKind.ENTITY])
def test_a_bearer_key_says_what_it_is(kind: KeyKind, environment: Environment) -> None:
    text = make_bearer_key(kind, environment)
    assert re.fullmatch(rf"{kind}_{environment}_[a-z2-7]{{52}}_[a-z2-7]{{7}}", text)
    parsed = parse_key(text)
    assert (parsed.kind, parsed.environment, parsed.key_id, len(parsed.secret)) == (kind, environment, None, 32)
    assert text != make_bearer_key(kind, environment)


def test_a_signing_key_is_derived_byte_by_byte() -> None:
    secret = hmac.digest(sample_secret("second"), b"portal.lk.v1\0" + b"f" * 26, "sha256")
    encoded = base64.urlsafe_b64encode(secret).decode().rstrip("=")
    assert with_checksum(f"lk_sandbox_{'f' * 26}_{encoded}") == SIGNING
    assert parse_key(SIGNING) == ParsedKey(KeyKind.LINK, Environment.SANDBOX, KEY, secret)


def test_signing_keys_differ_by_ring_kid_and_id() -> None:
    made = {
        make_signing_key(RING, Environment.SANDBOX, KEY),
        make_signing_key(RING, Environment.SANDBOX, KEY, "k1"),
        make_signing_key(RING, Environment.SANDBOX, sample_id("key", "g")),
        make_signing_key(OTHER_RING, Environment.SANDBOX, KEY),
    }
    assert len({parse_key(text).secret for text in made}) == 4
    assert SIGNING in made


def test_many_signing_keys_with_every_letter_are_read_back() -> None:
    for number in range(2000):
        key_id = "key_" + base64.b32encode(hashlib.sha256(str(number).encode()).digest()).decode().lower()[:26]
        assert parse_key(make_signing_key(RING, Environment.LIVE, key_id)).key_id == key_id


@pytest.mark.parametrize("text", [SIGNING, BEARER], ids=["signing", "bearer"])
def test_every_typing_error_of_one_character_is_caught(text: str) -> None:
    for place, letter in enumerate(text):
        for other in ALPHABET:
            if other != letter:
                with pytest.raises(Invalid):
                    parse_key(text[:place] + other + text[place + 1 :])
        with pytest.raises(Invalid):
            parse_key(text[:place] + text[place + 1 :])
        if text[place + 1 : place + 2] not in ("", letter):
            with pytest.raises(Invalid):
                parse_key(text[:place] + text[place + 1 : place + 2] + letter + text[place + 2 :])


@pytest.mark.parametrize("text", [SIGNING, BEARER], ids=["signing", "bearer"])
def test_a_second_spelling_with_a_true_checksum_is_refused(text: str) -> None:
    body = text.rpartition("_")[0]
    alphabet = ALPHABET if text == SIGNING else "abcdefghijklmnopqrstuvwxyz234567"
    spellings = {with_checksum(body[:-1] + letter) for letter in alphabet}
    opened, reasons = [], set[str]()
    for spelling in spellings:
        try:
            opened.append(parse_key(spelling).secret)
        except Invalid as refused:
            reasons.add(str(refused))
    assert len(opened) == len(set(opened)) < len(spellings)
    assert reasons == {"the key is spelled in a second way"}


@pytest.mark.parametrize(
    "text",
    ["", "sk_", "sk_live_", BEARER + "\n", " " + BEARER, BEARER.upper(), BEARER + "=", "é" + BEARER, "x" * 1_000_000,
     BEARER.replace("ek_", "xk_"), BEARER.replace("live", "test"), with_checksum("lk_live_" + "a" * 52),
     with_checksum("sk_live_" + "a" * 26 + "_" + "A" * 43), None, 1, True, [], {}, BEARER.encode()],
    ids=lambda value: f"{type(value).__name__} {str(value)[:8]!a}",
)  # fmt: skip
def test_what_is_no_key_is_refused(text: object) -> None:
    with pytest.raises(Invalid) as refused:
        parse_key(text)
    assert len(str(refused.value)) < 100


@given(st.text(max_size=120))
def test_random_text_is_no_key(text: str) -> None:
    with pytest.raises(Invalid):
        parse_key(text)


def test_a_link_key_cannot_be_drawn_and_an_id_must_be_one() -> None:
    with pytest.raises(ValueError, match="derived"):
        make_bearer_key(KeyKind.LINK, Environment.LIVE)
    for key_id in ("", "f" * 26, "key_", sample_id("usr"), KEY + "\n", KEY.upper(), KEY + "f"):
        with pytest.raises(Invalid):
            make_signing_key(RING, Environment.LIVE, key_id)
    with pytest.raises(KeyError):
        make_signing_key(RING, Environment.LIVE, KEY, "k9")


def test_the_repr_keeps_the_secret() -> None:
    assert "secret" not in repr(parse_key(BEARER))
