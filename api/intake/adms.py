"""The words of the ADMS push protocol, in which ZKTeco terminals deliver their log. Pure."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

OPTIONS = ("ErrorDelay=30", "Delay=10", "TransTimes=00:00;14:05", "TransInterval=1")
VERSIONS = ("ServerVer=2.4.1", "PushProtVer=2.4.1")
"""Told to newer firmware, which asks with a version of its own."""
WANTED, WANTED_OF_OLD_FIRMWARE = "TransFlag=TransData AttLog OpLog", "TransFlag=1100000000"
"""The log and operations; never photographs, faces or fingers."""
WHOLE_HOURS_MAX = 12
DONE_MAX = 100
OK = "OK"


def handshake(serial: str, zone: ZoneInfo | None, *, pushver: str | None, now: datetime) -> str:
    """The options for a terminal; without a time zone for one that belongs to no hall yet."""
    lines = [
        f"GET OPTION FROM: {serial}",
        "ATTLOGStamp=None",
        "OPERLOGStamp=9999",
        "ATTPHOTOStamp=None",
        *OPTIONS,
        WANTED if pushver is not None else WANTED_OF_OLD_FIRMWARE,
        *([f"TimeZone={offset_told(now.astimezone(zone).utcoffset() or timedelta())}"] if zone else []),
        "Realtime=1",
        "Encrypt=None",
        *(VERSIONS if pushver is not None else ()),
    ]
    return "\r\n".join(lines) + "\r\n"


def offset_told(offset: timedelta) -> int:
    """Whole hours where they are few enough; anything else in minutes, which terminals take for what they are."""
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    return minutes if rest or abs(hours) > WHOLE_HOURS_MAX else hours


def taken(count: int) -> str:
    """Anything but OK makes a terminal send the same batch for ever."""
    return f"{OK}: {count}"


def commands_done(body: str) -> list[int]:
    """The numbers of commands whose results a terminal tells, `ID=1&Return=0&CMD=CHECK` each on a line."""
    found: list[int] = []
    for line in body.splitlines()[:DONE_MAX]:
        told = dict(parse_qsl(line.strip()))
        number = told.get("ID", "")
        if re.fullmatch(r"[0-9]{1,9}", number, re.ASCII):
            found.append(int(number))
    return found
