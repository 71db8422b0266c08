"""What no camera should send, through the real route and the real worker: the documented status, or counted as broken."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import PARTS, Sample, corpus

AT_LEAST = 500
PEAK_MB_MAX = 1024
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """In a process of its own, so that a crash is seen and its memory counted."""
    folder = tmp_path_factory.mktemp("corpus")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CONDUCT_")}
    command = [sys.executable, "-m", "tests.api.corpus_run", str(folder / "data")]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_corpus_is_large_and_the_same_each_time() -> None:
    def digests(samples: Iterable[Sample]) -> list[tuple[str, str]]:
        return [(one.name, hashlib.sha256(one.body).hexdigest()) for one in samples]

    made = digests(corpus())
    assert made == digests(corpus())
    assert len({digest for _, digest in made}) >= AT_LEAST
    assert [name for name, times in Counter(name for name, _ in made).items() if times > 1] == []


@pytest.mark.parametrize("part", PARTS, ids=[part.__name__ for part in PARTS])
def test_each_becomes_what_is_documented(part: Any, run: dict[str, Any]) -> None:
    wrong = {one.name: run["fates"][one.name] for one in part() if run["fates"][one.name] not in one.fates}
    assert wrong == {}


def test_good_frames_in_between_are_all_looked_at(run: dict[str, Any]) -> None:
    assert len(run["good"]) > AT_LEAST / 25
    assert set(run["good"]) == {"looked"}
    assert run["left_in_spool"] == 0


def test_memory_stays_small(run: dict[str, Any]) -> None:
    print(f"{len(run['fates'])} pictures: {dict(Counter(run['fates'].values()))}, peak {run['peak_mb']} MB")
    assert run["peak_mb"] < PEAK_MB_MAX
