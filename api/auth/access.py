"""What a person may see and do, by role. Pure."""

from dataclasses import dataclass
from uuid import UUID

from api.auth.origin import SAFE_METHODS
from conduct.review.violations import Reviewer
from models.tables import Role

SEE_EVERYTHING = frozenset({Role.hr, Role.admin, Role.auditor})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody logged in, as of this request."""

    user_id: UUID
    login: str
    name: str
    role: Role
    locale: str
    staff_id: UUID | None
    hall_ids: frozenset[UUID]
    """The halls that a supervisor looks after."""
    session_id: UUID | None
    """None for a program with a personal token, which no other site can make a browser send."""
    csrf: str
    must_change_password: bool = False
    """Their password is a one-time one: until they change it nothing else is open to them."""

    @property
    def reviewer(self) -> Reviewer:
        """As whom `conduct` knows somebody who takes a step."""
        return Reviewer(self.user_id, self.login, self.staff_id)


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose records somebody may see: everybody's, those of some halls, and always their own."""

    everything: bool
    hall_ids: frozenset[UUID]
    staff_id: UUID | None
    blind_to: frozenset[UUID] = frozenset()
    """Violations of which somebody is to give a second opinion before seeing anything of the first verdict."""

    def hall(self, hall_id: UUID) -> bool:
        """Whether all of a hall may be seen."""
        return self.everything or hall_id in self.hall_ids

    def record(self, hall_id: UUID, staff_id: UUID | None) -> bool:
        """Whether a record of a hall, about a person or nobody, may be seen."""
        return self.hall(hall_id) or (staff_id is not None and staff_id == self.staff_id)


def sight_of(person: Person) -> Sight:
    halls = person.hall_ids if person.role is Role.supervisor else frozenset[UUID]()
    return Sight(person.role in SEE_EVERYTHING, halls, person.staff_id)


def refusal(role: Role, allowed: frozenset[Role], method: str) -> str | None:
    """Why a role may not do this, None when it may. Auditors change nothing, whatever is allowed to them."""
    if role not in allowed:
        return "This is not open to your role."
    if role is Role.auditor and method not in SAFE_METHODS:
        return "Auditors see everything and change nothing."
    return None
