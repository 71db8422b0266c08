"""`staff-conduct serve`: what stops it before it touches anything."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api.owned import FolderTaken, own

COMMAND = [sys.executable, "-c", "from api.cli import main; main()"]


def serve(data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return run(data, "serve", **settings)


def run(data: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    told = {f"CONDUCT_{name.upper()}": value for name, value in settings.items()}
    environment = os.environ | {"CONDUCT_DATA_DIR": str(data)} | told
    return subprocess.run([*COMMAND, *words], env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_a_port_that_is_taken_is_said_before_the_data_is_touched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = serve(tmp_path / "data", port=str(port))
    assert done.returncode == 1
    assert f"port {port} of 127.0.0.1 cannot be had" in done.stderr
    assert "CONDUCT_PORT" in done.stderr
    assert not (tmp_path / "data" / "conduct.db").exists()


def test_a_data_folder_serves_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    held = own(data, "service")
    with pytest.raises(FolderTaken):
        own(data, "service")
    replay = ("replay", str(tmp_path), "--camera", "c", "--fps", "1", "--start", "2026-06-03T01:00:00Z")
    ends = [run(data, *words, port="0") for words in (("serve",), replay)]
    os.close(held)
    for done in ends:
        assert done.returncode == 1
        assert f"another service works in {data}" in done.stderr
    assert not (data / "conduct.db").exists()


def test_wrong_thresholds_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "looking.toml").write_text("[persons]\nscores = 1\n")
    done = serve(tmp_path / "data", looking=str(tmp_path / "looking.toml"), port="0")
    assert done.returncode == 1
    assert "there is no threshold persons.scores" in done.stderr
    done = serve(tmp_path / "data", looking=str(tmp_path / "no.toml"), port="0")
    assert f"CONDUCT_LOOKING: there is no file {tmp_path / 'no.toml'}" in done.stderr
    assert "Traceback" not in done.stderr
