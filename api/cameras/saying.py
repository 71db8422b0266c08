"""Telling the log what became of cameras: once when something fails, once when it is well again."""

import logging
from collections.abc import Iterable

from conduct.cameras.episodes import Change, Turn
from models.values.local_time import local_stamp

log = logging.getLogger(__name__)


def say(changes: Iterable[Change]) -> None:
    """Call it once what it tells of is committed."""
    for change in changes:
        episode = change.episode
        if change.turn is Turn.began:
            log.warning(
                "camera %s: %s since %s", change.camera, episode.condition, local_stamp(episode.start, change.zone)
            )
        elif change.turn is Turn.ended and episode.end is not None:
            log.info(
                "camera %s: no longer %s since %s",
                change.camera,
                episode.condition,
                local_stamp(episode.end, change.zone),
            )
        else:
            log.info("camera %s: was not %s after all", change.camera, episode.condition)
