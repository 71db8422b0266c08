"""A month's score, as rows: what was confirmed, and what counts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.months.appraise import Confirmed, appraise
from conduct.rules.pack import JUDGED_RULES, default_pack
from conduct.rules.policy import Policy
from conduct.rules.rule import Step

POLICY = default_pack().policy()
START = datetime(2026, 6, 1, tzinfo=UTC)


def month(*rules: str, policy: Policy = POLICY) -> tuple[list[int], int, str]:
    confirmed = [Confirmed(rule, "S001", START + timedelta(hours=i)) for i, rule in enumerate(rules)]
    entry = appraise("2026-06", ["S001"], confirmed, policy)[0]
    return [int(line.counted) for line in entry.lines], int(entry.score), entry.grade


ROWS = {
    "nothing": ((), ([], 100, "A")),
    "the first late is free, the second is not": (("late", "late"), ([0, 1], 99, "A")),
    "in order of start, whatever the rule": (("absent", "late", "late"), ([5, 0, 1], 94, "B")),
    "the line that reaches the cap counts in part, later ones nothing": (
        ("late", "late", "absent", "absent", "absent", "absent", "absent", "window-unattended"),
        ([0, 1, 5, 5, 5, 4, 0, 2], 78, "C"),
    ),
    "areas have caps of their own": (("window-unattended",) * 11 + ("away-too-long",), ([2] * 10 + [0, 0], 80, "C")),
}


@pytest.mark.parametrize("name", ROWS)
def test_month(name: str) -> None:
    rules, expected = ROWS[name]
    assert month(*rules) == expected


def test_repeats_cost_more_from_their_number_on() -> None:
    steps = {"late": (Step.model_validate({"from": 3, "points": 2}), Step.model_validate({"from": 4, "points": 4}))}
    stricter = POLICY.model_copy(update={"formula": POLICY.formula.model_copy(update={"escalation": steps})})
    assert month("late", "late", "absent", "late", "late", "late", policy=stricter)[0] == [0, 1, 5, 2, 4, 4]


def test_the_lowest_grade_and_the_floor() -> None:
    severe = POLICY.model_copy(
        update={"formula": POLICY.formula.model_copy(update={"points": {"absent": 60}, "caps": {}})}
    )
    assert month("absent", policy=severe) == ([60], 40, "D")
    assert month("absent", "absent", policy=severe) == ([60, 60], 0, "D")


def test_of_equal_start_the_rule_s_name_decides() -> None:
    both = [Confirmed("late", "S001", START), Confirmed("absent", "S001", START)]
    assert [line.rule for line in appraise("2026-06", [], both, POLICY)[0].lines] == ["absent", "late"]


def test_tenths_of_points_add_up_exactly() -> None:
    tenths = POLICY.model_copy(update={"formula": POLICY.formula.model_copy(update={"points": {"absent": 0.1}})})
    entry = appraise("2026-06", [], [Confirmed("absent", "S001", START)] * 10, tenths)[0]
    assert entry.deducted == Decimal(1)


@given(
    st.lists(st.tuples(st.sampled_from(JUDGED_RULES), st.integers(0, 100)), max_size=60),
    st.dictionaries(st.sampled_from(JUDGED_RULES), st.integers(0, 30)),
    st.dictionaries(st.sampled_from(["attendance", "occupancy", "attire"]), st.integers(0, 40)),
)
def test_lines_add_up(told: list[tuple[str, int]], points: dict[str, float], caps: dict[str, float]) -> None:
    formula = POLICY.formula.model_copy(update={"points": points, "caps": caps})
    confirmed = [Confirmed(rule, "S001", START + timedelta(hours=h)) for rule, h in told]
    entry = appraise("2026-06", ["S001"], confirmed, POLICY.model_copy(update={"formula": formula}))[0]
    assert sum(line.counted for line in entry.lines) == entry.deducted
    assert entry.score == max(Decimal(0), entry.base - entry.deducted)
    assert all(Decimal(0) <= line.counted <= line.points for line in entry.lines)
    for area, cap in caps.items():
        spent = sum(line.counted for line in entry.lines if POLICY.rules[line.rule].area == area)
        assert spent <= cap
