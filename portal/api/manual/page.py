"""The page's contents, made of the OpenAPI document: every group, noun and call, with what to type and what comes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from portal.api.json import write_indented
from portal.api.manual.dressing import name_of
from portal.api.manual.groups import GROUPS, SEE, See
from portal.api.manual.shell import curl
from portal.api.manual.shown import Shown, breaking, fields, in_words, parameter
from portal.api.manual.words import words_of
from portal.api.route import ROUTES, Reach, Route

_JSON = "application/json"
_PAGE = "Listed_"
_IN_PATH = re.compile(r"\{(\w+)\}")
_IDS = {
    **{"customer_id": "cus_…", "item_id": "itm_…", "payment_id": "pay_…", "file_id": "fil_…", "session_id": "ses_…"},
    **{"delivery_id": "dlv_…", "export_id": "exp_…", "invitation_id": "ivt_…", "origin_id": "org_…"},
}
_DOCUMENT_IDS = {"credit_notes": "cre_…", "advance_invoices": "adv_…", "estimates": "est_…", "delivery_notes": "dln_…"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One call as the page shows it."""

    id: str
    method: str
    address: Markup
    summary: Markup
    facts: Markup
    parameters: Sequence[Shown]
    body: str
    body_fields: Sequence[Shown]
    forms: Sequence[str]
    status: int
    answers: Markup
    command: str
    answer: str


@dataclass(frozen=True, slots=True)
class NounShown:
    """A noun with its calls."""

    name: str
    title: str
    about: Markup
    see: See | None
    operations: Sequence[Operation]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the page shows of the document."""

    groups: Mapping[str, Sequence[NounShown]]
    types: Mapping[str, tuple[Markup, Sequence[Shown]]]


def contents_of(document: Mapping[str, Any]) -> Contents:
    """Everything, from the document that programs read: the two cannot differ."""
    schemas = document["components"]["schemas"]
    about = {tag["name"]: tag["description"] for tag in document["tags"]}
    server = document["servers"][0]["url"]
    operations: dict[str, list[Operation]] = {name: [] for name in about}
    for route in ROUTES:
        described = document["paths"][_IN_RULE.sub(r"{\1}", route.rule)][route.method.lower()]
        operations[route.noun.name].append(_operation(route, described, schemas, server))
    groups = {
        group.name: [
            NounShown(noun, title_of(noun), in_words(about[noun]), SEE.get(noun), operations[noun])
            for noun in group.nouns
        ]
        for group in GROUPS
    }
    types = {
        name: (in_words(schema.get("description", "")), fields(schema, schemas))
        for name, schema in sorted(schemas.items())
        if "properties" in schema and not name.startswith(_PAGE)
    }
    return Contents(groups, types)


def title_of(noun: str) -> str:
    """A noun as a heading."""
    return noun.replace("_", " ").replace("-", " ").capitalize()


_IN_RULE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


def _operation(route: Route, described: Mapping[str, Any], schemas: Mapping[str, Any], server: str) -> Operation:
    sent = described.get("requestBody", {}).get("content", {})
    body = name_of(sent[_JSON]["schema"]) if _JSON in sent else ""
    answer = described["responses"][str(route.status)].get("content", {})
    example = answer.get(_JSON, {}).get("example")
    address = _IN_RULE.sub(r"{\1}", route.rule)
    return Operation(
        id=route.name.replace(".", "-"),
        method=route.method,
        address=breaking(address),
        summary=in_words(route.summary),
        facts=in_words(described["description"]),
        parameters=[parameter(one, schemas) for one in described["parameters"]],
        body=body,
        body_fields=fields(schemas[body], schemas, opened=True) if body else (),
        forms=[media for media in sent if media != _JSON],
        status=route.status,
        answers=_answers(answer),
        command=curl(
            route.method,
            server + _filled(address, route) + _asked(described["parameters"]),
            in_entity="ent_…" if route.reach is Reach.ENTITY else None,
            body=sent[_JSON]["example"] if body else None,
            file="paper.pdf" if route.upload else None,
            save=_saved(answer),
        ),
        answer="" if example is None else write_indented(example),
    )


def _answers(content: Mapping[str, Any]) -> Markup:
    """With what a call answers, in words."""
    if not content:
        return Markup("with nothing")
    (media,) = content
    if media != _JSON:
        return Markup("with <code>{}</code>").format(media) if media != "*/*" else Markup("with the file")
    name = name_of(content[media]["schema"])
    one = name.removeprefix(_PAGE).removesuffix("_") if name.startswith(_PAGE) else name
    several = Markup("with a page of ") if name.startswith(_PAGE) else Markup("with ")
    return several + Markup('<a href="#type-{0}">{0}</a>').format(one)


def _filled(address: str, route: Route) -> str:
    def filled(found: re.Match[str]) -> str:
        name = found[1]
        if name == "document_id" and route.noun.name in _DOCUMENT_IDS:
            return _DOCUMENT_IDS[route.noun.name]
        return _IDS.get(name) or str(words_of("Path", name).sample)

    return _IN_PATH.sub(filled, address)


def _asked(parameters: Sequence[Mapping[str, Any]]) -> str:
    """The parameters without which the call makes no sense."""
    named = [
        f"{one['name']}={words_of('Query', one['name']).sample or '…'}"
        for one in parameters
        if one["in"] == "query" and (one["required"] or one["name"] == "period")
    ]
    return f"?{'&'.join(named)}" if named else ""


def _saved(content: Mapping[str, Any]) -> str | None:
    """The name of a file for an answer that is one."""
    names = {"application/pdf": "invoice.pdf", "application/xml": "invoice.xml", "application/zip": "invoices.zip"}
    names |= {"text/csv": "activities.csv", "*/*": "file"}
    media = next(iter(content), None)
    return None if media in {None, _JSON} else names.get(str(media), "documents.xlsx")
