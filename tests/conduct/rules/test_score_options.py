"""What a pack may turn on beside deductions, and what holds of every month whatever it turns on."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.months.appraise import Confirmed, Entry, LineKind, appraise
from conduct.months.computing import as_stored
from conduct.months.credits import Commended, Given, MonthTold, PersonTold
from conduct.months.digest import month_bytes
from conduct.rules.pack import JUDGED_RULES, default_pack, default_pack_text, parse_pack
from conduct.rules.policy import Policy
from conduct.rules.score_options import ScoreOptions
from models.values.why import why

DEFAULT = default_pack().policy()
START = datetime(2026, 6, 1, tzinfo=UTC)
END = START + timedelta(days=30)
NOW = END


def policy(**options: Any) -> Policy:
    return DEFAULT.model_copy(update={"formula": DEFAULT.formula.model_copy(update=options)})


def entry(rules: dict[str, int], person: PersonTold, **options: Any) -> Entry:
    """Of S001, who broke these rules on these days of the month."""
    confirmed = [
        Confirmed(rule.partition("/")[0], "S001", START + timedelta(days=day - 1)) for rule, day in rules.items()
    ]
    told = MonthTold(START, END, {"S001": person})
    return appraise("2026-06", ["S001"], confirmed, policy(**options), told)[0]


def lines(of: Entry) -> list[tuple[str, float]]:
    return [(line.rule, float(line.counted)) for line in of.lines]


THANKED = Commended("thanked", START + timedelta(days=3))
ROWS: dict[str, tuple[dict[str, int], PersonTold, dict[str, Any], list[tuple[str, float]], float, str]] = {
    "nothing is on": (
        {"absent": 3}, PersonTold(clean_months=9, commended=(THANKED,), share=Decimal("0.5")), {}, [("absent", 5)], 95, "A",
    ),
    "a deduction falls away when nothing follows": ({"absent": 3}, PersonTold(), {"expiry_days": 20}, [("absent", 0)], 100, "A"),
    "not when the month ends before": ({"absent": 20}, PersonTold(), {"expiry_days": 20}, [("absent", 5)], 95, "A"),
    "not when the same follows": (
        {"absent/1": 1, "absent/2": 15}, PersonTold(), {"expiry_days": 20}, [("absent", 5), ("absent", 5)], 90, "B",
    ),
    "something else that follows is no matter": (
        {"absent": 1, "away-too-long": 15}, PersonTold(), {"expiry_days": 20}, [("absent", 0), ("away-too-long", 1)], 99, "A",
    ),
    "what fell away spends nothing of its area's cap": (
        {"absent/1": 1, "early-leave": 29}, PersonTold(), {"expiry_days": 20, "caps": {"attendance": 1}},
        [("absent", 0), ("early-leave", 1)], 99, "A",
    ),
    "clean months give back": (
        {"absent": 3}, PersonTold(clean_months=1), {"clean_credit": 3}, [("absent", 5), ("clean-months", -3)], 98, "A",
    ),
    "never more than was taken": (
        {"away-too-long": 3}, PersonTold(clean_months=1), {"clean_credit": 3}, [("away-too-long", 1), ("clean-months", -1)], 100, "A",
    ),
    "nothing taken, nothing given back": ({}, PersonTold(clean_months=1), {"clean_credit": 3}, [], 100, "A"),
    "too few clean months": (
        {"absent": 3}, PersonTold(clean_months=1), {"clean_credit": 3, "clean_months": 2}, [("absent", 5)], 95, "A",
    ),
    "a commendation lifts above the base": (
        {}, PersonTold(commended=(THANKED,)), {"commendations": {"thanked": 2}, "commendation_cap": 5}, [("thanked", -2)], 102, "A",
    ),
    "up to the cap": (
        {}, PersonTold(commended=(THANKED,) * 3), {"commendations": {"thanked": 2}, "commendation_cap": 5},
        [("thanked", -2), ("thanked", -2), ("thanked", -1)], 105, "A",
    ),
    "of a kind that the pack does not know it adds nothing": (
        {}, PersonTold(commended=(THANKED,)), {"commendation_cap": 5}, [("thanked", 0)], 100, "A",
    ),
    "half a month has half the base, and its grade by the whole": (
        {"absent": 3}, PersonTold(share=Decimal("0.5")), {"pro_rata": True}, [("absent", 5)], 45, "B",
    ),
    "and half the caps": (
        {"absent/1": 3, "absent/2": 4, "absent/3": 5}, PersonTold(share=Decimal("0.5")), {"pro_rata": True},
        [("absent", 5), ("absent", 5), ("absent", 0)], 40, "C",
    ),
    "a third of it is a third in thousandths": ({}, PersonTold(share=Decimal(1) / 3), {"pro_rata": True}, [], 33.333, "A"),
    "no day at all": ({"absent": 3}, PersonTold(share=Decimal(0)), {"pro_rata": True}, [("absent", 0)], 0, "D"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_options(name: str) -> None:
    rules, person, options, expected, score, grade = ROWS[name]
    made = entry(rules, person, **options)
    assert (lines(made), float(made.score), made.grade) == (expected, score, grade)


def test_all_are_off_in_the_default_pack() -> None:
    off = ScoreOptions()
    assert {name: getattr(DEFAULT.formula, name) for name in ScoreOptions.model_fields} == off.model_dump()


def test_a_pack_turns_them_on() -> None:
    told = "expiry_days = 20\nclean_credit = 3\ncommendation_cap = 5\npro_rata = true\n[appraisal.commendations]\nthanked = 2\n"
    pack = parse_pack(default_pack_text().replace("base = 100\n", f"base = 100\n{told}").replace("2026.2", "2026.9"))
    formula = pack.policy().formula
    assert (formula.expiry_days, formula.clean_credit, formula.pro_rata) == (20, 3, True)
    assert (formula.commendations, formula.commendation_cap) == ({"thanked": 2}, 5)


points = st.integers(0, 40).map(lambda n: n / 4)
violations = st.lists(
    st.tuples(st.sampled_from(["S001", "S002"]), st.sampled_from(JUDGED_RULES), st.integers(0, 700)), max_size=30
)
people = st.builds(
    PersonTold,
    clean_months=st.integers(0, 3),
    commended=st.lists(
        st.builds(Commended, st.sampled_from(["thanked", "other"]), st.integers(0, 29).map(lambda d: START + timedelta(days=d))),
        max_size=4,
    ).map(tuple),
    share=st.integers(0, 30).map(lambda days: Decimal(days) / 30),
    adjustments=st.lists(
        st.builds(
            Given, st.sampled_from(JUDGED_RULES), st.just(Decimal(2)), st.integers(-8, 8).map(lambda n: Decimal(n) / 4),
            st.just(START - timedelta(days=3)), st.just(why("line.adjusted", month="2026-05", before="0", after="2")),
            st.sampled_from(["v1", "v2"]),
        ),
        max_size=3,
    ).map(tuple),
)  # fmt: skip
options = st.fixed_dictionaries({
    "points": st.dictionaries(st.sampled_from(JUDGED_RULES), points),
    "caps": st.dictionaries(st.sampled_from(["attendance", "occupancy", "attire"]), points),
    "free_first": st.dictionaries(st.sampled_from(JUDGED_RULES), st.integers(0, 2)),
    "expiry_days": st.integers(0, 31), "clean_credit": points, "clean_months": st.integers(1, 3),
    "commendations": st.dictionaries(st.just("thanked"), points), "commendation_cap": points, "pro_rata": st.booleans(),
    "base": st.integers(0, 100),
})  # fmt: skip
Told = list[tuple[str, str, int]]


def month(told: Told, chosen: dict[str, Any], persons: dict[str, PersonTold]) -> tuple[Entry, ...]:
    confirmed = [Confirmed(rule, who, START + timedelta(hours=h), str(n)) for n, (who, rule, h) in enumerate(told)]
    return appraise("2026-06", ["S001"], confirmed, policy(**chosen), MonthTold(START, END, persons))


def canonical(entries: tuple[Entry, ...]) -> bytes:
    return month_bytes([as_stored(each, "p", NOW) for each in entries])


@given(violations, options, st.fixed_dictionaries({"S001": people, "S002": people}))
def test_what_always_holds(told: Told, chosen: dict[str, Any], persons: dict[str, PersonTold]) -> None:
    formula = policy(**chosen).formula
    for each in month(told, chosen, persons):
        assert sum(line.counted for line in each.lines) == each.deducted
        assert each.score == max(Decimal(0), each.base - each.deducted)
        by_kind = {kind: sum(x.counted for x in each.lines if x.kind == kind) for kind in LineKind}
        assert -by_kind[LineKind.commendation] <= Decimal(str(formula.commendation_cap))
        assert 0 <= -by_kind[LineKind.credit] <= max(by_kind[LineKind.violation], 0)
        assert by_kind[LineKind.adjustment] == sum(x.counted for x in persons[each.staff].adjustments)
        assert all(line.counted.as_tuple().exponent >= -3 for line in each.lines)


@given(violations, options, st.fixed_dictionaries({"S001": people}), st.randoms())
def test_the_order_in_which_things_are_told_is_no_matter(
    told: Told, chosen: dict[str, Any], persons: dict[str, PersonTold], random: Any
) -> None:
    shuffled = random.sample(told, len(told))
    assert canonical(month(shuffled, chosen, persons)) == canonical(month(told, chosen, persons))


@given(violations)
def test_with_everything_off_a_month_is_what_it_is_without(told: Told) -> None:
    confirmed = [Confirmed(rule, who, START + timedelta(hours=h)) for who, rule, h in told]
    persons = {"S001": PersonTold(9, (THANKED,), Decimal("0.5"))}
    assert appraise("2026-06", [], confirmed, DEFAULT, MonthTold(START, END, persons)) == appraise(
        "2026-06", [], confirmed, DEFAULT
    )
