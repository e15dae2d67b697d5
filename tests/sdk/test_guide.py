"""The guide's code as it stands there: every snippet and every call of its table, run by Node and judged by tsc."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal_sdk import Portal
from portal_sdk.schemas import InvoiceIn
from tests.sdk.guide import COPIED_ROWS, COPY, PAGE, Snippet, pieces, rows, snippets
from tests.sdk.node import folder_with_packages, run_program, type_check
from tests.sdk.opening import open_link
from tests.support.live import Live
from tests.support.needs import require_shared

pytestmark = pytest.mark.slow

PRELUDE = """
import {{ Portal }} from "portal-sdk";

const sdk = new Portal({{ apiKey: process.env.PORTAL_KEY, baseUrl: process.env.PORTAL_URL }});
const client = JSON.parse(process.env.CLIENT ?? "");
const window = {{ location: {{ href: "" }} }};
const {{ entityId: entity_id, documentId: id }} = client;
const invoice = {{ customer: {{ name: "Oak" }}, items: [{{ name: "Work", quantity: 1, price: 100 }}] }};

async function piece() {{
{code}
}}
await piece();
"""
EMAIL = "eva@guide.example"
SNIPPETS, ROWS = pieces()
# Spelled as in the table, and as the first snippet spells it.
ROWS = [*ROWS, Snippet("sdk.invoices.list({ entity_id })", "await sdk.invoices.list({ entity_id });")]


@dataclass(frozen=True, slots=True)
class Client:
    """One client business with one person and one invoice."""

    entity_id: str
    user_id: str
    email: str
    document_id: str

    @property
    def text(self) -> str:
        names = {"entityId": self.entity_id, "userId": self.user_id, "email": self.email}
        return json.dumps(names | {"documentId": self.document_id})


@pytest.fixture(scope="module")
def clients(firm: Portal) -> dict[str, Client]:
    """A client business for each of the guide's three choices, with one person whom the firm has known before.

    That person is no member yet where the guide's own code makes them one.
    """
    entities = {
        access: firm.entities.create(name=f"Elm {access}", country="SI", client_access=access)["id"]
        for access in ("none", "entity", "users")
    }
    person = {firm.entity_users.add(entities[each], email=EMAIL, role="viewer")["id"] for each in ("none", "entity")}
    (user_id,) = person
    work: InvoiceIn = {"customer": {"name": "Oak"}, "items": [{"name": "Work", "quantity": 1, "price": 100}]}
    return {
        access: Client(entity_id, user_id, EMAIL, firm.invoices.create(work, entity_id=entity_id)["id"])
        for access, entity_id in entities.items()
    }


def text_of(code: str) -> str:
    """The piece in a scope of its own, after the prelude; it prints the token that it was given."""
    if given := re.search(r"const (\w+) = await sdk\.entityUsers\.generateToken", code):
        code += f"\nconsole.log({given[1]});"
    return PRELUDE.format(code=code)


def in_node(folder: Path, code: str, firm_key: str, address: str, client: Client) -> str:
    program = folder_with_packages(folder) / "piece.mjs"
    program.write_text(text_of(code), encoding="utf-8")
    return run_program(program, PORTAL_KEY=firm_key, PORTAL_URL=address, CLIENT=client.text).strip()


@pytest.mark.parametrize("piece", [*SNIPPETS, *ROWS], ids=lambda piece: piece.title)
def test_it_runs_as_written(
    piece: Snippet, tmp_path: Path, account_key: str, address: str, clients: dict[str, Client], live: Live
) -> None:
    access = "users" if "entityUsers.add" in piece.calls else "entity"

    printed = in_node(tmp_path, piece.code, account_key, address, clients[access])

    if "entityUsers.generateToken" in piece.calls:
        live.secrets.add(printed)
        assert f"Elm {access}" in open_link(live, printed)


def test_the_types_of_every_piece_are_right(tmp_path: Path) -> None:
    folder_with_packages(tmp_path)
    names = [f"piece{number}.ts" for number, _ in enumerate([*SNIPPETS, *ROWS])]
    for name, piece in zip(names, [*SNIPPETS, *ROWS], strict=True):
        (tmp_path / name).write_text(text_of(piece.code), encoding="utf-8")

    type_check(tmp_path, *names)


def test_where_a_client_gets_no_access_the_token_is_refused(
    firm: Portal, tmp_path: Path, account_key: str, address: str, clients: dict[str, Client]
) -> None:
    (simple,) = [each for each in SNIPPETS if each.calls == ["entityUsers.generateToken"]]

    with pytest.raises(AssertionError, match="client_access_off"):
        in_node(tmp_path, simple.code, account_key, address, clients["none"])


def test_the_copy_makes_the_guides_calls() -> None:
    require_shared(*PAGE.parts[-2:])

    assert [each.calls for each in snippets(PAGE)] == [each.calls for each in COPY]
    assert [each.code for each in rows(PAGE)] == [each.code for each in COPIED_ROWS]
