"""Cameras as people set them up: added, renamed and retired, each with its audit row; nothing that was seen is lost."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, select

from api.setup.camera_views import end_view, views_now
from api.setup.device_keys import keys_of, take_key
from api.setup.hall_file import Code
from conduct.auditing.trail import audit
from conduct.review.violations import Refused
from models.tables import CameraRow, DeviceKeyRow, HallRow

CODE = TypeAdapter[str](Code)
INTERVAL_S_MAX = 3600.0
NAME_LENGTH_MAX = 100


def add_camera(
    session: Session, hall: HallRow, *, code: str, name: str, interval_s: float, by: str, now: datetime
) -> CameraRow:
    """A new camera of a hall. Raises Refused: bad-code, code-taken (by a retired one too), bad-interval."""
    _check_code(code)
    _check(name, interval_s)
    if session.exec(select(CameraRow.id).where(CameraRow.code == code)).first() is not None:
        raise Refused("code-taken", f"there is a camera {code}, in use or retired")
    row = CameraRow(hall_id=hall.id, code=code, name=name.strip(), interval_s=interval_s)
    session.add(row)
    session.flush()
    told = {"hall": hall.code, "code": code, "name": row.name, "interval_s": interval_s}
    audit(session, at=now, actor=by, action="camera.made", entity="camera", entity_id=row.id, columns=told)
    return row


def change_camera(session: Session, camera: CameraRow, *, name: str, interval_s: float, by: str, now: datetime) -> bool:
    """Another name or interval; whether anything changed. Its code stays, since keys and addresses hold it.

    Raises Refused: retired, bad-interval.
    """
    check_in_use(camera)
    _check(name, interval_s)
    told = {"name": name.strip(), "interval_s": interval_s}
    if not camera.tell(told):
        return False
    session.flush()
    audit(session, at=now, actor=by, action="camera.changed", entity="camera", entity_id=camera.id, columns=told)
    return True


def retire_camera(session: Session, camera: CameraRow, *, by: str, now: datetime) -> Sequence[DeviceKeyRow]:
    """Out of use from now on: its zones end, its keys open nothing more, what it saw stays. The keys it had in use.

    What is the matter with it is closed by its care, which no longer knows it. Raises Refused: retired.
    """
    check_in_use(camera)
    camera.retired_at = now
    ended = [end_view(session, camera, view.window_id, by=by, now=now) for view in views_now(session, camera.id)]
    taken = [key for key in keys_of(session, camera.id) if take_key(session, key, by=by, now=now)]
    audit(
        session, at=now, actor=by, action="camera.retired", entity="camera", entity_id=camera.id,
        camera=camera.code, views=len(ended), keys=len(taken),
    )  # fmt: skip
    return taken


def check_in_use(camera: CameraRow) -> None:
    """Raises Refused: retired."""
    if camera.retired_at is not None:
        raise Refused("retired", f"camera {camera.code} is retired")


def _check_code(code: str) -> None:
    try:
        CODE.validate_python(code)
    except ValidationError:
        raise Refused("bad-code", "a code is letters, digits, dots, dashes and underscores, 64 at most") from None


def _check(name: str, interval_s: float) -> None:
    if len(name.strip()) > NAME_LENGTH_MAX:
        raise Refused("long-name", f"a name has {NAME_LENGTH_MAX} characters at most")
    if not 0 < interval_s <= INTERVAL_S_MAX:
        raise Refused("bad-interval", f"an interval is more than 0 s and at most {INTERVAL_S_MAX:g} s")
