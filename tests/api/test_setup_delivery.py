"""`/setup/delivery`: what is on, without a secret; what was sent and why it failed; a test; trying again."""

import base64
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from pydantic import HttpUrl, SecretStr
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.database import writing_to
from api.policy.delivery import CHECK_SIGNATURE
from api.state import state_of
from api.telling.webhook import signed
from conduct.telling.deliveries import waiting_of
from conduct.telling.delivering import Sent
from conduct.telling.notices import tell
from conduct.telling.outbox import queue_deliveries, settle, take_due
from models.tables import Channel, DeliveryOutcome, DeliveryRow, UserRow
from models.values.why import why
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.telling.servers import mail_server, receiver
from tests.api.test_pages import page

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


@pytest.fixture
def admin(stage: Stage) -> TestClient:
    client = stage.log_in("孙悦")
    client.headers["X-CSRF-Token"] = csrf("孙悦")
    return client


def switch_on(stage: Stage, **settings: object) -> None:
    state = state_of(stage.app)
    state.settings = state.settings.model_copy(update=settings)


def webhook_to(url: str) -> dict[str, object]:
    return {"webhook_url": HttpUrl(url), "webhook_secret": SecretStr(SECRET)}


def queued(stage: Stage, sent: Sent | None = None, reason: str = "") -> UUID:
    """A call of the webhook that waits, or was tried once."""
    now = stage.clock.now()
    with writing_to(stage.engine) as session:
        tell(session, why("notice.withdrawn"), user_id=stage.users["王芳"], now=now)
        session.flush()
        queue_deliveries(session, frozenset({Channel.webhook}), now=now)
        session.flush()
        parcel = take_due(session, Channel.webhook, now=now)
        assert parcel is not None
        if sent is not None:
            settle(session, parcel.delivery_id, sent, now=now, why=reason)
        return parcel.delivery_id


def words(client: TestClient, address: str = "/setup/delivery?lang=en") -> str:
    return " ".join(page(client, address).text.split())


def test_while_it_is_off_it_says_what_turns_it_on(admin: TestClient) -> None:
    shown = words(admin)
    for variable in (
        "CONDUCT_SMTP_URL",
        "CONDUCT_MAIL_FROM",
        "CONDUCT_BASE_URL",
        "CONDUCT_WEBHOOK_URL",
        "CONDUCT_WEBHOOK_SECRET",
    ):
        assert variable in shown
    assert "Nothing yet. Once a channel is on" in shown
    assert "This channel is off" in admin.post("/setup/delivery/test?lang=en", data={"channel": "mail"}).text


def test_no_secret_is_ever_shown(admin: TestClient, stage: Stage) -> None:
    switch_on(
        stage, smtp_url=SecretStr("smtps://conduct:hunter2@mail.example"), mail_from="conduct@mail.example",
        base_url=HttpUrl("https://conduct.example"), **webhook_to("https://hooks.example/T0K3N/in?key=abc"),
    )  # fmt: skip
    html = admin.get("/setup/delivery").text
    assert "smtps://mail.example:465" in html
    assert "conduct@mail.example" in html
    assert "https://hooks.example/…" in html
    for secret in ("hunter2", "T0K3N", "key=abc", SECRET, SECRET.removeprefix("whsec_")):
        assert secret not in html


def test_what_was_sent_and_why_it_failed(admin: TestClient, stage: Stage) -> None:
    queued(stage, Sent.refused, "the mailbox was refused (550)")
    stage.later(minutes=1)
    queued(stage, Sent.delivered)
    shown = words(admin)
    assert "the mailbox was refused (550)" in shown
    assert "Refused for good" in shown
    assert "Delivered" in shown
    assert len(page(admin, "/setup/delivery").all("tr")) == 3


def test_what_failed_is_tried_again_and_what_was_delivered_is_not(admin: TestClient, stage: Stage) -> None:
    failed = queued(stage, Sent.refused, "answered 500")
    stage.later(days=5)
    admin = stage.log_in("孙悦")
    admin.headers["X-CSRF-Token"] = csrf("孙悦")
    assert admin.post(f"/setup/delivery/{failed}/retry").status_code == 303
    with Session(stage.engine) as session:
        row = session.get_one(DeliveryRow, failed)
        assert (row.outcome, row.done_at, row.tries) == (None, None, 0)
        assert waiting_of(session, Channel.webhook).count == 1
        parcel = take_due(session, Channel.webhook, now=stage.clock.now())
        assert parcel is not None
        assert parcel.delivery_id == failed, "after five days it is news again"
    with writing_to(stage.engine) as session:
        row = session.get_one(DeliveryRow, failed)
        row.outcome, row.done_at = DeliveryOutcome.delivered, stage.clock.now()
    refused = admin.post(f"/setup/delivery/{failed}/retry?lang=en")
    assert refused.status_code == 422
    assert "This was delivered" in refused.text
    assert admin.post(f"/setup/delivery/{uuid4()}/retry?lang=en").status_code == 422
    ((actor, told),) = stage.audited("delivery.retried")
    assert (actor, told["channel"]) == ("sunyue", "webhook")


def test_a_test_call_is_made_and_said(admin: TestClient, stage: Stage) -> None:
    with receiver() as there:
        switch_on(stage, **webhook_to(there.url))
        answer = admin.post("/setup/delivery/test?lang=en", data={"channel": "webhook"})
    assert "The test was taken" in answer.text
    ((headers, body),) = there.calls
    assert b'"code":"test"' in body
    assert headers["webhook-signature"].startswith("v1,")
    failed = admin.post("/setup/delivery/test?lang=en", data={"channel": "webhook"}).text
    assert "The other side does not answer as it should" in failed
    assert [told["sent"] for _, told in stage.audited("delivery.tested")] == ["delivered", "away"]


def test_a_test_mail_goes_to_who_asks(admin: TestClient, stage: Stage) -> None:
    with mail_server() as there:
        switch_on(
            stage, smtp_url=SecretStr(f"smtp://127.0.0.1:{there.port}"), mail_from="conduct@mail.example",
            base_url=HttpUrl("https://conduct.example"),
        )  # fmt: skip
        assert "has no mail address" in admin.post("/setup/delivery/test?lang=en", data={"channel": "mail"}).text
        with writing_to(stage.engine) as session:
            session.exec(select(UserRow).where(UserRow.login == "sunyue")).one().email = "sun@conduct.example"
        assert "The test was taken" in admin.post("/setup/delivery/test?lang=en", data={"channel": "mail"}).text
    (mail,) = there.taken
    assert mail["To"] == "sun@conduct.example"


def test_the_check_that_receivers_are_shown_takes_ours_and_nothing_else() -> None:
    shown: dict = {}
    exec(CHECK_SIGNATURE, shown)  # noqa: S102 - it is the very text of the page
    is_genuine = shown["is_genuine"]
    body, now = b'{"type":"notice"}', datetime.fromtimestamp(time.time(), UTC)
    headers = signed(body, uuid4(), now, KEY)
    assert is_genuine(SECRET, headers, body)
    assert not is_genuine(SECRET, headers, body + b" ")
    assert not is_genuine("whsec_" + base64.b64encode(bytes(32)).decode(), headers, body)
    assert not is_genuine(SECRET, signed(body, uuid4(), now - timedelta(hours=1), KEY), body)


def test_auditors_look_and_others_do_not(stage: Stage) -> None:
    shown = page(stage.log_in("赵磊"), "/setup/delivery")
    assert [form for form in shown.all("form", method="post") if form["action"] not in {"/logout", "/theme"}] == []
    assert stage.log_in("刘洋").get("/setup/delivery").status_code == 403
