"""Figure 4: opening tokens, against the least that the same library can do with the same payload."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer

from bench.plan import Plan
from bench.timing import interleaved, median
from portal.errors import LinkMalformed
from portal.identity import Environment, new_id
from portal.tokens import Access, KeyRing, LinkClaims, LinkSealer, OfflineKey, Opened


@dataclass(frozen=True, slots=True)
class OpeningFigure:
    """Per second, on one core: true tokens opened, forged ones refused, and the bare library with both."""

    opened: float
    refused: float
    bare_opened: float
    bare_refused: float
    opening_times_bare: float


def measure_openings(plan: Plan) -> OpeningFigure:
    """Openings of one true token and refusals of one with a changed letter."""
    now = datetime.now(UTC).replace(microsecond=0)
    sealer, token = _sealed(now)
    bare = URLSafeSerializer(secrets.token_bytes(32), signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"})
    plain = str(bare.dumps({"jti": new_id("lnk"), "ent": new_id("ent"), "acc": new_id("acc"), "exp": 1, "iat": 1}))
    forged, plain_forged = _changed(token), _changed(plain)

    def open_one(text: str) -> Opened:
        return sealer.open(text, now=now, max_lifetime=timedelta(hours=1), offline_key=_no_key)

    def refuse_one() -> None:
        try:
            open_one(forged)
        except LinkMalformed:
            return
        raise AssertionError("a forged token was opened")

    def refuse_bare() -> None:
        try:
            bare.loads(plain_forged)
        except BadSignature:
            return
        raise AssertionError("a forged token was opened")

    taken = interleaved(
        {
            "bare": lambda: bare.loads(plain),
            "opened": lambda: open_one(token),
            "bare refused": refuse_bare,
            "refused": refuse_one,
        },
        plan.rounds,
        plan.openings,
    )
    ratios = [ours / theirs for ours, theirs in zip(taken["opened"], taken["bare"], strict=True)]
    return OpeningFigure(
        opened=1 / median(taken["opened"]),
        refused=1 / median(taken["refused"]),
        bare_opened=1 / median(taken["bare"]),
        bare_refused=1 / median(taken["bare refused"]),
        opening_times_bare=median(ratios),
    )


def _sealed(now: datetime) -> tuple[LinkSealer, str]:
    sealer = LinkSealer(KeyRing([("bench", secrets.token_bytes(32))]))
    claims = LinkClaims(
        account_id=new_id("acc"),
        environment=Environment.SANDBOX,
        entity_id=new_id("ent"),
        access=Access.FULL_ENTITY,
        jti=new_id("lnk"),
        issued_at=now,
        expires_at=now + timedelta(minutes=5),
        view="/documents/",
    )
    return sealer, sealer.seal(claims)


def _no_key(_key_id: str) -> OfflineKey | None:
    return None


def _changed(token: str) -> str:
    """The token with one letter in its middle changed."""
    middle = len(token) // 2
    other = "A" if token[middle] != "A" else "B"
    return f"{token[:middle]}{other}{token[middle + 1 :]}"
