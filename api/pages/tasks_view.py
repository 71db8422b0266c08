"""Which tasks are looked at, kept whole in the address. Pure."""

from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.roster.task_list import TaskFilters
from models.tables import TaskStatus

PAGE = 30


class TasksView(BaseModel):
    """Empty means: all of them; open ones unless said otherwise."""

    model_config = ConfigDict(frozen=True)

    hall: str = ""
    kind: str = ""
    status: Literal["open", "done", "withdrawn"] = "open"
    cursor: str = ""

    @property
    def filters(self) -> TaskFilters:
        return TaskFilters((TaskStatus(self.status),), self.hall or None, self.kind or None)

    @property
    def latest_first(self) -> bool:
        """What waits longest comes first, what was closed last too."""
        return self.status != "open"

    @property
    def narrowed(self) -> bool:
        return bool(self.hall or self.kind)

    def query(self, **other: str) -> str:
        told = {"hall": self.hall, "kind": self.kind, "status": self.status, "cursor": self.cursor} | other
        wanted = {name: value for name, value in told.items() if value and (name, value) != ("status", "open")}
        return f"?{urlencode(wanted)}" if wanted else ""

    def address(self, **other: str) -> str:
        return f"/tasks{self.query(**other)}"

    def step(self, task: UUID, step: str) -> str:
        """Where a form of a task is sent to."""
        return f"/tasks/{task}/{step}{self.query()}"
