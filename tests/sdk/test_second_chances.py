"""A busy portal and a broken connection: what is tried again, after how long, and that nothing is done twice."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from portal_sdk import Portal, PortalError
from portal_sdk.transport import seconds_told
from tests.sdk.scripted import CUT, Answer, Script
from tests.support.live import free_port

BUSY = Answer(503)
CUT_OFF = Answer(CUT)
GOOD = Answer(200, b'{"id": "cus_1"}')


@pytest.mark.parametrize(
    "trouble", [Answer(429), Answer(502), BUSY, Answer(504), CUT_OFF], ids=lambda each: each.status
)
def test_a_post_is_tried_again_as_the_very_same_call(script: Script, portal: Portal, trouble: Answer) -> None:
    script.answer(trouble, trouble, GOOD)

    made = portal.customers.create({"name": "Oak"}, entity_id="ent_1")

    assert made["id"] == "cus_1"
    assert len(script.asked) == 3
    assert len({(asked.headers["idempotency-key"], asked.body, asked.path) for asked in script.asked}) == 1


def test_an_upload_is_tried_again_with_the_same_bytes(script: Script, portal: Portal) -> None:
    script.answer(BUSY, GOOD)

    portal.files.upload(b"%PDF-1.7", filename="a.pdf", category="attachment")

    first, second = script.asked
    assert (first.body, first.headers["content-type"]) == (second.body, second.headers["content-type"])
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


def test_two_calls_have_two_keys_and_one_can_be_given(script: Script, portal: Portal) -> None:
    script.answer(GOOD)

    portal.customers.create({"name": "Oak"})
    portal.customers.create({"name": "Oak"})
    portal.customers.create({"name": "Oak"}, idempotency_key="order-7")

    keys = [asked.headers["idempotency-key"] for asked in script.asked]
    assert len(set(keys)) == 3
    assert keys[2] == "order-7"


def test_a_call_that_is_still_being_made_is_asked_for_again(script: Script, portal: Portal) -> None:
    told = b'{"code": "idempotency_in_progress", "message": "Wait."}'
    script.answer(Answer(409, told, {"Retry-After": "0"}), GOOD)

    assert portal.customers.create({"name": "Oak"})["id"] == "cus_1"


def test_it_gives_up_with_the_last_answer(script: Script, portal: Portal) -> None:
    script.answer(Answer(503, b'{"code": "busy", "message": "Try later."}', {"X-Request-Id": "req_1"}))

    with pytest.raises(PortalError) as refused:
        portal.customers.get("cus_1")

    assert len(script.asked) == 4
    assert (refused.value.status, refused.value.code, refused.value.request_id) == (503, "busy", "req_1")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 500])
def test_what_was_refused_is_not_asked_again(script: Script, portal: Portal, status: int) -> None:
    script.answer(Answer(status))

    with pytest.raises(PortalError):
        portal.customers.create({"name": "Oak"})

    assert len(script.asked) == 1


@pytest.mark.parametrize("trouble", [BUSY, CUT_OFF], ids=["busy", "cut"])
def test_a_change_that_may_have_happened_is_not_made_twice(script: Script, portal: Portal, trouble: Answer) -> None:
    script.answer(trouble, GOOD)

    with pytest.raises(PortalError):
        portal.customers.update("cus_1", {"name": "Oak"})

    assert len(script.asked) == 1


def test_a_change_that_was_put_off_is_made_later(script: Script, portal: Portal) -> None:
    script.answer(Answer(429, headers={"Retry-After": "0"}), GOOD)

    assert portal.customers.update("cus_1", {"name": "Oak"})["id"] == "cus_1"


def test_a_delete_whose_answer_was_lost_is_done(script: Script, portal: Portal) -> None:
    script.answer(CUT_OFF, Answer(404))
    portal.customers.delete("cus_1")

    script.answer(Answer(404))
    with pytest.raises(PortalError):
        portal.customers.delete("cus_1")


def test_it_waits_as_long_as_it_is_told(script: Script, portal: Portal) -> None:
    script.answer(Answer(429, headers={"Retry-After": "1"}), GOOD)

    begun = time.monotonic()
    portal.customers.get("cus_1")

    assert time.monotonic() - begun >= 1.0


def test_it_does_not_wait_for_an_hour(script: Script, portal: Portal) -> None:
    script.answer(Answer(429, headers={"Retry-After": "3600"}), GOOD)

    with pytest.raises(PortalError) as refused:
        portal.customers.get("cus_1")

    assert (refused.value.status, len(script.asked)) == (429, 1)


def test_a_portal_that_is_not_there_is_an_error_of_the_same_kind() -> None:
    with (
        Portal("sk_sandbox_x", f"http://127.0.0.1:{free_port()}", backoff=0.001) as portal,
        pytest.raises(PortalError) as refused,
    ):
        portal.customers.update("cus_1", {"name": "Oak"})

    assert (refused.value.status, refused.value.code) == (0, "connection_failed")


def test_a_date_to_wait_for_is_understood() -> None:
    told = seconds_told(format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True))

    assert told is not None
    assert 25 < told <= 30
    assert (seconds_told("soon"), seconds_told(None), seconds_told("7")) == (None, None, 7.0)
