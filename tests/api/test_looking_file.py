from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from api.setup.looking_file import LookingFileError, looking_as_toml, parse_looking, read_looking_file
from vision.look import LookLimits


def test_what_is_printed_reads_back_the_same() -> None:
    assert parse_looking(looking_as_toml()) == LookLimits()


def test_every_threshold_says_what_it_trades() -> None:
    lines = looking_as_toml().splitlines()
    bare = [line for before, line in zip(["", *lines], lines, strict=False) if " = " in line and before[:1] != "#"]
    allowed = {"bias = ", "forearm = ", "attributes = "}
    assert [line for line in bare if not line.startswith(tuple(allowed))] == []
    assert sum(" = " in line and line[0] != "#" for line in lines) == leaves(LookLimits())


def leaves(limits: Any) -> int:
    return sum(leaves(getattr(limits, f.name)) if is_dataclass(getattr(limits, f.name)) else 1 for f in fields(limits))


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "looking.toml"
    file.write_text(
        "[persons]\nscore_min = 0.5\n[markers]\nthreshold_px = [5, 25]\n[attire.sleeves]\nrolled_step = 1\n"
    )
    limits = read_looking_file(file)
    assert (limits.persons.score_min, limits.markers.threshold_px, limits.attire.sleeves.rolled_step) == (
        0.5,
        (5, 25),
        1.0,
    )
    assert limits.quality == LookLimits().quality


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(
            "[person]\nscore_min = 1", "there is no threshold person; there are quality, persons,", id="table"
        ),
        pytest.param("[persons]\nscore = 1", "there is no threshold persons.score; there are score_min,", id="name"),
        pytest.param("[persons]\nscore_min = 'high'", "persons.score_min is a number, not 'high'", id="text"),
        pytest.param("[persons]\nscore_min = true", "persons.score_min is a number, not True", id="truth"),
        pytest.param("[persons]\npoints_needed = 2.5", "persons.points_needed is a whole number, not 2.5", id="part"),
        pytest.param("[markers]\nthreshold_px = 3", "markers.threshold_px is a list of 2 numbers", id="list"),
        pytest.param("persons = 3", "persons is a table of thresholds", id="no table"),
        pytest.param("[", "not TOML: ", id="no TOML"),
    ],
)
def test_what_is_wrong_is_named(text: str, why: str, tmp_path: Path) -> None:
    file = tmp_path / "looking.toml"
    file.write_text(text)
    with pytest.raises(LookingFileError) as refused:
        read_looking_file(file)
    assert str(refused.value).startswith(f"{file}: {why}")


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LookingFileError, match=r"looking\.toml"):
        read_looking_file(tmp_path / "looking.toml")
