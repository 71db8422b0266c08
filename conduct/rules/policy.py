"""The employer's numbers as one frozen value: limits, what each rule cites, and the appraisal formula."""

from typing import Annotated

from pydantic import Field

from conduct.frozen import Frozen
from conduct.judging.occupancy import OccupancyLimits
from conduct.rules.rule import Area, Points, Step
from conduct.rules.score_options import ScoreOptions
from conduct.rules.seasons import MovedDays, Season
from roster.attendance import AttendanceLimits

Seconds = Annotated[float, Field(ge=0)]
Minutes = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


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


class Formula(ScoreOptions):
    """How confirmed violations become a month's score (rule 15)."""

    base: Points = 100
    points: dict[str, Points] = Field(
        default={"late": 1, "early-leave": 1, "absent": 5, "window-unattended": 2, "away-too-long": 1,
                 "uniform-season": 1}
    )  # fmt: skip
    caps: dict[str, Points] = Field(default={"attendance": 20, "occupancy": 20, "attire": 10})
    free_first: dict[str, Annotated[int, Field(ge=0)]] = Field(default={"late": 1})
    escalation: dict[str, tuple[Step, ...]] = Field(default={})
    """What a rule costs instead from its n-th time in the month on."""
    grades: dict[str, float] = Field(default={"A": 95, "B": 85, "C": 70})


class AppealTerms(Frozen):
    """How long things take in the working days of the hall. Longer is kinder, shorter settles a month earlier."""

    lodge_days: Annotated[int, Field(ge=1, le=250)] = 10
    """Until when a person may appeal, after being told of the verdict. No service code names a limit."""
    decide_days: Annotated[int, Field(ge=1, le=60)] = 5
    """Until when it is to be decided, after it was lodged."""


class RuleFacts(Frozen):
    """What judging and scoring need to know of a rule."""

    area: Area
    norms: tuple[str, ...]
    seasons: tuple[str, ...] = ()
    """The dress codes in which it applies; none given means all."""


class Policy(Frozen):
    """One version of one pack, ready to judge by."""

    version: str
    limits: Limits
    formula: Formula
    rules: dict[str, RuleFacts]
    seasons: dict[str, Season]
    moved_days: tuple[MovedDays, ...] = ()
    """Days with another dress code by a notice of the hall that is judged."""
    appeals: AppealTerms = AppealTerms()
    watch: frozenset[str] = frozenset()
    """Rules whose findings are shown, but pend nobody and cost nothing."""

    def norms(self, rule: str) -> tuple[str, ...]:
        return self.rules[rule].norms

    def watching_all(self) -> "Policy":
        """The same with every rule in watch mode: for days for which no pack was adopted."""
        return self.model_copy(update={"watch": frozenset(self.rules)})
