"""`staff-conduct halls colours`."""

from pathlib import Path

import numpy as np
import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from api.cli import app
from api.settings import Settings
from models.database import open_database
from models.tables import HallColoursRow, HallRow
from models.upgrade import bring_up_to_date
from vision.jpeg import encode


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONDUCT_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    for name, shade in (("coats", 30), ("shirts", 240)):
        (tmp_path / name).mkdir()
        for number in range(3):
            crop = np.full((60, 50, 3), shade + number, np.uint8)
            (tmp_path / name / f"{number}.jpg").write_bytes(encode(crop, 95))
    url = Settings().database
    engine = open_database(url)
    bring_up_to_date(engine)
    with Session(engine) as session:
        session.add(HallRow(code="H1", name="城北营业厅", timezone="Asia/Shanghai"))
        session.commit()
    engine.dispose()
    return url


def colours(*words: str, hall: str = "H1", shirts: str = "shirts", months: str = "11,12,1") -> Result:
    arguments = ["halls", "colours", hall, "--coats", "coats", "--shirts", shirts, "--months", months, *words]
    return CliRunner().invoke(app, arguments)


def test_a_hall_is_taught_and_keeps_no_picture(url: str, tmp_path: Path) -> None:
    told = colours("--cut")
    assert told.exit_code == 0, told.output
    assert "3 coats and 3 shirts taught for the months 1, 11, 12" in told.output
    engine = open_database(url)
    with Session(engine) as session:
        row = session.exec(select(HallColoursRow)).one()
    engine.dispose()
    assert [len(row.colours[name]) for name in ("coats", "shirts")] == [3, 3]
    assert not list((tmp_path / "data").rglob("*.jpg"))


@pytest.mark.parametrize(
    ("told", "code", "why"),
    [
        pytest.param({"hall": "H9"}, 1, "there is no hall H9", id="no hall"),
        pytest.param({"months": "13"}, 1, "months from 1 to 12", id="no month"),
        pytest.param({"months": "may"}, 2, "months are numbers", id="no number"),
        pytest.param({"shirts": "coats"}, 1, "look alike", id="alike"),
        pytest.param({"shirts": "."}, 1, "no JPEG file lies in", id="empty folder"),
    ],
)
def test_what_cannot_be_taught(url: str, told: dict[str, str], code: int, why: str) -> None:
    assert url
    result = colours("--cut", **told)
    assert (result.exit_code, why in result.output) == (code, True), result.output


def test_chests_are_not_guessed_without_a_detector(url: str) -> None:
    assert url
    result = colours()
    assert result.exit_code == 1
    assert "chests cannot be found: no weights are set" in result.output
