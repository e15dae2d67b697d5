"""What stands around every page: the entity's name, tabs, menu, the firm's contact; and the words' language."""

from dataclasses import dataclass
from decimal import Decimal

from flask import Flask, g, request, url_for

from portal import formats
from portal.database import Visit
from portal.identity import Environment, system
from portal.models import Account, Entity
from portal.policy import Permission
from portal.services.entry.renewal import TimeLeft, time_left
from portal.services.filing.looks import count_new
from portal.services.firm.looks import Look, look_of
from portal.translations import LANGUAGES, Translator, negotiate, translator
from portal.web.asking import asking
from portal.web.brand import logo_url, sheet_url
from portal.web.forms import csrf_token
from portal.web.host_page import parent_origin
from portal.web.parts import parts


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of the tabs or the menu."""

    key: str
    url: str
    count: int = 0
    """How much behind it is new to whoever looks."""


@dataclass(frozen=True, slots=True)
class FirmContact:
    """Whom to turn to; empty texts where nothing is known of the firm."""

    firm: str = ""
    person: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""
    privacy_url: str = ""
    imprint_url: str = ""
    logo_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """The frame of one page, with or without a session behind it."""

    language: str
    entity_name: str = ""
    home_url: str | None = None
    tabs: tuple[Tab, ...] = ()
    menu: tuple[Tab, ...] = ()
    language_url: str | None = None
    languages: tuple[tuple[str, str], ...] = LANGUAGES
    sign_out_url: str | None = None
    csrf_token: str = ""
    access: str = ""
    contact: FirmContact = FirmContact()
    sandbox: bool = False
    framed: bool = False
    parent_origin: str = ""
    theme: str = ""
    life: TimeLeft | None = None
    brand_css_url: str = ""


def set_up_frame(app: Flask) -> None:
    """Give templates the frame, the words and the formats of the current visit."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    # The extension hangs it on the environment at run time, where no type checker sees it.
    vars(env)["install_gettext_callables"](_gettext, _ngettext, newstyle=True, pgettext=_pgettext)
    env.filters |= {
        "money": lambda value, currency: formats.money(value, currency, region()),
        "amount": lambda value, currency: formats.amount(value, currency, region()),
        "number": lambda value: formats.number(value, region()),
        "percent": lambda value: formats.percent(Decimal(value), region()),
        "territory": lambda code: formats.territory(code, region()),
        "price": lambda value, currency: formats.price(value, currency, region()),
        "short_date": lambda value: formats.short_date(value, region()),
        "long_date": lambda value: formats.long_date(value, region()),
        "date_time": lambda value: formats.date_time(value, region(), _timezone()),
        "month_name": lambda value: formats.month_name(value, region()),
        "month_short": lambda value: formats.month_short(value, region()),
    }
    app.context_processor(lambda: {"frame": page_frame()})


def words() -> Translator:
    """The catalogue of the language, as the first of these says: the person's choice, the link's claim, the page
    around, the browser, the entity."""
    if "words" not in g:
        entity = _entity()
        language = negotiate(
            claim=asking().locale_claim,
            parameter=request.args.get("lang") or asking().wishes.locale,
            accept_language=request.headers.get("Accept-Language"),
            entity_locale=entity.locale if entity else None,
        )
        g.words = translator(language)
    found: Translator = g.words
    return found


def region() -> str:
    """The locale that money and dates are written in: the page's language with the entity's country."""
    entity = _entity()
    return formats.regional(words().locale, entity.locale) if entity else words().locale


def page_frame() -> PageFrame:
    """The frame for whatever is known of the request: inside a session all of it, on an error page what there is."""
    current = asking()
    if current.visit is not None:
        return _inside(current.visit)
    if current.scope is None:
        return PageFrame(language=words().locale, framed=current.framed)
    account, entity = _known()
    look = look_of(account, entity) if account else Look()
    return PageFrame(
        language=words().locale,
        entity_name=entity.name if entity else "",
        contact=_contact(account, entity, look) if account else FirmContact(),
        framed=current.framed,
        parent_origin=parent_origin(),
        theme=current.wishes.theme or look.theme or "",
        sandbox=current.scope.environment is Environment.SANDBOX,
        brand_css_url=sheet_url(look),
    )


def _inside(visit: Visit) -> PageFrame:
    current = asking()
    tabs = [Tab("overview", url_for("overview.show")), Tab("invoices", url_for("documents.index"))]
    tabs.append(Tab("received", url_for("documents.index", direction="received")))
    if visit.may(Permission.READ_FILES):
        tabs.append(Tab("files", url_for("files.index"), count_new(visit)))
    tabs.append(Tab("reports", url_for("reports.index")))
    if visit.may(Permission.EXPORT_DOCUMENTS):
        tabs.append(Tab("exports", url_for("exports.index")))
    menu = (Tab("session", url_for("session.show")), Tab("activity", url_for("activity.index")))
    session = current.resumed.session if current.resumed else None
    look = look_of(visit.account, visit.entity)
    return PageFrame(
        language=words().locale,
        entity_name=visit.entity.name,
        home_url=url_for("overview.show"),
        tabs=tuple(tabs),
        menu=menu,
        language_url=url_for("session.language"),
        sign_out_url=url_for("session.sign_out"),
        csrf_token=csrf_token(),
        access=visit.actor.access,
        contact=_contact(visit.account, visit.entity, look),
        sandbox=visit.scope.environment is Environment.SANDBOX,
        framed=current.framed,
        parent_origin=parent_origin(),
        theme=(session.theme if session else None) or look.theme or "",
        life=time_left(visit, parts().settings, session) if session else None,
        brand_css_url=sheet_url(look),
    )


def _known() -> tuple[Account | None, Entity | None]:
    """Account and entity of a scope that was proven, though no session stands in it."""
    if "known" not in g:
        scope = asking().scope
        if scope is None:
            g.known = (None, None)
        else:
            with parts().database.visit(system(scope), at=asking().at) as visit:
                g.known = (visit.account, visit.entity if scope.entity_id else None)
    found: tuple[Account | None, Entity | None] = g.known
    return found


def _entity() -> Entity | None:
    visit = asking().visit
    return visit.entity if visit is not None else _known()[1]


def _timezone() -> str:
    entity = _entity()
    return entity.timezone if entity else "UTC"


def _contact(account: Account, entity: Entity | None, look: Look) -> FirmContact:
    return FirmContact(
        firm=account.name,
        person=account.contact_name or "",
        phone=account.contact_phone or "",
        email=account.contact_email or "",
        hours=account.contact_hours or "",
        privacy_url=account.privacy_url or "",
        imprint_url=account.imprint_url or "",
        logo_url=logo_url(account, entity, look),
    )


def _gettext(message: str) -> str:
    return str(words().catalogue.gettext(message))


def _ngettext(singular: str, plural: str, count: int) -> str:
    return str(words().catalogue.ngettext(singular, plural, count))


def _pgettext(context: str, message: str) -> str:
    return str(words().catalogue.pgettext(context, message))
