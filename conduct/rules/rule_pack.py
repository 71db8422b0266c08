"""A rule pack as a value: what an employer adopts, and the policy that it comes to."""

from pydantic import Field

from conduct.frozen import Frozen, Words
from conduct.judging.detectors import DETECTORS
from conduct.people.discipline import Ladder
from conduct.rules.policy import AppealTerms, Formula, Limits, Policy, RuleFacts
from conduct.rules.restraint import Restraint
from conduct.rules.review_policy import ReviewPolicy
from conduct.rules.rule import Area, Found, Method, PackRule, Points
from conduct.rules.score_options import ScoreOptions
from conduct.rules.seasons import Season

JUDGED_RULES = tuple(DETECTORS)
"""The rules that `judge` finds; a pack must say what each of them cites."""


class PackHead(Frozen):
    name: str
    version: str
    title: Words


class PackAppraisal(ScoreOptions):
    base: Points = 100
    caps: dict[Area, Points] = Field(default_factory=dict[Area, float])
    grades: dict[str, float] = Field(default_factory=dict)


class Pack(Frozen):
    """A rule pack as its files tell it, with what they leave out filled in."""

    pack: PackHead
    limits: Limits = Limits()
    """Also those that are told with a rule."""
    appraisal: PackAppraisal
    appeals: AppealTerms = AppealTerms()
    restraint: Restraint = Restraint()
    review: ReviewPolicy = ReviewPolicy()
    discipline: Ladder = Ladder()
    seasons: dict[str, Season]
    rules: dict[str, PackRule]
    norms: dict[str, Method] = Field(default_factory=dict[str, Method])
    """The class of each norm. None can be less strict than the catalogue of the service codes has it."""
    reasons: dict[str, Words] = Field(default_factory=dict[str, Words])
    left_out: dict[str, str] = Field(default_factory=dict[str, str])
    """Norms that no rule of the pack covers, each with the name of its reason."""

    @property
    def version(self) -> str:
        return f"{self.pack.name}-{self.pack.version}"

    def precision_floor(self, rule: str) -> float:
        """The rule's own floor, or else that of all."""
        own = self.rules[rule].precision_floor if rule in self.rules else None
        return self.restraint.precision_floor if own is None else own

    def reason(self, rule: PackRule) -> Words | None:
        return self.reasons[rule.because] if rule.because else None

    def policy(self) -> Policy:
        rules = self.rules
        return Policy(
            version=self.version,
            limits=self.limits,
            formula=Formula(
                base=self.appraisal.base,
                points={name: rule.points for name, rule in rules.items() if rule.points},
                caps={str(area): cap for area, cap in self.appraisal.caps.items()},
                free_first={name: rule.free_first for name, rule in rules.items() if rule.free_first},
                escalation={name: rule.escalation for name, rule in rules.items() if rule.escalation},
                grades=self.appraisal.grades,
                **{name: getattr(self.appraisal, name) for name in ScoreOptions.model_fields},
            ),
            rules={
                name: RuleFacts(area=rule.area, norms=rule.norms, seasons=rule.when.seasons)
                for name, rule in rules.items()
            },
            seasons=self.seasons,
            appeals=self.appeals,
            watch=frozenset(name for name, rule in rules.items() if rule.watch and rule.found == Found.detector),
        )
