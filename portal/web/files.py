"""Files by category, and their bytes."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.policy import Permission
from portal.services.downloads import ticket_for_file
from portal.web.addresses import Pages
from portal.web.guard import requires
from portal.web.parts import parts

blueprint = Pages("files", __name__)


@blueprint.page("/files/")
@requires(Permission.READ_FILES)
def index(visit: Visit) -> ResponseReturnValue:
    """Files by category."""
    return visit.entity.name


@blueprint.page("/files/<id:file_id>/download")
@requires(Permission.READ_FILES)
def download(visit: Visit, file_id: str) -> ResponseReturnValue:
    """On to a ticket for the bytes."""
    place = ticket_for_file(visit, parts().ring, file_id, parts().settings.span("ticket_seconds"))
    return redirect(url_for("downloads.fetch", ticket=place.ticket, name=place.name), 303)
