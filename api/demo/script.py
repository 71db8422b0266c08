"""The scripted morning: who sits where from when to when, and who punches. Pure.

Wednesday 3 June 2026 in a hall of four windows. 王芳 leaves her desk once for six minutes, 李强 comes
late, 赵敏 leaves her away sign out for twenty minutes, 孙悦 forgets her badge; for four minutes
something covers the camera, and that must count against nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from vision.scene import Condition, Scene, Seat

ZONE = ZoneInfo("Asia/Shanghai")
DAY = datetime(2026, 6, 3, tzinfo=ZONE)
HALL, CAMERA, READER = "H1", "lobby-1", "R1"
SLOWEST_S = 45
"""How often a frame comes at least, however slow the machine."""


def clock(text: str) -> datetime:
    return datetime.combine(DAY.date(), time.fromisoformat(text), ZONE).astimezone(UTC)


SHIFT_START, SHIFT_END = clock("08:30"), clock("10:00")
FIRST_FRAME, LAST_FRAME = clock("08:28"), clock("10:01")
DAY_CLOSES = clock("14:05")
"""Four hours after the shift: no punch can come any more."""


@dataclass(frozen=True, slots=True)
class Clerk:
    window: str
    staff: str
    name: str
    badge: str
    person: int
    punches: tuple[str, ...]
    seated: tuple[tuple[str, str], ...]
    sign_out: tuple[tuple[str, str], ...] = ()

    def seat(self, at: datetime) -> Seat:
        sits = _within(self.seated, at)
        return Seat(person=self.person if sits else None, sign=_within(self.sign_out, at))


CLERKS = (
    Clerk("W1", "S001", "王芳", "1001", 0, ("08:24:10", "10:03:00"), (("08:27", "09:10"), ("09:16", "10:05"))),
    Clerk("W2", "S002", "李强", "1002", 1, ("08:47:20", "10:02:30"), (("08:48", "10:05"),)),
    Clerk(
        "W3", "S003", "赵敏", "1003", 2, ("08:26:45", "10:01:10"), (("08:27", "09:20"), ("09:40", "10:05")),
        sign_out=(("09:20", "09:40"),),
    ),
    Clerk("W4", "S004", "孙悦", "1004", 3, (), (("08:29", "10:05"),)),
)  # fmt: skip
COVERED = (("08:55", "08:59"),)


def _within(stretches: tuple[tuple[str, str], ...], at: datetime) -> bool:
    return any(clock(start) <= at < clock(end) for start, end in stretches)


def frame_times(every_s: float) -> Iterator[datetime]:
    at = FIRST_FRAME
    while at <= LAST_FRAME:
        yield at
        at += timedelta(seconds=every_s)


def occupants(at: datetime) -> Mapping[str, Seat]:
    return {clerk.window: clerk.seat(at) for clerk in CLERKS}


def condition(at: datetime) -> Condition:
    return Condition.covered if _within(COVERED, at) else Condition.good


def punches() -> list[dict[str, str]]:
    return [{"badge": clerk.badge, "at": clock(at).isoformat()} for clerk in CLERKS for at in clerk.punches]


def hall_file(scene: Scene) -> dict[str, object]:
    """The hall as its file would tell it."""
    views = [
        {
            "window": view.window,
            "staff_zone": view.staff_zone,
            "sign_zone": view.sign_zone,
            "customer_zone": view.customer_zone,
        }
        for view in scene.views()
    ]
    return {
        "code": HALL,
        "name": "示范营业厅",
        "opens": "08:30",
        "closes": "10:00",
        "windows": [{"code": view.window, "tag": view.tag_number} for view in scene.views()],
        "cameras": [{"code": CAMERA, "views": views, "interval_s": SLOWEST_S}],
        "readers": [{"code": READER}],
        "staff": [{"no": c.staff, "name": c.name, "badges": [c.badge]} for c in CLERKS],
        "shifts": [{"staff": c.staff, "window": c.window, "start": SHIFT_START, "end": SHIFT_END} for c in CLERKS],
    }
