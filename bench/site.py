"""What parts of a run are measured on, each made when the first of them asks for it and kept until the run ends."""

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from bench.house import House, living_in, living_on
from bench.load import Target
from bench.pages import hello_target
from bench.plan import TEN_THOUSAND, Plan, Size
from bench.postgres import running_postgres
from bench.serving import serving


class Site:
    """The servers of one run, side by side; only one of them is asked at a time."""

    def __init__(self, plan: Plan, stack: ExitStack, cache: Path, folder: Path) -> None:
        self.plan, self.cache, self.folder = plan, cache, folder
        self._stack = stack
        self._houses: dict[Size, House] = {}

    @cached_property
    def hello(self) -> Target:
        """The yardstick of pages."""
        return hello_target(self._stack.enter_context(serving("bench.hello", data_dir=self.folder / "hello")))

    @property
    def houses(self) -> list[House]:
        """A portal for each size, on SQLite, the smallest first."""
        return [self._house(size) for size in self.plan.sizes]

    @property
    def house(self) -> House:
        """The smallest of them."""
        return self._house(self.plan.sizes[0])

    @property
    def large(self) -> House:
        """The largest of them."""
        return self._house(self.plan.sizes[-1])

    @cached_property
    def on_postgres(self) -> list[House]:
        """A portal on a PostgreSQL of the run's own; none where that is not installed, as its tables then say."""
        postgres = self._stack.enter_context(running_postgres())
        if postgres is None:
            return []
        place = living_on(postgres, TEN_THOUSAND, self.cache, self.folder / "postgresql")
        return [self._stack.enter_context(place)]

    def _house(self, size: Size) -> House:
        if size not in self._houses:
            place = living_in(size, self.cache, self.folder / size.name)
            self._houses[size] = self._stack.enter_context(place)
        return self._houses[size]
