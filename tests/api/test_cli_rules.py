"""Rule packs from the command line: what each command says, and how it fails."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from tests.api.test_halls_file import FILE
from tests.conduct.rules.test_pack import OWN, SIMPLE

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CONDUCT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("CONDUCT_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours.toml").write_text(SIMPLE, "utf-8")

    def run(*words: str) -> Result:
        return CliRunner().invoke(app, ["rules", *words])

    return run


def test_a_good_pack_is_said_to_be_good_with_what_it_covers(run: Run) -> None:
    done = run("check", "ours.toml")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "ours-1: 6 rules; 142 norms: detector 2; 140 without a rule or a reason\n"


def test_all_faults_of_a_bad_one_are_listed(run: Run, tmp_path: Path) -> None:
    bad = (SIMPLE + OWN).replace("points = 3", "pts = 3").replace("severity =", "gravity =")
    (tmp_path / "bad.toml").write_text(bad, "utf-8")
    done = run("check", "bad.toml")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "bad.toml:16: rules.late.pts: unknown key 'pts'",
        "bad.toml:40: rules.rounds.severity: Field required",
        "bad.toml:46: rules.rounds.gravity: unknown key 'gravity'",
    ]
    assert done.stderr.startswith("staff-conduct: bad.toml: 3 faults, the first: ")
    assert done.stderr.count("\n") == 1


def test_a_rule_is_explained_in_both_languages(run: Run) -> None:
    said = run("explain", "late").stdout
    for words in ("late  迟到  Late", "default-2026.2", "cc/1/17/1", "the first 1 of a month free", "late_grace_min 5"):
        assert words in said
    waits = run("explain", "answer-in-three-rings").stdout
    assert "nothing yet" in waits
    assert "电话系统的通话记录尚未接入" in waits
    assert "points      3" in run("explain", "late", "--pack", "ours.toml").stdout


def test_two_packs_are_compared_key_by_key(run: Run, tmp_path: Path) -> None:
    changed = SIMPLE.replace("points = 3", "points = 4").replace("free_first = 2\n", "") + OWN
    (tmp_path / "next.toml").write_text(changed, "utf-8")
    assert run("diff", "ours.toml", "next.toml").stdout.splitlines() == [
        "rules.late.points: 3 -> 4",
        "rules.late.free_first: 2 -> 0",
        "+ rules.rounds: 巡查 Rounds",
    ]
    assert run("diff", "default", "default").stdout == "no difference\n"


def test_coverage_names_every_norm_as_lines_and_as_json(run: Run) -> None:
    lines = run("coverage").stdout.splitlines()
    told = json.loads(run("coverage", "--json").stdout)
    assert len(lines) == len(told) + 1 == 142
    assert lines[-1].startswith("141 norms: detector 13")
    smile = next(each for each in told if each["norm"] == "heat/2/2.8")
    assert (smile["method"], smile["rules"][0]["rule"], smile["rules"][0]["found"]) == ("X", "smile", "never")
    assert "表情" in smile["rules"][0]["because"]["zh"]
    assert any(line.startswith("heat/3/2.4/2") and "window-unattended" in line for line in lines)
    assert "no rule, and no reason" in run("coverage", "ours.toml").stdout


def test_a_copy_is_changed_and_adopted_under_a_version_of_its_own(run: Run, tmp_path: Path) -> None:
    assert run("copy", "mine").stdout.startswith("mine: 14 files")
    assert run("diff", "default", "mine").stdout == "no difference\n"
    assert "File exists" in run("copy", "mine").stderr
    adopting = ("adopt", "mine", "--from", "2099-01-01", "--document", "no. 12")
    head = tmp_path / "mine" / "pack.toml"
    head.write_text(head.read_text("utf-8").replace('"default"', '"mine"').replace("base = 100", "base = 50"), "utf-8")
    assert run(*adopting).stdout.startswith("mine-2026.2 judges from 2099-01-01 on")
    head.write_text(head.read_text("utf-8").replace("base = 50", "base = 60"), "utf-8")
    assert "another pack was adopted as mine-2026.2" in run(*adopting).stderr
    assert run("copy", "again", "--pack", "mine-2026.2").stdout.startswith("again: 1 files")
    assert "appraisal.base: 60 -> 50" in run("diff", "mine", "again").stdout
    assert "no pack of the version mine-9 was adopted" in run("copy", "other", "--pack", "mine-9").stderr


FAILS = {
    "no such pack": (("check", "no.toml"), 1, "there is no file no.toml"),
    "no such rule": (("explain", "dancing"), 1, "default-2026.2 has no rule dancing"),
    "a version that nobody adopted": (("diff", "default", "ours-9"), 1, "no pack of this version was adopted"),
    "a rule of nothing": (("explain",), 2, "Missing argument"),
}


@pytest.mark.parametrize("name", FAILS)
def test_failing_says_why_in_one_line(name: str, run: Run) -> None:
    words, status, message = FAILS[name]
    done = run(*words)
    assert (done.exit_code, done.stdout) == (status, "")
    assert message in done.stderr


SEASON = ("season", "move", "H1", "mid-season", "--from", "2099-05-01", "--to", "2099-05-09", "--document", "no. 7")


def test_a_hall_moves_the_boundary_of_a_dress_code(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text(FILE, "utf-8")
    assert CliRunner().invoke(app, ["halls", "apply", "hall.toml"]).exit_code == 0
    moved = run(*SEASON)
    assert moved.stdout.startswith("H1 mid-season from 2099-05-01 to 2099-05-09: "), moved.stderr
    notice = moved.stdout.split()[-1]
    listed = run("season", "list").stdout.splitlines()
    assert len(listed) == 5
    assert listed[0].split()[:3] == ["late-spring", "05-01..05-31", "long-sleeves"]
    assert "H1             2099-05-01..2099-05-09       mid-season" in listed[4]
    assert "no. 7" in listed[4]
    assert "these days are mid-season anyhow" in run(*SEASON).stderr
    assert run("season", "withdraw", notice).stdout == "withdrawn\n"
    assert len(run("season", "list").stdout.splitlines()) == 4


SEASON_FAILS = {
    "no such hall": ((*SEASON[:2], "H9", *SEASON[3:]), 1, "there is no hall H9"),
    "winter in May": ((*SEASON[:3], "winter", *SEASON[4:]), 1, "winter does not come next to late-spring"),
    "announced too late": ((*SEASON, "--announced", "2099-05-02"), 1, "announced on 2099-05-02"),
    "no such notice": (("season", "withdraw", "0190a0a0-a0a0-7000-8000-00000000000a"), 1, "there is no notice"),
    "not a day": ((*SEASON[:5], "soon", *SEASON[6:]), 2, "soon"),
}  # fmt: skip


@pytest.mark.parametrize("name", SEASON_FAILS)
def test_a_boundary_that_cannot_be_moved_stays(name: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text(FILE, "utf-8")
    CliRunner().invoke(app, ["halls", "apply", "hall.toml"])
    words, status, message = SEASON_FAILS[name]
    done = run(*words)
    assert (done.exit_code, done.stdout) == (status, "")
    assert message in done.stderr


# Adopting


@pytest.fixture
def hall(run: Run, tmp_path: Path) -> Run:
    """A hall whose file rosters 3 June 2026, with the log-ins liu of human resources and zhou, a supervisor."""
    (tmp_path / "hall.toml").write_text(FILE, "utf-8")
    for words in (
        ("halls", "apply", "hall.toml"),
        ("users", "add", "liu", "--name", "刘洋", "--role", "hr"),
        ("users", "add", "zhou", "--name", "周敏", "--role", "supervisor", "--hall", "H1"),
    ):
        assert CliRunner().invoke(app, list(words)).exit_code == 0
    return run


ADOPT = ("adopt", "ours.toml", "--from", "2099-01-01", "--document", "no. 12")


def test_the_first_hall_s_file_adopts_the_default_pack_and_says_so(run: Run, tmp_path: Path) -> None:
    assert run("list").stdout == (
        "No pack holds today: default-2026.2 only watches, and nothing it finds costs anything.\n"
    )
    (tmp_path / "hall.toml").write_text(FILE, "utf-8")
    first = CliRunner().invoke(app, ["halls", "apply", "hall.toml"])
    assert "rule pack default-2026.2 is adopted from 2026-06-03 on: tell those whom it binds" in first.stderr
    assert CliRunner().invoke(app, ["halls", "apply", "hall.toml"]).stderr == ""
    assert run("list").stdout.startswith("* default-2026.2       from 2026-06-03  not announced, adopted by cli:")


def test_a_pack_is_adopted_by_somebody_from_a_day_by_a_document(hall: Run) -> None:
    told = hall(*ADOPT, "--by", "liu", "--announced", "2098-12-20")
    assert told.stdout == "ours-1 judges from 2099-01-01 on, announced 2098-12-20 by no. 12\n"
    listed = hall("list").stdout.splitlines()
    assert [line[:2] for line in listed] == ["* ", "  "]
    assert listed[1].startswith(
        "  ours-1               from 2099-01-01  announced 2098-12-20 by no. 12, adopted by liu"
    )
    assert hall("diff", "ours-1", "ours.toml").stdout == "no difference\n"


def test_a_pack_that_begins_on_a_day_that_is_over_asks_for_that_day_once_more(hall: Run, tmp_path: Path) -> None:
    words = ("adopt", "ours.toml", "--from", "2026-06-01", "--document", "no. 12", "--announced", "2026-05-30")
    asked = CliRunner().invoke(app, ["rules", *words], input="yes\n")
    assert asked.exit_code == 1
    assert "days with a roster that it would judge: 1 (2026-06-03 to 2026-06-03)" in asked.stderr
    assert "nothing was adopted" in asked.stderr
    assert "ours-1" not in hall("list").stdout
    typed = CliRunner().invoke(app, ["rules", *words], input="2026-06-01\n")
    assert typed.exit_code == 0
    assert typed.stdout.endswith("ours-1 judges from 2026-06-01 on, announced 2026-05-30 by no. 12\n")
    told = hall(*words, "--agreed", "2026-06-01")
    assert (told.exit_code, told.stderr) == (0, "")


def test_a_rule_is_put_into_watch_mode_and_back(hall: Run) -> None:
    assert hall("watch", "late", "--from", "2026-06-03", "--why", "读卡器检修", "--hall", "H1").exit_code == 0
    assert "only watched: late at H1 from 2026-06-03: 读卡器检修" in hall("list").stdout
    assert (
        hall("resume", "late", "--from", "2026-06-05", "--hall", "H1").stdout
        == "late counts again from 2026-06-05 on\n"
    )
    assert "only watched" not in hall("list").stdout


def test_a_draft_is_tried_on_recorded_days(hall: Run) -> None:
    words = ("replay", "--from", "2026-06-01", "--to", "2026-06-30", "--pack", "ours.toml")
    lines = hall(*words).stdout.splitlines()
    assert lines[0] == "1 hall days from 2026-06-01 to 2026-06-30"
    assert "present: default-2026.2" in lines[1]
    assert "draft: ours-1" in lines[1]
    assert lines[2].split() == ["points", "of", "all", "people", *["0", "confirmed,", "0", "at", "most"] * 2]
    told = json.loads(hall(*words, "--json", "--people").stdout)
    assert (told["draft"], told["present"], told["people"]) == ("ours-1", ["default-2026.2"], [])
    assert "people" not in json.loads(hall(*words[:-2], "--json").stdout)


ADOPTING_FAILS = {
    "no document": (("adopt", "ours.toml", "--from", "2099-01-01", "--document", ""), 1, "name the document"),
    "announced after it begins": ((*ADOPT, "--announced", "2099-01-02"), 1, "announced on 2099-01-02"),
    "by nobody known": ((*ADOPT, "--by", "nobody"), 1, "no log-in nobody of human resources"),
    "by a supervisor": ((*ADOPT, "--by", "zhou"), 1, "no log-in zhou of human resources"),
    "no such pack": (("adopt", "no.toml", *ADOPT[2:]), 1, "there is no file no.toml"),
    "from no day": (("adopt", "ours.toml", "--from", "soon", "--document", "x"), 2, "soon"),
    "a rule that judging does not find": (("watch", "smile", "--from", "2026-06-03", "--why", "x"), 1, "and no smile"),
    "a hall that is not there": (("watch", "late", "--from", "2026-06-03", "--why", "x", "--hall", "H9"), 1, "no hall H9"),
    "a rule that counts anyhow": (("resume", "late", "--from", "2026-06-03"), 1, "late is not in watch mode at all halls"),
    "a replay that goes back": (("replay", "--from", "2026-06-03", "--to", "2026-06-02"), 2, "before the first"),
    "a replay of no hall": (("replay", "--from", "2026-06-03", "--to", "2026-06-03", "--hall", "H9"), 1, "no hall H9"),
}  # fmt: skip


@pytest.mark.parametrize("name", ADOPTING_FAILS)
def test_what_cannot_be_adopted_says_why_in_one_line(name: str, hall: Run) -> None:
    words, status, message = ADOPTING_FAILS[name]
    done = hall(*words)
    assert (done.exit_code, done.stdout) == (status, ""), done.output
    assert message in " ".join(done.stderr.replace("│", " ").split())


def test_coverage_needs_no_database(run: Run, tmp_path: Path) -> None:
    assert run("coverage").exit_code == 0
    assert not (tmp_path / "data").exists()
