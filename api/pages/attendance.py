"""`/attendance`: a hall's month as a grid of people by days, each cell a mark that opens the day."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.listing import visible_halls
from api.database import ReadingSession
from api.language import Language
from api.pages.attendance_words import OTHERS, SHAPES, STATUSES
from api.pages.rendering import CurrentVisitor, render
from api.paging import cursor_of, parts_of
from api.roster.asking import not_found
from api.state import state_of
from conduct.export.attendance_files import TOTALS_HEADER, WEEKDAYS
from conduct.export.attendance_sheet import EARLY, LATE, LEGEND, MARKS, Mark
from conduct.months.span import month_after, month_before
from conduct.people.attendance_month import AttendanceMonth, PersonMonth, attendance_month, readers_heard
from models.tables import Role
from models.values.local_time import local_day

MONTH = r"^([12][0-9]{3}-(0[1-9]|1[0-2]))?$"
READERS = (Role.supervisor, Role.hr, Role.admin, Role.auditor)

router = APIRouter(include_in_schema=False)
Reader = Annotated[Person, Depends(require(*READERS))]


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A shape, a short word, and the whole meaning."""

    shape: str
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    address: str
    rest: bool
    marks: tuple[ShownMark, ...]
    said: str


@dataclass(frozen=True, slots=True)
class ShownPerson:
    no: str
    name: str
    cells: tuple[ShownCell, ...]
    totals: tuple[int, ...]


@router.get("/attendance")
def month_grid(
    request: Request,
    visitor: CurrentVisitor,
    person: Reader,
    session: ReadingSession,
    hall: str = "",
    month: Annotated[str, Query(pattern=MONTH)] = "",
    after: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    halls = visible_halls(session, sight_of(person))
    if not halls:
        return render(request, "attendance.html", hall=None)
    chosen = next((row for row in halls if row.code == hall), None) if hall else halls[0]
    if chosen is None:
        raise not_found("hall")
    zone = ZoneInfo(chosen.timezone)
    today = local_day(state_of(request).clock.now(), zone)
    if not hall or not month:
        query = urlencode({"hall": chosen.code, "month": month or f"{today:%Y-%m}"})
        return RedirectResponse(f"/attendance?{query}", status_code=303)
    number = str(parts_of(after, str)[0]) if after else None
    found = attendance_month(session, chosen, month, after=number)
    language = visitor.language

    def address(**other: str) -> str:
        return "/attendance?" + urlencode({"hall": chosen.code, "month": month, **other})

    return render(
        request,
        "attendance.html",
        hall=chosen,
        hall_options=halls,
        month=month,
        before=address(month=month_before(month)),
        following=address(month=month_after(month)),
        this_month=address(month=f"{today:%Y-%m}"),
        is_this_month=month == f"{today:%Y-%m}",
        first=address() if after else None,
        more=address(after=cursor_of(found.next)) if found.next else None,
        grid=found,
        people=_shown(found, language),
        day_heads=[(day, language.say(WEEKDAYS[day.weekday()]), day in found.rest) for day in found.days],
        today=today,
        zone=zone,
        readers=readers_heard(session, chosen),
        totals_header=TOTALS_HEADER,
        legend=_legend(language),
    )


def _shown(month: AttendanceMonth, language: Language) -> list[ShownPerson]:
    others = {shape: ShownMark(shape, language.say(w), language.say(m)) for shape, (w, m) in OTHERS.items()}
    words = {
        status: ShownMark(SHAPES[status], language.translate(MARKS[status]), language.say(STATUSES[status]))
        for status in MARKS
    }

    def mark(each: Mark) -> ShownMark:
        known = words[each.status]
        late = [each.late_min] if each.status in LATE else []
        early = [each.early_min] if each.status in EARLY else []
        minutes = "/".join(str(n) for n in (*late, *early))
        return ShownMark(known.shape, f"{known.word} {minutes}", known.meaning) if minutes else known

    def cell(person: PersonMonth, day: date) -> tuple[ShownMark, ...]:
        marks = tuple(dict.fromkeys(mark(each) for each in person.marks.get(day, ())))
        if day in person.to_come:
            marks = (*marks, others["to-come"])
        if day in person.stands_in:
            return (*marks, others["stands-in"])
        if not marks and day in person.given_away:
            return (others["swapped"],)
        return marks or (others["rest" if day in month.rest else "none"],)

    def shown(person: PersonMonth, day: date) -> ShownCell:
        marks = cell(person, day)
        said = "; ".join(f"{each.word}, {each.meaning}" for each in marks)
        return ShownCell(f"/attendance/{person.line.staff}/{day}", day in month.rest, marks, said)

    return [
        ShownPerson(
            each.line.staff,
            each.line.name,
            tuple(shown(each, day) for day in month.days),
            each.line.totals.numbers(),
        )
        for each in month.people
    ]


def _legend(language: Language) -> list[ShownMark]:
    """Each mark once, with what it stands for."""
    shapes = {MARKS[status]: shape for status, shape in SHAPES.items()}
    judged = [ShownMark(shapes[mark], language.translate(mark), language.say(words)) for mark, words in LEGEND.items()]
    return judged + [ShownMark(shape, language.say(w), language.say(m)) for shape, (w, m) in OTHERS.items()]
