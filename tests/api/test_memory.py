"""Memory does not grow with the frames that went through. All ten thousand: `python -m tests.bench.memory`."""

import json
import subprocess
import sys
from pathlib import Path

FRAMES, WINDOWS = 2000, 1
GROWN_MB_MAX = 12
"""Over the last three quarters: what a Python process breathes. A quarter of each frame, kept, would be more."""


def test_memory_is_flat_over_many_frames() -> None:
    command = [sys.executable, "-m", "tests.bench.memory", str(FRAMES), str(WINDOWS)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    print(told)
    used = told["mb"]
    assert len(used) == 11
    assert max(used) - used[3] < GROWN_MB_MAX, told
