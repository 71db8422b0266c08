"""People with log-ins in two halls, and notices for them."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.telling.inbox import list_notices
from conduct.telling.notices import tell
from conduct.telling.recipients import Account
from models.tables import NoticeRow, Role, UserHallRow, UserRow
from models.values.why import why
from tests.conduct.hall import NOW, Hall, add, make_hall

LOG_INS = {
    "fang": (Role.staff, "S001", ()),
    "zhou": (Role.supervisor, "S002", ("H1",)),
    "chen": (Role.supervisor, None, ("H2",)),
    "liu": (Role.hr, None, ()),
    "zhao": (Role.auditor, None, ()),
}  # fmt: skip
"""王芳 of H1 is S001; 李强 S002 supervises H1."""


@dataclass
class People:
    session: Session
    halls: dict[str, Hall] = field(default_factory=dict)
    users: dict[str, UserRow] = field(default_factory=dict)

    def tell(self, *, minutes: int = 0, **to: object) -> UUID:
        """A notice so many minutes after NOW; returns its id."""
        tell(self.session, why("notice.withdrawn"), now=NOW + timedelta(minutes=minutes), **to)  # type: ignore[arg-type]
        self.session.flush()
        return self.session.exec(select(NoticeRow).order_by(col(NoticeRow.id).desc())).all()[0].id

    def account(self, login: str) -> Account:
        user = self.users[login]
        halls = self.session.exec(select(UserHallRow.hall_id).where(UserHallRow.user_id == user.id)).all()
        return Account(user.id, user.role, user.staff_id, frozenset(halls))

    def inbox(self, login: str, *, unread: bool = False) -> list[UUID]:
        return [n.row.id for n in list_notices(self.session, self.account(login), limit=50, unread=unread).notices]

    def staff_id(self, no: str) -> UUID:
        return self.halls["H1"].staff[no].id

    def hall_id(self, code: str) -> UUID:
        return self.halls[code].row.id


def make_people(session: Session) -> People:
    people = People(session)
    for code, staff in (("H1", {"S001": "王芳", "S002": "李强"}), ("H2", {"S201": "吴刚"})):
        people.halls[code] = make_hall(session, code, staff=staff)
    for login, (role, no, halls) in LOG_INS.items():
        staff_id = people.staff_id(no) if no else None
        user = add(session, UserRow(login=login, name=login, role=role, password_hash="", staff_id=staff_id))
        session.add_all(UserHallRow(user_id=user.id, hall_id=people.hall_id(code)) for code in halls)
        people.users[login] = user
    session.flush()
    return people
