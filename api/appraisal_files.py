"""A month's files as they are handed out: read, made, put on record, in this order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, col, select

from api.appraisal_formats import ExportFormat
from api.cases.rules import titles_of
from api.language import Language
from conduct.auditing.trail import audit
from conduct.export.people_csv import to_csv
from conduct.export.slips import slips_pdf
from conduct.export.workbook import to_xlsx
from conduct.months.file import MonthFile
from conduct.months.gather import month_file
from conduct.months.rows import Translate
from models.tables import AuditEntryRow

EXPORTED = "appraisal.exported"
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Handed:
    """An export on record that had the same bytes."""

    actor: str
    at: datetime


def gathered(session: Session, month: str, language: Language, staff: str | None = None) -> MonthFile:
    """What is stored of a month, or of one person's; without entries where there are none."""
    titles = titles_of(session)
    said = {rule: titles.say(rule, language.code) for rule in titles.of_rule}
    return month_file(session, month, language=language.code, titles=said, staff=staff)


def made(file: MonthFile, kind: ExportFormat, translate: Translate, progress: Progress = lambda _: None) -> bytes:
    """The month in a format; slow for thousands of people. Raises as `slips_pdf` for a PDF."""
    if kind is ExportFormat.csv:
        return to_csv(file, translate)
    if kind is ExportFormat.xlsx:
        return to_xlsx(file, translate, progress=progress)
    return slips_pdf(file, translate, progress=progress)


def put_on_record(
    session: Session, file: MonthFile, kind: ExportFormat, content: bytes, *, actor: str, now: datetime
) -> None:
    """That somebody takes these very bytes out; before they get them."""
    whose = {} if file.whole else {"staff": [entry.staff for entry in file.entries]}
    audit(
        session, at=now, actor=actor, action=EXPORTED, entity="appraisal", entity_id=file.month, format=kind.value,
        entries=len(file.entries), sha256=sha256(content).hexdigest(), **whose,
    )  # fmt: skip


def handed_out(session: Session, content: bytes) -> Handed | None:
    """The first export on record of these very bytes."""
    digest = sha256(content).hexdigest()
    rows = session.exec(
        select(AuditEntryRow).where(AuditEntryRow.action == EXPORTED).order_by(col(AuditEntryRow.at))
    ).all()
    return next((Handed(row.actor, row.at) for row in rows if row.data.get("sha256") == digest), None)
