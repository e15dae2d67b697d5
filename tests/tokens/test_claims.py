"""Strict types of every claim under a true signature (T10), and what a link may say at all."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest

from portal.errors import Invalid, LinkMalformed
from portal.identity import Environment, Role, Scope
from portal.tokens import MAX_LENGTH, Access, LinkClaims, LinkSealer
from portal.tokens.link_payload import from_payload, to_payload
from tests.tokens.samples import (
    ACCOUNT,
    BY_STAFF,
    DETAILED,
    EDITOR,
    ENTITY,
    FULL,
    MAILED,
    RING,
    STAFF,
    USER,
    claims_json,
    open_link,
    sealed_json,
)

RICH = json.loads(claims_json(replace(DETAILED, recipient="ana@firma.example", require_code=True)))
STRANGE = {
    "object": "{}",
    "filled object": '{"select":1}',
    "list": "[]",
    "list of itself": None,
    "negative": "-1",
    "big": str(10**30),
    "longer than an integer may be": "9" * 900,
    "true": "true",
    "false": "false",
    "null": "null",
    "fraction": "1.5",
    "whole fraction": "1.0",
    "exponent": "1e3",
    "overflow": "1e400",
    "NaN": "NaN",
    "infinity": "Infinity",
    "minus infinity": "-Infinity",
    "empty": '""',
    "blank": '" "',
    "newline": '"a\\n"',
    "NUL": '"\\u0000"',
    "half a character": '"\\ud800"',
    "long": json.dumps("x" * 1200),
}


def with_raw(name: str, raw: str) -> str:
    """The rich claims with the value of one name replaced by raw JSON text."""
    members = [f"{json.dumps(key)}:{raw if key == name else json.dumps(value)}" for key, value in RICH.items()]
    return "{" + ",".join(members) + "}"


@pytest.mark.parametrize(("name", "strange"), [each for each in product(RICH, STRANGE) if each != ("code", "true")])
def test_a_claim_of_another_type_is_refused(name: str, strange: str) -> None:
    raw = STRANGE[strange] or json.dumps([RICH[name]])
    with pytest.raises(LinkMalformed) as refused:
        open_link(sealed_json(with_raw(name, raw)))
    assert len(str(refused.value)) < 100


@pytest.mark.parametrize("name", RICH)
def test_a_claim_of_a_megabyte_is_refused(name: str) -> None:
    with pytest.raises(LinkMalformed, match="too long"):
        open_link(sealed_json(with_raw(name, json.dumps("x" * 1_000_000))))


@pytest.mark.parametrize("name", RICH)
def test_a_claim_given_twice_is_refused(name: str) -> None:
    twice = json.dumps(RICH)[:-1] + f",{json.dumps(name)}:{json.dumps(RICH[name])}}}"
    with pytest.raises(LinkMalformed, match="strict JSON"):
        open_link(sealed_json(twice))


@pytest.mark.parametrize("name", ["v", "aud", "acc", "env", "ent", "access", "jti", "iat", "exp", "usr", "role"])
def test_a_claim_left_out_is_refused(name: str) -> None:
    with pytest.raises(LinkMalformed, match=f"claims? .*{name}|claims usr"):
        open_link(sealed_json(json.dumps({key: value for key, value in RICH.items() if key != name})))


@pytest.mark.parametrize("name", ["admin", "ACC", "scope", "user_id", "", "é", "x" * 200, "__class__"])
def test_an_unknown_claim_is_refused(name: str) -> None:
    with pytest.raises(LinkMalformed, match="unknown claim"):
        open_link(sealed_json(json.dumps({**RICH, name: "x"})))


WRONG: dict[str, list[object]] = {
    "v": [0, 2, True], "aud": ["Portal", "portal ", "api"], "env": ["LIVE", "test"], "access": ["all", "FULL_ENTITY"],
    "role": ["owner", "member", "Admin"], "max_claims": [0, 6, -1], "acc": [ENTITY, ACCOUNT[:-1], ACCOUNT.upper()],
    "ent": [ACCOUNT, ENTITY + "b", ENTITY + "\n"], "usr": [STAFF, "usr_" + "1" * 26], "jti": ["lnk_", "x"],
    "iat": [-1, 2**40, 2**63], "exp": [0, 2**40], "code": [False, 1, "true"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_claim_with_a_value_we_do_not_know_is_refused(name: str, value: object) -> None:
    with pytest.raises(LinkMalformed, match="claim"):
        open_link(sealed_json(json.dumps({**RICH, name: value})))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "null",
        "1",
        "[]",
        '"x"',
        "{",
        "{}x",
        "{}{}",
        "{'v':1}",
        "[" * 1400,
        '{"a":' * 250,
        '{"v":1,}',
        "\ufeff{}",
    ],
)
def test_a_payload_that_is_no_strict_object_is_refused(text: str) -> None:
    token = sealed_json(text)
    with pytest.raises(LinkMalformed):
        open_link(token)


@pytest.mark.parametrize("data", [b"\xff\xfe{}", b'{"v":"\xc3"}', b'{"v":"\xed\xa0\x80"}', b"\x78\x9c\xab\x56\x01"])
def test_a_payload_that_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(LinkMalformed, match="strict JSON"):
        open_link(sealed_json(data))


Make = Callable[[], LinkClaims]
# the claims that cannot be made, and the same thing as a true seal's payload would say it
NARROW: dict[str, tuple[Make, LinkClaims, dict[str, str | None]]] = {
    "full entity with a user": (lambda: replace(FULL, user_id=USER), FULL, {"usr": USER}),
    "full entity with a role": (lambda: replace(FULL, role=Role.VIEWER), FULL, {"role": "viewer"}),
    "full entity with staff": (lambda: replace(FULL, staff_id=STAFF), FULL, {"stf": STAFF}),
    "user without user": (lambda: replace(EDITOR, user_id=None), EDITOR, {"usr": None}),
    "user without role": (lambda: replace(EDITOR, role=None), EDITOR, {"role": None}),
    "user with neither": (lambda: replace(EDITOR, user_id=None, role=None), EDITOR, {"usr": None, "role": None}),
    "user with staff": (lambda: replace(EDITOR, staff_id=STAFF), EDITOR, {"stf": STAFF}),
    "staff without staff": (lambda: replace(BY_STAFF, staff_id=None), BY_STAFF, {"stf": None}),
    "staff with user": (lambda: replace(BY_STAFF, user_id=USER), BY_STAFF, {"usr": USER}),
    "staff with role": (lambda: replace(BY_STAFF, role=Role.ADMIN), BY_STAFF, {"role": "admin"}),
}


@pytest.mark.parametrize("case", NARROW)
def test_a_missing_or_extra_user_never_widens_access(case: str) -> None:
    make, claims, changes = NARROW[case]
    with pytest.raises(Invalid, match="do not fit access"):
        make()
    payload = {**to_payload(claims), **changes}
    left_out = {name: value for name, value in payload.items() if value is not None}
    with pytest.raises(LinkMalformed, match="do not fit access"):
        open_link(sealed_json(json.dumps(left_out)))
    if left_out != payload:
        with pytest.raises(LinkMalformed, match="not a string"):
            open_link(sealed_json(json.dumps(payload)))


@pytest.mark.parametrize("claims", [FULL, EDITOR, BY_STAFF, MAILED, DETAILED])
def test_claims_survive_the_journey(claims: LinkClaims) -> None:
    assert from_payload(to_payload(claims)) == claims
    assert open_link(LinkSealer(RING).seal(claims)).claims == claims
    assert claims.scope == Scope(ACCOUNT, Environment.SANDBOX, ENTITY)
    assert claims.access in Access


def test_the_longest_link_there_can_be_fits() -> None:
    longest = replace(
        DETAILED,
        view="/" + "v" * 299,
        locale="sla_abcdefgh",
        return_to="https://" + "r" * 292,
        recipient="r" * 242 + "@firm.exampl",
        max_claims=5,
        require_code=True,
        role=Role.EDITOR,
    )
    assert len(LinkSealer(RING).seal(longest)) < MAX_LENGTH
