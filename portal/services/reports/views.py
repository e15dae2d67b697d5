"""One report as it is shown: the closed one where its period is closed, with what changed since, else as of now."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from portal import formats
from portal.database import Visit
from portal.errors import NotFound
from portal.reports import (
    Change,
    Figure,
    Report,
    ReportKind,
    ReportPeriod,
    ReportRows,
    build,
    changes_between,
    parties_of,
)
from portal.services.reports.closing import ClosedView, closed_rows
from portal.services.reports.reading import read_rows
from portal.translations import SOURCE_LOCALE, supported, translator


class ReportState(enum.StrEnum):
    """Whether the figures can still change."""

    PROVISIONAL = "provisional"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report with its period. `as_of` is the last day that it knows of, `parties` are customers to choose from."""

    report: Report
    kind: ReportKind
    period: ReportPeriod
    label: str
    language: str
    locale: str
    as_of: date
    state: ReportState
    is_over: bool
    closed: ClosedView | None
    changes: tuple[Change, ...]
    entity_name: str
    party: str | None
    kinds: tuple[ReportKind, ...]
    parties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeriodRows:
    """What all reports of a period are made of: `rows` as they count, which are those kept where it is closed; `now`
    as they are read today; and what changed between the two."""

    rows: ReportRows
    now: ReportRows
    closed: ClosedView | None
    changes: tuple[Change, ...]


def read_period(visit: Visit, period: ReportPeriod) -> PeriodRows:
    """The rows of a period. Raises Invalid for one that has not begun."""
    now = read_rows(visit.session, period, visit.today)
    found = closed_rows(visit.session, period)
    if found is None:
        return PeriodRows(now, now, None, ())
    closed, kept = found
    # Of a document that is what it was there is one row and not two.
    as_now = {each.id: each for each in now.documents}
    same = (as_now[each.id] if as_now.get(each.id) == each else each for each in kept.documents)
    kept = replace(kept, documents=tuple(same))
    return PeriodRows(kept, now, closed, changes_between(kept, now))


def show_report(
    visit: Visit, kind: ReportKind, period: ReportPeriod, *, language: str | None = None, party: str | None = None
) -> ReportView:
    """The report in a language, the entity's own unless told. Raises Invalid, naming what is wrong."""
    return report_of(visit, kind, read_period(visit, period), language=language, party=party)


def report_of(
    visit: Visit, kind: ReportKind, read: PeriodRows, *, language: str | None = None, party: str | None = None
) -> ReportView:
    """The same of rows that are read already: several reports that say the same."""
    entity, rows, closed, period = visit.entity, read.rows, read.closed, read.rows.period
    spoken = supported(language) or supported(entity.locale) or SOURCE_LOCALE
    locale = formats.regional(spoken, entity.locale)
    return ReportView(
        report=build(kind, rows, translator(spoken), locale, party=party),
        kind=kind,
        period=period,
        label=period.label(translator(spoken), locale),
        language=spoken,
        locale=locale,
        as_of=rows.as_of,
        state=ReportState.CLOSED if closed else ReportState.PROVISIONAL,
        is_over=period.last < visit.today,
        closed=closed,
        changes=read.changes,
        entity_name=entity.name,
        party=party,
        kinds=kinds_of(visit),
        parties=parties_of(rows) if kind is ReportKind.STATEMENT else {},
    )


def figure_of(view: ReportView, key: str) -> Figure:
    """The documents behind a figure of the report. Raises NotFound for one that it does not have."""
    figure = view.report.figures.get(key)
    if figure is None:
        raise NotFound("no such figure in this report")
    return figure


def kinds_of(visit: Visit) -> tuple[ReportKind, ...]:
    """The kinds of report that the entity has."""
    return tuple(kind for kind in ReportKind if kind.is_kept_in(visit.entity.country))
