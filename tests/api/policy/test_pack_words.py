"""What differs between two packs, in words of both languages."""

import pytest

from api.language import Language
from api.policy.pack_words import KEYS, PARTS, SaidChange, fault_said, said_differences
from conduct.people.discipline import Ladder
from conduct.rules.pack import PackError, default_pack, default_pack_text, parse_pack
from conduct.rules.policy import AppealTerms, Formula, Limits
from conduct.rules.restraint import Restraint
from conduct.rules.review_policy import ReviewPolicy
from conduct.rules.rule_pack import Pack
from conduct.told import Told
from tests.conduct.rules.test_pack import OWN, SIMPLE

ZH, EN = Language("zh"), Language("en")


def differences(old: str, new: str, language: Language = EN) -> list[tuple[str, SaidChange]]:
    parts = said_differences(parse_pack(old), parse_pack(new), language)
    return [(part.title, change) for part in parts for change in part.changes]


def test_every_part_of_a_pack_has_its_title() -> None:
    assert set(PARTS) == set(Pack.model_fields)


def test_every_limit_and_every_number_of_a_score_has_its_words() -> None:
    for numbers in (Limits, Formula, ReviewPolicy, Restraint, AppealTerms, Ladder):
        assert set(numbers.model_fields) - set(KEYS) - {"occupancy"} == set(), numbers


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("points = 3", "points = 4"), ("Rules", SaidChange("changed", "Late", "points", "3", "4"))),
        (("points = 3", "points = 3\nwatch = true"), ("Rules", SaidChange("changed", "Late", "only watched", "no", "yes"))),
        (("base = 50", "base = 60"), ("A month's score", SaidChange("changed", "", "points to begin with", "50", "60"))),
        (("late_grace_min = 10", "late_grace_min = 0"),
         ("Limits for all", SaidChange("changed", "", "grace when coming late, minutes", "10", "0"))),
        (("points = 3", "points = 3\nescalation = [{ from = 4, points = 6 }]"),
         ("Rules", SaidChange("changed", "Late", "points from the nth in a month on", "nothing", "from number 4 on 6"))),
        (("points = 3", 'points = 3\nseverity = "serious"'),
         ("Rules", SaidChange("changed", "Late", "weight", "moderate", "serious"))),
    ],
)  # fmt: skip
def test_a_change_in_words(change: tuple[str, str], said: tuple[str, SaidChange]) -> None:
    assert differences(SIMPLE, SIMPLE.replace(*change)) == [said]


def test_a_rule_that_is_new_or_gone_is_told_by_its_title() -> None:
    assert differences(SIMPLE, SIMPLE + OWN) == [("Rules", SaidChange("added", "Rounds", None, "nothing", "Rounds"))]
    ((_, gone),) = differences(SIMPLE + OWN, SIMPLE, ZH)
    assert (gone.kind, gone.of, gone.what) == ("removed", "巡查", None)


def test_nothing_differs_from_itself() -> None:
    assert said_differences(default_pack(), parse_pack(default_pack_text()), ZH) == ()


def test_every_fault_of_a_pack_can_be_said_in_chinese() -> None:
    text = SIMPLE.replace("points = 3", "points = -3").replace(
        'norms = ["cc/1/17/1"]', 'norms = ["cc/1/17/1"]\nfound = "never"'
    )
    with pytest.raises(PackError) as error:
        parse_pack(text)
    for fault in error.value.located:
        assert any("一" <= letter <= "鿿" for letter in fault_said(fault.message, ZH)), fault
    assert fault_said("a library's own words", ZH) == "此值不符合要求（a library's own words）"


def test_a_message_is_text_that_remembers_what_it_was_made_of() -> None:
    told = Told("unknown key {key}", key="x")
    assert told == "unknown key x"
    assert (told.message, dict(told.facts)) == ("unknown key {key}", {"key": "x"})
    assert Told("at least {n}", n=5.0) == "at least 5"
