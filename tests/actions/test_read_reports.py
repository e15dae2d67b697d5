"""A client reads its reports: each figure opens the documents behind it, files come by tickets."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from portal.identity import Actor, ActorKind
from portal.models import Account
from portal.reports import ReportKind, ReportPeriod
from portal.reports.period import Length
from portal.services.reports.asked import ReportAsked
from portal.services.reports.closing import close_period
from portal.services.reports.overview import first_year
from tests.support.portal import Session, World, on_both

KINDS = [kind.slug for kind in ReportKind]
_LINK = re.compile(r'href="([^"]*/documents\?[^"]*)"')
_ROW = re.compile(r'class="figure-link figure-link--name" href="[^"]*/documents/')


def month(world: World) -> ReportPeriod:
    return ReportPeriod.around(world.cast.at.date(), Length.MONTH).later(-1)


def page(session: Session, path: str) -> str:
    response = session.get(path)
    assert response.status_code == 200, response.text
    return response.text


@on_both
def test_a_viewer_reads_every_report(world: World) -> None:
    session = world.enter("viewer", locale="en")
    index = page(session, "/reports/")
    for kind in KINDS:
        place = f"/reports/{kind}/{month(world).name}/"
        assert f'{place}"' in index
        text = page(session, place)
        assert "Provisional" in text
        links = [unescape(link) for link in _LINK.findall(text)]
        if links:
            behind = page(session, links[-1].removeprefix(session.prefix))
            assert _ROW.search(behind)


def test_the_documents_behind_a_figure_are_as_many_as_it_says(world: World) -> None:
    session = world.enter("viewer", locale="en")
    text = page(session, f"/reports/vat-summary/{month(world).name}/")
    counts = re.findall(r'href="([^"]*/documents\?[^"]*)">(\d+)</a>', text)
    assert counts
    for link, count in counts:
        assert len(_ROW.findall(page(session, unescape(link)))) == int(count)


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv"])
def test_a_report_is_saved(world: World, form: str) -> None:
    session = world.enter("viewer", locale="en")
    place = f"/reports/aging/{month(world).name}/file?form={form}"
    taken = session.fetch(place)
    assert taken.status_code == 200
    assert f"aging-{month(world).name}-provisional.{form}" in taken.headers["Content-Disposition"]
    assert taken.data.startswith({"pdf": b"%PDF", "xlsx": b"PK", "csv": b"\xef\xbb\xbf"}[form])
    address = session.get(place).location
    other = address.replace("report=aging", "report=kir")
    assert other != address
    assert session.browser.open(other).status_code == 404


def test_a_viewer_without_exports_prints_and_takes_no_table(world: World) -> None:
    account = Actor(ActorKind.SYSTEM, world.cast.account_scope, name="portal")
    with world.database.visit(account) as visit, visit.write() as writing:
        writing.scalars(select(Account)).one().viewers_export = False
    session = world.enter("viewer", locale="en")
    place = f"/reports/sales-ledger/{month(world).name}/"
    assert re.findall(r"form=(\w+)", page(session, place)) == ["pdf"]
    assert session.get(f"{place}file?form=xlsx").status_code == 403
    assert session.fetch(f"{place}file?form=pdf").status_code == 200


def test_a_closed_period_says_so(world: World) -> None:
    with world.visit("sk") as visit:
        close_period(visit, month(world).name)
    session = world.enter("viewer", locale="en")
    text = page(session, f"/reports/vat-summary/{month(world).name}/")
    assert "These figures do not change any more." in text
    assert "Nothing that this report would show has changed." in text


@pytest.mark.parametrize(
    "path",
    [
        "/reports/gossip/2026/",
        "/reports/aging/2026-14/",
        "/reports/aging/soon/",
        "/reports/aging/2026/documents?figure=EUR/never",
        "/reports/aging/2026/file?form=doc",
    ],
)
def test_what_is_not_there(world: World, path: str) -> None:
    assert world.enter("viewer", locale="en").get(path).status_code == 404


def test_what_an_address_asks_for_reads_back() -> None:
    asked = ReportAsked.read({"report": "statement", "period": "2026-Q1", "customer": "name:a b", "form": "csv"})
    assert ReportAsked.read(asked.said()) == asked
    assert asked.subject != ReportAsked.read(asked.said() | {"customer": "name:c"}).subject


def test_the_way_back_ends_with_the_first_year_that_has_documents(world: World) -> None:
    session = world.enter("viewer")
    with world.visit("ek") as visit:
        first = first_year(visit)
    assert 'rel="prev"' in page(session, f"/reports/vat-summary/{first}-02/")
    for period in (f"{first}-01", f"{first}-Q1", f"{first}", "1950"):
        text = page(session, f"/reports/vat-summary/{period}/")
        assert ('rel="prev"' in text, 'rel="next"' in text) == (False, period != "1950"), period
