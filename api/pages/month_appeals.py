"""Which lines of a month somebody may appeal against in person, and until which day."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from api.auth.access import Person
from api.cases.appealing import APPELLANTS
from api.language import Language
from api.pages.appeal_panel import last_day
from conduct.appeal.times import appealable_among
from conduct.months.stored_month import StoredEntry


def own_appeal_days(
    session: Session, entries: Iterable[StoredEntry], person: Person, language: Language, now: datetime
) -> dict[str, str]:
    """The last day for each, by the id of the violation: only of those that are about the visitor and may be lodged."""
    if person.staff_id is None or person.role not in APPELLANTS:
        return {}
    zones = {line.violation: entry.timezone for entry in entries for line in entry.lines if line.violation}
    found = appealable_among(session, sorted(UUID(id_) for id_ in zones))
    return {
        str(id_): last_day(each.until, zones[str(id_)], language)
        for id_, each in found.items()
        if each.staff_id == person.staff_id and now < each.until
    }
