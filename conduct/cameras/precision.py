"""A camera by which a rule is wrong too often: a task for the supervisor, for the camera is to be seen to."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from conduct.trust.precision import Stand, Weighed, numbers
from models.tables import CameraRow, HallRow, TaskRow, TaskStatus
from models.values.local_time import local_day
from models.values.why import Why, why

KIND = "camera-precision"
BY = "self-restraint"
"""The actor when a rule holds itself back, and no person acts."""


def cleared_at(session: Session, camera: CameraRow, rule: str) -> datetime | None:
    """When somebody last saw to the camera, after which it is weighed anew: said so of its task, or set it up anew."""
    done = [
        row.closed_at
        for row in _tasks(session, camera, rule)
        if row.status == TaskStatus.done and row.closed_at is not None
    ]
    return max([*done, *([camera.set_up_at] if camera.set_up_at else [])], default=None)


def calls_for_a_change(session: Session, camera: CameraRow, rule: str, weighed: Weighed, floor: float) -> bool:
    """Whether `follow_camera` would write anything."""
    task = _open_task(session, camera, rule)
    if weighed.stand == Stand.watch:
        return task is None or task.why != _reason(camera, rule, weighed, floor).as_json()
    return weighed.stand == Stand.keep and task is not None


def follow_camera(
    session: Session, camera: CameraRow, hall: HallRow, rule: str, weighed: Weighed, floor: float, *, now: datetime
) -> bool:
    """Open, change or withdraw the task about a camera and a rule; whether one was opened.

    One that is open stays while too little was decided to say that it is well again.
    """
    task = _open_task(session, camera, rule)
    if weighed.stand == Stand.watch:
        reason = _reason(camera, rule, weighed, floor)
        if task is None:
            _open(session, hall, rule, camera, reason, weighed, now)
            return True
        task.tell({"why": reason.as_json()})
    elif weighed.stand == Stand.keep and task is not None:
        task.status, task.closed_at, task.end = TaskStatus.withdrawn, now, now
        _record(session, "task.withdrawn", task, camera, rule, now)
    return False


def _open_task(session: Session, camera: CameraRow, rule: str) -> TaskRow | None:
    return next((row for row in _tasks(session, camera, rule) if row.status == TaskStatus.open), None)


def _tasks(session: Session, camera: CameraRow, rule: str) -> list[TaskRow]:
    rows = session.exec(select(TaskRow).where(TaskRow.hall_id == camera.hall_id, col(TaskRow.kind) == KIND)).all()
    about = (camera.code, rule)
    return [row for row in rows if (row.why["facts"]["camera"], row.why["facts"]["rule"]) == about]


def _reason(camera: CameraRow, rule: str, weighed: Weighed, floor: float) -> Why:
    return why("task.camera-precision", camera=camera.code, rule=rule, **numbers(weighed.precision, floor))


def _open(
    session: Session, hall: HallRow, rule: str, camera: CameraRow, reason: Why, weighed: Weighed, now: datetime
) -> None:
    first = weighed.counted[-1].start
    task = TaskRow(
        hall_id=hall.id, day=local_day(now, ZoneInfo(hall.timezone)), kind=KIND, start=first, why=reason.as_json(),
        opened_at=now,
    )  # fmt: skip
    session.add(task)
    session.flush()
    _record(session, "task.opened", task, camera, rule, now)


def _record(session: Session, action: str, task: TaskRow, camera: CameraRow, rule: str, now: datetime) -> None:
    audit(
        session, at=now, actor=BY, action=action, entity="task", entity_id=task.id, kind=KIND, camera=camera.code,
        rule=rule,
    )  # fmt: skip
