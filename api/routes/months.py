"""`/api/v1/appraisals/{month}/...`: the steps of a month on its way to being locked."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.database import ReadingSession, WritingSession
from api.language import language_of
from api.months import Hr, Month, Reader, Signer, month_refusals, said, supervised
from api.problems import Problem
from api.roster.asking import Code, staff_named
from api.state import state_of
from conduct.months.diff import EntryDiff
from conduct.months.facts import facts_of_month
from conduct.months.missing import what_is_missing
from conduct.months.signing import WORDS_LENGTH_MAX, sign, unsigned_count
from conduct.months.steps import diff_of, lock, reopen
from conduct.months.stored_month import StoredEntry, StoredLine, plain
from conduct.months.versions import versions_of
from models.tables import AppraisalMonthRow, MonthState, SignedAs, SignVerdict

router = APIRouter(prefix="/api/v1/appraisals")


class VersionTold(BaseModel):
    """One version of the month. `digest` is that of the month's canonical lines when it was locked."""

    version: int
    state: MonthState
    drafted_at: datetime
    locked_at: datetime | None
    locked_by: str | None
    digest: str | None
    gaps_accepted: str
    reopened_at: datetime | None
    reopened_by: str | None
    reopened_why: str


class MonthTold(BaseModel):
    """`unsigned` are the entries that lack the word of their person or of a supervisor."""

    month: str
    state: MonthState
    version: int
    unsigned: int
    versions: list[VersionTold]


class MissingTold(BaseModel):
    """Something that stands between the month and its lock. What may stand is accepted with `accept_gaps`."""

    kind: str
    hall: str | None
    why: str
    may_stand: bool


class MissingItems(BaseModel):
    month: str
    items: list[MissingTold]


class SignAsked(BaseModel):
    """A refusal needs words."""

    model_config = ConfigDict(extra="forbid")

    staff: Code
    verdict: SignVerdict
    words: str = Field(default="", max_length=WORDS_LENGTH_MAX)


class Signed(BaseModel):
    month: str
    staff: str
    signed_as: SignedAs
    verdict: SignVerdict
    digest: str


class LockAsked(BaseModel):
    """`accept_gaps` says in words why what a camera or reader missed may stand. With `digest`, that of the whole month,
    nothing is locked that differs from what was seen."""

    model_config = ConfigDict(extra="forbid")

    accept_gaps: str = Field(default="", max_length=WORDS_LENGTH_MAX)
    digest: str | None = None


class LockedTold(BaseModel):
    month: str
    entries: int
    unsigned: int
    digest: str


class ReopenAsked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=WORDS_LENGTH_MAX)


class DiffLine(BaseModel):
    rule: str
    start: datetime
    counted: float | int
    kind: str


class DiffTold(BaseModel):
    """One person's entry that differs; null where there is none on that side."""

    staff: str
    score_before: float | int | None
    score_after: float | int | None
    gone: list[DiffLine]
    come: list[DiffLine]


class DiffItems(BaseModel):
    month: str
    items: list[DiffTold]


@router.get("/{month}/state")
def state(month: Month, _: Reader, session: ReadingSession) -> MonthTold:
    """Where the month stands, with its earlier versions."""
    rows = versions_of(session, month)
    if not rows:
        raise Problem(404, "not-found", "This month was not drafted.")
    last = rows[-1]
    return MonthTold(
        month=month, state=last.state, version=last.version, unsigned=unsigned_count(session, last),
        versions=[_version(row) for row in rows],
    )  # fmt: skip


@router.get("/{month}/missing")
def missing(month: Month, request: Request, person: Reader, session: ReadingSession) -> MissingItems:
    """What the month lacks before it can be locked."""
    language = language_of(request, person.locale)
    found = what_is_missing(facts_of_month(session, month, now=state_of(request).clock.now()))
    items = [
        MissingTold(kind=each.kind, hall=each.hall, why=said(each, language), may_stand=each.may_stand)
        for each in found
    ]
    return MissingItems(month=month, items=items)


@router.post("/{month}/sign")
def sign_entry(month: Month, request: Request, asked: SignAsked, person: Signer, session: WritingSession) -> Signed:
    """By the person or a supervisor of the person's hall. A refusal is kept with its words and blocks nothing."""
    staff = staff_named(session, asked.staff)
    with month_refusals():
        row = sign(
            session, month, staff, verdict=asked.verdict, words=asked.words, by=person.reviewer,
            hall_ids=supervised(person), now=state_of(request).clock.now(),
        )  # fmt: skip
    return Signed(month=month, staff=staff.no, signed_as=row.signed_as, verdict=row.verdict, digest=row.digest)


@router.post("/{month}/lock")
def lock_month(
    month: Month, request: Request, person: Hr, session: WritingSession, asked: LockAsked | None = None
) -> LockedTold:
    """Computes the month a last time and locks it; 409 `month-blocked` says under `errors` what is missing."""
    asked = asked or LockAsked()
    with month_refusals(language_of(request, person.locale)):
        locked = lock(
            session, month, by=person.login, now=state_of(request).clock.now(), gaps_accepted=asked.accept_gaps,
            seen_digest=asked.digest,
        )  # fmt: skip
    return LockedTold(month=month, entries=locked.entries, unsigned=locked.unsigned, digest=locked.digest)


@router.post("/{month}/reopen")
def reopen_month(month: Month, request: Request, asked: ReopenAsked, person: Hr, session: WritingSession) -> DiffItems:
    """Opens another version, computed at once, and says what differs. The locked one stays as it was."""
    with month_refusals():
        changed = reopen(session, month, reason=asked.reason, by=person.login, now=state_of(request).clock.now())
    return DiffItems(month=month, items=[_diff(each) for each in changed])


@router.get("/{month}/diff")
def diff(
    month: Month,
    _: Reader,
    session: ReadingSession,
    before: Annotated[int, Query(ge=1)],
    after: Annotated[int, Query(ge=1)],
) -> DiffItems:
    """What differs between two versions of the month."""
    with month_refusals():
        return DiffItems(month=month, items=[_diff(each) for each in diff_of(session, month, before, after)])


def _version(row: AppraisalMonthRow) -> VersionTold:
    return VersionTold.model_validate(row.model_dump(include=set(VersionTold.model_fields)))


def _diff(each: EntryDiff) -> DiffTold:
    return DiffTold(
        staff=each.staff, score_before=_score(each.before), score_after=_score(each.after),
        gone=[_line(line) for line in each.gone], come=[_line(line) for line in each.come],
    )  # fmt: skip


def _score(entry: StoredEntry | None) -> float | int | None:
    return plain(entry.score) if entry else None


def _line(line: StoredLine) -> DiffLine:
    return DiffLine(rule=line.rule, start=line.start, counted=plain(line.counted), kind=line.kind.value)
