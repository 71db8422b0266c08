"""The interpreter's settings hold, and garbage is still found."""

import subprocess
import sys

CODE = """
import gc, sys, weakref
from api.interpreter import ALLOCATIONS_PER_COLLECTION, TURN_S, set_up_interpreter

class Ring:
    def __init__(self):
        self.me = self

set_up_interpreter()
assert gc.get_freeze_count() > 0
assert abs(sys.getswitchinterval() - TURN_S) < 1e-6
lost = weakref.ref(Ring())
kept = [[] for _ in range(2 * ALLOCATIONS_PER_COLLECTION)]
print(lost())
"""


def test_what_is_set_up_and_what_still_works() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("None\n", "")
