"""One entity while it is being furnished: its visits in the past, and what was put there under which name."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from portal.database import Database, Visit
from portal.demo.dice import Dice
from portal.identity import Actor, ActorKind, Scope
from portal.models import Document
from portal.storage import Storage

FIRM_ADDRESS = "192.0.2.10"

Moment: TypeAlias = tuple[int, Callable[[], None]]
"""What happens in an entity, and how many days ago."""


class Home:
    """An entity with an empty house; `canary` is a word that every text put there will carry."""

    def __init__(self, database: Database, storage: Storage, scope: Scope, at: datetime, *, canary: str = "") -> None:
        self.database = database
        self.storage = storage
        self.scope = scope
        self.at = at
        self.canary = canary
        self.dice = Dice(f"{canary}:{scope.environment}")
        self.documents: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.customers: dict[str, str] = {}
        self.written: dict[str, Document] = {}
        self.last_numbers: dict[tuple[str, str], int] = {}

    @property
    def canaries(self) -> tuple[str, ...]:
        return (self.canary,) if self.canary else ()

    def marked(self, text: str) -> str:
        """The text with this entity's canary."""
        return f"{text} {self.canary}".strip()

    @contextmanager
    def visit(self, days_ago: int, actor: Actor | None = None) -> Iterator[Visit]:
        """The firm (or another actor) comes by so many days ago, in the forenoon."""
        instant = self.at - timedelta(days=days_ago)
        if days_ago:
            instant = instant.replace(hour=9, minute=self.dice.between(0, 59), second=self.dice.between(0, 59))
        firm = Actor(ActorKind.ACCOUNT_KEY, self.scope, name="Ada & Co")
        with self.database.visit(actor or firm, at=instant, address=FIRM_ADDRESS) as visit:
            yield visit

    @staticmethod
    def live_through(moments: Iterable[Moment]) -> None:
        """Let everything happen in its turn, the oldest first, so that the trail tells it in that order."""
        for _days_ago, happen in sorted(moments, key=lambda moment: -moment[0]):
            happen()

    def day(self, days_ago: int, timezone: str) -> date:
        """The entity's calendar day so many days before the cast's instant."""
        return self.at.astimezone(ZoneInfo(timezone)).date() - timedelta(days=days_ago)
