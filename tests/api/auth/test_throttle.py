"""Failed log-ins have to wait, by who and from where; good ones do not."""

from datetime import UTC, datetime, timedelta

import pytest

from api.auth.throttle import Throttle, ThrottleLimits, wait_s

MORNING = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)
LIMITS = ThrottleLimits(within_s=60, per_login_and_address=2, per_address=3)


@pytest.mark.parametrize(
    ("tried_s", "now_s", "wait"),
    [
        ([], 0, 0),
        ([0], 0, 0),
        ([0, 10], 10, 50),
        ([0, 10], 59, 1),
        ([0, 10], 60, 0),
        ([0, 10, 20], 30, 40),
        ([0, 10, 20], 70, 0),
    ],
)
def test_how_long_to_wait(tried_s: list[int], now_s: int, wait: float) -> None:
    tried = [MORNING + timedelta(seconds=s) for s in tried_s]
    assert wait_s(tried, 2, 60, MORNING + timedelta(seconds=now_s)) == wait


def test_an_attempt_counts_before_it_has_failed() -> None:
    throttle = Throttle(LIMITS)
    assert [throttle.attempt("anna", "10.0.0.1", MORNING) for _ in range(3)] == [0, 0, 60]
    assert throttle.attempt("anna", "10.0.0.2", MORNING) == 0, "another address is not held up"


def test_an_address_that_tries_many_logins_waits_too() -> None:
    throttle = Throttle(LIMITS)
    assert [throttle.attempt(who, "10.0.0.1", MORNING) for who in ("anna", "bo", "chen", "dora")] == [0, 0, 0, 60]


def test_a_good_log_in_clears_the_way() -> None:
    throttle = Throttle(LIMITS)
    for _ in range(10):
        assert throttle.attempt("anna", "10.0.0.1", MORNING) == 0
        throttle.succeeded("anna", "10.0.0.1")


def test_a_new_password_clears_the_way_of_its_log_in_alone() -> None:
    throttle = Throttle(LIMITS)
    assert [throttle.attempt("anna", "10.0.0.1", MORNING, password_kept="old") for _ in range(3)] == [0, 0, 60]
    assert throttle.attempt("anna", "10.0.0.1", MORNING, password_kept="new") == 0
    assert throttle.attempt("anna", "10.0.0.1", MORNING, password_kept="newer") == 60, "the address has its own count"


def test_what_is_long_past_is_forgotten() -> None:
    throttle = Throttle(LIMITS)
    for n in range(1000):
        throttle.attempt(f"guess {n}", f"10.0.{n // 250}.{n % 250}", MORNING)
    throttle.attempt("anna", "10.0.0.1", MORNING + timedelta(seconds=61))
    assert len(throttle._tried) == 2
