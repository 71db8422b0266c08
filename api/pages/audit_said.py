"""Entries of the audit trail in words: who did what to what, when, and what was before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlmodel import Session, col, select

from api.audit.halls import as_id
from api.audit.search import Entry
from api.cases.rules import Titles, titles_of
from api.cases.words import sentence
from api.language import Language, why_of
from api.pages.audit_words import ACTIONS, ACTORS, ENTITIES, FACTS
from api.pages.words import MOMENTS, STATUSES, VERDICTS, reason_said
from models.tables import (
    AuditEntryRow,
    CameraRow,
    HallRow,
    StaffRow,
    UserRow,
    Verdict,
    ViolationRow,
    ViolationStatus,
    WindowRow,
)
from models.values.evidence import StillKind

STILLS = {kind.value: kind for kind in StillKind}
NAMED: Mapping[str, Any] = {"hall": HallRow, "staff": StaffRow, "window": WindowRow, "camera": CameraRow}


@dataclass(frozen=True, slots=True)
class Fact:
    """`old` is what was before, None where the entry does not tell that."""

    name: str
    value: str
    old: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One entry. `leads_to` is the page of its subject, where there is one."""

    entry: Entry
    at: datetime
    says: str
    kind: str
    subject: str
    leads_to: str | None
    facts: tuple[Fact, ...]


def said_of(session: Session, entries: Sequence[Entry], language: Language) -> list[Said]:
    rows = [entry.row for entry in entries]
    people = _people(session, {row.actor for row in rows})
    titles = titles_of(session)
    names = _names(session, rows) | _cases(session, rows, titles, language)
    return [_said(entry, people, names, titles, language) for entry in entries]


def actor_said(actor: str, people: Mapping[str, str], language: Language) -> str:
    """A person by name and log-in, what acts of itself by what it is, anything else as it stands."""
    if actor in people:
        return f"{people[actor]} ({actor})"
    return language.say(ACTORS[actor]) if actor in ACTORS else actor


def _said(
    entry: Entry, people: Mapping[str, str], names: Mapping[UUID, str], titles: Titles, language: Language
) -> Said:
    row = entry.row
    who = actor_said(row.actor, people, language)
    message = ACTIONS.get(row.action)
    subject_id = as_id(row.entity_id)
    leads_to = f"/queue/{row.entity_id}" if row.entity == "violation" and subject_id else None
    if row.entity == "evidence" and as_id(row.data.get("violation")):
        leads_to = f"/queue/{row.data['violation']}"
    return Said(
        entry=entry,
        at=row.at,
        says=language.say(message, who=who) if message else f"{who}: {row.action}",
        kind=language.say(ENTITIES[row.entity]) if row.entity in ENTITIES else row.entity,
        subject=names.get(subject_id, row.entity_id) if subject_id else row.entity_id,
        leads_to=leads_to,
        facts=tuple(_facts(row, names, titles, language)),
    )


def _facts(row: AuditEntryRow, names: Mapping[UUID, str], titles: Titles, language: Language) -> Iterator[Fact]:
    told = _flat(row.data)
    before = told.pop("before", None)
    for name, value in told.items():
        called = language.say(FACTS[name]) if name in FACTS else name
        if isinstance(value, _Change):
            yield Fact(called, _value(name, value.new, names, titles, language),
                       _value(name, value.old, names, titles, language))  # fmt: skip
        elif value not in (None, "", [], {}):
            yield Fact(called, _value(name, value, names, titles, language))
    if before is not None:
        now = row.data.get("status") or row.data.get("kind") or row.data.get("words") or row.action.partition(".")[2]
        yield Fact(
            language.say(FACTS["changed"]), _value("status", now, names, titles, language),
            _value("status", before, names, titles, language),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Change:
    old: Any
    new: Any


def _flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, with what lies under `columns` and `changes` beside the others."""
    told: dict[str, Any] = {}
    for name, value in data.items():
        if name == "changes" and isinstance(value, dict):
            for column, both in cast(dict[str, Any], value).items():
                told[column] = _Change(*cast(list[Any], both)) if isinstance(both, list) and len(both) == 2 else both  # pyright: ignore[reportUnknownArgumentType]
        elif name == "columns" and isinstance(value, dict):
            told |= cast(dict[str, Any], value)
        else:
            told[name] = value
    return told


def _value(name: str, value: Any, names: Mapping[UUID, str], titles: Titles, language: Language) -> str:
    id_ = as_id(value)
    if id_ is not None:
        return names.get(id_, str(value))
    if name == "kind" and value in STILLS:
        return language.say(MOMENTS[STILLS[value]])
    if name == "why" and isinstance(value, dict):
        return sentence(why_of(cast(dict[str, object], value)), language, titles)
    if name == "rule" and isinstance(value, str):
        return titles.say(value, language.code)
    if name == "reason" and isinstance(value, str):
        return reason_said(value, language)
    if name == "verdict" and value in Verdict.__members__:
        return language.say(VERDICTS[Verdict(value)][0])
    if name == "status" and value in ViolationStatus.__members__:
        return language.say(STATUSES[ViolationStatus(value)])
    if isinstance(value, list):
        return ", ".join(_value(name, each, names, titles, language) for each in cast(list[Any], value))
    return str(value)


def _cases(session: Session, rows: Sequence[AuditEntryRow], titles: Titles, language: Language) -> dict[UUID, str]:
    """What the cases in the entries are: rule, person or window, and day."""
    told = [row.entity_id if row.entity == "violation" else row.data.get("violation") for row in rows]
    ids = {id_ for id_ in map(as_id, told) if id_ is not None}
    found = session.exec(select(ViolationRow).where(col(ViolationRow.id).in_(ids))).all() if ids else ()
    return {row.id: f"{titles.say(row.rule, language.code)} · {row.subject} · {row.day}" for row in found}


def _people(session: Session, logins: set[str]) -> dict[str, str]:
    return dict(session.exec(select(UserRow.login, UserRow.name).where(col(UserRow.login).in_(logins))).all())


def _names(session: Session, rows: Sequence[AuditEntryRow]) -> dict[UUID, str]:
    """What the ids in the entries are called: halls, people, windows and cameras."""
    ids: dict[str, set[UUID]] = {kind: set() for kind in NAMED}
    for row in rows:
        told = {**_flat(row.data), row.entity: row.entity_id}
        for kind in NAMED:
            for said in (told.get(kind), told.get(f"{kind}_id"), told.get(f"to_{kind}"), told.get(f"from_{kind}")):
                id_ = as_id(said)
                if id_ is not None:
                    ids[kind].add(id_)
    found: dict[UUID, str] = {}
    for kind, wanted in ids.items():
        table = NAMED[kind]
        for named in session.exec(select(table).where(col(table.id).in_(wanted))).all() if wanted else ():
            found[named.id] = f"{named.name} {named.no}" if kind == "staff" else f"{named.name} {named.code}".strip()
    return found
