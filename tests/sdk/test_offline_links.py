"""Links that the Python SDK signs: the vectors, and links of its own that the portal opens."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portal.identity import Role
from portal.tokens import parse_key
from portal_sdk import sign_claims, sign_link
from portal_sdk.links import Access, OfflineRole
from tests.tokens.samples import OFFLINE_KEY, open_link
from tests.tokens.test_vectors import SIGNED, Signed

FIRST = SIGNED[0]


@pytest.mark.parametrize("vector", SIGNED, ids=lambda vector: vector.name)
def test_the_sdk_signs_the_vectors(vector: Signed) -> None:
    assert sign_claims(vector.key, vector.claims) == vector.token


def test_the_sdk_writes_the_claims_of_the_first_vector() -> None:
    token = sign_link(
        FIRST.key,
        account_id="acc_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        entity_id="ent_bbbbbbbbbbbbbbbbbbbbbbbbbb",
        access="full_entity",
        link_id="lnk_q3w5k7n2x4b6c7d2f3g4h5j6ma",
        now=FIRST.now,
    )

    assert token == FIRST.token


def test_the_portal_opens_what_the_sdk_signs() -> None:
    token = sign_link(
        FIRST.key,
        account_id="acc_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        entity_id="ent_bbbbbbbbbbbbbbbbbbbbbbbbbb",
        access="user",
        user_id="usr_cccccccccccccccccccccccccc",
        role="editor",
        lifetime=60,
        view="/documents",
        locale="sl",
        now=FIRST.now,
    )

    key = replace(OFFLINE_KEY, key_id=FIRST.key_id, environment=parse_key(FIRST.key).environment, max_role=Role.ADMIN)
    opened = open_link(token, key=key, now=datetime.fromtimestamp(FIRST.now, UTC))
    assert (opened.claims.role, opened.claims.view, opened.claims.locale) == (Role.EDITOR, "/documents", "sl")


@pytest.mark.parametrize(
    ("access", "user_id", "role"),
    [
        ("user", None, None),
        ("user", "usr_x", None),
        ("user", None, "viewer"),
        ("full_entity", "usr_x", None),
        ("full_entity", None, "viewer"),
    ],
)
def test_leaving_the_user_out_never_gives_the_whole_entity(
    access: Access, user_id: str | None, role: OfflineRole | None
) -> None:
    with pytest.raises(ValueError, match="full_entity"):
        sign_link(FIRST.key, account_id="acc_x", entity_id="ent_x", access=access, user_id=user_id, role=role)


@pytest.mark.parametrize("key", ["sk_live_x", FIRST.key[:-1] + "2", FIRST.key + "a"])
def test_a_key_that_was_copied_wrongly_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="link-signing key"):
        sign_claims(key, "{}")
