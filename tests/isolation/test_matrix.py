"""Every route and method, for everyone who can come, for what is theirs and what is not: one table, made complete by
the application's own map of addresses."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal.identity import new_id, system
from tests.isolation.actors import EVERYBODY, OUTSIDE, Visitor, answer, kept_export, things_of_others, visitor
from tests.support.portal import World

# In the order in which each visitor asks: signing out comes last.
# `200/404`: for a thing of one's own / for anybody else's and for what never existed.
TABLE = """
                           viewer  editor  admin   full    staff   birch_admin oak_full signed_out ek_ sk_
activity.index GET         200     200     200     200     200     200         200      401 401 401
documents.index GET        200     200     200     200     200     200         200      401 401 401
documents.show GET         200/404 200/404 200/404 200/404 200/404 200/404     200/404  401 401 401
documents.pdf GET          303/404 303/404 303/404 303/404 303/404 303/404     303/404  401 401 401
documents.xml GET          404/404 404/404 404/404 404/404 404/404 404/404     404/404  401 401 401
files.index GET            200     200     200     200     200     200         200      401 401 401
files.download GET         303/404 303/404 303/404 303/404 303/404 303/404     303/404  401 401 401
files.upload POST          403     422     422     422     422     422         422      401 401 401
files.remove POST          403     409/404 409/404 409/404 409/404 409/404     409/404  401 401 401
exports.index GET          200     200     200     200     200     200         200      401 401 401
exports.new GET            200     200     200     200     200     200         200      401 401 401
exports.download GET       303/404 303/404 303/404 303/404 303/404 303/404     303/404  401 401 401
exports.cancel POST        303/404 303/404 303/404 303/404 303/404 303/404     303/404  401 401 401
exports.begin POST         303     303     303     303     303     303         303      401 401 401
exports.pack POST          303     303     303     303     303     303         303      401 401 401
overview.show GET          200     200     200     200     200     200         200      401 401 401
reports.index GET          200     200     200     200     200     200         200      401 401 401
reports.show GET           200     200     200     200     200     200         200      401 401 401
reports.behind GET         404     404     404     404     404     404         404      401 401 401
reports.file GET           303     303     303     303     303     303         303      401 401 401
session.show GET           200     200     200     200     200     200         200      401 401 401
session.language POST      303     303     303     303     303     303         303      401 401 401
renewal.left GET           200     200     200     200     200     200         200      401 401 401
renewal.stay POST          200     200     200     200     200     200         200      401 401 401
renewal.renew POST         400     400     400     400     400     400         400      401 401 401
brand.sheet GET            200     200     200     200     200     200         200      200 200 200
brand.logo GET             404     404     404     404     404     404         404      404 404 404
brand.entity_logo GET      404     404     404     404     404     404         404      404 404 404
downloads.fetch GET        400     400     400     400     400     400         400      400 400 400
embed.look GET             400     400     400     400     400     400         400      400 400 400
embed.check GET            401     401     401     401     401     401         401      401 401 401
embed.exchange POST        400     400     400     400     400     400         400      400 400 400
embed_code.answer POST     400     400     400     400     400     400         400      400 400 400
embed.mail_again POST      200     200     200     200     200     200         200      200 200 200
embed.open_posted POST     400     400     400     400     400     400         400      400 400 400
session.nobody GET         401     401     401     401     401     401         401      401 401 401
embed_doctor.examine POST  200     200     200     200     200     200         200      200 200 200
health.alive GET           200     200     200     200     200     200         200      200 200 200
health.ready GET           200     200     200     200     200     200         200      200 200 200
static GET                 200     200     200     200     200     200         200      200 200 200
api_docs.document GET      200     200     200     200     200     200         200      200 200 200
api_docs.page GET          200     200     200     200     200     200         200      200 200 200
api_docs.page_with_a_slash GET 308 308     308     308     308     308         308      308 308 308
session.sign_out POST      200     200     200     200     200     200         200      401 401 401
"""
HEAD, *LINES = TABLE.strip().splitlines()
ROWS = {tuple(line.split()[:2]): dict(zip(HEAD.split(), line.split()[2:], strict=True)) for line in LINES}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Values for what an address holds besides a session and an id.
FILLED = {
    "look": "1d6b4f",
    "environment": "sandbox",
    # Not checked yet, so that it is not there yet: tests/web/test_einvoices.py fetches one's own.
    "form": "cii",
    "digest": "0" * 64,
    "ticket": "no-ticket",
    "name": "a.pdf",
    "slot_number": "0" * 12,
    "once": "A" * 43,
    "filename": "portal.css",
    "kind": "aging",
    "period": "2026",
}
FORMS = {
    # Without a file: tests/actions/test_send_files.py sends some.
    "files.upload": {"category": "receipt"},
    "session.language": {"locale": "de", "next": ""},
    "exports.begin": {
        "format": "csv",
        "direction": "issued",
        "types": "invoice",
        "date_from": "2020-01-01",
        "date_to": "2029-12-31",
    },
    "exports.pack": {"period": "2026"},
}


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Each rule with each method it answers itself; HEAD goes with GET, and OPTIONS is werkzeug's own.

    Calls of the API have a matrix of their own: `test_api_matrix`.
    """
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api_") and not rule.endpoint.startswith("api_docs."):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def rule_for(app: Flask, endpoint: str, mode: str) -> Rule:
    """The rule of an endpoint under the prefix of a mode, or its only one."""
    prefix = "/w/" if mode == "cookie" else "/u/"
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    return next((rule for rule in rules if rule.rule.startswith(prefix)), rules[0])


def path_for(world: World, rule: Rule, who: Visitor, thing: str) -> str:
    """The address with its places filled: `thing` is an id, or empty for one of the visitor's own."""
    values = dict(FILLED)
    for name in rule.arguments - set(values):
        values[name] = thing or own(world, name, who.entity)
    values |= {"slot": who.prefix.removeprefix("/w/"), "handle": who.prefix.removeprefix("/u/")}
    built = world.app.url_map.bind("portal.localhost").build(
        rule.endpoint, {name: values[name] for name in rule.arguments}
    )
    return str(built)


def own(world: World, name: str, entity: str) -> str:
    if name == "export_id":
        return kept_export(world, entity)
    of = {"document_id": world.cast.documents_of, "file_id": world.cast.files_of}.get(name)
    return next(iter(of[entity].values())) if of else world.cast.ada


def test_the_table_is_the_map_of_addresses(app: Flask) -> None:
    """A new route without a row fails here, and so does a row without a route."""
    assert set(ROWS) == {(rule.endpoint, method) for rule, method in routes(app)}
    assert HEAD.split() == list(EVERYBODY)
    prefixes = {rule.rule.split("<")[0] for rule, _ in routes(app) if rule.arguments & {"slot", "handle"}}
    assert prefixes == {"/w/", "/u/"}


# Each visitor in each mode and on each back end; the mode is settled before the first row is asked for.
WAYS_IN = (
    pytest.param("cookie", "sqlite", id="cookie-sqlite"),
    pytest.param("url", "postgresql", id="url-postgresql", marks=[pytest.mark.postgres, pytest.mark.slow]),
)


@pytest.mark.parametrize(("mode", "backend"), WAYS_IN, indirect=["backend"])
@pytest.mark.parametrize("name", EVERYBODY)
def test_each_cell(world: World, name: str, mode: str) -> None:
    who = visitor(world, name, mode)
    wrong = []
    for (endpoint, method), cells in ROWS.items():
        rule = rule_for(world.app, endpoint, mode)
        mine, _, others = cells[name].partition("/")
        path = path_for(world, rule, who, "")
        for asked in (["HEAD"] if method == "GET" else []) + [method]:
            got = who.ask(asked, path, FORMS.get(endpoint)).status_code
            if got != int(mine):
                wrong.append((asked, path, got))
        if others:
            (kind,) = rule.arguments & {"document_id", "file_id", "export_id"}
            refused_alike(world, rule, who, kind, int(others), ("GET", "HEAD") if method == "GET" else (method,))
    assert wrong == []


def refused_alike(
    world: World, rule: Rule, who: Visitor, kind: str, status: int, methods: tuple[str, ...] = ("GET", "HEAD")
) -> None:
    """A sibling's, a stranger's and one that never existed give the same bytes, for every method."""
    for method in methods:
        things = things_of_others(world, kind, who.entity)
        paths = {name: path_for(world, rule, who, thing) for name, thing in things.items()}
        answers = {name: answer(who.ask(method, path), path) for name, path in paths.items()}
        nobody = answers.pop("never")
        assert nobody[0] == status
        assert answers == dict.fromkeys(answers, nobody)


@pytest.mark.parametrize("who", OUTSIDE)
def test_signed_out_the_address_tells_nothing(world: World, who: str) -> None:
    """Before a live session's address, and before a made-up one: existing or not, every document gives the same page.

    A live slot's page names the firm to turn to, as its public face; never the entity.
    """
    asking = visitor(world, who, "cookie")
    rule = rule_for(world.app, "documents.show", "cookie")
    things = ("", *things_of_others(world, "document_id", "").values())
    live = [path_for(world, rule, asking, thing) for thing in things]
    made_up = [path.replace(asking.prefix, "/w/" + "0" * 12) for path in live]
    with world.database.visit(system(world.cast.scope)) as visit:
        name = visit.entity.name
    for paths in (live, made_up):
        answers = [answer(asking.ask("GET", path), path) for path in paths]
        assert len(set(map(repr, answers))) == 1
        assert not any(word in repr(answers) for word in (name, world.cast.elm))


@pytest.mark.parametrize(
    ("name", "mode"),
    [("viewer", "cookie"), ("sk_", "cookie"), ("staff", "url"), ("signed_out", "url")],
)
def test_every_other_method_is_refused_the_same_way(world: World, name: str, mode: str) -> None:
    """405 with the true list, whoever asks and whatever for: no method opens what GET does not."""
    who = visitor(world, name, mode)
    for rule, _ in routes(world.app):
        if rule.rule.startswith("/u/" if mode == "cookie" else "/w/"):
            continue
        for method in set(METHODS) - (rule.methods or set()):
            got = who.ask(method, path_for(world, rule, who, ""))
            assert got.status_code == 405, (method, rule)
            assert set(got.headers["Allow"].split(", ")) == rule.methods, (method, rule)


def test_options_tell_the_methods_and_nothing_else(world: World) -> None:
    who = visitor(world, "viewer", "cookie")
    rule = rule_for(world.app, "documents.show", "cookie")
    things = ["", new_id("inv"), *things_of_others(world, "document_id", who.entity).values()]
    paths = [path_for(world, rule, who, thing) for thing in things]
    answers = {repr(answer(who.ask("OPTIONS", path), path)) for path in paths}
    assert len(answers) == 1
    assert who.ask("OPTIONS", path_for(world, rule, who, "")).data == b""


@pytest.mark.parametrize(
    ("who", "status"), [("viewer", 404), ("editor", 200), ("admin", 200), ("full", 200), ("staff", 200)]
)
def test_drafts_are_there_for_those_who_may_see_them(world: World, who: str, status: int) -> None:
    drafts = [paper for name, paper in world.cast.documents.items() if name.startswith("draft")]
    assert drafts
    session = world.enter(who)
    never = session.address(f"/documents/{new_id('inv')}/")
    nobody = answer(session.get(never), never)
    for draft in drafts:
        path = session.address(f"/documents/{draft}/")
        got = session.get(path)
        assert got.status_code == status
        assert session.get(f"/documents/{draft}/pdf").status_code == (303 if status == 200 else 404)
        assert (answer(got, path) == nobody) is (status == 404)
