"""The first page: what is owed, what came in, what is new."""

from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.policy import Permission
from portal.web.addresses import Pages
from portal.web.guard import requires

blueprint = Pages("overview", __name__)


@blueprint.page("/")
@requires(Permission.READ_DOCUMENTS)
def show(visit: Visit) -> ResponseReturnValue:
    """Figures, twelve months, what changed, the latest documents."""
    return visit.entity.name
