"""Taking in what frames and their absence tell of a camera: from an observation to stored episodes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from conduct.cameras.conditions import BY_PICTURE, is_undecided, picture_episodes, shown
from conduct.cameras.episodes import Change, bring_in_line, episode_of, stored_episodes
from conduct.cameras.trace import PART, Around, keep_observation, observations_since
from models.values.care import CameraCondition, CareLimits, Episode, Observation, WatchedCamera


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stood with a camera after its last observation, so that one more of the same need not be judged."""

    settled: bool
    """Whether time alone changes nothing more."""
    quiet_since: datetime | None
    """Nothing has been the matter with its pictures since; None while something is."""


UNSETTLED = Standing(settled=False, quiet_since=None)


@dataclass(frozen=True, slots=True)
class Told:
    """What an observation, or time, changed about a camera."""

    changes: tuple[Change, ...] = ()
    standing: Standing = UNSETTLED


def see(
    session: Session,
    camera_id: UUID,
    watched: WatchedCamera,
    observation: Observation,
    *,
    now: datetime,
    standing: Standing | None = None,
    limits: CareLimits | None = None,
) -> Told:
    """Store one observation and what follows from it, in the caller's transaction; the same again changes nothing.

    `standing`: what the call before told of this camera; None when there was none since the start.
    """
    limits = limits or CareLimits()
    around = keep_observation(session, camera_id, observation)
    if around is None:
        return Told((), standing or UNSETTLED)
    # what the one before it told may have waited for time to pass ever since
    since = around.previous_at - _reach(watched, limits)
    if standing is not None and standing.settled and _is_more_of_the_same(around, watched, limits):
        return Told((), standing)
    if _is_calm(around, limits):
        if standing is not None and standing.quiet_since is not None and standing.quiet_since <= since:
            return Told((), standing if around.after else Standing(settled=True, quiet_since=standing.quiet_since))
        until = observation.captured_at + _reach(watched, limits)
        stored = stored_episodes(session, camera_id, BY_PICTURE, since=since)
        if not stored and not around.after:
            return Told((), Standing(settled=True, quiet_since=since))
        if not any(row.start <= until for row in stored):
            return Told((), standing or UNSETTLED)
    return decide(session, camera_id, watched, since=since, now=now, limits=limits)


def decide(
    session: Session,
    camera_id: UUID,
    watched: WatchedCamera,
    *,
    since: datetime | None = None,
    now: datetime,
    limits: CareLimits | None = None,
) -> Told:
    """What the observations after `since` tell, by default of the last minutes, made of what is stored."""
    limits = limits or CareLimits()
    observations = observations_since(session, camera_id, since or now - _reach(watched, limits))
    if not observations:
        return Told((), Standing(settled=True, quiet_since=None))
    first = observations[0].captured_at
    stored = stored_episodes(session, camera_id, BY_PICTURE, since=first)
    known = [episode_of(row) for row in stored if row.start < first]
    found = picture_episodes(observations, watched, now=now, known=known, limits=limits)
    changes = bring_in_line(session, camera_id, found, stored, now=now)
    ends = [each.end for each in found]
    return Told(
        changes=tuple(changes),
        standing=Standing(
            settled=not is_undecided(observations, found, limits),
            quiet_since=None if None in ends else max([first, *(end for end in ends if end is not None)]),
        ),
    )


def tell(
    session: Session, camera_id: UUID, condition: CameraCondition, episode: Episode | None, *, now: datetime
) -> list[Change]:
    """Store what is known of a condition that no picture tells; None where it is not, and never was, the matter."""
    stored = stored_episodes(session, camera_id, [condition])
    return bring_in_line(session, camera_id, [episode] if episode else [], stored, now=now)


def end_all(session: Session, camera_id: UUID, *, now: datetime) -> list[Change]:
    """Let everything that is the matter with a camera end: it is out of use."""
    stored = stored_episodes(session, camera_id, list(CameraCondition))
    found = [replace(episode_of(row), end=max(now, row.start)) for row in stored]
    return bring_in_line(session, camera_id, found, stored, now=now)


def _reach(watched: WatchedCamera, limits: CareLimits) -> timedelta:
    """How far back an observation may change what is the matter: what began earlier is stored as such."""
    return max(PART, limits.silent(watched)) + limits.promised(watched)


def _is_calm(around: Around, limits: CareLimits) -> bool:
    """Whether neither an observation nor those beside it show that anything is the matter, and no two are alike."""
    seen = around.all()
    alike = len({each.fingerprint for each in seen}) < len(seen)
    return not alike and all(shown(each, limits) is None for each in seen)


def _is_more_of_the_same(around: Around, watched: WatchedCamera, limits: CareLimits) -> bool:
    """Whether the latest observation shows what the one before it showed, and is as much like it as that was like the
    one before: what was settled stays so."""
    if around.after or len(around.before) < 2:
        return False
    first, second = around.before
    here = around.here
    return (
        (here.open, shown(here, limits)) == (second.open, shown(second, limits))
        and (here.fingerprint == second.fingerprint) == (second.fingerprint == first.fingerprint)
        and here.captured_at - second.captured_at < limits.silent(watched)
    )
