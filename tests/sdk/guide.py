"""The guide's own code: its snippets and its table of calls, taken from the page that lies beside the checkout."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.support.needs import SHARED

PAGE = SHARED / "seeds" / "000_f3582341d5e603ad.txt"
_TITLE = re.compile(r"// title: (.+)")
# How a paragraph of the guide's code begins; its prose begins otherwise.
_CODE = re.compile(r"//|const |let |await |window\.|\s|\}")
_ROW = re.compile(r"^\w[^\n]*?(sdk\.\w+\.\w+\(.*\))$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Snippet:
    """One piece of code as it stands on the page."""

    title: str
    code: str

    @property
    def calls(self) -> list[str]:
        """The methods that it calls, in order."""
        return re.findall(r"sdk\.(\w+\.\w+)\(", self.code)


def snippets(page: Path) -> list[Snippet]:
    """Every piece that begins with a title, to the end of its last paragraph of code."""
    text = page.read_text(encoding="utf-8")
    found = []
    for begin in _TITLE.finditer(text):
        paragraphs = text[begin.start() :].split("\n\n")
        code = [paragraphs[0]]
        for paragraph in paragraphs[1:]:
            if not _CODE.match(paragraph):
                break
            code.append(paragraph)
        found.append(Snippet(begin[1], "\n\n".join(code)))
    return found


def rows(page: Path) -> list[Snippet]:
    """Each call of the table; the fields that it leaves to the reader are those of `invoice`."""
    calls = _ROW.findall(page.read_text(encoding="utf-8"))
    return [Snippet(call, f"await {call.replace('{...}', '{ ...invoice }')};") for call in calls]


# The same calls in words of our own, for a checkout that lies alone.
COPY = [
    Snippet(
        "switch",
        "const found = await sdk.entities.list();\nconst chosen = found.data[0].id;\n"
        "const theirs = await sdk.invoices.list({ entity_id: chosen });",
    ),
    Snippet(
        "export",
        "const table = await sdk.exports.exportDocuments({\n"
        '  entity_id: client.entityId, type: "invoice", format: "xlsx", dateFrom: "2024-01-01", dateTo: "2024-12-31",\n'
        "});",
    ),
    Snippet(
        "simple",
        "const secret = await sdk.entityUsers.generateToken(client.entityId, client.userId);\n"
        "window.location.href = `https://portal.example.com/embed?token=${secret}`;",
    ),
    Snippet(
        "users",
        'await sdk.entityUsers.add(client.entityId, { email: client.email, role: "member" });\n'
        "const secret = await sdk.entityUsers.generateToken(client.entityId, client.userId);\n"
        "const address = `https://portal.example.com/embed?token=${secret}`;",
    ),
]
COPIED_ROWS = [
    Snippet("list", "await sdk.entities.list();"),
    Snippet("create", "await sdk.invoices.create({ ...invoice }, { entity_id });"),
    Snippet("invoices", "await sdk.invoices.list({}, { entity_id });"),
    Snippet("pdf", "await sdk.invoices.renderPdf(id);"),
]


def pieces() -> tuple[list[Snippet], list[Snippet]]:
    """The snippets and the rows: of the guide where it is there, of the copy otherwise."""
    return (snippets(PAGE), rows(PAGE)) if PAGE.exists() else (COPY, COPIED_ROWS)
