"""Values of the facts in entries of the audit trail, in words. Pure but for the catalogue."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from api.audit.halls import as_id
from api.cases.rules import Titles
from api.cases.words import sentence
from api.language import Language, why_of
from api.pages.attendance_words import KINDS as CORRECTIONS
from api.pages.audit_facts import label_of
from api.pages.audit_words import ACTIONS, ENTITIES
from api.pages.month_words import SIGNED, SIGNED_AS
from api.pages.task_words import TASKS
from api.pages.words import APPEAL_VERDICTS, CONDITIONS, MOMENTS, ROLES, STATUSES, VERDICTS, reason_said
from api.policy.words import CHANNELS, DAY_KINDS, EXEMPTIONS
from conduct.impact.words import TOPICS
from conduct.telling.delivering import Sent
from conduct.words import N_
from models.tables import KeyKind

SINCE_EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""What is written where something has held from the beginning."""
FROM_THE_BEGINNING = N_("from the beginning")
CORNERS = N_("{n} corners")
YES, NO = N_("yes"), N_("no")
ID_SHOWN = 8
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
KEYS: Mapping[str, str] = {
    KeyKind.camera: N_("Camera"),
    KeyKind.reader: N_("Badge reader"),
    KeyKind.monitor: N_("Monitoring"),
}
LANGUAGES: Mapping[str, str] = {"zh": N_("Chinese"), "en": N_("English")}
SENT: Mapping[str, str] = {
    Sent.delivered: N_("Delivered"),
    Sent.refused: N_("Refused for good"),
    Sent.later: N_("Not taken now"),
    Sent.away: N_("The other side does not answer as it should"),
}


def _firsts(words: Mapping[Any, tuple[str, str]]) -> dict[Any, str]:
    return {code: first for code, (first, _) in words.items()}


WORDS: Mapping[str, Mapping[Any, str]] = {
    "action": ACTIONS,
    "channel": CHANNELS,
    "condition": CONDITIONS,
    "language": LANGUAGES,
    "locale": LANGUAGES,
    "role": ROLES,
    "sent": SENT,
    "signed_as": SIGNED_AS,
    "status": STATUSES,
    "topic": TOPICS,
    "verdict": {**_firsts(VERDICTS), **_firsts(APPEAL_VERDICTS), **SIGNED},
}
"""What codes are called, by the field that has them."""
STILLS = {kind: words for kind, words in MOMENTS.items() if kind}
KINDS: Mapping[str, Mapping[Any, str]] = {
    "audit": ENTITIES,
    "calendar": DAY_KINDS,
    "correction": CORRECTIONS,
    "device_key": KEYS,
    "evidence": STILLS,
    "exemption": EXEMPTIONS,
    "task": _firsts(TASKS),
    "violation": STILLS,
}
"""What the field `kind` has, by the kind of subject."""


@dataclass(frozen=True, slots=True)
class Sayer:
    """Says values; `zone` is that in which the page tells times, `names` what the ids are called."""

    names: Mapping[UUID, str]
    titles: Titles
    language: Language
    zone: ZoneInfo

    def say(self, entity: str, field: str, value: Any) -> str:
        if isinstance(value, bool):
            return self.language.say(YES if value else NO)
        if value is None:
            return "–"
        if isinstance(value, str):
            return self._text(entity, field, value)
        if isinstance(value, list):
            return self._list(entity, field, cast(list[Any], value))
        if isinstance(value, dict):
            return self._dict(entity, field, cast(dict[str, Any], value))
        return f"{value:g}" if isinstance(value, float) else str(value)

    def label(self, entity: str, field: str) -> str:
        """A field that another version wrote goes by its code."""
        label = label_of(entity, field)
        return self.language.say(label) if label else field

    def _text(self, entity: str, field: str, value: str) -> str:
        words = KINDS.get(entity, {}) if field == "kind" else WORDS.get(field, {})
        if value in words:
            return step_said(words[value], self.language) if field == "action" else self.language.say(words[value])
        if field == "rule" or (field == "kind" and entity == "commendation"):
            return self.titles.say(value, self.language.code)
        if field == "reason":
            return reason_said(value, self.language)
        id_ = as_id(value)
        if id_ is not None:
            return self.names.get(id_, f"{value[:ID_SHOWN]}…")
        return self._instant(value) if INSTANT.fullmatch(value) else value

    def _instant(self, value: str) -> str:
        """Wall times of a file without an offset are told as they stand."""
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            return value.replace("T", " ")
        if at == SINCE_EVER:
            return self.language.say(FROM_THE_BEGINNING)
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"

    def _list(self, entity: str, field: str, value: list[Any]) -> str:
        if field.endswith("_zone"):
            return self.language.say(CORNERS, n=len(value))
        if field in ("breaks", "segments"):
            return ", ".join(" – ".join(self.say(entity, "", each) for each in span) for span in value)
        return ", ".join(self.say(entity, field, each) for each in value)

    def _dict(self, entity: str, field: str, value: dict[str, Any]) -> str:
        if field == "why":
            return sentence(why_of(value), self.language, self.titles)
        return "; ".join(f"{self.label(entity, name)}: {self.say(entity, name, each)}" for name, each in value.items())


def step_said(message: str, language: Language) -> str:
    """A step's sentence without who took it, as it stands in a list of steps."""
    said = language.say(message, who="").strip()
    return said[:1].upper() + said[1:]
