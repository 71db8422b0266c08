"""An agent runs on a small machine: it loads neither the database nor the detectors."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("sqlalchemy", "sqlmodel", "alembic", "fastapi", "uvicorn", "cv2", "torch", "ultralytics", "openvino", "typst")
FILE = """
server = "http://127.0.0.1:9"
folder = "spool"
[[cameras]]
code = "lobby-1"
url = "{url}"
key = "sc_key"
"""


@pytest.mark.parametrize(
    ("url", "absent"),
    [("http://127.0.0.1:9/picture", (*HEAVY, "av")), ("rtsp://127.0.0.1:9/stream", HEAVY)],
)
def test_an_agent_that_tries_its_cameras_stays_light(url: str, absent: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "agent.toml"
    file.write_text(FILE.format(url=url), "utf-8")
    script = (
        "import sys\nfrom api.cli import app\n"
        f"try: app(['agent', {str(file)!r}, '--check'])\n"
        f"except SystemExit as done: print(done.code, *(name for name in {absent!r} if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "1", done
    assert "lobby-1: no picture: " in done.stdout
