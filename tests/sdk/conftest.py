"""What tests of the SDKs stand on: a server that answers as told, and a portal that is served."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from portal_sdk import Portal
from portal_sdk.schemas import Document
from tests.sdk.samples import WORK
from tests.sdk.scripted import Script, scripted_server
from tests.support.live import Live, live_portal


@pytest.fixture
def script() -> Iterator[Script]:
    """A server that answers as told."""
    with scripted_server() as script:
        yield script


@pytest.fixture
def portal(script: Script) -> Iterator[Portal]:
    """The SDK before that server; it does not wait long between tries."""
    with Portal("sk_sandbox_x", script.origin, backoff=0.001) as portal:
        yield portal


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The portal as it is served, over the standing cast. After the last test its log must hold no secret."""
    with live_portal(tmp_path_factory.mktemp("live"), "https://app.firm.example", workers=1) as live:
        live.secrets.update(key.text for key in live.cast.keys.values())
        yield live
    assert live.leaked() == []


@pytest.fixture(scope="session")
def address(live: Live) -> str:
    """Where programs reach it: only browsers know the name of its origin."""
    return f"http://127.0.0.1:{urlsplit(live.origin).port}"


@pytest.fixture(scope="session")
def account_key(live: Live) -> str:
    """The key of a firm's backend."""
    return live.cast.keys["sk"].text


@pytest.fixture(scope="session")
def firm(account_key: str, address: str) -> Iterator[Portal]:
    """The firm's backend."""
    with Portal(account_key, address, timeout=60) as firm:
        yield firm


@pytest.fixture(scope="session")
def entity_id(firm: Portal) -> str:
    """A client business of that firm's."""
    made = firm.entities.create(name="Elm of nouns", country="SI", client_access="users", metadata={"clientNo": "7"})
    return made["id"]


@pytest.fixture
def invoice(firm: Portal, entity_id: str) -> Document:
    """An issued invoice of that business."""
    return firm.invoices.create({"customer": {"name": "Oak"}, "items": WORK}, entity_id=entity_id)
