from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from api.intake.hours import is_looked_at

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("opens", "closes", "at", "looked"),
    [
        (None, None, "03:00", True),
        ("08:30", None, "03:00", True),
        (None, "17:30", "23:00", True),
        ("08:30", "17:30", "07:59", False),
        ("08:30", "17:30", "08:00", True),
        ("08:30", "17:30", "18:00", True),
        ("08:30", "17:30", "18:01", False),
        ("22:00", "06:00", "23:59", True),
        ("22:00", "06:00", "06:30", True),
        ("22:00", "06:00", "06:31", False),
        ("22:00", "06:00", "21:30", True),
        ("00:10", "23:00", "23:45", True),
        ("08:00", "23:50", "00:15", True),
        ("09:00", "09:00", "03:00", True),
    ],
)
def test_hours(opens: str | None, closes: str | None, at: str, looked: bool) -> None:
    when = datetime.fromisoformat(f"2026-06-03T{at}").replace(tzinfo=SHANGHAI)
    assert is_looked_at(when, SHANGHAI, opens, closes) is looked
