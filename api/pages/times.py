"""Instants and lengths as people read them. Pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from api.language import Language
from conduct.words import N_

DAY_FORMATS = {"zh": "y年M月d日 EEE", "en": "EEE d MMM y"}
SHORT_DAY_FORMATS = {"zh": "M月d日 EEE", "en": "EEE d MMM"}
SECONDS = N_("{s} s")
MINUTES = N_("{m} min {s} s")
WHOLE_MINUTES = N_("{m} min")
HOURS = N_("{h} h {m} min")


def clock(at: datetime, zone: ZoneInfo) -> str:
    """`09:12:05`."""
    return f"{at.astimezone(zone):%H:%M:%S}"


def short_clock(at: datetime, zone: ZoneInfo) -> str:
    """`09:12`."""
    return f"{at.astimezone(zone):%H:%M}"


def machine_time(at: datetime) -> str:
    """For `datetime` attributes."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def day_said(day: date, language: Language) -> str:
    return format_date(day, DAY_FORMATS[language.code], locale=language.code)


def short_day_said(day: date, language: Language) -> str:
    """Without the year, where that is said elsewhere."""
    return format_date(day, SHORT_DAY_FORMATS[language.code], locale=language.code)


def length_said(length: timedelta, language: Language) -> str:
    """To the second below an hour, to the minute above."""
    total_s = max(round(length.total_seconds()), 0)
    minutes, seconds = divmod(total_s, 60)
    hours, rest_min = divmod(minutes, 60)
    if hours:
        return language.say(HOURS, h=hours, m=rest_min)
    if minutes:
        return language.say(MINUTES, m=minutes, s=seconds) if seconds else language.say(WHOLE_MINUTES, m=minutes)
    return language.say(SECONDS, s=seconds)
