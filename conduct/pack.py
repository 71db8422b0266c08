"""Rule packs: the TOML file that an employer adopts, and the policy that it comes to."""

import hashlib
import tomllib
from importlib.resources import files
from pathlib import Path

from pydantic import Field, ValidationError

from conduct.policy import Area, Formula, Frozen, Limits, Points, Policy, RuleFacts

JUDGED_RULES = ("late", "early-leave", "absent", "window-unattended", "away-too-long", "uniform-season")
"""The rules that `judge` finds; a pack must say what each of them cites."""


class PackError(ValueError):
    """A pack that cannot be judged by; the message names the place and the reason, one line."""


class Words(Frozen):
    zh: str
    en: str


class PackHead(Frozen):
    name: str
    version: str
    title: Words


class PackAppraisal(Frozen):
    base: Points = 100
    caps: dict[Area, Points] = Field(default_factory=dict[Area, float])
    grades: dict[str, float] = Field(default_factory=dict)


class PackRule(Frozen):
    area: Area
    norms: tuple[str, ...] = Field(min_length=1)
    points: Points = 0
    free_first: int = Field(default=0, ge=0)
    title: Words


class Pack(Frozen):
    """A rule pack as its file tells it."""

    pack: PackHead
    limits: Limits
    appraisal: PackAppraisal
    rules: dict[str, PackRule]

    @property
    def version(self) -> str:
        return f"{self.pack.name}-{self.pack.version}"

    def policy(self) -> Policy:
        return Policy(
            version=self.version,
            limits=self.limits,
            formula=Formula(
                base=self.appraisal.base,
                points={name: rule.points for name, rule in self.rules.items()},
                caps={str(area): cap for area, cap in self.appraisal.caps.items()},
                free_first={name: rule.free_first for name, rule in self.rules.items() if rule.free_first},
                grades=self.appraisal.grades,
            ),
            rules={name: RuleFacts(area=rule.area, norms=rule.norms) for name, rule in self.rules.items()},
        )


def parse_pack(text: str) -> Pack:
    """Read a pack from TOML text; PackError names the first thing wrong with it."""
    try:
        pack = Pack.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise PackError(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
    for rule in JUDGED_RULES:
        if rule not in pack.rules:
            raise PackError(f"rules.{rule}: missing")
    return pack


def read_pack(path: Path) -> Pack:
    return parse_pack(path.read_text("utf-8"))


def default_pack_text() -> str:
    return files("conduct").joinpath("packs/default.toml").read_text("utf-8")


def default_pack() -> Pack:
    return parse_pack(default_pack_text())


def digest(text: str) -> str:
    """SHA-256 of a pack's text: what was adopted can be told from what lies in the file today."""
    return hashlib.sha256(text.encode()).hexdigest()
