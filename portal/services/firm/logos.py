"""Pictures that a firm puts on its clients' pages and paper: what is taken, and their bytes."""

from dataclasses import dataclass

from portal.database import Visit
from portal.errors import Invalid, Missing, NotFound
from portal.identity import Environment, Scope
from portal.pdf import LOGO_BYTES, Logo, refuse_odd_svg
from portal.storage import Storage

PNG, SVG = "image/png", "image/svg+xml"
_PNG_BEGINS, _PNG_ENDS = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


@dataclass(frozen=True, slots=True)
class LogoFile:
    """A logo as it is kept: its bytes and their media type."""

    data: bytes
    mime: str

    @property
    def name(self) -> str:
        return "logo.png" if self.mime == PNG else "logo.svg"


def type_of_logo(data: bytes) -> str:
    """What a picture is by its bytes: PNG by its signature, else SVG, which `check_logo` reads."""
    return PNG if data.startswith(_PNG_BEGINS) else SVG


def check_logo(data: bytes, mime: str, alt: str) -> None:
    """Invalid, in words for whoever sent it, unless this is a whole picture that can be shown and printed."""
    if len(data) > LOGO_BYTES:
        raise Invalid(f"logo: is larger than {LOGO_BYTES} bytes; save it smaller")
    Logo(data, mime, alt)
    if mime == PNG and _PNG_ENDS not in data:
        raise Invalid("logo: the PNG is cut off; send the whole file")
    if mime == SVG:
        refuse_odd_svg(data)


def entity_logo(visit: Visit, storage: Storage) -> LogoFile:
    """The logo on this entity's documents. Raises NotFound where there is none."""
    entity = visit.entity
    return _kept(storage, visit.scope, entity.logo_sha256, entity.logo_mime)


def account_logo(visit: Visit, storage: Storage) -> LogoFile:
    """The logo on the account's pages. Raises NotFound where there is none."""
    account = visit.account
    return _kept(storage, Scope(account.id, Environment.LIVE), account.logo_sha256, account.logo_mime)


def _kept(storage: Storage, scope: Scope, digest: str | None, mime: str | None) -> LogoFile:
    if digest is None:
        raise NotFound("there is no logo")
    try:
        return LogoFile(storage.get(scope, digest), mime or PNG)
    except Missing as error:
        raise NotFound("the logo's bytes are gone; send it again") from error
