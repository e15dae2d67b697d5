"""The firm tries the guide's first milestone: `portal sandbox`."""

import re

import pytest

from portal.demo.milestone import Tools, every_type, first_milestone
from portal.demo.sandboxes import CLIENTS, MILESTONE
from portal.documents.types import DocumentType
from portal.identity import system
from tests.support.portal import World, on_both


@pytest.fixture
def tools(world: World) -> Tools:
    parts = world.parts
    return Tools(parts.settings, parts.database, parts.sealer, parts.storage, parts.pool)


@on_both
def test_the_milestone_in_one_go(world: World, tools: Tools) -> None:
    with world.database.visit(system(world.cast.account_scope)) as account:
        lines = list(first_milestone(account, tools, MILESTONE))
    told = "\n".join(lines)
    assert len(re.findall(r"is ent_[a-z2-7]{26}; issued invoice (?:\d{4}-00001|1/1/1)", told)) == 3
    assert len(re.findall(r"drew .+\.pdf \([\d,]+ bytes\) of inv_[a-z2-7]{26}; exported 1 row", told)) == 3
    assert "A  as intended, its client gets no link (client_access_off): client_access is none" in told
    assert [line[-1] for line in lines if not re.match(r"[A-C]  |Nothing", line)] == [":"] * 4
    assert lines[-1] == "Nothing crossed: 6 looks from one client at another's invoice found nothing."
    for letter, number in (("B", "-00001"), ("C", "1/1/1")):
        (link,) = re.findall(rf"^{letter}  \S+/embed\?token=(\S+)$", told, re.MULTILINE)
        session = world.browser().follow(link)
        assert number in session.get("/documents/").text


@pytest.mark.slow
def test_every_type_in_every_country(world: World, tools: Tools) -> None:
    with world.database.visit(system(world.cast.account_scope)) as account:
        rows = list(every_type(account, tools, CLIENTS))
    assert {(country, kind) for country, kind, *_ in rows} == {
        (client.country, kind.value) for client in CLIENTS for kind in DocumentType
    }
    assert all(number for _, _, number, _ in rows)
