"""What a pack may say about holding its rules back."""

import pytest

from conduct.rules.explaining import explain
from conduct.rules.pack import PackError, default_pack_text, parse_pack
from conduct.rules.pack_diff import differences
from conduct.rules.restraint import Restraint
from tests.conduct.rules.test_pack import OWN, SIMPLE


def test_a_pack_that_says_nothing_has_the_usual_numbers() -> None:
    pack = parse_pack(SIMPLE)
    assert pack.restraint == Restraint(precision_floor=0.7, last_decided=30, cards_a_day=40)
    assert pack.precision_floor("late") == 0.7


def test_a_rule_s_own_floor_goes_before_that_of_all() -> None:
    text = default_pack_text() + "\n[restraint]\nprecision_floor = 0.8\nlast_decided = 20\n"
    pack = parse_pack(text.replace("[rules.late]", "[rules.late]\nprecision_floor = 0.5"))
    assert (pack.precision_floor("late"), pack.precision_floor("absent")) == (0.5, 0.8)
    assert "  restraint   it only watches where under 50 % of the last 20 decided were right" in list(
        explain(pack, "late")
    )
    assert "restraint.last_decided: 30 -> 20" in list(differences(parse_pack(default_pack_text()), pack))


WRONG: dict[str, tuple[str, str]] = {
    "a floor over 1": ("\n[restraint]\nprecision_floor = 70\n", "restraint.precision_floor: Input should be less than"),
    "none decided": ("\n[restraint]\nlast_decided = 0\n", "restraint.last_decided: Input should be greater than"),
    "no cards": ("\n[restraint]\ncards_a_day = 0\n", "restraint.cards_a_day: Input should be greater than"),
    "an unknown key": ("\n[restraint]\nfloor = 0.7\n", "restraint.floor: unknown key 'floor'"),
    "of what a person reports": (
        OWN.replace("[rules.rounds]", "[rules.rounds]\nprecision_floor = 0.7"),
        "rules.rounds.precision_floor: is said only of what judging finds",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_pack_may_not_say(name: str) -> None:
    text, fault = WRONG[name]
    with pytest.raises(PackError) as refused:
        parse_pack(SIMPLE + text)
    assert any(each.startswith(fault) for each in refused.value.faults), refused.value.faults
