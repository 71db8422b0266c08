"""Calls of a webhook, to a real HTTP server, read by somebody else's implementation of the signature."""

import base64
import json
import logging
import time
from datetime import UTC, datetime, timedelta
from threading import Thread

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from api.auth.sessions import COOKIE, log_in
from api.clock import GivenClock
from api.database import writing_to
from api.state import State
from api.telling.webhook import Webhook
from models.tables import HallRow, NoticeRow
from tests.api.conftest import PASSWORD
from tests.api.telling.conftest import Told
from tests.api.telling.servers import Receiver, receiver, until

MINUTE = timedelta(minutes=1)
KEY = bytes(range(32))
SECRET = base64.b64encode(KEY).decode()


def webhook(at: Receiver, timeout_s: float = 5) -> Webhook:
    return Webhook(at.url, KEY, timeout=httpx.Timeout(timeout_s))


def test_a_call_holds_ids_and_codes_and_is_signed(told: Told) -> None:
    told.clock = GivenClock(datetime.now(UTC))  # noqa: TID251 - who verifies asks the machine's clock
    told.tell("chen")
    with receiver() as there:
        assert told.run(told.courier(webhook(there))) == "1 of 1 delivered"
    ((headers, body),) = there.calls
    with Session(told.engine) as session:
        notice = session.exec(select(NoticeRow)).one()
    (delivery,) = told.deliveries()
    assert json.loads(body) == {
        "type": "notice",
        "timestamp": told.clock.now().isoformat().replace("+00:00", "Z"),
        "data": {
            "id": str(notice.id),
            "code": "notice.withdrawn",
            "violation": str(told.violation),
            "task": None,
            "to": {"user": str(told.users["chen"]), "staff": None, "role": None, "hall": None},
        },
    }
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == str(delivery.id)
    assert Verifier(SECRET).verify(body, headers) == json.loads(body)
    for tampered in (body.replace(b"withdrawn", b"confirmed"), body + b" "):
        with pytest.raises(WebhookVerificationError):
            Verifier(SECRET).verify(tampered, headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(SECRET).verify(body, {**headers, "webhook-id": "another"})
    late = str(int(headers["webhook-timestamp"]) - 3600)
    with pytest.raises(WebhookVerificationError):
        Verifier(SECRET).verify(body, {**headers, "webhook-timestamp": late})


def test_a_server_that_is_away_hears_once_when_it_is_back(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "api.telling")
    for _ in range(3):
        told.tell()
    with receiver(started=False) as there:
        courier = told.courier(webhook(there))
        for _ in range(6):
            told.run(courier, later=MINUTE)
        there.start()
        for _ in range(20):
            told.run(courier, later=MINUTE)
    ids = [headers["webhook-id"] for headers, _ in there.calls]
    assert sorted(ids) == sorted(str(row.id) for row in told.deliveries())
    assert told.outcomes() == ["delivered"] * 3
    assert [(r.levelname, r.message) for r in caplog.records] == [
        ("WARNING", "webhook: its server is away: [Errno 111] Connection refused; what is to be told waits for it"),
        ("INFO", "webhook: its server is back"),
    ]


@pytest.mark.parametrize("status", [400, 401, 404, 410, 429, 500, 503])
def test_what_it_refuses_is_tried_again_under_the_same_id(
    status: int, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    told.tell()
    with receiver() as there:
        there.status = status
        courier = told.courier(webhook(there))
        told.run(courier)
        there.status = 200
        told.run(courier, later=MINUTE)
        told.run(courier, later=MINUTE)
    first, second = (headers["webhook-id"] for headers, _ in there.calls)
    assert first == second
    assert told.outcomes() == ["delivered"]
    assert f"answered {status}" in caplog.text
    assert "t0ken" not in caplog.text


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, told: Told) -> None:
    told.tell()
    with receiver() as there, receiver() as elsewhere:
        there.status, there.headers = status, {"Location": elsewhere.url}
        assert told.run(told.courier(webhook(there))) == "0 of 1 delivered"
    assert elsewhere.calls == []
    assert told.outcomes() == [None]


def test_one_that_is_always_refused_keeps_the_others_but_for_a_while(told: Told) -> None:
    """Whatever is wrong with the first, the second has its turn."""
    told.tell()
    told.tell()
    with receiver() as there:
        there.status = 500
        courier = told.courier(webhook(there))
        told.run(courier)
        told.run(courier)
    first, second = (headers["webhook-id"] for headers, _ in there.calls)
    assert first != second


def test_a_slow_server_keeps_nobody_waiting(told: Told) -> None:
    told.tell()
    with receiver() as there:
        there.delay_s = 3
        slow = Thread(target=told.run, args=[told.courier(webhook(there, timeout_s=30))])
        slow.start()
        until(lambda: there.calls)
        with writing_to(told.engine) as session:
            session.add(HallRow(code="H8", name="H8", timezone="Asia/Shanghai"))
        assert told.outcomes() == [None], "others write while the answer is waited for"
        slow.join()
    assert told.outcomes() == ["delivered"]


def test_a_server_that_never_answers_is_given_up_in_time(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    told.tell()
    with receiver() as there:
        there.delay_s = 15
        begun = time.monotonic()
        told.run(told.courier(webhook(there, timeout_s=0.2)))
        assert time.monotonic() - begun < 10
    assert told.outcomes() == [None]
    assert "no answer in time (ReadTimeout)" in caplog.text


def test_two_processes_call_once_for_each(told_everywhere: Told) -> None:
    told = told_everywhere
    for _ in range(20):
        told.tell()
    with receiver() as there:
        both = [Thread(target=told.courier(webhook(there)).run, args=[told.clock.now()]) for _ in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join()
    ids = [headers["webhook-id"] for headers, _ in there.calls]
    assert len(ids) == len(set(ids)) == 20
    assert told.outcomes() == ["delivered"] * 20


def test_the_interface_describes_the_call(client: TestClient, state: State) -> None:
    opened = log_in(state.engine, state.throttle, "bo", PASSWORD, "10.0.0.1", state.clock.now(), 12)
    client.cookies.set(COOKIE, opened.token)
    described = client.get("/openapi.json").json()
    assert "HMAC-SHA256" in described["webhooks"]["notice"]["post"]["description"]
    assert described["components"]["schemas"]["NoticeCall"]["required"] == ["type", "timestamp", "data"]
