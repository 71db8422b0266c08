"""Where the shared pictures, norms and contract lie; what needs them skips and says so."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = (ROOT / os.environ.get("CONDUCT_SHARED", "../shared")).resolve()

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"no shared data at {SHARED} (CONDUCT_SHARED)")
