"""A million mutants (T1): none opens, and none fails in any other way than a refusal. The dice have a fixed seed."""

import hashlib
import json
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import BadData, URLSafeSerializer

from portal.errors import LinkMalformed, LinkRefused
from portal.tokens import LinkSealer, seal_offline
from tests.tokens.samples import DETAILED, EDITOR, FULL, MAILED, RING, SIGNING_KEY, claims_json, open_link, sealed_json

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
JUNK = "~=.+/ \n\t\0é%рﬀ"
SEED = 20261122
MILLION = 1_000_000

TOKENS = [
    *(LinkSealer(RING).seal(claims) for claims in (FULL, EDITOR, MAILED, DETAILED)),
    sealed_json(claims_json(), kid="k1"),
    seal_offline(EDITOR, SIGNING_KEY),
]


def flip_bit(token: str, dice: random.Random) -> str:
    place = dice.randrange(len(token))
    return token[:place] + chr(ord(token[place]) ^ 1 << dice.randrange(7)) + token[place + 1 :]


def change_letter(token: str, dice: random.Random) -> str:
    place = dice.randrange(len(token))
    return token[:place] + dice.choice(LETTERS) + token[place + 1 :]


def change_last_letter(token: str, dice: random.Random) -> str:
    return token[:-1] + dice.choice(LETTERS)


def insert_junk(token: str, dice: random.Random) -> str:
    place = dice.randrange(len(token) + 1)
    return token[:place] + dice.choice(JUNK) * dice.randint(1, 4) + token[place:]


def append(token: str, dice: random.Random) -> str:
    return token + "".join(dice.choices(LETTERS + JUNK, k=dice.randint(1, 5)))


def truncate(token: str, dice: random.Random) -> str:
    return token[: dice.randrange(len(token))]


def cut_out(token: str, dice: random.Random) -> str:
    place = dice.randrange(len(token))
    return token[:place] + token[place + dice.randint(1, 4) :]


def splice(token: str, dice: random.Random) -> str:
    other, cut = dice.choice(TOKENS), dice.randrange(len(token))
    return token[:cut] + other[cut:]


def swap_neighbours(token: str, dice: random.Random) -> str:
    place = dice.randrange(len(token) - 1)
    return token[:place] + token[place + 1] + token[place] + token[place + 2 :]


def swap_case(token: str, dice: random.Random) -> str:
    place = dice.randrange(len(token))
    return token[:place] + token[place].swapcase() + token[place + 1 :]


KINDS: tuple[Callable[[str, random.Random], str], ...] = (
    flip_bit,
    change_letter,
    change_last_letter,
    insert_junk,
    append,
    truncate,
    cut_out,
    splice,
    swap_neighbours,
    swap_case,
)


def mutate(tokens: list[str], dice: random.Random) -> str | None:
    """One mutant, or None when the dice gave back one of the true tokens."""
    mutant = dice.choice(KINDS)(dice.choice(tokens), dice)
    return None if mutant in tokens else mutant


def count_refused(rounds: int, seed: int) -> int:
    """How many mutants were refused; any that opens, or fails in another way, ends the test.

    Three of four in a million came up before. They are not opened again: what comes of it hangs on the text alone.
    """
    dice, refused, known = random.Random(seed), 0, set[str]()
    while refused < rounds:
        if (mutant := mutate(TOKENS, dice)) is None:
            continue
        if mutant in known:
            refused += 1
            continue
        known.add(mutant)
        try:
            open_link(mutant)
        except LinkRefused:
            refused += 1
        else:
            pytest.fail(f"a mutant opened: {mutant!a}")
    return refused


def test_twenty_thousand_mutants_are_refused() -> None:
    assert count_refused(20_000, SEED) == 20_000


@pytest.mark.slow
def test_a_million_mutants_are_refused() -> None:
    assert count_refused(MILLION, SEED + 1) == MILLION


def test_control_the_bare_library_accepts_some_of_the_same_mutants() -> None:
    plain = URLSafeSerializer(
        "control", salt="link", signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    )
    tokens = [plain.dumps({"number": number, "text": "x" * number}) for number in range(6)]
    dice, accepted = random.Random(SEED), 0
    for _ in range(20_000):
        mutant = mutate(tokens, dice)
        if mutant is None or "\n" in mutant:
            continue
        try:
            plain.loads(mutant)
        except BadData:
            continue
        accepted += 1
    assert accepted > 100


@given(st.text(max_size=300))
def test_random_text_is_refused(text: str) -> None:
    with pytest.raises(LinkMalformed):
        open_link(text)


@given(st.from_regex(r"pl1\.(k1|k2|lk_f{26})\.[A-Za-z0-9_-]{1,200}\.[A-Za-z0-9_-]{43}", fullmatch=True))
def test_random_text_of_the_right_shape_is_refused(text: str) -> None:
    with pytest.raises(LinkMalformed):
        open_link(text)


@given(st.binary(max_size=400))
def test_random_bytes_under_a_true_seal_are_refused(data: bytes) -> None:
    with pytest.raises(LinkMalformed):
        open_link(sealed_json(data))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON_VALUES, st.sampled_from(["", *json.loads(claims_json(DETAILED))]))
def test_random_json_under_a_true_seal_is_refused(value: object, name: str) -> None:
    odd = {**json.loads(claims_json(DETAILED)), name: value} if name else value
    try:
        opened = open_link(sealed_json(json.dumps(odd)))
    except LinkRefused:
        return
    # The dice may hit a value that is allowed, such as one claim; it must then be taken as it is.
    assert json.loads(claims_json(opened.claims)).get(name, 1) == value


@given(st.sampled_from(sorted(TOKENS)), st.sampled_from(KINDS), st.randoms(use_true_random=False))
def test_a_mutant_of_any_kind_is_refused(
    token: str, kind: Callable[[str, random.Random], str], dice: random.Random
) -> None:
    mutant = kind(token, dice)
    if mutant not in TOKENS:
        with pytest.raises(LinkMalformed):
            open_link(mutant)
