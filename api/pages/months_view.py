"""What the pages of a month show, read from what is stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, or_, select

from api.auth.access import Person, Sight, sight_of
from api.cases.rules import Titles, titles_of
from api.cases.words import sentence
from api.language import Language
from api.months import SIGNERS, supervised
from api.pages.charts import Chart, course_chart, spread_chart
from api.pages.month_appeals import own_appeal_days
from api.pages.month_words import KINDS, RULES
from conduct.months.computing import entries_of
from conduct.months.course import course_of, months_until, results_of
from conduct.months.digest import decimal_text
from conduct.months.signing import SIGNABLE, Signatures, signatures_of, signs_as
from conduct.months.spread import Bar, bars_of
from conduct.months.stored_month import StoredEntry
from conduct.months.versions import version_in_hand
from models.tables import AppraisalMonthRow, AppraisalRow, HallRow, Role, StaffRow

SHOWN_AT_ONCE = 100
AUDIENCE = (Role.supervisor, Role.hr, Role.admin, Role.auditor)


@dataclass(frozen=True, slots=True)
class Filters:
    hall: str = ""
    grade: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class LineShown:
    rule: str
    kind: str | None
    at: Any
    points: str
    counted: str
    why: str
    violation: str
    appeal_day: str | None = None
    """Of the visitor's own: the last day on which they may appeal against it; None where they may not."""


@dataclass(frozen=True, slots=True)
class EntryShown:
    entry: StoredEntry
    staff_id: UUID
    score: str
    base: str
    deducted: str
    lines: tuple[LineShown, ...]
    signatures: Signatures
    may_sign: bool


@dataclass(frozen=True, slots=True)
class SpreadShown:
    """How the scores of `people` are spread; `bars` are those that hold anybody."""

    chart: Chart
    bars: tuple[Bar, ...]
    people: int


@dataclass(frozen=True, slots=True)
class ResultShown:
    month: str
    score: str
    grade: str
    deducted: str


@dataclass(frozen=True, slots=True)
class CourseShown:
    """A person's months from `first` to `last`; `results` are those that there are, the latest first."""

    chart: Chart
    results: tuple[ResultShown, ...]
    first: str
    last: str


def shown_entries(
    session: Session, month: str, person: Person, language: Language, filters: Filters, *, after: str | None
) -> tuple[list[EntryShown], str | None]:
    """A page of those entries that the person may see, and the staff number to go on behind."""
    conditions = [*_seen_by(sight_of(person)), *_conditions(filters)]
    found = entries_of(session, month, after=after, limit=SHOWN_AT_ONCE + 1, where=conditions)
    page = found[:SHOWN_AT_ONCE]
    more = page[-1].staff if len(found) > len(page) else None
    return _shown(session, month, page, person, language), more


def shown_entry(
    session: Session, month: str, staff: str, person: Person, language: Language, *, now: datetime
) -> EntryShown | None:
    """One person's entry, if there is one that this visitor may see."""
    found = entries_of(session, month, where=[col(StaffRow.no) == staff, *_of_person_seen_by(sight_of(person))])
    return _shown(session, month, found, person, language, now)[0] if found else None


def shown_course(session: Session, month: str, staff: str, person: Person) -> CourseShown:
    """The twelve months of a person that end with this one, as far as this visitor may see them."""
    months = months_until(month)
    found = results_of(session, staff, months, where=_of_person_seen_by(sight_of(person)))
    places = course_of(found, months)
    results = [
        ResultShown(each.month, decimal_text(each.score), each.grade, decimal_text(each.deducted)) for each in found
    ]
    return CourseShown(course_chart(places), tuple(reversed(results)), months[0], months[-1])


def shown_spread(entries: Iterable[StoredEntry]) -> SpreadShown:
    scores = [entry.score for entry in entries]
    bars = bars_of(scores)
    return SpreadShown(spread_chart(bars), tuple(bar for bar in bars if bar.count), len(scores))


def seen_entries(session: Session, month: str, person: Person) -> tuple[StoredEntry, ...]:
    """All of a month that somebody may see as one who looks after halls."""
    return entries_of(session, month, where=_seen_by(sight_of(person)))


def months_of(session: Session, staff_id: UUID) -> Sequence[str]:
    """The months in which somebody has an entry, the latest first; twelve at most."""
    query = select(AppraisalRow.month).where(AppraisalRow.staff_id == staff_id).distinct()
    return session.exec(query.order_by(col(AppraisalRow.month).desc()).limit(12)).all()


def _of_person_seen_by(sight: Sight) -> list[Any]:
    """Of the halls that somebody looks after, and always their own."""
    own = [] if sight.staff_id is None else [col(AppraisalRow.staff_id) == sight.staff_id]
    return [] if sight.everything else [or_(*_seen_by(sight), *own)]


def _seen_by(sight: Sight) -> list[Any]:
    return [] if sight.everything else [col(HallRow.id).in_(sight.hall_ids)]


def _conditions(filters: Filters) -> list[Any]:
    conditions: list[Any] = []
    if filters.hall:
        conditions.append(col(HallRow.code) == filters.hall)
    if filters.grade:
        conditions.append(col(AppraisalRow.grade) == filters.grade)
    if filters.search:
        text = filters.search
        named = (col(column).contains(text, autoescape=True) for column in (StaffRow.no, StaffRow.name))
        conditions.append(or_(*named))
    return conditions


def _shown(
    session: Session,
    month: str,
    entries: Sequence[StoredEntry],
    person: Person,
    language: Language,
    now: datetime | None = None,
) -> list[EntryShown]:
    titles = titles_of(session)
    row = version_in_hand(session, month)
    days = own_appeal_days(session, entries, person, language, now) if now is not None else {}
    numbers = [entry.staff for entry in entries]
    ids = dict(session.exec(select(StaffRow.no, StaffRow.id).where(col(StaffRow.no).in_(numbers))).all())
    halls = dict(session.exec(select(HallRow.code, HallRow.id)).all())
    signed = signatures_of(session, month, row.version, ids.values()) if row and entries else {}
    return [
        EntryShown(
            entry=entry,
            staff_id=ids[entry.staff],
            score=decimal_text(entry.score),
            base=decimal_text(entry.base),
            deducted=decimal_text(entry.deducted),
            lines=_lines(entry, language, titles, days),
            signatures=signed.get(ids[entry.staff], Signatures()),
            may_sign=_may_sign(row, person, ids[entry.staff], halls[entry.hall]),
        )
        for entry in entries
    ]


def _may_sign(row: AppraisalMonthRow | None, person: Person, staff_id: UUID, hall_id: UUID) -> bool:
    signs = signs_as(person.reviewer, supervised(person), staff_id, hall_id)
    return person.role in SIGNERS and row is not None and row.state in SIGNABLE and signs is not None


def _lines(
    entry: StoredEntry, language: Language, titles: Titles, appeal_days: Mapping[str, str]
) -> tuple[LineShown, ...]:
    return tuple(
        LineShown(
            rule=language.say(RULES[line.rule]) if line.rule in RULES else titles.say(line.rule, language.code),
            kind=language.say(KINDS[line.kind]) if line.kind in KINDS else None,
            at=line.start,
            points=decimal_text(line.points),
            counted=decimal_text(line.counted),
            why=sentence(line.why, language, titles),
            violation=line.violation,
            appeal_day=appeal_days.get(line.violation),
        )
        for line in entry.lines
    )
