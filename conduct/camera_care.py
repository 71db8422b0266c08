"""Taking in what frames and their absence tell of a camera: from an observation to stored episodes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from conduct.camera_conditions import BY_PICTURE, is_undecided, picture_episodes, shown
from conduct.camera_episodes import Change, bring_in_line, episode_of, stored_episodes
from conduct.camera_trace import PART, keep_observation, observations_since
from models.tables import CameraRow
from models.values.care import CameraCondition, CareLimits, Episode, Observation, WatchedCamera


@dataclass(frozen=True, slots=True)
class Told:
    """What an observation, or time, changed about a camera."""

    changes: tuple[Change, ...] = ()
    undecided: bool = False
    """Whether time alone may change more: it is to be asked again within seconds."""


def see(
    session: Session,
    camera: CameraRow,
    watched: WatchedCamera,
    observation: Observation,
    *,
    now: datetime,
    limits: CareLimits | None = None,
) -> Told:
    """Store one observation and what follows from it, in the caller's transaction; the same again changes nothing."""
    limits = limits or CareLimits()
    near = keep_observation(session, camera.id, observation)
    if near is None:
        return Told()
    here = near.index(observation)
    # what the one before it told may have waited for time to pass ever since
    since = near[max(0, here - 1)].captured_at - _reach(watched, limits)
    stored = stored_episodes(session, camera.id, BY_PICTURE, since=since)
    until = observation.captured_at + _reach(watched, limits)
    if not any(row.start <= until for row in stored) and _is_calm(near[max(0, here - 2) : here + 2], limits):
        return Told()
    return decide(session, camera, watched, since=since, now=now, limits=limits)


def decide(
    session: Session,
    camera: CameraRow,
    watched: WatchedCamera,
    *,
    since: datetime | None = None,
    now: datetime,
    limits: CareLimits | None = None,
) -> Told:
    """What the observations after `since` tell, by default of the last minutes, made of what is stored."""
    limits = limits or CareLimits()
    since = since or now - _reach(watched, limits)
    observations = observations_since(session, camera.id, since)
    if not observations:
        return Told()
    first = observations[0].captured_at
    stored = stored_episodes(session, camera.id, BY_PICTURE, since=first)
    known = [episode_of(row) for row in stored if row.start < first]
    found = picture_episodes(observations, watched, now=now, known=known, limits=limits)
    changes = bring_in_line(session, camera, found, stored, now=now)
    return Told(tuple(changes), is_undecided(observations, found, limits))


def tell(
    session: Session, camera: CameraRow, condition: CameraCondition, episode: Episode | None, *, now: datetime
) -> list[Change]:
    """Store what is known of a condition that no picture tells; None where it is not, and never was, the matter."""
    stored = stored_episodes(session, camera.id, [condition])
    return bring_in_line(session, camera, [episode] if episode else [], stored, now=now)


def end_all(session: Session, camera: CameraRow, *, now: datetime) -> list[Change]:
    """Let everything that is the matter with a camera end: it is out of use."""
    stored = stored_episodes(session, camera.id, list(CameraCondition))
    found = [replace(episode_of(row), end=max(now, row.start)) for row in stored]
    return bring_in_line(session, camera, found, stored, now=now)


def _reach(watched: WatchedCamera, limits: CareLimits) -> timedelta:
    """How far back an observation may change what is the matter: what began earlier is stored as such."""
    return max(PART, timedelta(seconds=limits.same_gap_s)) + limits.promised(watched)


def _is_calm(around: Sequence[Observation], limits: CareLimits) -> bool:
    """Whether none of an observation, the two before it and the next shows that anything is the matter, and no two are
    alike: then it changes nothing."""
    alike = len({each.fingerprint for each in around}) < len(around)
    return not alike and all(shown(each, limits) is None for each in around)
