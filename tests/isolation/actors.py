"""Everyone who can come to the door, and the things they reach for: their own, a sibling's, a stranger's, nobody's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from werkzeug.test import TestResponse

from portal.identity import new_id, system
from portal.models import Export
from tests.support.portal import Browser, Session, World

IN_ELM = ("viewer", "editor", "admin", "full", "staff")
ELSEWHERE = ("birch_admin", "oak_full")
OUTSIDE = ("signed_out", "ek_", "sk_")
EVERYBODY = (*IN_ELM, *ELSEWHERE, *OUTSIDE)
MODES = ("cookie", "url")
NOT_COMPARED = {"Date"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """One of them, standing before a prefix: in their own session, or before Elm's without one."""

    browser: Browser
    prefix: str
    entity: str
    session: Session | None
    headers: Mapping[str, str]

    def ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> TestResponse:
        data = {"csrf_token": self.session.csrf_token} if self.session else {}
        framed = self.prefix.startswith("/u/")
        more = {"data": data | dict(form or {})} if method in {"POST", "PUT", "PATCH", "DELETE"} else {}
        response = self.browser.open(path, method=method, framed=framed, headers=dict(self.headers), **more)
        response.get_data()
        response.close()
        return response


def visitor(world: World, who: str, mode: str) -> Visitor:
    """Enter as one of `EVERYBODY`. The outsiders know the address of a live session of Elm's, but not its secret."""
    framed, cookies = mode == "url", mode == "cookie"
    if who not in OUTSIDE:
        session = world.enter(who, framed=framed, cookies=cookies)
        assert session.prefix.startswith("/u/" if framed else "/w/")
        return Visitor(session.browser, session.prefix, str(world.person(who).scope.entity_id), session, {})
    prefix = "/u/" + "A" * 43 if framed else world.enter("viewer").prefix
    headers = {} if who == "signed_out" else {"Authorization": f"Bearer {world.cast.keys[who.rstrip('_')].text}"}
    return Visitor(world.browser(), prefix, world.cast.elm, None, headers)


def things_of_others(world: World, kind: str, mine: str) -> dict[str, str]:
    """Ids of documents, files or exports that an entity must not reach, by what they are; one of them never existed."""
    names = ("elm", "birch", "shut", "linden", "oak")
    entities = {name: getattr(world.cast, name) for name in names if getattr(world.cast, name) != mine}
    if kind == "export_id":
        found = {name: kept_export(world, entity) for name, entity in entities.items()}
    else:
        of = world.cast.documents_of if kind == "document_id" else world.cast.files_of
        found = {name: next(iter(of[entity].values())) for name, entity in entities.items()}
    any_id = next(iter(found.values()))
    return {"never": new_id(any_id.partition("_")[0]), **found}


def kept_export(world: World, entity: str) -> str:
    """A finished export of the entity, made as a row with its bytes; the same one each time."""
    scope = world.cast.scopes[entity]
    export_id = f"exp_{entity.removeprefix('ent_')}"
    with world.database.visit(system(scope), at=world.cast.at) as visit:
        if visit.session.get(Export, export_id) is None:
            digest = world.parts.storage.put(scope, b"Number\r\n")
            with visit.write() as writing:
                writing.add(
                    Export(
                        id=export_id,
                        kind="csv",
                        parameters={"document_ids": []},
                        state="done",
                        name="documents.csv",
                        sha256=digest,
                        size=8,
                        failed=[],
                        has_drafts=False,
                        requested_by="test",
                        created_at=visit.at,
                        expires_at=visit.at + timedelta(days=3650),
                    )
                )
    return export_id


def answer(response: TestResponse, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """All that a visitor can compare. A page may repeat the address that was asked for, which tells nothing."""
    headers = [(name, value) for name, value in response.headers if name not in NOT_COMPARED]
    return response.status_code, headers, response.data.replace(path.encode(), b"<asked>")
