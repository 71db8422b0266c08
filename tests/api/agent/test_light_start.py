"""An agent runs on a small machine: it loads neither the database nor the detectors."""

import re
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest

HEAVY = ("sqlalchemy", "sqlmodel", "alembic", "fastapi", "uvicorn", "cv2", "torch", "ultralytics", "openvino", "typst")
OPTIONAL = {"setuptools", "click", "pygments"}
"""Taken by httpx and others where it is there."""
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
        "except SystemExit as done: print(done.code, *{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    status, *loaded = done.stdout.splitlines()[-1].split()
    assert status == "1", done
    assert "lobby-1: no picture: " in done.stdout
    assert not set(absent) & set(loaded)
    by_module = packages_distributions()
    used = {named(each) for module in loaded for each in by_module.get(module, ())} - {"staff-conduct", *OPTIONAL}
    assert used <= told_in_readme(), "the README's small installation has all that it loads"


def told_in_readme() -> set[str]:
    """The packages that the README installs for an agent, with all that those need."""
    readme = Path(__file__).parents[3].joinpath("README.md").read_text("utf-8")
    (told,) = re.findall(r"--no-deps \. && \.venv/bin/pip install -q (.+)", readme)
    wanted, known = told.split(), set[str]()
    while wanted:
        name = named(wanted.pop())
        if name not in known:
            known.add(name)
            with suppress(PackageNotFoundError):  # needed on another system only
                wanted += [re.split(r"[^\w.-]", each)[0] for each in requires(name) or () if "extra ==" not in each]
    return known


def named(distribution: str) -> str:
    return distribution.lower().replace("_", "-")
