"""Opening links: time to the second (T5), rotation (T7), and the limits of a link-signing key."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from portal.errors import Invalid, LinkExpired, LinkMalformed, LinkRefused
from portal.identity import Environment, Role
from portal.tokens import (
    ExpiredToken,
    KeyKind,
    KeyRing,
    LinkClaims,
    LinkSealer,
    OfflineKey,
    Opened,
    make_bearer_key,
    make_signing_key,
    parse_key,
    seal_offline,
)
from tests.tokens.samples import (
    BY_STAFF,
    DAY,
    EDITOR,
    FULL,
    HOUR,
    KEY,
    MAILED,
    NOW,
    OFFLINE_KEY,
    OFFLINE_KID,
    RING,
    SIGNING_KEY,
    open_link,
    sample_id,
    sample_secret,
)

LINKS = LinkSealer(RING)
MINUTE = timedelta(minutes=1)

# claims, cap, cap of mailed links, seconds after iat, does it open
CLOCK: list[tuple[LinkClaims, timedelta, timedelta | None, float, bool]] = [
    (FULL, HOUR, DAY, -86400, False),
    (FULL, HOUR, DAY, -61, False),
    (FULL, HOUR, DAY, -60.000001, False),
    (FULL, HOUR, DAY, -60, True),
    (FULL, HOUR, DAY, -1, True),
    (FULL, HOUR, DAY, 0, True),
    (FULL, HOUR, DAY, 299, True),
    (FULL, HOUR, DAY, 299.999999, True),
    (FULL, HOUR, DAY, 300, False),
    (FULL, HOUR, DAY, 301, False),
    (FULL, HOUR, DAY, 365 * 86400, False),
    (FULL, MINUTE, DAY, 59, True),
    (FULL, MINUTE, DAY, 60, False),
    (replace(FULL, expires_at=NOW + 365 * DAY), HOUR, DAY, 3599, True),
    (replace(FULL, expires_at=NOW + 365 * DAY), HOUR, DAY, 3600, False),
    (MAILED, HOUR, DAY, 86399, True),
    (MAILED, HOUR, DAY, 86400, False),
    (replace(MAILED, expires_at=NOW + 365 * DAY), HOUR, DAY, 86399, True),
    (replace(MAILED, expires_at=NOW + 365 * DAY), HOUR, DAY, 86400, False),
    (MAILED, HOUR, None, 3599, True),
    (MAILED, HOUR, None, 3600, False),
    (replace(FULL, issued_at=datetime(1970, 1, 1, tzinfo=UTC)), HOUR, DAY, 0, True),
    (replace(FULL, expires_at=datetime(2242, 1, 1, tzinfo=UTC)), 200 * 365 * DAY, DAY, 86400 * 9000, True),
]


@pytest.mark.parametrize(("claims", "cap", "mailed_cap", "seconds", "opens"), CLOCK)
def test_a_link_opens_exactly_within_its_time(
    claims: LinkClaims, cap: timedelta, mailed_cap: timedelta | None, seconds: float, opens: bool
) -> None:
    token = LINKS.seal(claims)
    with freeze_time(claims.issued_at + timedelta(seconds=seconds)):
        now = datetime.now(UTC)
        if opens:
            assert open_link(token, now=now, cap=cap, mailed_cap=mailed_cap).claims == claims
            return
        with pytest.raises(ExpiredToken) as expired:
            open_link(token, now=now, cap=cap, mailed_cap=mailed_cap)
    assert expired.value.claims == claims
    assert isinstance(expired.value, LinkExpired)


def test_the_clock_is_the_argument_and_not_the_machine() -> None:
    token = LINKS.seal(FULL)
    with freeze_time(NOW + 365 * DAY):
        assert open_link(token, now=NOW).claims == FULL


def test_an_expired_token_with_a_wrong_signature_tells_nothing() -> None:
    head, _, signature = LINKS.seal(FULL).rpartition(".")
    with pytest.raises(LinkMalformed) as refused:
        open_link(f"{head}.{'A' * len(signature)}", now=NOW + DAY)
    assert not hasattr(refused.value, "claims")


def test_rotation_newest_signs_older_opens_removed_does_not() -> None:
    keys = [(f"k{number}", sample_secret(f"rotation {number}")) for number in range(1, 5)]
    for length in range(1, 5):
        ring = KeyRing(keys[:length])
        token = LinkSealer(ring).seal(FULL)
        assert token.split(".")[1] == ring.newest == f"k{length}"
        assert open_link(token, ring=KeyRing(keys)).kid == f"k{length}"
        assert open_link(token, ring=KeyRing(list(reversed(keys)))).kid == f"k{length}"
        if others := [key for key in keys if key != keys[length - 1]]:
            with pytest.raises(LinkMalformed, match="not in the key ring"):
                open_link(token, ring=KeyRing(others))


def test_ten_thousand_links_through_a_rotation() -> None:
    old = KeyRing([("k1", sample_secret("first"))])
    for number in range(10_000):
        signer = old if number < 5000 else RING
        opened = open_link(LinkSealer(signer).seal(FULL))
        assert opened.kid == ("k1" if number < 5000 else "k2")


def test_the_digest_tells_two_links_with_one_jti_apart() -> None:
    first, second = LINKS.seal(FULL), LINKS.seal(replace(FULL, entity_id=sample_id("ent", "z")))
    assert open_link(first).digest == open_link(first).digest
    assert open_link(first).digest != open_link(second).digest


def test_what_the_server_and_the_firm_seal_differs_in_kid_and_signature_only() -> None:
    ours, theirs = LINKS.seal(FULL).split("."), seal_offline(FULL, SIGNING_KEY).split(".")
    assert (ours[0], ours[2]) == (theirs[0], theirs[2])
    assert (ours[1], theirs[1]) == ("k2", OFFLINE_KID)


VIEWER = replace(EDITOR, role=Role.VIEWER)
ADMIN = replace(EDITOR, role=Role.ADMIN)
OTHER_ENTITY = sample_id("ent", "x")
ONE_ENTITY = replace(OFFLINE_KEY, entity_ids=frozenset({FULL.entity_id}))
# what, claims, key, the sentence of the firm's log or None when it opens
LIMITS: list[tuple[str, LinkClaims, OfflineKey, str | None]] = [
    ("full entity allowed", FULL, OFFLINE_KEY, None),
    ("full entity not allowed", FULL, replace(OFFLINE_KEY, allow_full_entity=False), "full entity"),
    ("role at most", EDITOR, OFFLINE_KEY, None),
    ("role below", VIEWER, OFFLINE_KEY, None),
    ("role above", ADMIN, OFFLINE_KEY, "role admin, and the signing key at most editor"),
    ("no role allowed", VIEWER, replace(OFFLINE_KEY, max_role=None), "at most none"),
    ("full entity in spite of no role", FULL, replace(OFFLINE_KEY, max_role=None), None),
    ("viewer key", EDITOR, replace(OFFLINE_KEY, max_role=Role.VIEWER), "at most viewer"),
    ("admin key", ADMIN, replace(OFFLINE_KEY, max_role=Role.ADMIN), None),
    ("staff", BY_STAFF, replace(OFFLINE_KEY, max_role=Role.ADMIN), "staff"),
    ("other account", replace(FULL, account_id=sample_id("acc", "x")), OFFLINE_KEY, "account"),
    ("other environment", replace(FULL, environment=Environment.LIVE), OFFLINE_KEY, "environment"),
    ("listed entity", FULL, ONE_ENTITY, None),
    ("unlisted entity", replace(FULL, entity_id=OTHER_ENTITY), ONE_ENTITY, "entity the signing key"),
    ("empty list", FULL, replace(OFFLINE_KEY, entity_ids=frozenset()), "entity the signing key"),
    ("lifetime at most", FULL, replace(OFFLINE_KEY, max_lifetime=timedelta(seconds=300)), None),
    ("lifetime over", FULL, replace(OFFLINE_KEY, max_lifetime=timedelta(seconds=299)), "allows 299 s"),
    ("mailed beyond the key", MAILED, OFFLINE_KEY, "the signing key allows"),
    ("at not-before", FULL, replace(OFFLINE_KEY, not_before=NOW), None),
    ("before not-before", FULL, replace(OFFLINE_KEY, not_before=NOW + timedelta(seconds=1)), "not-before"),
    ("secret left the ring", FULL, replace(OFFLINE_KEY, ring_kid="k9"), "left the key ring"),
    ("other secret of the ring", FULL, replace(OFFLINE_KEY, ring_kid="k2"), "signature"),
]


@pytest.mark.parametrize(("claims", "key", "sentence"), [case[1:] for case in LIMITS], ids=[case[0] for case in LIMITS])
def test_the_limits_of_a_signing_key(claims: LinkClaims, key: OfflineKey, sentence: str | None) -> None:
    token = seal_offline(claims, SIGNING_KEY)
    if sentence is None:
        opened = open_link(token, key=key)
        assert (opened.claims, opened.kid, opened.offline) == (claims, OFFLINE_KID, True)
        return
    with pytest.raises(LinkMalformed, match=sentence):
        open_link(token, key=key)


def test_each_broken_limit_has_a_sentence_of_its_own() -> None:
    sentences = set()
    broken = [(claims, key) for _, claims, key, sentence in LIMITS if sentence is not None]
    for claims, key in broken:
        with pytest.raises(LinkMalformed) as refused:
            open_link(seal_offline(claims, SIGNING_KEY), key=key)
        sentences.add(re.sub(r"\b(admin|editor|viewer|none|\d+ s)\b", "…", str(refused.value)))
    assert len(sentences) == 10


def test_a_limit_counts_before_the_clock() -> None:
    with pytest.raises(LinkMalformed, match="the signing key at most"):
        open_link(seal_offline(ADMIN, SIGNING_KEY), now=NOW + DAY)
    with pytest.raises(ExpiredToken):
        open_link(seal_offline(EDITOR, SIGNING_KEY), now=NOW + DAY)


def test_the_servers_cap_binds_offline_links_too() -> None:
    token = seal_offline(FULL, SIGNING_KEY)
    with pytest.raises(ExpiredToken, match="server allows"):
        open_link(token, now=NOW + MINUTE, cap=MINUTE)


def test_an_ended_key_and_another_keys_secret_open_nothing() -> None:
    with pytest.raises(LinkMalformed, match="unknown or ended"):
        open_link(seal_offline(FULL, SIGNING_KEY), key=None)
    other = parse_key(make_signing_key(RING, Environment.SANDBOX, sample_id("key", "g"), "k1"))
    with pytest.raises(LinkMalformed, match="unknown or ended"):
        open_link(seal_offline(FULL, other))
    with pytest.raises(LinkMalformed, match="signature"):
        open_link(seal_offline(FULL, replace(other, key_id=KEY)))


def test_a_callable_that_answers_with_another_row_opens_nothing() -> None:
    def wrong_row(key_id: str) -> OfflineKey | None:
        return replace(OFFLINE_KEY, key_id=sample_id("key", "h"))

    with pytest.raises(LinkMalformed, match="signature"):
        LINKS.open(seal_offline(FULL, SIGNING_KEY), now=NOW, max_lifetime=HOUR, offline_key=wrong_row)


def test_only_a_signing_key_signs_links() -> None:
    bearer = parse_key(make_bearer_key(KeyKind.ACCOUNT, Environment.SANDBOX))
    with pytest.raises(Invalid, match="lk_"):
        seal_offline(FULL, bearer)


def test_every_refusal_is_a_link_refused() -> None:
    assert issubclass(ExpiredToken, LinkRefused)
    assert ExpiredToken("sentence", Opened(FULL, "k1", offline=False, digest=b"")).reason == "expired"
