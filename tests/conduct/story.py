"""Writing a hall's day in a few short lines, and reading back what came of it as short lines.

The day is 3 June 2026 in Asia/Shanghai (a Wednesday in the short-sleeve months) unless a time says
otherwise: `09:30`, `09:30:05`, `4 01:00` (4 June), `5-20 09:00` (20 May).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conduct.judging.judge import judge
from conduct.rules.pack import default_pack
from conduct.scenario import read_scenario
from conduct.simulate import simulate
from models.values.findings import Judgement

SHANGHAI = ZoneInfo("Asia/Shanghai")
Json = dict[str, Any]


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    day, _, clock = text.rpartition(" ")
    month, _, number = (day or "3").rpartition("-")
    hour, minute, *second = (int(x) for x in clock.split(":"))
    return datetime(2026, int(month or 6), int(number), hour, minute, *second, tzinfo=zone)


def iso(text: str) -> str:
    return at(text).isoformat()


def span(text: str) -> tuple[str, str]:
    start, end = (x.strip() for x in text.split(">"))
    return iso(start), iso(end)


def shift(staff: str, window: str | None, time: str, *breaks: str) -> Json:
    start, end = span(time)
    return {"staff": staff, "window": window, "start": start, "end": end, "breaks": [span(b) for b in breaks]}


def seen(window: str, time: str, what: str, every_s: float = 5, **attire: Any) -> Json:
    """`what`: staffed, sign, empty or unusable; `time` a stretch or one instant."""
    told: Json = {"window": window, "people": int(what == "staffed"), "sign": what == "sign"}
    told["usable"] = what != "unusable"
    if ">" in time:
        told["from"], told["to"] = span(time)
        told["every_s"] = every_s
    else:
        told["at"] = iso(time)
    if attire:
        told["attire"] = {"sleeve": "unknown", "outerwear": "unknown", "confidence": 0.9, **attire}
    return told


def punches(badge: str, *times: str) -> list[Json]:
    return [{"badge": badge, "at": iso(t), "reader": "R1"} for t in times]


def leave(staff: str, time: str, status: str = "approved") -> Json:
    start, end = span(time)
    return {"staff": staff, "from": start, "to": end, "status": status}


def swap(from_staff: str, to_staff: str, time: str, status: str = "approved") -> Json:
    start, end = span(time)
    return {"from_staff": from_staff, "to_staff": to_staff, "start": start, "end": end, "status": status}


def story(**told: Any) -> Json:
    """A scenario of window W1 and W2, with 王芳 S001 (badge 1001) and 李强 S002 (badge 1002)."""
    return {
        "timezone": "Asia/Shanghai",
        "now": iso("4 02:00"),
        "month": "2026-06",
        "windows": ["W1", "W2"],
        "staff": [
            {"no": "S001", "name": "王芳", "badge": "1001", "exemptions": told.pop("exemptions", [])},
            {"no": "S002", "name": "李强", "badge": "1002"},
            {"no": "S003", "name": "赵敏", "badge": "1003"},
        ],
        "readers": [{"reader": "R1", "alive_until": iso("4 02:00")}],
        **told,
    }


def run(told: Json) -> Json:
    return simulate(parse(told))


def parse(told: Json):
    import json

    return read_scenario(json.dumps(told), default_pack().policy())


def judged(told: Json) -> Judgement:
    scenario = parse(told)
    return judge(scenario.facts, scenario.policy, scenario.now)


def clock(iso_time: str | None, *, day_of: datetime = at("12:00")) -> str:
    if iso_time is None:
        return "..."
    local = datetime.fromisoformat(iso_time).astimezone(SHANGHAI)
    text = local.strftime("%H:%M:%S").removesuffix(":00")
    return text if local.date() == day_of.date() else f"{local.day} {text}"


def violations(out: Json) -> list[str]:
    return [
        " ".join(
            filter(
                None,
                [v["rule"], v["staff"] or "-", clock(v["start"]), ">", clock(v["end"]),
                 "" if v["status"] == "pending" else v["status"], v["explained_by"]],
            )
        )
        for v in out["violations"]
    ]  # fmt: skip


def tasks(out: Json) -> list[str]:
    return [
        f"{t['kind']} {t['window'] or '-'} {t['staff'] or '-'} {clock(t['start'])} > {clock(t['end'])}"
        for t in out["tasks"]
    ]


def attendance(out: Json) -> list[str]:
    return [
        " ".join(
            filter(
                None,
                [a["staff"], a["status"], clock(a["in"]) if a["in"] else "-", clock(a["out"]) if a["out"] else "-",
                 f"late {a['late_min']}" if a["late_min"] else "", f"early {a['early_min']}" if a["early_min"] else ""],
            )
        )
        for a in out["attendance"]
    ]  # fmt: skip


def states(out: Json, window: str = "W1") -> list[str]:
    return [
        f"{s['state']} {clock(s['start'])} > {clock(s['end'])}" for s in out["window_states"] if s["window"] == window
    ]


def every(start: str, end: str, step_s: float) -> Sequence[datetime]:
    first, last = at(start), at(end)
    count = int((last - first) / timedelta(seconds=step_s))
    return [first + i * timedelta(seconds=step_s) for i in range(count)]
