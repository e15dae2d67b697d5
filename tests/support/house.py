"""The house as tables: which floor a module of portal/ is on, and at which address a third-party package lives."""

from tests.support.source import inside

# Floors from the ground up; a module imports from its own floor and below, never from above.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"identity", "errors", "resources", "colors", "extras"}),
    frozenset(
        {"formats", "territories", "translations", "policy", "settings", "secret_keys", "logs", "ports", "templating"}
    ),
    frozenset({"documents", "einvoice", "pdf", "exports", "reports", "tokens", "storage", "tenancy", "outbound"}),
    frozenset({"models", "engines", "database", "door", "migrations"}),
    frozenset({"services", "jobs"}),
    frozenset({"demo"}),
    frozenset({"api", "web"}),
    frozenset({"app"}),
    frozenset({"cli", "demo.host", "__main__"}),
)
LEAVES = ("documents", "einvoice", "pdf", "exports", "reports", "tokens", "storage", "formats", "outbound")
OPEN_TO_LEAVES = ("identity", "errors", "extras", "formats", "resources", "translations", "templating", "colors")

WEB = ("api", "web", "app", "cli", "demo.host")
ROWS = ("models", "services", "engines", "database", "tenancy", "door", "migrations", "jobs", "demo.cast")
# The address of every third-party package: swapping or upgrading one concerns these modules and no other.
ADDRESSES: dict[str, tuple[str, ...]] = {
    "PIL": ("services.filing.pictures",),
    "alembic": ("migrations", "database", "cli"),
    "babel": ("formats", "territories", "translations"),
    "boto3": ("storage.s3",),
    "botocore": ("storage.s3",),
    "click": ("cli",),
    "cryptography": ("tokens",),
    "cssselect2": ("pdf",),
    "flask": WEB,
    "flask_limiter": WEB,
    "flask_login": WEB,
    "gunicorn": ("cli",),
    "iso4217": ("formats",),
    "itsdangerous": ("tokens",),
    "jinja2": (*WEB, "templating"),
    "lxml": ("einvoice", "pdf.svg"),
    "markupsafe": (*WEB, "pdf"),
    "psycopg": ("database",),
    "pydantic": ("api",),
    "pydyf": ("pdf",),
    "redis": ("jobs.redis_bell",),
    "rustpy_xlsxwriter": ("exports",),
    "saxonche": ("einvoice.validation",),
    "segno": ("pdf",),
    "simplejson": ("api", "services"),
    "sqlalchemy": ROWS,
    "stdnum": ("pdf", "documents"),
    "structlog": ("logs",),
    "weasyprint": ("pdf",),
    "werkzeug": WEB,
    "wtforms": WEB,
}
# Come with a declared package, belong to its public face, and are pinned by the lock file with it.
INCLUDED = {
    **{"werkzeug": "flask", "jinja2": "flask", "markupsafe": "flask"},
    **{"cssselect2": "weasyprint", "pydyf": "weasyprint"},
    "botocore": "boto3",
}


def floor_of(name: str) -> int | None:
    """The floor of a dotted name without `portal.`; the longest entry that holds it decides."""
    places = [(len(home), floor) for floor, homes in enumerate(FLOORS) for home in homes if inside(name, home)]
    return max(places)[1] if places else None
