"""The eyes that the settings ask for."""

from pathlib import Path

import pytest

from api.looking import make_looker
from api.settings import Settings
from api.setup.looking_file import LookingFileError


@pytest.mark.parametrize(
    ("told", "persons_missing", "missing"),
    [
        pytest.param({}, "no weights are set (CONDUCT_WEIGHTS)", [], id="nothing asked for"),
        pytest.param({"weights": "nowhere"}, "nowhere", [], id="no such weights"),
        pytest.param({"second_weights": "nowhere"}, "no weights are set", ["nowhere"], id="no such second"),
        pytest.param({"attributes": Path("a.xml")}, "no weights are set", ["a.xml is not there"], id="no attributes"),
        pytest.param({"signals_weights": "nowhere"}, "no weights are set", ["nowhere"], id="no site's model"),
    ],
)
def test_what_cannot_be_had_is_left_out_with_the_reason(
    told: dict[str, object], persons_missing: str, missing: list[str], tmp_path: Path
) -> None:
    detectors = make_looker(Settings(data_dir=tmp_path, **told)).start()  # type: ignore[arg-type]
    assert persons_missing in (detectors.persons_missing_because or "")
    assert len(detectors.missing) == len(missing)
    assert all(words in why for words, why in zip(missing, detectors.missing, strict=True))


def test_a_wrong_threshold_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "looking.toml"
    file.write_text("[persons]\nscores = 1\n")
    with pytest.raises(LookingFileError, match=r"persons\.scores"):
        make_looker(Settings(data_dir=tmp_path, looking=file))
