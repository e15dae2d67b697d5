"""Who did what: one's own activity, or all of it for those who may see that."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.policy import Permission
from portal.services.history.trail import list_activity
from portal.web.addresses import Pages
from portal.web.guard import requires
from portal.web.parts import parts

blueprint = Pages("activity", __name__)


@blueprint.page("/activity/")
@requires(Permission.SEE_OWN_ACTIVITY)
def index(visit: Visit) -> ResponseReturnValue:
    """The trail, newest first."""
    view = list_activity(visit, parts().ring, request.args.get("cursor"))
    newer = url_for("activity.index", cursor=view.newer) if view.newer else None
    older = url_for("activity.index", cursor=view.older) if view.older else None
    return render_template("activity/list.html", view=view, newer_url=newer, older_url=older)
