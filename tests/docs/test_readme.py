"""What the README says is so."""

import re
import shlex
import tomllib
from pathlib import Path

import typer

from api.agent.told import AgentTold, parse_agent_file
from api.cli import app
from api.settings import Settings
from api.setup.hall_file import parse_hall_file

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[str]:
    return [text for language, text in BLOCKS if language == kind]


def test_every_setting_stands_in_the_reference_and_no_other() -> None:
    rows = dict(re.findall(r"^\| `(CONDUCT_\w+)` \| (.*?) \|", README, re.MULTILINE))
    told = {
        f"CONDUCT_{name.upper()}": "" if field.default is None else f"`{field.default}`"
        for name, field in Settings.model_fields.items()
    }
    assert rows == told
    for field in Settings.model_fields.values():
        assert field.description
        assert f"| {field.description} |" in README


def toml(name: str) -> str:
    (text,) = (text for text in blocks("toml") if text.startswith(f"# {name}\n"))
    return text


def test_the_agent_file_can_be_run_by() -> None:
    told = parse_agent_file(toml("agent.toml"))
    assert [camera.streams for camera in told.cameras] == [False, True]
    fields = AgentTold.model_fields
    assert (told.cap_bytes, told.pace_per_s) == (fields["cap_bytes"].default, fields["pace_per_s"].default)


def test_the_hall_file_can_be_applied() -> None:
    text = toml("hall.toml")
    assert tomllib.loads(text)
    assert parse_hall_file(text).halls[0].windows[0].code == "W1"


def test_every_command_shown_exists() -> None:
    root = typer.main.get_command(app)
    shown = [
        shlex.split(line, comments=True) for text in blocks("sh") for line in text.replace("\\\n", " ").splitlines()
    ]
    commands = [words[1:] for words in shown if words and words[0] == "staff-conduct"]
    assert len(commands) >= 5
    for words in commands:
        command = root
        for word in words:
            if not hasattr(command, "commands"):
                break
            command = command.commands[word]  # pyright: ignore[reportAttributeAccessIssue]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {w for w in words if w.startswith("--")} <= options, words


def test_ci_runs_the_readme_s_own_test_command() -> None:
    tests = next(text.strip() for text in blocks("sh") if "pytest" in text)
    assert tests in (ROOT / ".ci/run").read_text("utf-8")


def test_the_pictures_shown_are_there() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file(), picture
