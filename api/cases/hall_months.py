"""The halls of a month side by side, as pages and programs both tell them."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from api.auth.access import Person, sight_of
from conduct.months.appraise import grade_names
from conduct.months.computing import entries_of
from conduct.months.halls import HallMonth, halls_of
from conduct.months.open import open_cases_of
from conduct.months.span import month_days
from conduct.rules.adoption import pack_for
from models.tables import HallRow


@dataclass(frozen=True, slots=True)
class HallTold:
    """A hall's row with what its month came to."""

    row: HallRow
    month: HallMonth


def hall_months(session: Session, month: str, person: Person) -> list[HallTold]:
    """All halls that somebody may see whole, by code; areas and grades by the pack of the month's last day."""
    sight = sight_of(person)
    halls = [row for row in session.exec(select(HallRow).order_by(col(HallRow.code))).all() if sight.hall(row.id)]
    pack = pack_for(session, month_days(month)[1]).pack
    told = halls_of(
        entries_of(session, month, where=[col(HallRow.id).in_([row.id for row in halls])]),
        [row.code for row in halls],
        open_cases_of(session, month),
        {name: rule.area for name, rule in pack.rules.items()},
        grade_names(pack.policy()),
    )
    return [HallTold(row, each) for row, each in zip(halls, told, strict=True)]
