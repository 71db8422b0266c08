"""Mails, to a real mail server."""

import logging
import time
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest

from api.database import writing_to
from api.telling.addresses import parse_smtp_url
from api.telling.mail import Mail
from models.tables import HallRow
from tests.api.telling.conftest import Told
from tests.api.telling.servers import PASSWORD, USER, MailServer, authenticator, certified, mail_server, until

MINUTE = timedelta(minutes=1)
SENDER, BASE = "conduct@mail.example", "https://conduct.example"


def mail_to(server: MailServer, scheme: str = "smtp", log_in: str = "", timeout_s: float = 5) -> Mail:
    address = parse_smtp_url(f"{scheme}://{log_in}127.0.0.1:{server.port}")
    return Mail(address, sender=SENDER, base_url=BASE + "/", timeout_s=timeout_s)


def test_a_mail_says_that_there_is_something_and_where_and_no_more(told: Told) -> None:
    for login, about in (("zhou", "violation"), ("liu", "task"), ("liu", "nothing"), ("chen", "violation")):
        told.tell(login, about=about)
    with mail_server() as server:
        assert told.run(told.courier(mail_to(server))) == "3 of 3 delivered"
    chinese, task, nothing = server.taken
    assert server.sent_to == [["zhou@conduct.example"], ["liu@conduct.example"], ["liu@conduct.example"]]
    assert chinese["subject"] == "员工行为监督：您有一条新通知"
    assert chinese.get_content().splitlines() == ["有一条与您有关的事件的新通知。", "", "https://conduct.example/inbox"]
    assert (task["subject"], nothing["subject"]) == ("Staff conduct: a new notice for you",) * 2
    assert task.get_content().startswith("There is something for you to see to.")
    assert nothing.get_content().startswith("There is a new notice for you.")
    assert (chinese["from"], chinese["to"]) == (SENDER, "zhou@conduct.example")
    assert chinese["auto-submitted"] == "auto-generated"
    assert chinese["date"].datetime == told.clock.now()
    ids = [f"<{row.id}@mail.example>" for row in told.deliveries()]
    assert [each["message-id"] for each in server.taken] == ids
    assert told.outcomes() == ["delivered"] * 3


def test_a_server_that_is_away_gets_it_once_when_it_is_back(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "api.telling")
    for login in ("zhou", "liu", "liu"):
        told.tell(login)
    with mail_server(started=False) as server:
        courier = told.courier(mail_to(server))
        assert told.run(courier) == "0 of 1 delivered", "one try finds out for all"
        for _ in range(5):
            told.run(courier, later=MINUTE)
        assert server.taken == []
        server.start()
        for _ in range(20):
            told.run(courier, later=MINUTE)
    assert sorted(each["to"] for each in server.taken) == ["liu@conduct.example"] * 2 + ["zhou@conduct.example"]
    assert told.outcomes() == ["delivered"] * 3
    said = [(record.levelname, record.message) for record in caplog.records]
    assert said == [
        ("WARNING", "mail: its server is away: Connection refused; what is to be told waits for it"),
        ("INFO", "mail: its server is back"),
    ]


REFUSED = {
    "no such mailbox": ({"RCPT": "550 no zhou@conduct.example here"}, ["refused"], 1),
    "not now": ({"RCPT": "450 try again"}, [None], 0),
    "no such content": ({"DATA": "554 spam"}, ["refused"], 1),
    "no room": ({"DATA": "452 full"}, [None], 0),
    "closing": ({"RCPT": "421 going down"}, [None], 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_server_refuses(name: str, told: Told, caplog: pytest.LogCaptureFixture) -> None:
    answers, outcomes, said = REFUSED[name]
    told.tell()
    with mail_server() as server:
        server.answers = answers
        courier = told.courier(mail_to(server))
        told.run(courier)
        assert told.outcomes() == outcomes
        server.answers = {}
        told.run(courier, later=MINUTE)
    assert told.outcomes() == ["refused" if outcomes == ["refused"] else "delivered"]
    assert len(server.taken) == (outcomes == [None])
    assert len([r for r in caplog.records if r.levelno >= logging.WARNING]) == said
    assert "zhou" not in caplog.text


def test_one_refused_does_not_keep_the_others(told: Told) -> None:
    told.tell("zhou")
    told.tell("liu")
    with mail_server() as server:
        courier = told.courier(mail_to(server))
        server.answers = {"RCPT": "450 try again"}
        assert told.run(courier) == "0 of 2 delivered"
        server.answers = {}
        assert told.run(courier, later=MINUTE) == "2 of 2 delivered"


def test_a_slow_server_keeps_nobody_waiting(told: Told) -> None:
    for _ in range(3):
        told.tell()
    with mail_server() as server:
        server.delay_s = 3
        slow = Thread(target=told.run, args=[told.courier(mail_to(server, timeout_s=30), round_s=0.1)])
        slow.start()
        until(lambda: server.asked)
        with writing_to(told.engine) as session:
            session.add(HallRow(code="H8", name="H8", timezone="Asia/Shanghai"))
        assert server.taken == [], "others write while the mail server's answer is waited for"
        slow.join()
        assert len(server.taken) == 1, "the round is over after the mail that took so long"
        server.delay_s = 0
        assert told.run(told.courier(mail_to(server))) == "2 of 2 delivered"


def test_a_server_that_never_answers_is_given_up_in_time(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    told.tell()
    with mail_server() as server:
        server.delay_s = 20
        begun = time.monotonic()
        told.run(told.courier(mail_to(server, timeout_s=0.2)))
        assert time.monotonic() - begun < 10
    assert told.outcomes() == [None]
    assert "timed out" in caplog.text


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_passwords_travel_encrypted(
    scheme: str, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    certificate, context = certified(tmp_path)
    how: dict[str, Any] = {"authenticator": authenticator}
    if scheme == "smtps":
        how |= {"ssl_context": context, "auth_require_tls": False}
    else:
        how |= {"tls_context": context, "require_starttls": True, "auth_required": True}
    told.tell()
    log_in = f"{USER}:{quote(PASSWORD, safe='')}@"
    with mail_server(**how) as server:
        assert told.run(told.courier(mail_to(server, scheme, log_in))) == "0 of 1 delivered", "nobody vouches for it"
        assert "CERTIFICATE_VERIFY_FAILED" in caplog.text or "certificate" in caplog.text
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        wrong = f"{USER}:wrong@"
        assert told.run(told.courier(mail_to(server, scheme, wrong)), later=MINUTE) == "0 of 1 delivered"
        assert "SMTPAuthenticationError (535)" in caplog.text
        assert told.run(told.courier(mail_to(server, scheme, log_in)), later=2 * MINUTE) == "1 of 1 delivered"
    assert PASSWORD not in caplog.text


def test_without_starttls_nothing_is_sent(told: Told) -> None:
    told.tell()
    with mail_server() as server:
        assert told.run(told.courier(mail_to(server, "smtp+starttls", "u:p@"))) == "0 of 1 delivered"
    assert server.taken == []
