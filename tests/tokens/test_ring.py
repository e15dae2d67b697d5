"""The key ring: what it refuses to start with (T8), and that derived secrets are apart from each other."""

import secrets
from itertools import combinations

import pytest

from portal.errors import SettingsRefused
from portal.tokens import KeyRing, Sealer
from tests.tokens.samples import RING, sample_secret

GOOD = sample_secret("good")
REFUSED: dict[str, list[tuple[str, bytes]]] = {
    "no key at all": [],
    "empty secret": [("k1", b"")],
    "31 bytes": [("k1", GOOD[:31])],
    "weak among good": [("k1", GOOD), ("k2", b"short")],
    "kid twice": [("k1", GOOD), ("k1", sample_secret("better"))],
    "secret twice": [("k1", GOOD), ("k2", GOOD)],
    "kid empty": [("", GOOD)],
    "kid with underscore": [("lk_a", GOOD)],
    "kid with dot": [("k.1", GOOD)],
    "kid upper case": [("K1", GOOD)],
    "kid with newline": [("k1\n", GOOD)],
    "kid too long": [("k" * 33, GOOD)],
    "flask documentation": [("k1", b"192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf")],
    "superset placeholder": [("k1", b"CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET")],
    "superset template": [("k1", b"YOUR_OWN_RANDOM_GENERATED_SECRET_KEY")],
    "superset default, padded": [("k1", b"\2\1thisismyscretkey\1\2\\e\\y\\y\\h" + b" " * 8)],
    "jwt site": [("k1", b"a-string-secret-at-least-256-bits-long")],
    "django default": [("k1", b"django-insecure-" + secrets.token_hex(20).encode())],
    "a sample with a newline": [("k1", b"192B9BDD22AB9ED4D12E236C78AFCB9A393EC15F71BBF5DC987D54727823BCBF\n")],
    "zeroes": [("k1", bytes(32))],
    "one letter": [("k1", b"a" * 64)],
    "a repeated block": [("k1", b"0123456789abcdef" * 2)],
    "counting": [("k1", bytes(range(32)))],
    "few distinct bytes": [("k1", b"abcabdacbadcabcdaabbccddabcdabba")],
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_weak_ring_does_not_start(case: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        KeyRing(REFUSED[case])
    for _, secret in REFUSED[case]:
        assert not secret or secret.decode("latin-1") not in str(refused.value)


def test_random_secrets_start_in_every_usual_form() -> None:
    for _ in range(2000):
        token = secrets.token_bytes(32)
        for form in (token, token.hex().encode(), secrets.token_urlsafe(32).encode(), token.hex()[:32].encode()):
            assert KeyRing([("k1", form)]).newest == "k1"


def test_the_repr_names_kids_and_no_secret() -> None:
    assert repr(RING) == "KeyRing(kids=['k1', 'k2'])"
    assert (list(RING), RING.newest, "k1" in RING, "k3" in RING) == (["k1", "k2"], "k2", True, False)


def test_derived_secrets_are_all_different_and_repeatable() -> None:
    cases = [(p, s, k) for p in ("csrf", "lk.v1") for s in ("", "a", "b", "a\0b") for k in ("k1", "k2")]
    derived = [RING.derive(*case) for case in cases]
    assert derived == [RING.derive(*case) for case in cases]
    assert all(len(secret) == 32 for secret in derived)
    assert all(one != other for one, other in combinations(derived, 2))
    assert RING.derive("csrf", "a") == RING.derive("csrf", "a", "k2")


def test_a_removed_kid_derives_nothing() -> None:
    with pytest.raises(KeyError):
        RING.derive("csrf", "a", "k9")
    with pytest.raises(KeyError):
        RING.secret("k9")


@pytest.mark.parametrize("purpose", ["", "a\0b", "A", "a b", "é", "x" * 65])
def test_a_purpose_cannot_imitate_another(purpose: str) -> None:
    with pytest.raises(ValueError, match="a purpose is"):
        RING.derive(purpose, "subject")
    with pytest.raises(ValueError, match="a purpose is"):
        Sealer(RING, purpose)
