"""`staff-conduct replay`: a recording posted through the real API, as if the camera had sent it then."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import own_data_folder, read_settings


def replay(
    recording: Annotated[Path, typer.Argument(help="A video (mp4, avi, gif, mkv, mov) or a folder of JPEG files.")],
    camera: Annotated[str, typer.Option(help="Code of the camera that the frames are posted as.")],
    fps: Annotated[float, typer.Option(help="Frames a second at which the recording is played.")],
    start: Annotated[datetime, typer.Option(help="When its first frame was captured; without an offset in UTC.",
                                            formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S"])],
) -> None:  # fmt: skip
    """Post a recording on a service of its own, whose clock follows the recording, and say what the windows showed."""
    from datetime import UTC

    from api.clock import GivenClock
    from api.demo.posting import PostingFailed
    from api.hosting import NotReady
    from api.replay import NoSuchCamera, play
    from api.services import build_service
    from vision.videos import RecordingUnreadable, frames

    at = start if start.tzinfo else start.replace(tzinfo=UTC)
    if fps <= 0:
        raise typer.BadParameter("frames a second must be more than 0", param_hint="--fps")
    settings = read_settings()
    own_data_folder(settings)
    try:
        clock = GivenClock(at)
        told = play(build_service(settings, clock), clock, camera, _timed(frames(recording, fps), at))
    except (RecordingUnreadable, NoSuchCamera, NotReady, PostingFailed, OSError) as error:
        fail(error)
    typer.echo(f"{told.frames} frames: {told.looked} looked at, {told.broken} broken, {told.superseded} superseded")
    for window, spans in told.timelines.items():
        states = "  ".join(f"{s.start:%H:%M:%S}..{s.end:%H:%M:%S} {s.state.value}" for s in spans)
        typer.echo(f"  {window}  {states or 'nothing usable was seen'}")


def _timed(frames: Iterator[tuple[float, bytes]], start: datetime) -> Iterator[tuple[datetime, bytes]]:
    for offset_s, jpeg in frames:
        yield start + timedelta(seconds=offset_s), jpeg
