"""Files by category, and their bytes."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.policy import Permission
from portal.services.filing.files import list_files
from portal.services.tickets.sealing import ticket_for_file
from portal.web.addresses import Pages
from portal.web.guard import requires
from portal.web.parts import parts

blueprint = Pages("files", __name__)


@blueprint.page("/files/")
@requires(Permission.READ_FILES)
def index(visit: Visit) -> ResponseReturnValue:
    """The first files of each category, or all of one, page by page."""
    category = request.args.get("category") or None
    view = list_files(visit, parts().ring, category, request.args.get("cursor"))
    newer = url_for("files.index", category=category, cursor=view.newer) if view.newer else None
    older = url_for("files.index", category=category, cursor=view.older) if view.older else None
    return render_template("files/list.html", view=view, newer_url=newer, older_url=older)


@blueprint.page("/files/<id:file_id>/download")
@requires(Permission.READ_FILES)
def download(visit: Visit, file_id: str) -> ResponseReturnValue:
    """On to a ticket for the bytes: a download may not bring the session's cookie along."""
    place = ticket_for_file(visit, parts().ring, parts().storage, file_id, parts().settings.span("ticket_seconds"))
    return redirect(url_for("downloads.fetch", ticket=place.ticket, name=place.name), 303)
