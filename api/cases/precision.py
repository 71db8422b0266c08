"""The precision of rules as people may see it: at the halls that they see, by camera, and at all halls together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel
from sqlmodel import Session

from api.auth.access import Sight
from api.cases.listing import visible_halls
from api.cases.rules import Titles
from api.cases.words import sentence
from api.language import Language
from conduct.rules.adoption import pack_for
from conduct.trust.measured import HallMeasured, Measured, measure_everywhere, measure_hall
from conduct.trust.precision import Stand


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody sees. `together` is of all halls, and only for those who see all."""

    halls: Sequence[HallMeasured]
    together: Sequence[Measured]

    def all(self) -> Iterator[Measured]:
        yield from self.together
        for each in self.halls:
            yield from each.rules.values()
            yield from each.cameras


class PrecisionTold(BaseModel):
    """A rule at a hall, by one of its cameras, or (no `hall`) at all halls. `low` and `high`: Wilson's 95 % interval.

    Shares are 0..1, None while nothing is decided. `since`: the hall day from which on it is counted anew.
    """

    rule: str
    title: str
    hall: str | None
    camera: str | None
    right: int
    excused: int
    wrong: int
    decided: int
    precision: float | None
    low: float | None
    high: float | None
    floor: float
    stand: Stand
    why: str
    watched: bool
    since: date | None


def precision_seen(session: Session, sight: Sight, *, hall: str | None, now: datetime) -> Seen:
    """Of one hall by its code, or of all that may be seen; a hall that may not be seen is as if it were not there."""
    halls = [each for each in visible_halls(session, sight) if hall in (None, each.code)]
    measured = [measure_hall(session, each, now=now) for each in halls]
    if not sight.everything or hall is not None or len(measured) < 2:
        return Seen(measured, ())
    pack = pack_for(session, min(each.today for each in measured)).pack
    return Seen(measured, list(measure_everywhere(measured, pack).values()))


def told(measured: Measured, titles: Titles, language: Language) -> PrecisionTold:
    precision = measured.weighed.precision
    low, high = precision.interval or (None, None)
    return PrecisionTold(
        rule=measured.rule,
        title=titles.say(measured.rule, language.code),
        hall=measured.hall.code if measured.hall else None,
        camera=measured.camera.code if measured.camera else None,
        right=precision.right,
        excused=precision.excused,
        wrong=precision.wrong,
        decided=precision.decided,
        precision=precision.share,
        low=low,
        high=high,
        floor=measured.floor,
        stand=measured.weighed.stand,
        why=sentence(measured.weighed.why, language, titles),
        watched=measured.watched,
        since=measured.since,
    )
