"""Settings of the Python interpreter for a service that takes frames in while one of its threads looks at them."""

import gc
import sys

ALLOCATIONS_PER_COLLECTION = 50_000
"""Python's own 700 looks for garbage many times a second while frames come in, and finds next to none."""
TURN_S = 0.0005
"""A thread that computes lets others go on after so long. Python's own 5 ms make each frame wait for it several times;
shorter ones cost more than they give."""


def set_up_interpreter() -> None:
    """Call it once, when all is built that stays: it is never looked through for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS_PER_COLLECTION)
    sys.setswitchinterval(TURN_S)
