"""The door of every call: a route declares reach, permission and schemas, and gets a visit and what was sent, read.

What is declared here is also what the OpenAPI document says (`portal.api.openapi`); the two cannot differ.
"""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from flask import Blueprint, Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from portal import policy
from portal.api.entering import enter
from portal.api.json import LARGEST_JSON_BYTES, body_of_request, json_response
from portal.api.repeating import once
from portal.api.schemas.base import Body, Out, Query
from portal.api.wording import issues_of, summary_of
from portal.database import Visit
from portal.errors import Invalid
from portal.policy import Permission
from portal.web.guard import DECLARED, refuse_nul
from portal.web.parts import Parts, parts

B = TypeVar("B", covariant=True)
Q = TypeVar("Q", covariant=True)
M = TypeVar("M", bound=BaseModel)


class Reach(enum.StrEnum):
    """Where a call goes, and what says so."""

    ACCOUNT = "account"
    """The account of an `sk_` key, outside any entity."""
    ENTITY = "entity"
    """`x-entity-id`, the entity key's own, or the only one there is."""
    THING = "thing"
    """The id in the path names it: a thing is in one entity."""
    OWN = "own"
    """Wherever the key itself is."""
    WIDE = "wide"
    """The entity of `x-entity-id`; without it, wherever the key itself is."""
    PATH = "path"
    """The path holds the entity's id."""


class NoBody(Body):
    """Nothing is sent."""


class NoQuery(Query):
    """No parameters."""


@dataclass(frozen=True, slots=True)
class Call(Generic[B, Q]):
    """One call, read: the body, the query parameters, the ids in the path, and the portal's long-lived parts."""

    body: B
    query: Q
    path: Mapping[str, str]
    parts: Parts


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is more than its model: another status, or headers."""

    model: Out | None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


View = Callable[[Visit, Call[Any, Any]], Out | Answer | Response | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method at one address, as it was declared."""

    noun: "Noun"
    method: str
    rule: str
    reach: Reach
    permission: Permission
    body: type[Body]
    query: type[Query]
    answer: type[Out] | str | None
    """A schema, a media type for bytes, or None for an empty answer (204)."""
    upload: bool
    """Takes `multipart/form-data` (and reads it itself)."""
    takes: tuple[str, ...]
    """Media types of a raw body that the view reads itself."""
    status: int
    also: Mapping[int, type[Out] | str]
    """What is answered under other statuses."""
    view: View

    @property
    def name(self) -> str:
        return f"{self.noun.name}.{self.view.__name__}"

    @property
    def summary(self) -> str:
        """The view's docstring: what a caller reads. `{many}` is the noun in it, `{one}` one of them."""
        many = self.noun.name.replace("_", " ")
        words = " ".join((self.view.__doc__ or "").split())
        return words.replace("{many}", many).replace("{one}", many.removesuffix("s"))


# Filled as the nouns' modules are imported; the document and the tests of the whole house read it.
ROUTES: list[Route] = []


@dataclass(frozen=True, slots=True)
class Noun:
    """The routes of one noun, and a sentence on it."""

    name: str
    about: str
    blueprint: Blueprint = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "blueprint", Blueprint(f"api_{self.name}", __name__, url_prefix="/api/v1"))

    def route(
        self,
        method: str,
        rule: str,
        *,
        reach: Reach,
        permission: Permission,
        body: type[Body] = NoBody,
        query: type[Query] = NoQuery,
        answer: type[Out] | str | None = None,
        upload: bool = False,
        takes: tuple[str, ...] = (),
        status: int | None = None,
        also: Mapping[int, type[Out] | str] | None = None,
    ) -> Callable[[View], View]:
        """Register a view; its docstring is the summary that callers read.

        GET answers 200, POST 201 and everything without an answer 204, unless `status` says.
        """
        usual = 204 if answer is None else 201 if method == "POST" else 200

        def declare(view: View) -> View:
            route = Route(
                noun=self,
                method=method,
                rule=rule,
                reach=reach,
                permission=permission,
                body=body,
                query=query,
                answer=answer,
                upload=upload,
                takes=takes,
                status=status or usual,
                also=also or {},
                view=view,
            )

            def called(**path: str) -> Response:
                return answer_call(route, path)

            called.__name__ = called.__qualname__ = view.__name__
            DECLARED[called] = permission
            self.blueprint.add_url_rule(rule, view.__name__, called, methods=[method])
            ROUTES.append(route)
            return view

        return declare


def answer_call(route: Route, path: Mapping[str, str]) -> Response:
    """Let the key in, read what was sent, and let the view answer, once for every idempotency key."""
    if not route.upload and not route.takes:
        request.max_content_length = LARGEST_JSON_BYTES
    with enter(route.reach.value, path) as visit:
        policy.check(visit.actor, route.permission)
        refuse_nul(request.args)
        if route.upload:
            # Not before: reading a form is work that nobody without a key may ask for.
            refuse_nul(request.form)
        query = read_model(route.query, _parameters())
        call = Call(body=_read_body(route), query=query, path=path, parts=parts())
        return once(visit, route.method, lambda: _respond(route, route.view(visit, call)))


def _parameters() -> dict[str, str]:
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Invalid(f"{name}: is given twice")
    return dict(request.args.items())


def _read_body(route: Route) -> Body:
    if route.upload and request.mimetype == "multipart/form-data":
        return NoBody()
    if route.takes and request.mimetype in route.takes:
        return NoBody()
    if (route.upload or route.takes) and route.body is NoBody:
        raise UnsupportedMediaType
    return read_model(route.body, {} if route.method == "GET" else body_of_request())


def read_model(model: type[M], value: object) -> M:
    """What was sent, as its schema. Raises Invalid with an issue for each field; what was sent is never repeated."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        issues = issues_of(error, model)
        raise Invalid(summary_of(issues), cause={"issues": issues}) from error


def _respond(route: Route, answered: Out | Answer | Response | None) -> Response:
    if isinstance(answered, Response):
        return answered
    if not isinstance(answered, Answer):
        answered = Answer(answered, route.status)
    if answered.model is None:
        return Response(status=204)
    response = json_response(answered.model.model_dump(by_alias=True), answered.status)
    response.headers.update(answered.headers)
    return response
