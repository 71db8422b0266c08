"""The precision of every rule at a hall, at all halls together, and by each camera: weighed by the pack of the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from conduct.cameras.precision import cleared_at
from conduct.judging.detectors import DETECTORS
from conduct.rules.adoption import at_hall, pack_for
from conduct.rules.rule import Source
from conduct.rules.rule_pack import JUDGED_RULES, Pack
from conduct.trust.precision import Decided, Stand, Weighed, last_of, weigh
from conduct.trust.precision_records import Asked, counted_since, last_decided, with_cameras
from models.tables import CameraRow, HallRow
from models.values.local_time import local_day

BY_CAMERA = tuple(name for name, detector in DETECTORS.items() if Source.camera in detector.sources)
"""The rules that a camera can be wrong about."""
REACH = 10
"""How many times `last_decided` of a hall's cases are looked through for those of each camera. More finds enough of a
camera that sees little; less reads less. A camera with fewer in them than it takes says nothing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`hall` None: at all halls. `since`: counted anew from that hall day on. `watched`: it only watches there now."""

    rule: str
    floor: float
    weighed: Weighed
    hall: HallRow | None = None
    camera: CameraRow | None = None
    since: date | None = None
    watched: bool = False


@dataclass(frozen=True, slots=True)
class HallMeasured:
    hall: HallRow
    today: date
    rules: Mapping[str, Measured]
    cameras: Sequence[Measured]


def measure_hall(session: Session, hall: HallRow, *, now: datetime) -> HallMeasured:
    """Each judged rule at a hall, and by each camera in use that any decided case was seen by."""
    today = local_day(now, ZoneInfo(hall.timezone))
    in_force = pack_for(session, today)
    policy = in_force.pack.policy() if in_force.holds else in_force.pack.policy().watching_all()
    watch = at_hall(session, policy, today, hall.id).watch
    since = counted_since(session, JUDGED_RULES, hall.id)
    cameras = _cameras(session, hall)
    rules: dict[str, Measured] = {}
    by_camera: list[Measured] = []
    for rule in JUDGED_RULES:
        restraint = in_force.pack.restraint
        reach = restraint.last_decided * (REACH if rule in BY_CAMERA else 1)
        decided = last_decided(session, Asked(rule, hall, since.get(rule), reach), now=now)
        whole = _weighed(decided, in_force.pack, rule)
        rules[rule] = Measured(
            rule, in_force.pack.precision_floor(rule), whole, hall, since=since.get(rule), watched=rule in watch
        )
        if rule in BY_CAMERA and decided:
            seen = with_cameras(session, decided)
            by_camera.extend(_by_camera(session, rules[rule], seen, cameras, in_force.pack))
    return HallMeasured(hall, today, rules, by_camera)


def measure_everywhere(halls: Iterable[HallMeasured], pack: Pack) -> Mapping[str, Measured]:
    """Each rule at all halls where it counts; only of rules about which several halls speak.

    What one hall says alone is said of that hall; and a hall where a rule holds itself back speaks for itself only.
    """
    together: dict[str, Measured] = {}
    halls = list(halls)
    for rule in JUDGED_RULES:
        own = [hall.rules[rule] for hall in halls]
        here = [m for m in own if not m.watched and m.weighed.stand != Stand.watch]
        last = last_of((each for m in here for each in m.weighed.counted), pack.restraint.last_decided)
        if len({each.hall for each in last}) > 1:
            together[rule] = Measured(rule, pack.precision_floor(rule), _weighed(last, pack, rule))
    return together


def _weighed(decided: Iterable[Decided], pack: Pack, rule: str) -> Weighed:
    return weigh(decided, floor=pack.precision_floor(rule), last_decided=pack.restraint.last_decided)


def _cameras(session: Session, hall: HallRow) -> Sequence[CameraRow]:
    own = select(CameraRow).where(CameraRow.hall_id == hall.id, col(CameraRow.retired_at).is_(None))
    return session.exec(own.order_by(CameraRow.code)).all()


def _by_camera(
    session: Session, whole: Measured, decided: Sequence[Decided], cameras: Sequence[CameraRow], pack: Pack
) -> Iterable[Measured]:
    speaking: set[UUID] = {camera for each in decided for camera in each.cameras}
    for camera in cameras:
        if camera.id not in speaking:
            continue
        cleared = cleared_at(session, camera, whole.rule)
        own = [e for e in decided if camera.id in e.cameras and (cleared is None or e.start > cleared)]
        yield Measured(
            whole.rule, whole.floor, _weighed(own, pack, whole.rule), whole.hall, camera, whole.since, whole.watched
        )
