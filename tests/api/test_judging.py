"""Which days' pictures are seen to after judging."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from api.judging import FOLLOWED_EVERY, FOLLOWED_FOR, Followed
from conduct.keeping.still_choice import SETTLED

NOW = datetime(2026, 6, 3, 10, 0, tzinfo=UTC)
EAST, WEST = (UUID(int=1), date(2026, 6, 3)), (UUID(int=2), date(2026, 6, 3))


def test_a_day_is_followed_for_a_while_after_it_was_judged() -> None:
    """At intervals, so that a case's last pictures come though its day is judged no more."""
    followed = Followed()
    assert followed.after({EAST}, NOW) == (EAST,)
    assert followed.after((), NOW + timedelta(seconds=1)) == ()
    at, told = NOW, 0
    while at <= NOW + FOLLOWED_FOR:
        at += FOLLOWED_EVERY
        told += followed.after((), at) == (EAST,)
    assert told == FOLLOWED_FOR // FOLLOWED_EVERY
    assert followed.after((), at + FOLLOWED_EVERY) == ()
    assert FOLLOWED_FOR > SETTLED + FOLLOWED_EVERY


def test_what_is_judged_is_seen_to_at_once_with_what_was_before() -> None:
    followed = Followed()
    followed.after({EAST}, NOW)
    assert set(followed.after({WEST}, NOW + timedelta(seconds=1))) == {EAST, WEST}
