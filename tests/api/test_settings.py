"""Settings come from CONDUCT_ variables, and each says what it is for."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings


def test_everything_has_a_one_line_description() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert "\n" not in field.description
        assert field.description.endswith("."), name


def test_a_variable_sets_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONDUCT_LATE_DAYS", "3")
    monkeypatch.setenv("CONDUCT_DATA_DIR", "/somewhere")
    settings = Settings()
    assert settings.late_days == 3
    assert settings.spool_dir == Path("/somewhere/spool")
    assert settings.database == "sqlite:////somewhere/conduct.db"


def test_a_given_database_wins() -> None:
    assert Settings(database_url="postgresql+psycopg://db/conduct").database == "postgresql+psycopg://db/conduct"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "70000"), ("MAX_FRAME_BYTES", "0"), ("LANGUAGE", "fr"), ("SPOOL_CAP_BYTES", "-1"), ("LATE_DAYS", "soon")],
)
def test_nonsense_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"CONDUCT_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()
