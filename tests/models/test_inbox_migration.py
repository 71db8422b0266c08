"""Notices given before they reached roles and were read by each for themselves are kept, unread."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import command
from sqlmodel import Session, select

from models.tables import NoticeRow
from models.upgrade import alembic_config, bring_up_to_date

DAY = datetime(2026, 6, 3, tzinfo=UTC)


def test_old_notices_stay(bare_database: sa.Engine) -> None:
    command.upgrade(alembic_config(bare_database), "0006")
    hall, staff, violation, notice = (uuid4() for _ in range(4))
    id_of = (lambda each: each.hex) if bare_database.dialect.name == "sqlite" else (lambda each: each)
    with bare_database.begin() as connection:
        found = sa.MetaData()
        found.reflect(connection)
        for table, told in {
            "hall": {"id": id_of(hall), "code": "H1", "name": "H1", "timezone": "Asia/Shanghai"},
            "staff": {"id": id_of(staff), "hall_id": id_of(hall), "no": "S001", "name": "王芳"},
            "violation": {
                "id": id_of(violation), "hall_id": id_of(hall), "staff_id": id_of(staff), "day": DAY.date(),
                "rule": "late", "origin": "judged", "norms": [], "subject_kind": "staff", "subject": "S001",
                "start": DAY, "status": "pending", "why": {}, "pack_version": "p", "opened_at": DAY, "updated_at": DAY,
            },
            "notice": {
                "id": id_of(notice), "violation_id": id_of(violation), "staff_id": id_of(staff), "at": DAY,
                "why": {"code": "notice.withdrawn", "facts": {}},
            },
        }.items():  # fmt: skip
            connection.execute(found.tables[table].insert().values(told))
    bring_up_to_date(bare_database)
    with Session(bare_database) as session:
        row = session.exec(select(NoticeRow)).one()
    assert (row.id, row.violation_id, row.staff_id, row.at) == (notice, violation, staff, DAY)
    assert (row.role, row.hall_id, row.queued_at) == (None, None, None)
