"""Every norm of the catalogue has its rule, or the reason why it has none."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from conduct.rules.coverage import Coverage, coverage, summary
from conduct.rules.pack import default_pack, norm_classes, parse_pack
from conduct.rules.rule import Area, Found, Method
from tests.conduct.rules.test_pack import SIMPLE
from tests.shared import shared

NORMS = 141
COVERED = {each.norm: each for each in coverage(default_pack(), norm_classes())}


def catalogue() -> list[dict[str, str]]:
    with Path(shared("norms/norms.csv")).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_none_is_without_a_rule() -> None:
    assert len(COVERED) == NORMS
    assert [norm for norm, each in COVERED.items() if not each.by] == []


def test_the_classes_are_those_of_the_catalogue() -> None:
    assert {row["id"]: row["method"] for row in catalogue()} == {n: m.value for n, m in norm_classes().items()}


def test_each_norm_has_a_rule_of_its_own_class_area_and_source() -> None:
    rules = default_pack().rules
    homeless = [
        row["id"]
        for row in catalogue()
        if not any(
            rules[each.rule].method == row["method"]
            and rules[each.rule].area == row["area"]
            and {*each.sources} & {*row["source"].split(";")}
            for each in COVERED[row["id"]].by
        )
    ]
    assert homeless == []


def runs_of_words(text: str, length: int = 5) -> set[str]:
    words = re.findall(r"[a-z0-9']+", text.casefold())
    return {" ".join(words[i : i + length]) for i in range(max(len(words) - length + 1, 1))}


def test_no_wording_of_the_catalogue_was_copied() -> None:
    ours = {name: runs_of_words(rule.words.en) for name, rule in default_pack().rules.items()}
    copied = [
        (name, row["id"], runs & runs_of_words(row["rule"]))
        for row in catalogue()
        for name, runs in ours.items()
        if runs & runs_of_words(row["rule"])
    ]
    assert copied == []


def test_what_is_never_automated_or_waits_says_why() -> None:
    for each in COVERED.values():
        for by in each.by:
            assert (by.because is not None) == (by.found in (Found.never, Found.waiting, Found.product)), each.norm
        if each.method == Method.X:
            assert {by.found for by in each.by} == {Found.never}, each.norm
        if each.method == Method.M:
            assert {by.found for by in each.by} == {Found.inspection}, each.norm


EARLY_AREAS: tuple[Area, ...] = ("attire", "badge", "occupancy", "attendance")


def test_of_the_areas_with_records_only_what_has_none_waits() -> None:
    waiting = {
        name
        for name, rule in default_pack().rules.items()
        if rule.area in EARLY_AREAS and rule.method in (Method.A, Method.S) and rule.found == Found.waiting
    }
    assert waiting == {"round-the-clock"}


def test_a_summary_counts_every_norm_once() -> None:
    counted = Counter(each.found for each in COVERED.values())
    assert sum(counted.values()) == NORMS
    assert summary(list(COVERED.values())) == (
        f"{NORMS} norms: " + ", ".join(f"{found.value} {counted[found]}" for found in Found)
    )


@pytest.fixture
def of_a_small_pack() -> dict[str, Coverage]:
    reasons = '[left_out]\n"heat/2/2.8" = "ours"\n[reasons.ours]\nzh = "本厅不查。"\nen = "Not looked at here."\n'
    return {each.norm: each for each in coverage(parse_pack(SIMPLE + reasons), norm_classes())}


def test_what_a_pack_leaves_out_is_told_with_its_reason_or_as_missing(of_a_small_pack: dict[str, Coverage]) -> None:
    late, smile, desk = (of_a_small_pack[norm] for norm in ("cc/1/17/1", "heat/2/2.8", "heat/1/3.3"))
    assert [by.rule for by in late.by] == ["late"]
    assert (smile.found, smile.is_accounted_for) == (None, True)
    assert smile.left_out is not None
    assert smile.left_out.en == "Not looked at here."
    assert not desk.is_accounted_for
    assert "139 without a rule or a reason" in summary(list(of_a_small_pack.values()))
