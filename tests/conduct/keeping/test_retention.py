"""How long pictures are kept, to the second, and the list of everything that is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.settings import Settings
from conduct.keeping.retention import (
    Retention,
    StillOfCase,
    everything_kept,
    kept_until,
    month_begun,
    month_end,
    why_purged,
)
from models.tables import ViolationStatus
from tests.conduct.story import at

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
DAYS = Retention(refuted_days=7, excused_days=30, confirmed_days=180)
START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
SINCE = datetime(2026, 6, 5, 2, 30, tzinfo=UTC)
JULY_IN_SHANGHAI = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "until"),
    [
        (ViolationStatus.pending, None),
        (ViolationStatus.dismissed, SINCE + timedelta(days=7)),
        (ViolationStatus.withdrawn, SINCE + timedelta(days=7)),
        (ViolationStatus.explained, SINCE + timedelta(days=7)),
        (ViolationStatus.excused, SINCE + timedelta(days=30)),
        (ViolationStatus.confirmed, JULY_IN_SHANGHAI + timedelta(days=180)),
    ],
)
def test_until(status: ViolationStatus, until: datetime | None) -> None:
    still = StillOfCase(status, START, SINCE, SHANGHAI)
    assert kept_until(still, DAYS) == until
    if until is None:
        assert why_purged(still, DAYS, datetime(2099, 1, 1, tzinfo=UTC)) is None
        return
    assert why_purged(still, DAYS, until - timedelta(seconds=1)) is None
    why = why_purged(still, DAYS, until)
    assert why is not None
    assert why.code == "still.time-over"


def test_every_status_has_its_time() -> None:
    told = {status: kept_until(StillOfCase(status, START, SINCE, SHANGHAI), DAYS) for status in ViolationStatus}
    waiting = [ViolationStatus.pending, ViolationStatus.appealed]
    assert [status for status, until in told.items() if until is None] == waiting
    assert told[ViolationStatus.upheld] == told[ViolationStatus.confirmed]
    assert told[ViolationStatus.overturned] == told[ViolationStatus.dismissed]


@pytest.mark.parametrize(
    ("instant", "zone", "end"),
    [
        pytest.param(START, SHANGHAI, JULY_IN_SHANGHAI, id="June"),
        pytest.param(JULY_IN_SHANGHAI, SHANGHAI, datetime(2026, 7, 31, 16, tzinfo=UTC), id="July has begun there"),
        pytest.param(
            datetime(2026, 12, 31, 15, 59, tzinfo=UTC),
            SHANGHAI,
            datetime(2026, 12, 31, 16, tzinfo=UTC),
            id="a year's end",
        ),
        pytest.param(
            datetime(2026, 3, 1, 5, tzinfo=UTC),
            NEW_YORK,
            datetime(2026, 4, 1, 4, tzinfo=UTC),
            id="summer time began in between",
        ),
        pytest.param(
            datetime(2028, 2, 29, 12, tzinfo=UTC), SHANGHAI, datetime(2028, 2, 29, 16, tzinfo=UTC), id="a leap day"
        ),
    ],
)
def test_month_end(instant: datetime, zone: ZoneInfo, end: datetime) -> None:
    assert month_end(instant, zone) == end


@given(
    st.integers(0, 6 * 366 * 24 * 3600).map(lambda second: START + timedelta(seconds=second)),
    st.integers(0, 400),
    st.sampled_from([SHANGHAI, NEW_YORK, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12")]),
)
def test_no_confirmed_case_that_is_due_is_overlooked(start: datetime, days: int, zone: ZoneInfo) -> None:
    due = month_end(start, zone) + timedelta(days=days)
    assert start < month_begun(due - timedelta(days=days))


def test_the_list_has_every_setting_of_it() -> None:
    """And each line can be said: what bounds it stands in its words."""
    lines = everything_kept(
        Retention(
            refuted_days=11, excused_days=12, confirmed_days=13, settled_lines_days=14, notices_days=15, late_days=16
        )
    )
    assert {11, 12, 13, 14, 15, 17} <= {line.days for line in lines}
    assert len({line.code for line in lines}) == len(lines)
    assert all(("{days}" in line.until) is (line.days is not None) for line in lines)


def test_settings_and_what_is_said_of_them_agree() -> None:
    from api.jobs import retention_of

    assert retention_of(Settings()) == Retention()


def test_the_story_s_own_clock_is_the_hall_s() -> None:
    assert at("3 09:00") == START
