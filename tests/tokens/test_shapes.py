"""What is not a token of ours: every token shape under every kind of mutation, and other peoples' formats (T1)."""

import base64
import json
from collections.abc import Callable

import pytest

from portal.errors import LinkMalformed
from portal.tokens import LinkSealer, Sealer, seal_offline
from portal.tokens.sealer import MAX_LENGTH
from tests.tokens.samples import (
    BY_STAFF,
    DETAILED,
    EDITOR,
    FULL,
    MAILED,
    NOW,
    OFFLINE_KID,
    OTHER_RING,
    RING,
    SIGNING_KEY,
    claims_json,
    open_link,
    sealed_json,
)

LINKS = LinkSealer(RING)
TOKENS = {
    "full entity": LINKS.seal(FULL),
    "user": LINKS.seal(EDITOR),
    "staff": LINKS.seal(BY_STAFF),
    "mailed": LINKS.seal(MAILED),
    "every claim": LINKS.seal(DETAILED),
    "older secret": sealed_json(claims_json(), kid="k1"),
    "offline": seal_offline(FULL, SIGNING_KEY),
}
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
Mutation = Callable[[list[str]], str]


def at(index: int, change: Callable[[str], str]) -> Mutation:
    """Change one of the four parts."""
    return lambda parts: ".".join(change(part) if place == index else part for place, part in enumerate(parts))


def flip(place: int) -> Callable[[str], str]:
    return lambda part: part[:place] + ("A" if part[place] != "A" else "B") + part[place:][1:]


def next_spelling(part: str) -> str:
    """The same bytes in base64url with one unused bit set, as lenient decoders take them."""
    return part[:-1] + ALPHABET[ALPHABET.index(part[-1]) + 1]


MUTATIONS: dict[str, Mutation] = {
    "truncated in the mark": lambda p: ".".join(p)[1:],
    "truncated in the kid": at(1, lambda part: part[:-1]),
    "truncated in the payload": at(2, lambda part: part[:-1]),
    "truncated in the signature": at(3, lambda part: part[:-1]),
    "another mark": at(0, lambda _: "pl2"),
    "another known kid": at(1, lambda part: "k1" if part == "k2" else "k2"),
    "an unknown kid": at(1, lambda _: "k9"),
    "an unknown signing key": at(1, lambda _: "lk_" + "z" * 26),
    "a broken signing key": at(1, lambda _: "lk_short"),
    "payload flipped at its beginning": at(2, flip(0)),
    "payload flipped in its middle": at(2, flip(40)),
    "signature flipped": at(3, flip(0)),
    "unused bit of the signature": at(3, next_spelling),
    "lower case": lambda p: ".".join(p).lower(),
    "upper case": lambda p: ".".join(p).upper(),
    "padding": lambda p: ".".join(p) + "=",
    "tilde appended": lambda p: ".".join(p) + "~",
    "tilde inserted": at(3, lambda part: part[:9] + "~" + part[9:]),
    "letter outside ASCII appended": lambda p: ".".join(p) + "é",
    "letter outside ASCII inserted": at(2, lambda part: part[:9] + "é" + part[9:]),
    "look-alike letter": at(0, lambda _: "рl1"),
    "space appended": lambda p: ".".join(p) + " ",
    "space before": lambda p: " " + ".".join(p),
    "space inserted": at(2, lambda part: part[:9] + " " + part[9:]),
    "newline appended": lambda p: ".".join(p) + "\n",
    "newline inserted": at(3, lambda part: part[:9] + "\n" + part[9:]),
    "NUL appended": lambda p: ".".join(p) + "\0",
    "byte order mark": lambda p: "\ufeff" + ".".join(p),
    "empty kid": at(1, lambda _: ""),
    "empty payload": at(2, lambda _: ""),
    "empty signature": at(3, lambda _: ""),
    "a part less": lambda p: ".".join(p[1:]),
    "an extra part": lambda p: ".".join([*p, "AAAA"]),
    "an extra dot": lambda p: ".".join(p) + ".",
    "parts in another order": lambda p: ".".join([p[0], p[1], p[3], p[2]]),
    "payload of another": at(
        2, lambda _: base64.urlsafe_b64encode(claims_json(FULL).encode() + b" ").decode().strip("=")
    ),
    "signature of another": at(3, lambda _: TOKENS["mailed"].split(".")[3][::-1]),
    "doubled": lambda p: ".".join(p) * 2,
    "percent-encoded": lambda p: ".".join(p).replace(".", "%2E"),
}


@pytest.mark.parametrize("shape", TOKENS)
def test_every_shape_opens_when_untouched(shape: str) -> None:
    opened = open_link(TOKENS[shape], now=NOW)
    assert opened.offline is (shape == "offline")
    assert opened.kid == TOKENS[shape].split(".")[1]


@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("shape", TOKENS)
def test_no_shape_survives_a_mutation(shape: str, mutation: str) -> None:
    mutant = MUTATIONS[mutation](TOKENS[shape].split("."))
    assert mutant != TOKENS[shape]
    with pytest.raises(LinkMalformed):
        open_link(mutant)


def test_no_splice_of_two_true_tokens_opens() -> None:
    whole = {name: token.split(".") for name, token in TOKENS.items()}
    spliced = 0
    for first in whole.values():
        for second in whole.values():
            for mask in range(1, 7):
                mixed = [
                    a if place == 0 or not mask >> place - 1 & 1 else b
                    for place, (a, b) in enumerate(zip(first, second, strict=True))
                ]
                if mixed not in whole.values():
                    spliced += 1
                    with pytest.raises(LinkMalformed):
                        open_link(".".join(mixed))
    assert spliced > 150


@pytest.mark.parametrize("purpose", ["ticket", "cursor", "linkv1", "link.v1", "session"])
def test_another_purpose_does_not_open_as_a_link(purpose: str) -> None:
    with pytest.raises(LinkMalformed, match="signature"):
        open_link(sealed_json(claims_json(), purpose=purpose))


def test_another_ring_with_the_same_kids_does_not_open() -> None:
    for shape in TOKENS:
        with pytest.raises(LinkMalformed, match="signature"):
            open_link(TOKENS[shape], ring=OTHER_RING)


def test_a_secret_does_not_sign_in_place_of_its_derived_key() -> None:
    with pytest.raises(LinkMalformed, match="signature"):
        open_link(sealed_json(claims_json(), kid=OFFLINE_KID, secret=RING.secret("k1")))
    with pytest.raises(LinkMalformed, match="signature"):
        open_link(sealed_json(claims_json(), kid="k1", secret=SIGNING_KEY.secret))


def jwt(header: dict[str, str], signature: str) -> str:
    parts = (json.dumps(header), claims_json())
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts) + f".{signature}"


@pytest.mark.parametrize("signature", ["", "A" * 43, "A" * 86, "A" * 342])
@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "HS512", "RS256", "ES256", "PS256"])
def test_a_jwt_is_not_a_token(algorithm: str, signature: str) -> None:
    for header in ({"alg": algorithm}, {"alg": algorithm, "typ": "JWT", "kid": "k2"}):
        token = jwt(header, signature)
        for text in (token, f"pl1.{token}", f"pl1.k2.{token}", token.replace(".", "", 1)):
            with pytest.raises(LinkMalformed):
                open_link(text)


NOT_TEXT: tuple[object, ...] = (
    {},
    {"select": 1},
    [],
    [TOKENS["user"]],
    0,
    1,
    -1,
    1.5,
    True,
    False,
    None,
    b"",
    object(),
)


@pytest.mark.parametrize(
    "value", [*NOT_TEXT, TOKENS["user"].encode(), {"token": TOKENS["user"]}], ids=lambda value: type(value).__name__
)
def test_only_text_is_a_token(value: object) -> None:
    with pytest.raises(LinkMalformed, match="not a text"):
        open_link(value)


@pytest.mark.parametrize(
    "text", ["", ".", "...", "pl1", "pl1...", "x" * 1_000_000, "pl1." * 250_000, "\ud800", "null", "{}"], ids=len
)
def test_other_text_is_not_a_token(text: str) -> None:
    with pytest.raises(LinkMalformed):
        open_link(text)


def test_the_length_limit_is_to_the_character() -> None:
    sealer = Sealer(RING, "link")
    token = next(text for size in range(1400, 1500) if len(text := sealer.seal({"x": "y" * size})) >= MAX_LENGTH - 1)
    assert sealer.open(token).payload["x"]
    with pytest.raises(LinkMalformed, match="too long"):
        sealer.open("A" * (MAX_LENGTH + 1))
    with pytest.raises(LinkMalformed, match="shape"):
        sealer.open("A" * MAX_LENGTH)


def test_a_refusal_never_repeats_the_token() -> None:
    for mutate in MUTATIONS.values():
        with pytest.raises(LinkMalformed) as refused:
            open_link(mutate(TOKENS["mailed"].split(".")))
        assert TOKENS["mailed"][8:40] not in str(refused.value)
