"""Who did what: one's own activity, or all of it for those who may see that."""

from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.policy import Permission
from portal.web.addresses import Pages
from portal.web.guard import requires

blueprint = Pages("activity", __name__)


@blueprint.page("/activity/")
@requires(Permission.SEE_OWN_ACTIVITY)
def index(visit: Visit) -> ResponseReturnValue:
    """The trail, newest first."""
    return visit.entity.name
