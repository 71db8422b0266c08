"""`staff-conduct windows`: teaching from folders of frames."""

import os
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from api.cli.windows import app
from api.settings import Settings
from models.database import open_database
from models.tables import CameraRow, CameraViewRow, HallRow, TaughtLookRow, WindowClassifierRow, WindowRow
from models.upgrade import bring_up_to_date
from tests.conduct.hall import NOW
from vision.scene import Scene, Seat

EACH = 20
START = 1_780_000_000


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The drawn hall's camera C1 and its window W1; W2 is a window that the camera does not look at."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONDUCT_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    url = Settings().database
    engine = open_database(url)
    bring_up_to_date(engine)
    seen = Scene().views()[0]
    with Session(engine) as session:
        hall = HallRow(code="H1", name="城东营业厅", timezone="Asia/Shanghai")
        # without its seat tag the window tells nothing by itself: there are no weights here
        windows = [
            WindowRow(hall_id=hall.id, code=code, tag_number=i + 1, seat_tag=False)
            for i, code in enumerate(("W1", "W2"))
        ]
        camera = CameraRow(hall_id=hall.id, code="C1")
        for rows in ([hall], windows, [camera]):
            session.add_all(rows)
            session.flush()
        session.add(
            CameraViewRow(
                camera_id=camera.id, window_id=windows[0].id, version=1, valid_from=NOW.replace(year=2020),
                staff_zone=[list(point) for point in seen.staff_zone],
            )
        )  # fmt: skip
        session.commit()
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Twenty frames of each, half a minute apart, the empty ones after the staffed ones."""
    base, scene = tmp_path_factory.mktemp("frames"), Scene()
    for order, (name, seat) in enumerate({"staffed": Seat(0), "empty": Seat()}.items()):
        (base / name).mkdir()
        for number in range(EACH):
            file = base / name / f"{number:03d}.jpg"
            file.write_bytes(scene.frame({"W1": seat}, tick=number))
            at = START + 30 * (number + EACH * order)
            os.utime(file, (at, at))
    (base / "none").mkdir()
    (base / "damaged").mkdir()
    (base / "damaged" / "1.jpg").write_bytes((base / "empty" / "000.jpg").read_bytes()[:3000])
    return {name: base / name for name in ("staffed", "empty", "none", "damaged")}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def looks(url: str) -> tuple[int, int]:
    engine = open_database(url)
    with Session(engine) as session:
        found = len(session.exec(select(TaughtLookRow)).all()), len(session.exec(select(WindowClassifierRow)).all())
    engine.dispose()
    return found


def test_taught_listed_and_taught_again(url: str, folders: dict[str, Path]) -> None:
    assert run("list").stdout == "no window was taught yet\n"
    command = ("teach", "W1", "--camera", "C1", "--staffed", str(folders["staffed"]), "--empty", str(folders["empty"]))
    first = run(*command)
    assert first.exit_code == 0, first.output
    assert "no person detector: no weights are set" in first.stderr
    lines = first.stdout.splitlines()
    assert lines[0] == f"set-up: {2 * EACH} looks new, 0 changed"
    assert f"taught on {EACH} staffed and {EACH} empty looks" in lines
    assert any(line.startswith("  without  0 right, 0 wrong, 40 unusable") for line in lines)
    assert lines[-1].startswith("Used: ")
    again = run(*command)
    assert again.stdout.splitlines()[0] == "set-up: 0 looks new, 0 changed"
    assert looks(url) == (2 * EACH, 1)
    listed = run("list").stdout
    assert all(word in listed for word in ("H1", "W1", "C1", f"{EACH} staffed, {EACH} empty, in use", "Used: "))
    without_folders = run("teach", "W1", "--camera", "C1")
    assert without_folders.stdout.splitlines()[-1] == lines[-1]


def test_forgotten_and_taught_anew(url: str, folders: dict[str, Path]) -> None:
    assert run("forget", "W1", "--camera", "C1").stdout == "it was taught nothing\n"
    run("teach", "W1", "--camera", "C1", "--staffed", str(folders["staffed"]), "--empty", str(folders["empty"]))
    assert run("forget", "W1", "--camera", "C1").stdout == f"forgotten: {2 * EACH} looks of set-ups, 0 of verdicts\n"
    assert looks(url) == (0, 0)
    assert run("list").stdout == "no window was taught yet\n"
    assert run("forget", "W1", "--camera", "C9").exit_code == 1


def test_too_few_are_kept_and_not_used(url: str, folders: dict[str, Path]) -> None:
    told = run("teach", "W1", "--camera", "C1", "--empty", str(folders["empty"]))
    assert "0 staffed and 20 empty looks; 20 of each are needed" in told.stdout
    assert looks(url) == (EACH, 1)
    assert "not used" in run("list").stdout


def test_frames_that_follow_too_closely_are_not_held_back(url: str, folders: dict[str, Path]) -> None:
    told = run(
        "teach", "W1", "--camera", "C1", "--staffed", str(folders["staffed"]), "--empty", str(folders["empty"]),
        "--every-s", "1",
    )  # fmt: skip
    assert "too close together" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["W1", "--camera", "C9"], 1, "there is no camera C9"),
        (["W2", "--camera", "C1"], 1, "does not look at a window W2"),
        (["W1", "--camera", "C1", "--empty", "none"], 1, "no JPEG file lies in"),
        (["W1", "--camera", "C1", "--empty", "nowhere"], 1, "no JPEG file lies in"),
        (["W1", "--camera", "C1", "--staffed", "empty", "--empty", "damaged"], 1, "1.jpg"),
        (["W1", "--camera", "C1", "--every-s", "0"], 2, "more than 0 s"),
    ],
)
def test_refused(url: str, folders: dict[str, Path], arguments: list[str], status: int, words: str) -> None:
    refused = run("teach", *(str(folders.get(each, each)) for each in arguments))
    assert (refused.exit_code, words in refused.stderr) == (status, True), refused.output
    assert looks(url) == (0, 0)
