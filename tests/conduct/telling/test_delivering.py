"""What becomes of a delivery after a try."""

from datetime import timedelta

import pytest

from conduct.telling.delivering import PATIENCE, Fate, Sent, fate_after, is_no_news, wait_after
from models.tables import DeliveryOutcome
from tests.conduct.hall import NOW

MINUTE = timedelta(minutes=1)

FATES = {
    "delivered": (Sent.delivered, 1, Fate(DeliveryOutcome.delivered, None)),
    "refused for good": (Sent.refused, 1, Fate(DeliveryOutcome.refused, None)),
    "refused for now": (Sent.later, 1, Fate(None, NOW + MINUTE)),
    "away": (Sent.away, 1, Fate(None, NOW + MINUTE)),
    "away again": (Sent.away, 2, Fate(None, NOW + 2 * MINUTE)),
    "away for long": (Sent.away, 5, Fate(None, NOW + 15 * MINUTE)),
    "away for ever": (Sent.away, 10**9, Fate(None, NOW + 15 * MINUTE)),
}


@pytest.mark.parametrize("name", FATES)
def test_what_follows_a_try(name: str) -> None:
    sent, tries, fate = FATES[name]
    assert fate_after(sent, tries=tries, now=NOW) == fate


def test_waits_grow_and_end_somewhere() -> None:
    waits = [wait_after(tries) for tries in range(1, 9)]
    assert waits == sorted(waits)
    assert waits[-1] == PATIENCE.longest_wait
    assert wait_after(0) == PATIENCE.first_wait


@pytest.mark.parametrize(("age", "given_up"), [(timedelta(days=3), False), (timedelta(days=3, seconds=1), True)])
def test_what_is_old_is_no_news(age: timedelta, given_up: bool) -> None:
    assert is_no_news(NOW - age, NOW) is given_up
