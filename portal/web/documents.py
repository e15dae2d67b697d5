"""Documents: the list, one document, its PDF."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.policy import Permission
from portal.services.downloads import ticket_for_pdf
from portal.services.printing import readable_document
from portal.web.addresses import Pages
from portal.web.guard import requires
from portal.web.parts import parts

blueprint = Pages("documents", __name__)


@blueprint.page("/documents/")
@requires(Permission.READ_DOCUMENTS)
def index(visit: Visit) -> ResponseReturnValue:
    """The list, filtered and sorted by its address."""
    return visit.entity.name


@blueprint.page("/documents/<id:document_id>/")
@requires(Permission.READ_DOCUMENTS)
def show(visit: Visit, document_id: str) -> ResponseReturnValue:
    """One document."""
    return readable_document(visit, document_id, drafts=visit.may(Permission.READ_DRAFTS)).number or "draft"


@blueprint.page("/documents/<id:document_id>/pdf")
@requires(Permission.READ_DOCUMENTS)
def pdf(visit: Visit, document_id: str) -> ResponseReturnValue:
    """On to a ticket for the PDF."""
    place = ticket_for_pdf(visit, parts().ring, document_id, parts().settings.span("ticket_seconds"))
    return redirect(url_for("downloads.fetch", ticket=place.ticket, name=place.name), 303)
