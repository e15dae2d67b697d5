"""The same call made again has one effect and the same answer: idempotency keys."""

import threading
from datetime import timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from portal.identity import system
from portal.models import ApiCall
from portal.services.api_calls import KEPT_FOR
from tests.jobs.support import worker_of
from tests.support.api import Backend, backend
from tests.support.portal import World, on_both

WILLOW = {"name": "Willow", "country": "SI"}


@on_both
def test_the_same_call_has_one_effect_and_the_same_bytes(account: Backend) -> None:
    first = account.call("POST", "/entities", WILLOW, headers={"Idempotency-Key": "k-1"})
    again = account.call("POST", "/entities", WILLOW, headers={"Idempotency-Key": "k-1"})
    assert (first.status_code, first.data) == (again.status_code, again.data) == (201, again.data)
    assert first.headers["Location"] == again.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert account.get("/entities", query_string={"query": '{"name": "Willow"}'})["pagination"]["total"] == 1
    account.refused(
        422,
        "idempotency_key_reused",
        "POST",
        "/entities",
        {**WILLOW, "name": "Other"},
        headers={"Idempotency-Key": "k-1"},
    )


def test_what_is_kept_of_an_answer_cannot_be_read(account: Backend, world: World) -> None:
    headers = {"Idempotency-Key": "secret"}
    made = account.post("/account/keys", {"name": "shown once"}, headers=headers)
    assert account.post("/account/keys", {"name": "shown once"}, headers=headers) == made
    with world.database.visit(system(world.cast.account_scope)) as visit:
        kept = visit.session.scalars(select(ApiCall)).one()
        assert kept.body
        assert made["key"] not in kept.body


def test_what_broke_on_our_side_may_be_asked_for_again(account: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {"Idempotency-Key": "broken"}
    with monkeypatch.context() as broken:
        broken.setattr("portal.api.entities.create_entity", None)
        account.refused(500, "server_error", "POST", "/entities", WILLOW, headers=headers)
    assert account.post("/entities", WILLOW, headers=headers)["name"] == "Willow"


def test_an_answer_is_forgotten_after_its_day(account: Backend, world: World) -> None:
    with freeze_time("2026-11-22T10:00:00Z") as clock:
        account.post("/entities", WILLOW, headers={"Idempotency-Key": "old"})
        clock.tick(KEPT_FOR + timedelta(seconds=1))
        account.post("/entities", WILLOW, headers={"Idempotency-Key": "new"})
        worker_of(world).run_due()
    with world.database.visit(system(world.cast.account_scope)) as visit:
        assert [call.name for call in visit.session.scalars(select(ApiCall))] == ["new"]


def test_a_request_id_serves_as_the_key(account: Backend) -> None:
    first = account.call("POST", "/entities", WILLOW, headers={"X-Request-Id": "r-1"})
    again = account.call("POST", "/entities", WILLOW, headers={"X-Request-Id": "r-1"})
    assert first.data == again.data
    assert first.headers["X-Request-Id"] == "r-1"
    assert account.call("GET", "/me").headers["X-Request-Id"]


def test_keys_of_two_backends_do_not_meet(account: Backend, oak: Backend) -> None:
    headers = {"Idempotency-Key": "same"}
    assert (
        account.post("/entities", WILLOW, headers=headers)["id"] != oak.post("/entities", WILLOW, headers=headers)["id"]
    )


def test_after_a_day_the_key_is_new_again(account: Backend) -> None:
    headers = {"Idempotency-Key": "daily"}
    with freeze_time("2026-11-22T10:00:00Z") as clock:
        first = account.post("/entities", WILLOW, headers=headers)
        clock.tick(KEPT_FOR - timedelta(seconds=1))
        assert account.post("/entities", WILLOW, headers=headers) == first
        clock.tick(timedelta(seconds=2))
        assert account.post("/entities", WILLOW, headers=headers)["id"] != first["id"]


@on_both
def test_at_once_there_is_one_effect(account: Backend, world: World) -> None:
    statuses: list[int] = []

    def call() -> None:
        mine = backend(world, entity=False)
        statuses.append(mine.call("POST", "/entities", WILLOW, headers={"Idempotency-Key": "race"}).status_code)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert account.get("/entities", query_string={"query": '{"name": "Willow"}'})["pagination"]["total"] == 1
