"""What an installer is told to type: addresses that exist here, in both languages, and commands that can be run."""

import re
import shlex
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.cameras.instruction_parts import KEY, Kind, Place
from api.cameras.instructions import as_text, instructions
from api.language import Language
from tests.api.test_cli import Run, hall, run

__all__ = ["hall", "run"]
PLACES = [
    Place("east-1", "10.0.0.5", 8080),
    Place("east-1", "hall.example.com", 443, https=True),
    Place("east-1", "fd00::5", 80),
]


def said(kind: Kind, place: Place, code: str = "en") -> str:
    return as_text(instructions(kind, place, Language(code).translate))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.base)
def test_what_is_told_is_served_here(kind: Kind, place: Place, client: TestClient, cast: Any, jpeg: bytes) -> None:
    text = said(kind, place)
    paths = set(re.findall(r"/api/v1/cameras/[\w./-]+", text))
    assert len(paths) == (0 if kind is Kind.uniview else 1)
    for path in paths:
        answer = client.post(path, content=jpeg, headers={"Authorization": f"Bearer {cast.keys['east-1']}"})
        assert answer.status_code in {200, 202}
    assert place.host in text
    assert KEY in text
    assert "{" not in text.replace("{'", "").replace('{"', "")


@pytest.mark.parametrize("kind", Kind)
def test_the_key_that_is_told_can_be_made_and_used(kind: Kind, hall: Run) -> None:
    told = instructions(kind, Place("lobby-1", "10.0.0.5", 8080))
    words = shlex.split(told.steps[0].command or "")
    assert words[0] == "staff-conduct"
    key = hall(*words[1:]).stdout.strip()
    assert len(key) == (16 if "--short" in words else 57)


@pytest.mark.parametrize("kind", Kind)
def test_commands_are_whole_shell_commands(kind: Kind) -> None:
    for step in instructions(kind, Place("a b'c", "10.0.0.5", 8080)).steps:
        if step.command:
            assert shlex.split(step.command.replace("\\\n", " "))[0] in {"curl", "staff-conduct"}


@pytest.mark.parametrize("kind", Kind)
def test_both_languages_say_the_same(kind: Kind) -> None:
    place = PLACES[0]
    english, chinese = (instructions(kind, place, Language(code).translate) for code in ("en", "zh"))  # type: ignore[arg-type]
    assert [step.command for step in english.steps] == [step.command for step in chinese.steps]
    for there, here in zip(english.steps, chinese.steps, strict=True):
        assert re.search(r"[一-鿿]", here.text)
        assert len(there.fields) == len(here.fields)
    assert len(english.notes) == len(chinese.notes)


def test_a_hikvision_host_by_name_or_address() -> None:
    assert "<hostName>hall.example.com</hostName>" in said(Kind.hikvision, PLACES[1])
    assert "<ipAddress>10.0.0.5</ipAddress>" in said(Kind.hikvision, PLACES[0])


def test_the_command_prints_them_in_the_language_of_the_settings(hall: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    words = (
        "keys",
        "instructions",
        "--camera",
        "lobby-1",
        "--vendor",
        "hikvision",
        "--address",
        "http://10.0.0.5:8080",
    )
    done = hall(*words)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "上传中心" in done.stdout
    assert "/api/v1/cameras/lobby-1/push/hikvision" in done.stdout
    assert "Notify Surveillance Center as linkage" in hall(*words, "--language", "en").stdout
    monkeypatch.setenv("CONDUCT_LANGUAGE", "en")
    assert "Notify Surveillance Center as linkage" in hall(*words).stdout


def test_the_address_is_that_of_the_settings_and_doubted_where_no_camera_can_reach_it(
    hall: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("keys", "instructions", "--camera", "lobby-1", "--vendor", "axis", "--language", "en")
    done = hall(*words)
    assert "http://127.0.0.1:8080/api/v1/cameras/lobby-1/push/axis" in done.stdout
    assert "No camera reaches 127.0.0.1" in done.stderr
    monkeypatch.setenv("CONDUCT_HOST", "10.0.0.7")
    monkeypatch.setenv("CONDUCT_PORT", "80")
    done = hall(*words)
    assert "http://10.0.0.7/api/v1/cameras/lobby-1/push/axis" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("--camera", "garage", "--vendor", "axis"), 1, "there is no camera garage"),
        (("--camera", "lobby-1", "--vendor", "acme"), 2, "'acme' is not one of"),
        (("--camera", "lobby-1", "--vendor", "axis", "--address", "10.0.0.5"), 2, "is no address"),
        (("--camera", "lobby-1", "--vendor", "axis", "--address", "http://a:b"), 2, "is no address"),
        (("--camera", "lobby-1", "--vendor", "axis", "--address", "ftp://a"), 2, "is no address"),
        (("--camera", "lobby-1", "--vendor", "axis", "--language", "fr"), 2, "'fr' is none of"),
    ],
)
def test_what_cannot_be_told(words: tuple[str, ...], status: int, message: str, hall: Run) -> None:
    done = hall("keys", "instructions", *words)
    assert (done.exit_code, done.stdout) == (status, "")
    assert message in " ".join(done.stderr.replace("│", " ").split())
