"""What people did of late: rows of the activity trail, as the pages would have written them."""

from collections.abc import Iterator, Mapping
from functools import partial

from portal.demo.home import Home, Moment
from portal.demo.people import Person
from portal.identity import Actor, ActorKind
from portal.models import Document
from portal.services.history.activity import Event, Thing, record

_TRACES = (
    ("admin", 12, "final_invoice", Event.DOCUMENT_VIEWED),
    ("viewer", 21, "paid_invoice", Event.DOCUMENT_VIEWED),
    ("viewer", 21, "paid_invoice", Event.DOCUMENT_DOWNLOADED),
    ("editor", 9, "overdue_invoice", Event.DOCUMENT_VIEWED),
    ("editor", 9, "received_overdue", Event.DOCUMENT_VIEWED),
    ("admin", 4, "overdue_invoice", Event.DOCUMENT_DOWNLOADED),
    ("viewer", 3, "credit_note", Event.DOCUMENT_VIEWED),
)


def trace_moments(home: Home, people: Mapping[str, Person]) -> Iterator[Moment]:
    """When the viewer, the editor and the admin of an entity looked at some of its documents."""
    for who, days_ago, name, event in _TRACES:
        yield days_ago, partial(_look, home, _actor(home, who, people[who]), days_ago, name, event)


def _look(home: Home, actor: Actor, days_ago: int, name: str, event: Event) -> None:
    document = home.written[name]
    with home.visit(days_ago, actor) as visit, visit.write() as writing:
        record(visit, writing, event, _thing(document))


def _actor(home: Home, who: str, person: Person) -> Actor:
    name = home.marked({"viewer": "Vida Gled", "editor": "Edo Urednik", "admin": "Alma Skrbnik"}[who])
    return Actor(ActorKind.USER, home.scope, person.user_id, person.role, name)


def _thing(document: Document) -> Thing:
    return Thing(document.id, document.number or "")
