"""Tasks are taken, given back and closed by people, each step once and on record."""

import pytest
from sqlmodel import Session, select

from conduct.review.violations import Refused, Reviewer
from conduct.tasks import finish_task, give_task_back, reopen_task, take_task
from models.tables import AuditEntryRow, TaskRow, TaskStatus
from models.tables.base import new_id
from tests.conduct.hall import NOW, make_hall

ZHOU, CHEN = Reviewer(new_id(), "zhou"), Reviewer(new_id(), "chen")


@pytest.fixture
def task(session: Session) -> TaskRow:
    hall = make_hall(session)
    row = TaskRow(hall_id=hall.row.id, day=NOW.date(), kind="camera-dark", start=NOW, why={}, opened_at=NOW)
    session.add(row)
    session.flush()
    return row


def audited(session: Session) -> list[tuple[str, str, dict]]:
    rows = session.exec(select(AuditEntryRow).where(AuditEntryRow.entity == "task").order_by("id")).all()
    return [(row.actor, row.action, {k: v for k, v in row.data.items() if k != "kind"}) for row in rows]


def test_somebody_takes_it_another_takes_it_over_and_gives_it_back(session: Session, task: TaskRow) -> None:
    take_task(session, task, by=ZHOU, now=NOW)
    take_task(session, task, by=ZHOU, now=NOW)
    take_task(session, task, by=CHEN, now=NOW)
    assert (task.taken_by, task.taken_at) == ("chen", NOW)
    with pytest.raises(Refused) as refused:
        give_task_back(session, task, by=ZHOU, now=NOW)
    assert refused.value.code == "not-taken"
    give_task_back(session, task, by=CHEN, now=NOW)
    assert (task.taken_by, task.taken_at, task.status) == (None, None, TaskStatus.open)
    assert audited(session) == [
        ("zhou", "task.taken", {}),
        ("chen", "task.taken", {"taken_from": "zhou"}),
        ("chen", "task.given-back", {}),
    ]


@pytest.mark.parametrize(
    ("note", "not_needed", "action", "told"),
    [
        ("", False, "task.done", {}),
        (" lamp changed ", False, "task.done", {"note": "lamp changed"}),
        ("it is night", True, "task.not-needed", {"note": "it is night"}),
    ],
)
def test_it_is_closed_with_what_was_said(
    session: Session, task: TaskRow, note: str, not_needed: bool, action: str, told: dict
) -> None:
    finish_task(session, task, by=ZHOU, now=NOW, note=note, not_needed=not_needed)
    assert (task.status, task.closed_by, task.closing_note) == (TaskStatus.done, "zhou", note.strip())
    assert task.not_needed is not_needed
    assert audited(session) == [("zhou", action, told)]
    for step in (take_task, give_task_back, finish_task):
        with pytest.raises(Refused) as refused:
            step(session, task, by=ZHOU, now=NOW)
        assert refused.value.code == "not-open"


def test_not_needed_takes_a_reason(session: Session, task: TaskRow) -> None:
    with pytest.raises(Refused) as refused:
        finish_task(session, task, by=ZHOU, now=NOW, note="  ", not_needed=True)
    assert (refused.value.code, task.status) == ("reason-missing", TaskStatus.open)


def test_what_goes_on_again_is_open_whatever_was_said(session: Session, task: TaskRow) -> None:
    finish_task(session, task, by=ZHOU, now=NOW, note="it is night", not_needed=True)
    reopen_task(task)
    assert (task.status, task.closed_at, task.closed_by) == (TaskStatus.open, None, None)
    assert (task.closing_note, task.not_needed) == ("", False)
