"""The photo of a report: veiled, and only then written; without a detector it is refused and the report stands."""

import logging
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from api.auth.access import Person, sight_of
from api.cases.case import cases_of, no_such_violation
from api.cases.rules import titles_of
from api.database import reading_from, writing_to
from api.intake.keeping import stamp
from api.problems import FieldError, Problem
from api.state import State
from conduct.keeping.evidence import KeptStill, add_evidence, kept_of
from models.tables import Origin, ViolationRow, ViolationStatus
from models.values.evidence import StillKind
from models.values.seeing import Box
from vision.caption import captioned
from vision.jpeg import Broken, Refused, inspect
from vision.photo import PIXELS_MAX, PlaceOutside, TooSmall
from vision.weights import WeightsUnusable

log = logging.getLogger(__name__)


def keep_photo(state: State, by: Person, violation_id: UUID, body: bytes, place: Box | None, now: datetime) -> UUID:
    """Veil a JPEG and keep it with a pending report of one's own; the picture's id.

    Raises Problem: 404, 403 `not-your-report`, 409 `not-pending` and `photo-there`, 413, 415 and 422 for what is no
    picture that can be read whole, 422 `place-outside`, 503 `no-detector`.
    """
    with reading_from(state.engine) as session:
        row = _own_report(session, by, violation_id, lock=False)
        case = cases_of(session, [row])[0]
        titles = titles_of(session, row.pack_version)
        where = " ".join(filter(None, (case.hall.name, case.window.code if case.window else None)))
        words = (titles.say(row.rule, "zh"), f"{where} · {stamp(row.start, ZoneInfo(case.hall.timezone))}")
        taken_at, window_id = row.start, row.window_id
    jpeg = captioned(_veiled(state, body, place), words)
    header = inspect(jpeg)
    still = KeptStill(
        kind=StillKind.photo,
        camera_id=None,
        window_id=window_id,
        taken_at=taken_at,
        sha256=state.evidence.put(jpeg),
        size_bytes=len(jpeg),
        width_px=header.width_px,
        height_px=header.height_px,
    )
    with writing_to(state.engine) as session:
        _own_report(session, by, violation_id, lock=True)
        return add_evidence(session, violation_id, still, now=now, actor=by.login).id


def _own_report(session: Session, by: Person, violation_id: UUID, *, lock: bool) -> ViolationRow:
    query = select(ViolationRow).where(ViolationRow.id == violation_id)
    row = session.exec(query.with_for_update() if lock else query).first()
    if row is None or not sight_of(by).record(row.hall_id, row.staff_id):
        raise no_such_violation()
    if row.origin is not Origin.reported or row.reported_by != by.login:
        raise Problem(403, "not-your-report", "Only who reported it adds a photo.")
    if row.status is not ViolationStatus.pending:
        raise Problem(409, "not-pending", f"It is {row.status.value}: no photo is needed any more.")
    if any(each.kind is StillKind.photo for each in kept_of(session, [violation_id]).get(violation_id, ())):
        raise Problem(409, "photo-there", "It has a photo already.")
    return row


def _veiled(state: State, body: bytes, place: Box | None) -> bytes:
    if len(body) > state.settings.max_frame_bytes:
        raise photo_too_large(state.settings.max_frame_bytes)
    try:
        inspect(body, PIXELS_MAX)
        return state.photos.veil(body, place).jpeg
    except Refused as refused:
        raise Problem(refused.status, refused.code, str(refused)) from None
    except Broken as broken:
        raise Problem(422, broken.code, str(broken)) from None
    except TooSmall as small:
        raise Problem(422, "photo-too-small", f"{small}.") from None
    except PlaceOutside as outside:
        raise Problem(422, "place-outside", f"{outside}.", errors=[FieldError("place", str(outside))]) from None
    except WeightsUnusable as unusable:
        log.warning("a photo was refused: %s", unusable)
        detail = "Without a person detector no head can be hidden, so no photo is taken; the report stands."
        raise Problem(503, "no-detector", detail) from None


def photo_too_large(bytes_max: int) -> Problem:
    return Problem(413, "photo-too-large", f"A photo may have at most {bytes_max} bytes.")
