"""The first page: what is owed, what came in, what is new."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.policy import Permission
from portal.services.reading.overview import show_overview
from portal.web.addresses import Pages
from portal.web.guard import requires
from portal.web.rows import row_texts
from portal.web.sessions import current_session

blueprint = Pages("overview", __name__)


@blueprint.page("/")
@requires(Permission.READ_DOCUMENTS)
def show(visit: Visit) -> ResponseReturnValue:
    """Four figures, twelve months, what is new since the last visit, the latest documents."""
    since = current_session().session.previous_visit_at
    view = show_overview(visit, since)
    latest = row_texts(view.latest, view.latest_currency)
    return render_template("overview/show.html", view=view, latest=latest)
