"""People with mail addresses, and notices for them."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from api.clock import GivenClock
from api.database import writing_to
from api.telling.carrier import Carrier
from api.telling.courier import Courier
from conduct.telling.notices import tell
from models.tables import DeliveryRow, Role, UserRow
from models.values.why import why
from tests.conduct.hall import add_task, add_violation, make_hall

NOW = datetime.fromisoformat("2026-06-04T01:00:00+00:00")
PEOPLE = {"zhou": ("zhou@conduct.example", "zh"), "liu": ("liu@conduct.example", "en"), "chen": (None, "zh")}


class Told:
    """A database with notices; `courier` takes them away as time is moved on."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine, self.clock = engine, GivenClock(NOW)
        self.users: dict[str, UUID] = {}
        with writing_to(engine) as session:
            hall = make_hall(session)
            self.violation = add_violation(session, hall, hall.staff["S001"], "1 09:00").id
            self.task = add_task(session, hall, "1 09:00").id
            for login, (email, locale) in PEOPLE.items():
                user = UserRow(
                    login=login, name=login, role=Role.supervisor, password_hash="", email=email, locale=locale
                )
                session.add(user)
                session.flush()
                self.users[login] = user.id

    def tell(self, login: str = "zhou", *, about: str = "violation") -> None:
        of = {"violation": {"violation_id": self.violation}, "task": {"task_id": self.task}, "nothing": {}}[about]
        with writing_to(self.engine) as session:
            tell(session, why("notice.withdrawn"), user_id=self.users[login], now=self.clock.now(), **of)

    def courier(self, carrier: Carrier, round_s: float = 30) -> Courier:
        return Courier(carrier, engine=self.engine, clock=self.clock, channels={carrier.channel}, round_s=round_s)

    def run(self, courier: Courier, *, later: timedelta = timedelta()) -> str:
        self.clock.move_to(self.clock.now() + later)
        return courier.run(self.clock.now())

    def deliveries(self) -> list[DeliveryRow]:
        with Session(self.engine, expire_on_commit=False) as session:
            return list(session.exec(select(DeliveryRow).order_by("id")).all())

    def outcomes(self) -> list[str | None]:
        return [row.outcome.value if row.outcome else None for row in self.deliveries()]


@pytest.fixture
def told(sqlite_database: sa.Engine) -> Told:
    return Told(sqlite_database)


@pytest.fixture
def told_everywhere(database: sa.Engine) -> Told:
    """On each kind of database."""
    return Told(database)
