"""When something happened, as an XML element or a JSON member tells it."""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache

from api.intake.captured import CapturedAtMalformed, parse_rfc3339

TIME = rb"([0-9][0-9TtZz:.+ -]{18,38})"


def told_time(text: bytes, names: Iterable[str]) -> datetime | None:
    """The first time that one of these elements or members tells with its offset; without one a time says nothing."""
    for match in _told(tuple(names)).finditer(text):
        try:
            return parse_rfc3339(match[1].decode("ascii"))
        except CapturedAtMalformed:
            continue
    return None


@cache
def _told(names: tuple[str, ...]) -> re.Pattern[bytes]:
    any_name = b"|".join(re.escape(name).encode() for name in names)
    return re.compile(
        rb"(?:<(?:\w+:)?(?:%b)(?:\s[^<>]{0,200})?>|\"(?:%b)\"\s*:\s*\")\s*%b" % (any_name, any_name, TIME)
    )
