"""Entries of the audit trail as a table for spreadsheets. Pure: entries in, bytes out."""

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from api.language import Language
from api.pages.audit_said import Fact, Said
from conduct.export.spreadsheet import csv_bytes
from conduct.words import N_

EXPORTED_MOST = 10_000
"""Entries in one file. More keeps the service busy for longer than people wait."""
HEADER = (
    N_("Entry no."), N_("Time"), N_("What was done"), N_("Who, as recorded"), N_("Step"), N_("Kind of subject"),
    N_("Subject"),
    N_("Facts"), N_("Facts, as recorded"), N_("Hash in the chain"),
)  # fmt: skip


def audit_csv(entries: Sequence[Said], zone: ZoneInfo, language: Language) -> bytes:
    """One line for each; times of the zone with their offset."""
    return csv_bytes([[language.say(word) for word in HEADER], *(_row(each, zone) for each in entries)])


def _row(said: Said, zone: ZoneInfo) -> tuple[str | float, ...]:
    row, link = said.entry.row, said.entry.link
    return (
        link.seq if link else "", said.at.astimezone(zone).isoformat(timespec="milliseconds"), said.says, row.actor,
        row.action, row.entity, row.entity_id, "; ".join(fact_said(fact) for fact in said.facts),
        json.dumps(row.data, ensure_ascii=False, sort_keys=True), link.hash.hex() if link else "",
    )  # fmt: skip


def fact_said(fact: Fact) -> str:
    return f"{fact.name}: {fact.value}" if fact.old is None else f"{fact.name}: {fact.old} → {fact.value}"
