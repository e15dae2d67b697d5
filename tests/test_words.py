"""Every code that a page can show has words; a code that has none would be shown as it is, in no language."""

import pytest

from portal.policy import Permission
from portal.services.entry.session_page import ON_PAGES
from portal.services.history.activity import Event
from portal.services.reading.document_status import Status
from portal.web.errors import KINDS
from tests.support.needs import ROOT

TEMPLATES = ROOT / "templates"


def words_in(template: str) -> str:
    return (TEMPLATES / template).read_text(encoding="utf-8")


@pytest.mark.parametrize("event", Event)
def test_events(event: Event) -> None:
    assert f'"{event}"' in words_in("components/words.html")


@pytest.mark.parametrize("status", Status)
def test_statuses(status: Status) -> None:
    assert f'"{status}"' in words_in("components/words.html")


@pytest.mark.parametrize("permission", ON_PAGES)
def test_permissions(permission: Permission) -> None:
    assert f'"{permission}"' in words_in("session/show.html")


@pytest.mark.parametrize("kind", sorted({kind for _status, kind in KINDS.values()}))
def test_errors(kind: str) -> None:
    assert f'"{kind}"' in words_in("errors/words.html")
