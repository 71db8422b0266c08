"""What a scenario may not say, and the one line that names it."""

import json
from typing import Any

import pytest

from conduct.rules.pack import default_pack, default_pack_text, parse_pack
from conduct.scenario import ScenarioError, read_scenario
from tests.conduct.story import leave, seen, shift, story, swap

POLICY = default_pack().policy()


def read(told: Any) -> Any:
    return read_scenario(json.dumps(told), POLICY)


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "unknown key": ({"colour": 1}, "colour: unknown key 'colour'"),
    "unknown key deep inside": (
        {"shifts": [{**shift("S001", "W1", "08:00 > 09:00"), "colour": 1}]}, "shifts.0.colour: unknown key 'colour'"),
    "unknown policy key": ({"policy": {"confirm_min": 1}}, "policy.confirm_min: unknown key 'confirm_min'"),
    "unknown appraisal key": ({"policy": {"appraisal": {"bonus": 1}}}, "policy.appraisal.bonus: unknown key 'bonus'"),
    "person not listed": ({"shifts": [shift("S009", "W1", "08:00 > 09:00")]}, "shifts.0: staff 'S009' is not listed"),
    "leave of nobody": ({"leave": [leave("S009", "08:00 > 09:00")]}, "leave.0: staff 'S009' is not listed"),
    "swap to nobody": (
        {"swaps": [swap("S001", "S009", "08:00 > 09:00")]}, "swaps.0.to_staff: staff 'S009' is not listed"),
    "window not listed": ({"sightings": [seen("W9", "08:00", "empty")]}, "sightings.0: window 'W9' is not listed"),
    "no such zone": ({"timezone": "Mars/Base"}, "timezone: Value error, no such time zone: 'Mars/Base'"),
    "naive time": ({"now": "2026-06-03T08:00:00"}, "now: Input should have timezone info"),
    "shift that ends first": ({"shifts": [shift("S001", "W1", "09:00 > 08:00")]}, "shifts.0: Value error, a shift ends"),
    "a year that nobody means": ({"now": "0001-01-01T00:00:00+14:00"}, "now: Value error, a year from 1970 to 2200"),
    "leave that ends first": ({"leave": [leave("S001", "09:00 > 08:00")]}, "leave.0: Value error, it ends before it begins"),
    "a break that ends first": (
        {"shifts": [shift("S001", "W1", "08:00 > 09:00", "08:40 > 08:30")]}, "shifts.0: Value error, a break ends"),
    "sighting in both forms": (
        {"sightings": [{**seen("W1", "08:00", "empty"), "every_s": 5}]}, "sightings.0: Value error, a sighting has"),
    "sighting in neither": ({"sightings": [{"window": "W1"}]}, "sightings.0: Value error, a sighting has"),
    "review of nothing": (
        {"reviews": [{"rule": "late", "at": "2026-06-03T08:00:00Z", "verdict": "confirm"}]},
        "reviews.0: Value error, a review names"),
    "two people with one badge": (
        {"staff": [{"no": "A", "badge": "1"}, {"no": "B", "badge": "1"}]}, "badge: '1' is listed twice"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_named(name: str) -> None:
    told, message = BAD[name]
    with pytest.raises(ScenarioError) as error:
        read(story(**told))
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_policy_wins_over_the_pack_and_replaces_its_parts_whole() -> None:
    pack = parse_pack(default_pack_text().replace("late_grace_min = 5", "late_grace_min = 9")).policy()
    told = {"policy": {"max_gap_s": 30, "appraisal": {"points": {"late": 3}}}}
    policy = read_scenario(json.dumps(story(**told)), pack).policy
    assert (policy.limits.late_grace_min, policy.limits.max_gap_s, policy.limits.confirm_s) == (9, 30, 10)
    assert policy.formula.points == {"late": 3}
    assert policy.formula.caps == pack.formula.caps


def test_nothing_is_in_watch_mode_and_points_told_come_without_the_pack_s_steps() -> None:
    text = default_pack_text().replace(
        "free_first = 1", "free_first = 1\nwatch = true\nescalation = [{ from = 2, points = 9 }]"
    )
    pack = parse_pack(text).policy()
    assert (pack.watch, list(pack.formula.escalation)) == ({"late"}, ["late"])
    plain = read_scenario(json.dumps(story()), pack).policy
    assert (plain.watch, list(plain.formula.escalation)) == (frozenset(), ["late"])
    told = {"policy": {"appraisal": {"points": {"late": 3}}}}
    assert read_scenario(json.dumps(story(**told)), pack).policy.formula.escalation == {}


def test_the_default_pack_says_what_the_contract_says_by_default() -> None:
    from conduct.rules.policy import Formula, Limits

    assert default_pack().policy().limits == Limits()
    assert default_pack().policy().formula == Formula()
