"""No pack, roster or sighting sequence costs anybody a point that no named person confirmed."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, select

from conduct.judging.hall_day import judge_stale_days
from conduct.months.computing import draft_month
from conduct.rules.pack import JUDGED_RULES, default_pack_text, parse_pack
from conduct.scenario import ReviewTold, Scenario
from conduct.simulate import simulate
from models.tables import ViolationRow
from tests.conduct.hall import NOW
from tests.conduct.rules.test_adoption import set_up
from tests.conduct.weeks import make_week

VERDICTS = ("confirm", "dismiss", "excuse")


@st.composite
def packs(draw: st.DrawFn) -> str:
    """The default pack with other points, steps, limits, and rules in watch mode."""
    text = default_pack_text()
    for rule in JUDGED_RULES:
        points = draw(st.integers(0, 30))
        told = f"points = {points}\nwatch = {str(draw(st.booleans())).lower()}"
        if draw(st.booleans()):
            told += f"\nescalation = [{{ from = 3, points = {points + draw(st.integers(0, 30))} }}]"
        head, found, tail = text.partition(f"[rules.{rule}]\n")
        old = tail[tail.index("points = ") :].partition("\n")[0]
        text = head + found + tail.replace(old, told, 1)
    grace = draw(st.integers(0, 600))
    return text.replace("unattended_grace_s = 120", f"unattended_grace_s = {grace}").replace("base = 100", "base = 5")


def reviews(week: Any, out: dict[str, Any], random: Random) -> tuple[ReviewTold, ...]:
    """Verdicts on some of what was found."""
    return tuple(
        ReviewTold.model_validate({
            "rule": each["rule"], "window": each["window"], "staff": each["staff"], "at": each["start"],
            "verdict": random.choice(VERDICTS),
        })
        for each in out["violations"]
        if random.random() < 0.5 and (each["window"] or each["staff"])
    )  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(packs(), st.integers(0, 10_000))
def test_points_come_from_confirmed_violations_alone(pack: str, seed: int) -> None:
    week = make_week(seed)
    policy = parse_pack(pack).policy()
    months = {f"{(shift.time.start).astimezone(week.facts.timezone):%Y-%m}" for shift in week.facts.shifts} or {
        "2026-06"
    }
    month = min(months)
    undecided = simulate(Scenario(week.facts, policy, week.now, month, ()))
    assert all(entry["deducted"] == 0 and not entry["lines"] for entry in undecided["appraisal"]), seed
    given_ = reviews(week, undecided, Random(seed))
    decided = simulate(Scenario(week.facts, policy, week.now, month, given_))
    confirmed = {(v["rule"], v["staff"]) for v in decided["violations"] if v["status"] == "confirmed" and v["staff"]}
    for entry in decided["appraisal"]:
        assert {(line["rule"], entry["staff"]) for line in entry["lines"]} <= confirmed, seed
    watched = {v["rule"] for v in decided["violations"] if v["status"] == "watched"}
    assert watched == policy.watch & {v["rule"] for v in decided["violations"]}
    assert not {line["rule"] for entry in decided["appraisal"] for line in entry["lines"]} & policy.watch


@pytest.mark.parametrize("adopted", [True, False])
def test_the_service_takes_nothing_off_before_somebody_decided(sqlite_database: Engine, adopted: bool) -> None:
    set_up(sqlite_database, adopted=adopted)
    judge_stale_days(sqlite_database, now=NOW)
    with Session(sqlite_database) as session:
        assert [row.status.value for row in session.exec(select(ViolationRow)).all()] == [
            "pending" if adopted else "watched"
        ]
        (entry,) = draft_month(session, "2026-06", now=NOW + timedelta(days=30))
        assert (entry.deducted, entry.lines) == (0, ())
