"""Figures 1 and 2: pages and stored PDFs against a bare Flask hello on the same server, in interleaved rounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.browser import Browser
from bench.house import House
from bench.load import Burst, Target, burst
from bench.plan import Plan
from bench.serving import BenchFailed, Server
from bench.timing import median

HELLO = "hello"
STORED = 20


@dataclass(frozen=True, slots=True)
class PageFigure:
    """One kind of page: medians over the rounds, each ratio taken inside its own round.

    `times_hello` is how many hellos the server could have said in the time of one page, `times_hello_cpu` the same in
    CPU time. Milliseconds; `alone_*` with one visitor, the others with eight asking as fast as they can.
    """

    name: str
    per_second: float
    times_hello: float
    cpu_ms: float
    times_hello_cpu: float
    p50: float
    p99: float
    alone_p50: float
    alone_p99: float


def hello_target(server: Server) -> Target:
    """The yardstick."""
    return Target(HELLO, server, ("/",))


def page_targets(house: House) -> list[Target]:
    """The list of a small entity and its documents' pages in this database; in SQLite the large one's list, too."""
    small, large, size = house.stock.small[0], house.stock.large, house.size
    entities = {small: size.small} | ({large: size.large} if house.in_sqlite else {})
    lists = [house.lists(each, f"list of 50, {house.name}, entity of {count:,}") for each, count in entities.items()]
    return [*lists, house.documents(small, f"document page, {house.name}")]


def stored_pdf_target(house: House) -> Target:
    """PDFs that were made before: the button's redirect to a ticket, and the bytes, counted as one."""
    entity = house.stock.small[1]
    session = house.enter(entity)
    paths = tuple(f"{session.home}documents/{each}/pdf" for each in house.stock.documents[entity][:STORED])
    with Browser(house.server.origin) as browser:
        for path in paths:
            ticket = browser.get(path, session.cookie, expect=303)
            if not browser.get(str(ticket.headers["Location"])).body.startswith(b"%PDF-"):
                raise BenchFailed("what the ticket fetched is no PDF")
    return Target(
        f"stored PDF again (two requests), {house.name}",
        house.server,
        paths,
        follow=True,
        cookie=session.cookie,
    )


def measure_pages(targets: Sequence[Target], plan: Plan) -> list[PageFigure]:
    """All targets in turn, round by round; the first of them is the hello."""
    busy: dict[str, list[Burst]] = {target.name: [] for target in targets}
    alone: dict[str, list[Burst]] = {target.name: [] for target in targets}
    for _ in range(plan.rounds):
        for target in targets:
            busy[target.name].append(burst(target, plan.burst_seconds))
            alone[target.name].append(burst(target, plan.alone_seconds, connections=1))
    return [_figure(target.name, busy[target.name], alone[target.name], busy[HELLO]) for target in targets]


def _figure(name: str, busy: Sequence[Burst], alone: Sequence[Burst], hello: Sequence[Burst]) -> PageFigure:
    pairs = list(zip(busy, hello, strict=True))
    return PageFigure(
        name=name,
        per_second=_middle(each.per_second for each in busy),
        times_hello=_middle(yardstick.per_second / each.per_second for each, yardstick in pairs),
        cpu_ms=_middle(each.cpu_ms for each in busy),
        times_hello_cpu=_middle(each.cpu_ms / yardstick.cpu_ms for each, yardstick in pairs),
        p50=_middle(each.p50 for each in busy),
        p99=_middle(each.p99 for each in busy),
        alone_p50=_middle(each.p50 for each in alone),
        alone_p99=_middle(each.p99 for each in alone),
    )


def _middle(values: Iterable[float]) -> float:
    return median(list(values))
