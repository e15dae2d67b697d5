"""The mail that invites a client's person: who invites, to what, the link, and until when it opens."""

from portal.database import Visit
from portal.services.entry.letters import how_it_opens, letter, speaking
from portal.services.entry.links import IssuedLink
from portal.services.outbox.mail import send_mail
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing


def mail_invitation(
    visit: Visit, writing: FencedSession, settings: Settings, to: str, issued: IssuedLink, locale: str | None
) -> None:
    """Have the invitation sent once the caller's transaction is done, in the person's language or the entity's."""
    words, names = speaking(visit, locale), {"firm": visit.account.name, "company": visit.entity.name}
    text = letter(
        words,
        visit.account,
        words.gettext("%(firm)s invites you to the portal with the invoices and documents of %(company)s.", **names),
        words.gettext("Open this link to come in; no password is needed:"),
        issued.address(settings),
        how_it_opens(words, visit, issued),
        words.gettext("If the time is over, or you did not expect this, turn to %(firm)s.", **names),
    )
    subject = words.gettext("%(firm)s gives you access to the documents of %(company)s", **names)
    send_mail(visit, writing, KeyRing(settings.secret_keys), to, subject, text)
