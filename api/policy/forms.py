"""What the forms of these pages have in common: what was typed, and what must be there."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from conduct.review.violations import Refused
from models.tables import HallRow


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form that could not be taken, and why."""

    error: str = ""
    values: dict[str, str] | None = None

    def of(self, name: str, otherwise: str = "") -> str:
        return (self.values or {}).get(name, otherwise)


def words_in(text: str, code: str) -> str:
    if not text.strip():
        raise Refused(code, "it is empty")
    return text.strip()


def day_in(text: str) -> date:
    """Raises Refused `no-day`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("no-day", "a day is missing, or is none") from None


def day_or_none(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def hall_of(session: Session, code: str) -> HallRow:
    """Raises Refused `unknown-hall`."""
    hall = session.exec(select(HallRow).where(HallRow.code == code)).first()
    if hall is None:
        raise Refused("unknown-hall", f"there is no hall {code}")
    return hall


def hall_or_all(session: Session, code: str) -> HallRow | None:
    """An empty code is every hall. Raises Refused `unknown-hall`."""
    return hall_of(session, code) if code else None


def all_halls(session: Session) -> list[HallRow]:
    return list(session.exec(select(HallRow).order_by(col(HallRow.code))).all())
