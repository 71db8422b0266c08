"""`staff-conduct simulate` as a process: what it prints, how it fails, what it does not load."""

import json
import subprocess
import sys
from pathlib import Path

from tests.conduct.story import iso, punches, shift, story

COMMAND = [sys.executable, "-c", "from api.cli import main; main()", "simulate"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)


def written(folder: Path, **told: object) -> str:
    file = folder / "scenario.json"
    file.write_text(json.dumps(story(**told)), "utf-8")
    return str(file)


def test_json_holds_every_part(tmp_path: Path) -> None:
    file = written(tmp_path, shifts=[shift("S001", "W1", "08:30 > 17:30")], punches=punches("1001", "08:50", "17:31"))
    done = run(file, "--json")
    assert done.returncode == 0, done.stderr
    out = json.loads(done.stdout)
    assert set(out) == {"window_states", "attendance", "violations", "tasks", "appraisal"}
    assert [(v["rule"], v["status"]) for v in out["violations"]] == [("late", "pending")]


def test_an_unknown_key_is_named_on_one_line(tmp_path: Path) -> None:
    done = run(written(tmp_path, weather="fine"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "staff-conduct: weather: unknown key 'weather'\n"


def test_bad_use_is_status_2(tmp_path: Path) -> None:
    assert run("--no-such-option").returncode == 2
    assert run().returncode == 2


def test_a_missing_file_is_status_1() -> None:
    done = run("no-such-file.json")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_a_pack_of_one_s_own(tmp_path: Path) -> None:
    from conduct.rules.pack import default_pack_text

    pack = tmp_path / "strict.toml"
    pack.write_text(default_pack_text().replace("late_grace_min = 5", "late_grace_min = 30"), "utf-8")
    file = written(tmp_path, shifts=[shift("S001", "W1", "08:30 > 17:30")], punches=punches("1001", "08:50", "17:31"))
    assert json.loads(run(file, "--pack", str(pack), "--json").stdout)["violations"] == []
    (folder := tmp_path / "strict").mkdir()
    (folder / "pack.toml").write_text(pack.read_text("utf-8"), "utf-8")
    assert json.loads(run(file, "--pack", str(folder), "--json").stdout)["violations"] == []
    pack.write_text("[pack]\nname = 3\n", "utf-8")
    assert "pack.name" in run(file, "--pack", str(pack)).stderr


def test_it_starts_without_torch_or_opencv(tmp_path: Path) -> None:
    file = written(tmp_path, now=iso("12:00"))
    code = (
        "import sys; from api.cli import app; app(['simulate', sys.argv[1]], standalone_mode=False);"
        "heavy = {'torch', 'cv2', 'ultralytics', 'openvino'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_example_is_judged(tmp_path: Path) -> None:
    example = run("--example")
    assert (example.returncode, example.stderr) == (0, "")
    (tmp_path / "scenario.json").write_text(example.stdout, "utf-8")
    done = run(str(tmp_path / "scenario.json"), "--json")
    assert done.returncode == 0, done.stderr
    out = json.loads(done.stdout)
    assert [(v["rule"], v["status"]) for v in out["violations"]] == [("window-unattended", "confirmed")]
    assert [(a["staff"], a["score"]) for a in out["appraisal"]] == [("S001", 98)]
