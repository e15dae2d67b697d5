"""The mail that invites a client's person: who invites, to what, the link, and until when it opens."""

from portal.database import Visit
from portal.formats import date_time, regional
from portal.models import Account, Entity
from portal.services.entry.links import IssuedLink
from portal.services.outbox.mail import send_mail
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing
from portal.translations import SOURCE_LOCALE, Translator, supported, translator


def mail_invitation(
    visit: Visit, writing: FencedSession, settings: Settings, to: str, issued: IssuedLink, locale: str | None
) -> None:
    """Have the invitation sent once the caller's transaction is done, in the person's language or the entity's."""
    words = translator(supported(locale) or supported(visit.entity.locale) or SOURCE_LOCALE)
    names = {"firm": visit.account.name, "company": visit.entity.name}
    subject = words.gettext("%(firm)s gives you access to the documents of %(company)s", **names)
    ring = KeyRing(settings.secret_keys)
    send_mail(visit, writing, ring, to, subject, _text(words, visit.account, visit.entity, settings, issued))


def _text(words: Translator, account: Account, entity: Entity, settings: Settings, issued: IssuedLink) -> str:
    ends = date_time(issued.expires_at, regional(words.locale, entity.locale), entity.timezone)
    names = {"firm": account.name, "company": entity.name}
    ways = " · ".join(filter(None, (account.contact_name, account.contact_email, account.contact_phone)))
    paragraphs = [
        words.gettext("Good day,"),
        words.gettext("%(firm)s invites you to the portal with the invoices and documents of %(company)s.", **names),
        words.gettext("Open this link to come in; no password is needed:"),
        issued.address(settings),
        words.gettext("It opens once, until %(time)s. Do not pass it on: whoever opens it comes in.", time=ends),
        words.gettext("If the time is over, or you did not expect this, turn to %(firm)s.", firm=account.name),
    ]
    return "\n\n".join([*paragraphs, ways] if ways else paragraphs) + "\n"
