"""Documents: the list with its filters in the address, one document, its PDF."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.policy import Permission
from portal.services.einvoicing.offers import ask_if_missing
from portal.services.reading.document_filters import SORTS, DocumentFilters, read_filters
from portal.services.reading.document_list import DocumentListView, list_documents
from portal.services.reading.documents import note_viewed, show_document
from portal.services.tickets.sealing import ticket_for_pdf, ticket_for_xml
from portal.web.addresses import Pages
from portal.web.asking import asking
from portal.web.guard import requires
from portal.web.limits import few_pdfs
from portal.web.parts import parts
from portal.web.rows import badge_of, row_texts

blueprint = Pages("documents", __name__)


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter and the address of the same list without it."""

    key: str
    value: str
    day: date | None
    amount: Decimal | None
    url: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a sortable column: the address of the list in that order, and its present direction."""

    key: str
    url: str
    direction: str | None


@dataclass(frozen=True, slots=True)
class ListLinks:
    """Every address that a list's page offers."""

    action: str
    clear_url: str
    chips: tuple[Chip, ...]
    heads: dict[str, Head]
    newer_url: str | None
    older_url: str | None


@blueprint.page("/documents/")
@requires(Permission.READ_DOCUMENTS)
def index(visit: Visit) -> ResponseReturnValue:
    """The list that the address asks for."""
    view = list_documents(visit, parts().ring, read_filters(request.args), request.args.get("cursor"))
    rows = row_texts(view.rows, view.currency)
    return render_template("documents/list.html", view=view, rows=rows, links=_links(view))


@blueprint.page("/documents/<id:document_id>/")
@requires(Permission.READ_DOCUMENTS)
def show(visit: Visit, document_id: str) -> ResponseReturnValue:
    """One document; that it was looked at is written down."""
    view = show_document(visit, document_id)
    direction = view.document.direction
    page = render_template(
        "documents/show.html",
        view=view,
        document=view.document,
        badge=badge_of(view.document.type, view.status.value),
        back_url=url_for("documents.index", direction=direction if direction == "received" else None),
    )
    if not asking().quiet:
        note_viewed(visit, view.document)
        ask_if_missing(visit, view.document)
    return page


@blueprint.page("/documents/<id:document_id>/pdf")
@requires(Permission.READ_DOCUMENTS)
@few_pdfs
def pdf(visit: Visit, document_id: str) -> ResponseReturnValue:
    """On to a ticket for the PDF: a new tab or a download may not bring the session's cookie along."""
    place = ticket_for_pdf(visit, parts().ring, document_id, parts().settings.span("ticket_seconds"))
    show_it = "1" if request.args.get("show") == "1" else None
    return redirect(url_for("downloads.fetch", ticket=place.ticket, name=place.name, show=show_it), 303)


@blueprint.page("/documents/<id:document_id>/xml/<form>")
@requires(Permission.READ_DOCUMENTS)
def xml(visit: Visit, document_id: str, form: str) -> ResponseReturnValue:
    """On to a ticket for the XML in a format that is offered."""
    lifetime = parts().settings.span("ticket_seconds")
    place = ticket_for_xml(visit, parts().ring, document_id, form, lifetime)
    return redirect(url_for("downloads.fetch", ticket=place.ticket, name=place.name), 303)


def _links(view: DocumentListView) -> ListLinks:
    filters = view.filters
    query = filters.query()
    bare = DocumentFilters(direction=filters.direction, sort=filters.sort, descending=filters.descending)
    return ListLinks(
        action=url_for("documents.index"),
        clear_url=_list_url(bare.query()),
        chips=tuple(_chip(filters, name) for name in filters.active()),
        heads={sort: _head(filters, sort) for sort in SORTS},
        newer_url=_list_url(query | {"cursor": view.newer}) if view.newer else None,
        older_url=_list_url(query | {"cursor": view.older}) if view.older else None,
    )


def _list_url(query: dict[str, str]) -> str:
    place = url_for("documents.index")
    return f"{place}?{urlencode(query)}" if query else place


def _chip(filters: DocumentFilters, name: str) -> Chip:
    query = filters.query()
    value = query.pop(name)
    day = {"from": filters.date_from, "to": filters.date_to}.get(name)
    amount = {"min": filters.least, "max": filters.most}.get(name)
    return Chip(name, value, day, amount, _list_url(query))


def _head(filters: DocumentFilters, sort: str) -> Head:
    direction = ("descending" if filters.descending else "ascending") if sort == filters.sort else None
    return Head(sort, _list_url(filters.sorted_by(sort).query()), direction)
