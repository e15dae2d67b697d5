"""Calls of the API against a bare Flask hello on the same server, in interleaved rounds: links issued, lists read."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bench.browser import Browser
from bench.house import PAGE_ROWS, House
from bench.load import Burst, Target, burst
from bench.pages import HELLO
from bench.plan import Plan
from bench.serving import BenchFailed
from bench.timing import median, percentile

BATCH = 200
# Calls of a tenth of a second and more: a burst of eight at once would end before the first is answered.
_LISTS, _BATCHES = 4, 2
_LINK = {"access": "full_entity", "view": "/documents/"}
_ALONE = ", one at a time"
_HELLO_ALONE = HELLO + _ALONE
_SINGLE = "link issued by a call of its own"
_SINGLE_ALONE = _SINGLE + _ALONE


@dataclass(frozen=True, slots=True)
class CallFigure:
    """One kind of call: medians over the rounds, each ratio taken inside its own round.

    Everything is for one thing that is made, a link of a batch for one, but the latencies: milliseconds of a call.
    What is called one at a time is compared with hellos that are said so. `times_single` is what a batch's link costs
    in links issued by calls of their own.
    """

    name: str
    per_second: float
    times_hello: float
    cpu_ms: float
    times_hello_cpu: float
    p50: float
    p99: float
    times_single: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """What is measured once a round, and by what it is counted."""

    target: Target
    take: Callable[[], Burst]
    yardstick: str

    @property
    def name(self) -> str:
        return self.target.name


def measure_calls(hello: Target, houses: Sequence[House], plan: Plan) -> list[CallFigure]:
    """Links issued in the first database, and the list of a small entity in each, in turn with hellos.

    Raises BenchFailed when a call does not answer what it should.
    """
    single, *batches = _mints(houses[0])
    lists = [_list(house, house.key()) for house in houses]
    for target in (single, *batches, *lists):
        with Browser(target.server.origin) as browser:
            _refuse_other_rows(target, _called(browser, target))
    series = [
        *(Series(target, partial(burst, target, plan.burst_seconds), HELLO) for target in (hello, single)),
        *(_alone(target, plan) for target in (hello, single)),
        *(Series(target, partial(_one_by_one, target), _HELLO_ALONE) for target in (*batches, *lists)),
    ]
    bursts: dict[str, list[Burst]] = {each.name: [] for each in series}
    for _ in range(plan.rounds):
        for each in series:
            bursts[each.name].append(each.take())
    return [_figure(each, bursts) for each in series]


def _alone(target: Target, plan: Plan) -> Series:
    named = replace(target, name=target.name + _ALONE)
    return Series(named, partial(burst, named, plan.alone_seconds, connections=1), _HELLO_ALONE)


def _one_by_one(target: Target) -> Burst:
    """A few slow calls, every answer looked at afterwards: a batch answers 200 though it refused rows."""
    calls = _BATCHES if target.things > 1 else _LISTS
    used, took, answers = target.server.cpu_seconds(), [], []
    with Browser(target.server.origin) as browser:
        for _ in range(calls):
            began = time.perf_counter()
            answers.append(_called(browser, target))
            took.append(time.perf_counter() - began)
    things = target.things * calls
    cpu_ms = (target.server.cpu_seconds() - used) * 1000 / things
    for answer in answers:
        _refuse_other_rows(target, answer)
    return Burst(things / sum(took), percentile(took, 50) * 1000, percentile(took, 99) * 1000, cpu_ms)


def _mints(house: House) -> list[Target]:
    key, entities = house.key(), house.stock.small
    inside = (("Authorization", f"Bearer {key}"), ("x-entity-id", entities[3]))
    single = Target(_SINGLE, house.server, ("/api/v1/links",), headers=inside, body=json.dumps(_LINK))
    of_one = replace(
        single,
        name=f"link of a batch of {BATCH} for one entity{_ALONE}",
        paths=("/api/v1/links/batch",),
        body=json.dumps({"links": [_LINK] * BATCH}),
        things=BATCH,
    )
    spread = [{**_LINK, "entity_id": entities[row % len(entities)]} for row in range(BATCH)]
    of_many = replace(
        of_one,
        name=f"link of a batch of {BATCH} over {len(entities)} entities{_ALONE}",
        headers=inside[:1],
        body=json.dumps({"links": spread}),
    )
    return [single, of_one, of_many]


def _list(house: House, key: str) -> Target:
    entity = house.stock.small[0]
    return Target(
        f"list of {PAGE_ROWS} invoices, {house.name}{_ALONE}",
        house.server,
        (f"/api/v1/invoices?limit={PAGE_ROWS}",),
        headers=(("Authorization", f"Bearer {key}"), ("x-entity-id", entity)),
    )


def _called(browser: Browser, target: Target) -> bytes:
    method, expect = ("GET", 200) if not target.body else ("POST", 200 if target.things > 1 else 201)
    return browser.call(method, target.paths[0], target.all_headers, target.body, expect).body


def _refuse_other_rows(target: Target, body: bytes) -> None:
    answer = json.loads(body)
    found = answer["issued"] if target.things > 1 else 1 if target.body else len(answer["data"])
    wanted = target.things if target.body else PAGE_ROWS
    if found != wanted:
        raise BenchFailed(f"{target.name}: {found} came instead of {wanted}")


def _figure(series: Series, bursts: dict[str, list[Burst]]) -> CallFigure:
    own = bursts[series.name]
    rounds = list(zip(own, bursts[series.yardstick], bursts[_SINGLE_ALONE], strict=True))
    batch = series.target.things > 1
    return CallFigure(
        name=series.name,
        per_second=median(each.per_second for each in own),
        times_hello=median(hello.per_second / each.per_second for each, hello, _ in rounds),
        cpu_ms=median(each.cpu_ms for each in own),
        times_hello_cpu=median(each.cpu_ms / hello.cpu_ms for each, hello, _ in rounds),
        p50=median(each.p50 for each in own),
        p99=median(each.p99 for each in own),
        times_single=median(single.per_second / each.per_second for each, _, single in rounds) if batch else None,
    )
