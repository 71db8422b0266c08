"""Which decided cases a second person looks at, who that is, and how far two people agree. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from models.tables import Role, Verdict

TIERS = (Role.supervisor, Role.admin)
"""Whoever decides at the hall first; an administrator only where nobody else does. Human resources are not asked: they
decide on appeals, and see confirmed cases in the month's appraisal."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might give a second opinion on cases of a hall. `login` is how reports name them."""

    user_id: UUID
    login: str
    role: Role
    staff_id: UUID | None
    of_hall: bool
    """Whether a supervisor looks after the hall."""


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """What decides who may look at it again."""

    violation_id: UUID
    decided_by: frozenset[UUID]
    """Everybody who ever gave a verdict on it, also one taken back."""
    staff_id: UUID | None
    reported_by: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people's verdicts on the same case."""

    first: Verdict
    second: Verdict


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `n` cases looked at twice, how many verdicts are the same; both numbers 0 to 1.

    `kappa` is Cohen's: what is agreed beyond chance, 1 all of it, 0 no more than by chance. None where chance alone
    would agree always (everybody always said the same), and without cases.
    """

    n: int
    same: int
    share: float | None
    kappa: float | None


def is_chosen(violation_id: UUID, share: float) -> bool:
    """Whether a case is among those looked at twice: by its own id, whenever and however it came."""
    return _part(b"second opinion", violation_id) < share


def second_reviewer(case: DecidedCase, candidates: Iterable[Candidate]) -> Candidate | None:
    """The one person asked; None where nobody is left who neither decided it nor reported it nor is concerned.

    Everybody gets the same share of cases, and somebody who comes or goes moves only their own.
    """
    free = [one for one in candidates if _may(case, one)]
    for role in TIERS:
        tier = [one for one in free if one.role is role]
        if tier:
            return max(tier, key=lambda one: (_part(one.user_id.bytes, case.violation_id), one.user_id))
    return None


def _may(case: DecidedCase, one: Candidate) -> bool:
    if one.role not in TIERS or (one.role is Role.supervisor and not one.of_hall):
        return False
    concerned = one.staff_id is not None and one.staff_id == case.staff_id
    return one.user_id not in case.decided_by and one.login != case.reported_by and not concerned


def agreement(pairs: Sequence[Pair]) -> Agreement:
    n = len(pairs)
    if n == 0:
        return Agreement(0, 0, None, None)
    same = sum(pair.first is pair.second for pair in pairs)
    first, second = Counter(pair.first for pair in pairs), Counter(pair.second for pair in pairs)
    by_chance = sum(first[verdict] * second[verdict] for verdict in Verdict) / n**2
    share = same / n
    kappa = None if by_chance == 1 else (share - by_chance) / (1 - by_chance)
    return Agreement(n, same, share, kappa)


def _part(salt: bytes, id_: UUID) -> float:
    """A number in 0..1 that an id always has."""
    return int.from_bytes(hashlib.sha256(salt + id_.bytes).digest()[:8], "big") / 2**64
