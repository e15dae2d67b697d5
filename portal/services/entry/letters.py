"""What the mails of the way in have in common: their language, how they begin and end, and what they say of a link."""

from portal.database import Visit
from portal.formats import date_time, regional
from portal.models import Account
from portal.services.entry.links import IssuedLink
from portal.translations import SOURCE_LOCALE, Translator, supported, translator


def speaking(visit: Visit, locale: str | None) -> Translator:
    """The language of the person, where it is known and ours; else the entity's."""
    return translator(supported(locale) or supported(visit.entity.locale) or SOURCE_LOCALE)


def letter(words: Translator, account: Account, *paragraphs: str) -> str:
    """The text of a mail in the account's name, with the ways to turn to it at the end."""
    ways = " · ".join(filter(None, (account.contact_name, account.contact_email, account.contact_phone)))
    return "\n\n".join(filter(None, (words.gettext("Good day,"), *paragraphs, ways))) + "\n"


def how_it_opens(words: Translator, visit: Visit, link: IssuedLink) -> str:
    """How often a mailed link opens until when, and what for it asks for a code."""
    entity = visit.entity
    time = date_time(link.expires_at, regional(words.locale, entity.locale), entity.timezone)
    if link.require_code:
        return words.gettext("It opens until %(time)s, each time with a code that is sent to this address.", time=time)
    if link.max_claims > 1:
        return words.gettext(
            "It opens until %(time)s: once by itself, and after that with a code that is sent to this address. Do "
            "not pass it on: whoever opens it first comes in.",
            time=time,
        )
    return words.gettext("It opens once, until %(time)s. Do not pass it on: whoever opens it comes in.", time=time)
