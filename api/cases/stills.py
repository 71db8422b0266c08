"""The pictures of a case and those that it lacks, in order of time. Pure."""

from collections.abc import Mapping
from datetime import datetime

from api.cases.case import Case
from conduct.keeping.still_choice import SHOWN_BY_RULE, Episode, missing
from models.tables import EvidenceRow, Origin
from models.values.evidence import StillKind
from models.values.why import Why


def missing_stills(case: Case, now: datetime) -> Mapping[StillKind, Why]:
    """The moments that there is no picture of and never was, or not yet; empty for rules that go by no pictures."""
    shown = SHOWN_BY_RULE.get(case.row.rule)
    if shown is None or case.window is None or case.row.origin is Origin.reported:
        return {}
    # a picture from before there were several is taken for that of the begin
    there = [row.kind or StillKind.begin for row in case.evidence]
    return missing(Episode(shown, case.row.start, case.row.end), there, now)


def shown_stills(case: Case) -> tuple[EvidenceRow, ...]:
    """Of each moment the one picture that stands for it: the one that is there, else the one purged last."""
    standing: dict[StillKind | None, EvidenceRow] = {}
    for row in sorted(case.evidence, key=lambda row: (row.purged_at is None, row.purged_at or row.taken_at)):
        standing[row.kind] = row
    return tuple(sorted(standing.values(), key=lambda row: row.taken_at))
