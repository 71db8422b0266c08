"""The employer's numbers as one frozen value: limits, what each rule cites, and the appraisal formula."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from conduct.occupancy import OccupancyLimits
from roster.attendance import AttendanceLimits

Seconds = Annotated[float, Field(ge=0)]
Minutes = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Points = Annotated[float, Field(ge=0)]
Area = Literal[
    "attire", "badge", "occupancy", "attendance", "discipline", "language", "hotline", "complaint",
    "appointment", "records", "manner",
]  # fmt: skip


class Frozen(BaseModel):
    """A value read from outside: nothing unknown in it, and nobody changes it afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(Frozen):
    """Every number that decides when something is a violation."""

    confirm_s: Seconds = 10
    max_gap_s: Seconds = 60
    unattended_grace_s: Seconds = 120
    away_limit_s: Seconds = 900
    late_grace_min: Minutes = 5
    early_grace_min: Minutes = 5
    punch_before_min: Minutes = 120
    punch_after_min: Minutes = 240
    attire_min_minutes: Minutes = 10
    attire_min_looks: Annotated[int, Field(ge=0)] = 6
    attire_share: Share = 0.8
    attire_confidence: Share = 0.7
    staffed_share_for_missed_punch: Share = 0.8

    @property
    def occupancy(self) -> OccupancyLimits:
        return OccupancyLimits(confirm_s=self.confirm_s, max_gap_s=self.max_gap_s)

    @property
    def attendance(self) -> AttendanceLimits:
        return AttendanceLimits(
            late_grace_min=self.late_grace_min,
            early_grace_min=self.early_grace_min,
            punch_before_min=self.punch_before_min,
            punch_after_min=self.punch_after_min,
        )


class Formula(Frozen):
    """How confirmed violations become a month's score (rule 15)."""

    base: Points = 100
    points: dict[str, Points] = {
        "late": 1, "early-leave": 1, "absent": 5, "window-unattended": 2, "away-too-long": 1, "uniform-season": 1,
    }  # fmt: skip
    caps: dict[str, Points] = {"attendance": 20, "occupancy": 20, "attire": 10}
    free_first: dict[str, Annotated[int, Field(ge=0)]] = {"late": 1}
    grades: dict[str, float] = {"A": 95, "B": 85, "C": 70}


class RuleFacts(Frozen):
    """What judging and scoring need to know of a rule."""

    area: Area
    norms: tuple[str, ...]


class Policy(Frozen):
    """One version of one pack, ready to judge by."""

    version: str
    limits: Limits
    formula: Formula
    rules: dict[str, RuleFacts]

    def norms(self, rule: str) -> tuple[str, ...]:
        return self.rules[rule].norms
