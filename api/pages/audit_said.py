"""Entries of the audit trail in words: who did what to what, when, and what was before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from api.audit.halls import as_id
from api.audit.search import Entry
from api.cases.rules import titles_of
from api.language import Language
from api.pages.audit_names import names_of
from api.pages.audit_values import ID_SHOWN, Sayer
from api.pages.audit_words import ACTIONS, ACTORS, ENTITIES
from conduct.words import N_
from models.tables import AuditEntryRow, UserRow

BEFORE_OF = ("status", "kind", "words")
"""What of an entry `before` is the earlier state of: the first of these that it has."""
CHANGED = N_("Changed")


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


class _Change(NamedTuple):
    old: Any
    new: Any


def said_of(session: Session, entries: Sequence[Entry], language: Language, zone: ZoneInfo) -> list[Said]:
    """`zone` is that in which times are told."""
    rows = [entry.row for entry in entries]
    people = _people(session, {row.actor for row in rows})
    titles = titles_of(session)
    flat = [_flat(row.data) for row in rows]
    sayer = Sayer(names_of(session, rows, flat, titles, language, zone), titles, language, zone)
    return [_said(entry, told, people, sayer) for entry, told in zip(entries, flat, strict=True)]


def actor_said(actor: str, people: Mapping[str, str], language: Language) -> str:
    """A person by name and log-in, what acts of itself by what it is, anything else as it stands."""
    if actor in people:
        return f"{people[actor]} ({actor})"
    return language.say(ACTORS[actor]) if actor in ACTORS else actor


def _said(entry: Entry, told: Mapping[str, Any], people: Mapping[str, str], sayer: Sayer) -> Said:
    row, language = entry.row, sayer.language
    who = actor_said(row.actor, people, language)
    message = ACTIONS.get(row.action)
    leads_to = f"/queue/{row.entity_id}" if row.entity == "violation" and as_id(row.entity_id) else None
    if row.entity == "evidence" and as_id(row.data.get("violation")):
        leads_to = f"/queue/{row.data['violation']}"
    return Said(
        entry=entry,
        at=row.at,
        says=language.say(message, who=who) if message else f"{who}: {row.action}",
        kind=language.say(ENTITIES[row.entity]) if row.entity in ENTITIES else row.entity,
        subject=_subject(row, sayer),
        leads_to=leads_to,
        facts=tuple(_facts(row, told, sayer)),
    )


def _subject(row: AuditEntryRow, sayer: Sayer) -> str:
    id_ = as_id(row.entity_id)
    return sayer.names.get(id_, f"{row.entity_id[:ID_SHOWN]}…") if id_ else row.entity_id


def _facts(row: AuditEntryRow, told: Mapping[str, Any], sayer: Sayer) -> Iterator[Fact]:
    for name, value in told.items():
        called = sayer.label(row.entity, name)
        if isinstance(value, _Change):
            yield Fact(called, sayer.say(row.entity, name, value.new), sayer.say(row.entity, name, value.old))
        elif name == "before":
            if value is not None:
                yield _changed(row, value, sayer)
        elif value not in (None, "", [], {}):
            yield Fact(called, sayer.say(row.entity, name, value))


def _changed(row: AuditEntryRow, before: Any, sayer: Sayer) -> Fact:
    field = next((name for name in BEFORE_OF if row.data.get(name)), "status")
    now = row.data.get(field) or row.action.partition(".")[2]
    name = sayer.language.say(CHANGED)
    return Fact(name, sayer.say(row.entity, field, now), sayer.say(row.entity, field, before))


def _flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, with what lies under `columns`, `changes` and `old` beside the others."""
    told: dict[str, Any] = {}
    for name, value in data.items():
        if name == "changes" and isinstance(value, dict):
            told |= {
                column: _Change(*both) if isinstance(both, list) and len(cast(list[Any], both)) == 2 else both
                for column, both in cast(dict[str, Any], value).items()
            }
        elif name == "columns" and isinstance(value, dict):
            told |= cast(dict[str, Any], value)
        elif name != "old" or not isinstance(value, dict):
            told[name] = value
    old = data.get("old")
    for column, before in cast(dict[str, Any], old).items() if isinstance(old, dict) else ():
        if data.get(column) != before:
            told[column] = _Change(before, data.get(column))
    return told


def _people(session: Session, logins: set[str]) -> dict[str, str]:
    return dict(session.exec(select(UserRow.login, UserRow.name).where(col(UserRow.login).in_(logins))).all())
