"""What a rule pack may not say, and the one line that names file, rule and key."""

from pathlib import Path
from typing import Any

import pytest

from conduct.rules.pack import (
    JUDGED_RULES,
    PackError,
    PackText,
    default_pack,
    default_pack_text,
    default_text,
    load_pack,
    norm_classes,
    parse_pack,
    read_pack,
)
from conduct.rules.policy import Formula, Limits
from conduct.rules.rule import Found, Method, Step

SIMPLE = """
[pack]
name = "ours"
version = "1"
title = { zh = "本厅规则", en = "Our rules" }

[limits]
late_grace_min = 10

[appraisal]
base = 50

[rules.late]
area = "attendance"
norms = ["cc/1/17/1"]
points = 3
free_first = 2
title = { zh = "迟到", en = "Late" }
""" + "".join(
    f'[rules.{rule}]\narea = "{area}"\nnorms = ["own/1"]\ntitle = {{ zh = "规则", en = "Rule" }}\n'
    for rule, area in {
        "early-leave": "attendance", "absent": "attendance", "window-unattended": "occupancy",
        "away-too-long": "occupancy", "uniform-season": "attire",
    }.items()
)  # fmt: skip

OWN = """
[rules.rounds]
area = "discipline"
norms = ["heat/1/3.3"]
method = "M"
source = ["inspection"]
found = "inspection"
severity = "minor"
when = { on = "working-time" }
title = { zh = "巡查", en = "Rounds" }
words = { zh = "巡查。", en = "Rounds." }
"""
NEVER = OWN.replace("heat/1/3.3", "heat/2/2.8").replace('method = "M"', 'method = "X"').replace(
    'found = "inspection"', 'found = "never"\nbecause = "feelings"'
) + '[reasons.feelings]\nzh = "不由机器判断。"\nen = "No machine."\n'  # fmt: skip


def test_a_pack_that_says_only_norms_and_points_is_whole() -> None:
    policy = parse_pack(SIMPLE).policy()
    assert policy.version == "ours-1"
    assert policy.limits == Limits(late_grace_min=10)
    assert (policy.formula.base, policy.formula.points, policy.formula.free_first) == (50, {"late": 3}, {"late": 2})
    assert policy.seasons == default_pack().seasons
    assert set(policy.rules) == set(JUDGED_RULES)
    assert parse_pack(SIMPLE).rules["late"].method == Method.A
    assert parse_pack(SIMPLE).rules["uniform-season"].found == Found.detector


def test_the_default_pack_scores_only_what_judging_finds() -> None:
    pack = default_pack()
    assert pack.policy().limits == Limits()
    assert pack.policy().formula == Formula()
    assert {name for name, rule in pack.rules.items() if rule.points} == set(JUDGED_RULES)
    assert not any(rule.watch for rule in pack.rules.values())


def test_every_rule_says_so_in_both_languages() -> None:
    for name, rule in default_pack().rules.items():
        for words in (rule.title, rule.words):
            assert any("一" <= letter <= "鿿" for letter in words.zh), name
            assert words.en.isascii(), name


FAULTS: dict[str, tuple[str, str]] = {
    "not TOML": (SIMPLE + "rules = [", "not TOML: "),
    "an unknown table": (SIMPLE + "[colours]\n", "colours: unknown key 'colours'"),
    "an unknown key of a rule": (SIMPLE.replace("points = 3", "points = 3\ncolour = 1"), "rules.late.colour: unknown key"),
    "an unknown key of a limit": (SIMPLE.replace("late_grace_min", "late_grace"), "limits.late_grace: unknown key"),
    "points below nothing": (SIMPLE.replace("points = 3", "points = -1"), "rules.late.points: "),
    "no such area": (SIMPLE.replace('area = "attire"', 'area = "shoes"'), "rules.uniform-season.area: "),
    "a judged rule missing": (SIMPLE.replace("[rules.late]", "[rules.later]"), "rules.later.method: Field required"),
    "a judged rule missing, none in its place": (
        SIMPLE.replace(SIMPLE[SIMPLE.index("[rules.late]"):SIMPLE.index("[rules.early")], ""), "rules.late: missing"),
    "a rule's name that cannot be typed": (SIMPLE + OWN.replace("rules.rounds", 'rules."Rounds!"'), "rules.Rounds!: "),
    "a rule without words": (SIMPLE + OWN.replace("words =", "# words ="), "rules.rounds.words: Field required"),
    "a limit of a rule given twice": (
        SIMPLE.replace("points = 3", "limits = { late_grace_min = 3 }"), "rules.late.limits.late_grace_min: is among"),
    "a limit that judging does not know there": (
        SIMPLE.replace("points = 3", "limits = { away_limit_s = 3 }"), "rules.late.limits.away_limit_s: this rule knows"),
    "a limit out of bounds, with its rule": (
        SIMPLE.replace("points = 3", "points = 3").replace('area = "attire"', 'area = "attire"\nlimits = { attire_share = 2 }'),
        "rules.uniform-season.limits.attire_share: "),
    "a limit without its unit": (
        SIMPLE + OWN.replace("when =", "limits = { often = 3 }\nwhen ="), "rules.rounds.limits.often: a limit's name ends"),
    "a norm of no catalogue": (SIMPLE + OWN.replace("heat/1/3.3", "heat/1/3.33"), "rules.rounds.norms: 'heat/1/3.33' is in no"),
    "a norm of another class": (SIMPLE + OWN.replace("heat/1/3.3", "heat/1/2.1"), "rules.rounds.method: none of its norms"),
    "a detector for what nothing finds": (
        SIMPLE + OWN.replace('method = "M"', 'method = "S"').replace("heat/1/3.3", "heat/1/2.1")
        .replace('found = "inspection"', 'found = "detector"'), "rules.rounds.found: nothing finds this rule by itself"),
    "a detector for method M": (
        SIMPLE + OWN.replace('found = "inspection"', 'found = "detector"'), "rules.rounds.found: a rule of method M is never"),
    "a detector for method X": (
        SIMPLE + NEVER.replace('found = "never"', 'found = "detector"'), "rules.rounds.found: a rule of method X is never"),
    "inspection for method X": (
        SIMPLE + NEVER.replace('found = "never"', 'found = "inspection"'), "rules.rounds.found: a rule of method X is found by never"),
    "method X without a reason": (
        SIMPLE + NEVER.replace('because = "feelings"', ""), "rules.rounds.because: missing"),
    "a reason that is not there": (SIMPLE + NEVER.replace("reasons.feelings", "reasons.other"), "rules.rounds.because: there is no"),
    "a reason that is not needed": (
        SIMPLE + OWN.replace("severity =", 'because = "x"\nseverity ='), "rules.rounds.because: a rule found by inspection"),
    "a smile among the norms of a judged rule": (
        SIMPLE.replace('"cc/1/17/1"', '"cc/1/17/1", "heat/2/2.8"'), "rules.late.norms: heat/2/2.8 is of class X"),
    "a norm for inspectors among those of a judged rule": (
        SIMPLE.replace('"cc/1/17/1"', '"cc/1/17/1", "heat/1/3.3"'), "rules.late.norms: heat/1/3.3 is of class M"),
    "a judged rule that is not to be judged": (
        SIMPLE.replace("points = 3", 'points = 3\nfound = "waiting"'), "rules.late.found: judging finds this rule"),
    "a class made laxer": (SIMPLE + '[norms]\n"heat/2/2.8" = "A"\n', "norms.heat/2/2.8: its class is X"),
    "a smile taken for one's own rule": (
        SIMPLE + OWN.replace("heat/1/3.3", "own/smile") + '[norms]\n"own/smile" = "A"\n', "rules.rounds.method: none of"),
    "a condition that judging does not keep to": (
        SIMPLE.replace("points = 3", 'when = { on = "shift", attendance = ["absent"] }'), "rules.late.when.attendance: judging goes by"),
    "an exemption that is not kept": (
        SIMPLE.replace('area = "attire"', 'area = "attire"\nwhen = { on = "duty", window = "staffed" }'),
        "rules.uniform-season.when.exempt: judging goes by"),
    "a condition that is said of something else": (
        SIMPLE + OWN.replace('on = "working-time"', 'on = "working-time", window = "staffed"'), "rules.rounds.when.window: is said only of"),
    "a dress code that is not there": (
        SIMPLE.replace('area = "attire"', 'area = "attire"\nwhen = { on = "duty", window = "staffed", exempt = ["uniform_waiver"], seasons = ["monsoon"] }'),
        "rules.uniform-season.when.seasons: there is no seasons.monsoon"),
    "an escalation that goes back": (
        SIMPLE.replace("points = 3", "points = 3\nescalation = [{ from = 4, points = 5 }, { from = 3, points = 6 }]"),
        "rules.late.escalation: from 3 does not come after 4"),
    "an escalation that costs less": (
        SIMPLE.replace("points = 3", "points = 3\nescalation = [{ from = 4, points = 1 }]"), "rules.late.escalation: 1 points are fewer"),
    "a year with a hole": (
        default_pack_text().replace('"05-01..05-31"', '"05-02..05-31"'), "seasons: 05-01: no dress code"),
    "a year without its leap day": (
        default_pack_text().replace('"11-01..03-31"', '"11-01..02-28", "03-01..03-31"'), "seasons: 02-29: no dress code"),
    "a day with two dress codes": (
        default_pack_text().replace('"05-01..05-31"', '"05-01..06-02"'), "seasons: 06-01..06-02: more than one dress code"),
    "a day that no year has": (
        default_pack_text().replace('"05-01..05-31"', '"05-01..05-32"'), "seasons.late-spring.spans.0: "),
    "a norm left out and covered": (
        SIMPLE + '[left_out]\n"cc/1/17/1" = "x"\n[reasons.x]\nzh = "一"\nen = "one"\n', "left_out.cc/1/17/1: a rule covers it"),
    "a norm left out without a reason": (SIMPLE + '[left_out]\n"heat/1/2.1" = "x"\n', "left_out.heat/1/2.1: there is no reasons.x"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_is_named(name: str) -> None:
    text, message = FAULTS[name]
    with pytest.raises(PackError) as error:
        parse_pack(text)
    assert any(fault.startswith(message) for fault in error.value.faults), error.value.faults
    assert all("\n" not in fault for fault in error.value.faults)


def test_everything_wrong_is_told_at_once() -> None:
    text = SIMPLE.replace("points = 3", "points = -1").replace("base = 50", 'base = "x"')
    with pytest.raises(PackError) as error:
        parse_pack(text)
    assert [fault.partition(":")[0] for fault in error.value.faults] == ["appraisal.base", "rules.late.points"]


@pytest.mark.parametrize("norm", [norm for norm, method in norm_classes().items() if method in (Method.M, Method.X)])
def test_no_detector_can_be_given_a_norm_that_only_people_may_judge(norm: str) -> None:
    for rule in JUDGED_RULES:
        old = SIMPLE.index(f"[rules.{rule}]")
        text = SIMPLE[:old] + SIMPLE[old:].replace("norms = [", f'norms = ["{norm}", ', 1)
        with pytest.raises(PackError, match=rf"rules\.{rule}\.norms: {norm} is of class [MX]"):
            parse_pack(text)


# A folder of files


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


HEAD, TAIL = SIMPLE[: SIMPLE.index("[rules.late]")], SIMPLE[SIMPLE.index("[rules.late]") :]


def test_a_folder_is_one_pack(tmp_path: Path) -> None:
    folder = written(tmp_path, pack=HEAD, attendance=TAIL, discipline=OWN)
    assert read_pack(folder) == parse_pack(SIMPLE + OWN)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"pack": HEAD, "z": TAIL.replace("points = 3", "pts = 3")}, "z.toml: rules.late.pts: unknown key 'pts'"),
        ({"pack": HEAD, "a": TAIL, "b": TAIL}, "b.toml: rules.late: is in a.toml too"),
        ({"pack": HEAD, "a": TAIL, "b": "[limits]\n"}, "b.toml: limits: is in pack.toml too"),
        ({"pack": HEAD, "z": "rules ="}, "z.toml: not TOML: "),
        ({"pack": HEAD, "z": "norms = { x = 'M' }\n" + TAIL}, "pack.toml: write every table under its [name]"),
        ({"pack": HEAD.replace("base", "basis"), "z": TAIL}, "pack.toml: appraisal.basis: unknown key 'basis'"),
        ({}, f"{'{folder}'}: no TOML file"),
    ],
)
def test_the_file_is_named_too(tmp_path: Path, files: dict[str, Any], message: str) -> None:
    with pytest.raises(PackError) as error:
        read_pack(written(tmp_path, **files))
    assert str(error.value).startswith(message.format(folder=tmp_path))


def test_a_pack_s_files_joined_say_the_same() -> None:
    assert parse_pack(default_pack_text()) == default_pack()
    assert load_pack(PackText(tuple(reversed(default_text().files)))) == default_pack()


def test_limits_may_stand_with_their_rule_or_among_all() -> None:
    with_rule = SIMPLE.replace("late_grace_min = 10", "").replace(
        "points = 3", "points = 3\nlimits = { late_grace_min = 10 }"
    )
    assert parse_pack(with_rule).policy() == parse_pack(SIMPLE).policy()


def test_a_pack_narrows_dress_codes_and_raises_points() -> None:
    text = SIMPLE.replace(
        'area = "attire"',
        'area = "attire"\nwhen = { on = "duty", window = "staffed", exempt = ["uniform_waiver"], seasons = ["summer"] }',
    ).replace("points = 3", "points = 3\nescalation = [{ from = 3, points = 6 }]\nwatch = true")
    policy = parse_pack(text).policy()
    assert policy.rules["uniform-season"].seasons == ("summer",)
    assert policy.formula.escalation == {"late": (Step.model_validate({"from": 3, "points": 6}),)}
    assert policy.watch == {"late"}


def test_a_norm_of_one_s_own_has_the_class_that_the_pack_gives_it() -> None:
    own = OWN.replace("heat/1/3.3", "own/12") + '[norms]\n"own/12" = "M"\n'
    assert parse_pack(SIMPLE + own).rules["rounds"].norms == ("own/12",)
    stricter = '[norms]\n"cc/1/17/1" = "M"\n'
    with pytest.raises(PackError, match="cc/1/17/1 is of class M"):
        parse_pack(SIMPLE + stricter)
