"""Who may watch the windows of which halls: all that a board shows, or a wall's states alone."""

from typing import Annotated

from fastapi import Depends

from api.auth.access import Person, Sight, sight_of
from api.auth.people import require
from models.tables import Role

WATCHERS = (Role.supervisor, Role.hr, Role.admin, Role.auditor)
"""They see every window's state, and by the roster who is on duty."""
Watcher = Annotated[Person, Depends(require(*WATCHERS))]
WallWatcher = Annotated[Person, Depends(require(*WATCHERS, Role.staff))]


def may_see_names(person: Person) -> bool:
    """Whether somebody who watches a hall may see who is on duty there."""
    return person.role in WATCHERS


def wall_sight(person: Person) -> Sight:
    """A log-in of role staff that was given halls, as for a screen on a wall, sees their windows and nothing else."""
    return sight_of(person) if may_see_names(person) else Sight(False, person.hall_ids, None)
