"""Where pictures come from: snapshot addresses and streams."""

from collections.abc import Callable

from api.agent.pictures import Source
from api.agent.told import CameraTold
from api.clock import Clock


def source_of(camera: CameraTold, clock: Clock, wait: Callable[[float], None]) -> Source:
    """`wait`: sleeps for so many seconds, or raises Stopped."""
    if camera.streams:
        from api.agent.streams import Stream

        return Stream(camera, clock, wait)
    from api.agent.snapshots import Snapshots

    return Snapshots(camera, clock, wait)
