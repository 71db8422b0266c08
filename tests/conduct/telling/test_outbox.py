"""What is queued of which notice, and that each delivery comes to one outcome."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from conduct.telling.delivering import PATIENCE, Sent
from conduct.telling.outbox import NEWS_FOR, Parcel, queue_deliveries, settle, take_due
from models.tables import Channel, DeliveryOutcome, DeliveryRow, NoticeReadRow, NoticeRow, Role
from tests.conduct.hall import NOW
from tests.conduct.told import People, make_people

BOTH = frozenset(Channel)
MAIL, WEBHOOK = frozenset({Channel.mail}), frozenset({Channel.webhook})


@pytest.fixture
def people(session: Session) -> People:
    made = make_people(session)
    for login in ("fang", "zhou", "chen"):
        made.users[login].email = f"{login}@conduct.example"
    session.flush()
    return made


def queued(people: People) -> list[tuple[str, str]]:
    logins = {user.id: login for login, user in people.users.items()}
    rows = people.session.exec(select(DeliveryRow)).all()
    return sorted((row.channel.value, logins[row.user_id] if row.user_id else "") for row in rows)


def take(people: People, channel: Channel = Channel.mail, now: datetime = NOW) -> Parcel | None:
    parcel = take_due(people.session, channel, now=now)
    people.session.flush()
    return parcel


def outcome(people: People) -> DeliveryOutcome | None:
    people.session.flush()
    return people.session.exec(select(DeliveryRow)).one().outcome


QUEUED: dict[str, tuple[frozenset[Channel], dict[str, object], list[tuple[str, str]]]] = {
    "nothing is on": (frozenset(), {"role": Role.supervisor}, []),
    "mail to all reached": (MAIL, {"role": Role.supervisor}, [("mail", "chen"), ("mail", "zhou")]),
    "no mail without an address": (MAIL, {"role": Role.hr}, []),
    "the webhook hears of each once": (WEBHOOK, {"role": Role.supervisor}, [("webhook", "")]),
    "both": (BOTH, {"role": Role.hr}, [("webhook", "")]),
}


@pytest.mark.parametrize("name", QUEUED)
def test_what_is_queued_and_only_once(name: str, people: People) -> None:
    channels, to, rows = QUEUED[name]
    people.tell(**to)
    for _ in range(2):
        queue_deliveries(people.session, channels, now=NOW)
        assert queued(people) == rows


def test_what_was_told_before_mail_was_on_is_left_to_the_inbox(people: People) -> None:
    zhou = people.users["zhou"].id
    people.tell(user_id=zhou)
    later = NOW + NEWS_FOR
    assert queue_deliveries(people.session, MAIL, now=later + timedelta(seconds=1)) == 0
    assert all(row.queued_at for row in people.session.exec(select(NoticeRow)).all())
    people.tell(user_id=zhou)
    assert queue_deliveries(people.session, MAIL, now=later) == 1


def test_a_retired_log_in_gets_no_mail(people: People) -> None:
    people.users["chen"].retired_at = NOW
    people.tell(role=Role.supervisor)
    queue_deliveries(people.session, MAIL, now=NOW)
    assert queued(people) == [("mail", "zhou")]


def test_a_delivery_tried_is_nobody_else_s_until_its_lease_is_over(people: People) -> None:
    people.tell(user_id=people.users["zhou"].id)
    queue_deliveries(people.session, MAIL, now=NOW)
    first = take(people)
    assert first is not None
    assert first.mailbox is not None
    assert (first.mailbox.address, first.notice.code) == ("zhou@conduct.example", "notice.withdrawn")
    assert take(people) is None
    assert take(people, Channel.webhook) is None
    again = take(people, now=NOW + PATIENCE.lease)
    assert again is not None, "whoever took it has never come back"
    assert again.delivery_id == first.delivery_id


AFTER: dict[str, tuple[Sent, timedelta | None, DeliveryOutcome | None]] = {
    "delivered": (Sent.delivered, None, DeliveryOutcome.delivered),
    "refused": (Sent.refused, None, DeliveryOutcome.refused),
    "later": (Sent.later, PATIENCE.first_wait, None),
    "away": (Sent.away, PATIENCE.first_wait, None),
}


@pytest.mark.parametrize("name", AFTER)
def test_what_follows_a_try(name: str, people: People) -> None:
    sent, wait, expected = AFTER[name]
    people.tell(user_id=people.users["zhou"].id)
    queue_deliveries(people.session, MAIL, now=NOW)
    parcel = take(people)
    assert parcel is not None
    settle(people.session, parcel.delivery_id, sent, now=NOW)
    assert outcome(people) is expected
    if wait is None:
        assert take(people, now=NOW + timedelta(days=1)) is None
    else:
        assert take(people, now=NOW + wait - timedelta(seconds=1)) is None
        assert take(people, now=NOW + wait) is not None


def read_it(people: People) -> None:
    notice = people.session.exec(select(NoticeRow)).one()
    people.session.add(NoticeReadRow(notice_id=notice.id, user_id=people.users["zhou"].id, at=NOW))


def drop_the_address(people: People) -> None:
    people.users["zhou"].email = None


def retire(people: People) -> None:
    people.users["zhou"].retired_at = NOW


@pytest.mark.parametrize("meanwhile", [read_it, drop_the_address, retire])
def test_what_needs_no_mail_any_more_gets_none(meanwhile: Callable[[People], None], people: People) -> None:
    people.tell(user_id=people.users["zhou"].id)
    queue_deliveries(people.session, MAIL, now=NOW)
    meanwhile(people)
    people.session.flush()
    assert take(people) is None
    assert outcome(people) is DeliveryOutcome.moot


def test_the_webhook_hears_of_what_was_read(people: People) -> None:
    people.tell(user_id=people.users["zhou"].id)
    queue_deliveries(people.session, WEBHOOK, now=NOW)
    read_it(people)
    parcel = take(people, Channel.webhook)
    assert parcel is not None
    assert parcel.mailbox is None
    assert parcel.notice.to.user_id == people.users["zhou"].id


def test_no_news_is_given_up(people: People) -> None:
    people.tell(user_id=people.users["zhou"].id)
    queue_deliveries(people.session, MAIL, now=NOW)
    assert take(people, now=NOW + PATIENCE.give_up_after + timedelta(seconds=1)) is None
    assert outcome(people) is DeliveryOutcome.expired


def test_one_thrown_away_while_it_was_tried_is_no_matter(people: People) -> None:
    people.tell(user_id=people.users["zhou"].id)
    queue_deliveries(people.session, MAIL, now=NOW)
    parcel = take(people)
    assert parcel is not None
    people.session.delete(people.session.exec(select(NoticeRow)).one())
    people.session.flush()
    people.session.expire_all()
    settle(people.session, parcel.delivery_id, Sent.delivered, now=NOW)
    assert people.session.exec(select(DeliveryRow)).all() == []
