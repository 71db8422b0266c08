"""What is the matter with cameras at this moment, by camera and by the windows that they look at."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session, col, func, or_, select

from api.language import Language
from api.roster.telling import said
from models.tables import CameraEpisodeRow, CameraReferenceRow, CameraRow, CameraViewRow
from models.values.care import CameraCondition


class ToldCondition(BaseModel):
    """What is the matter with a camera, since when, and in words."""

    condition: CameraCondition
    since: datetime
    why: str


class ToldCameraCondition(ToldCondition):
    camera: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that is the matter with a camera now."""

    camera: str
    condition: CameraCondition
    since: datetime
    why: dict[str, object]

    def told(self, language: Language) -> ToldCondition:
        return ToldCondition(condition=self.condition, since=self.since, why=said(self.why, language))

    def told_of_camera(self, language: Language) -> ToldCameraCondition:
        return ToldCameraCondition(camera=self.camera, **self.told(language).model_dump())


def matters_of(session: Session, camera_ids: Iterable[UUID]) -> Mapping[UUID, Sequence[Matter]]:
    """By camera, the longest first."""
    rows = session.exec(
        select(CameraEpisodeRow, CameraRow.code)
        .join(CameraRow, col(CameraRow.id) == col(CameraEpisodeRow.camera_id))
        .where(col(CameraEpisodeRow.camera_id).in_(list(camera_ids)), col(CameraEpisodeRow.end).is_(None))
        .order_by(col(CameraEpisodeRow.start), col(CameraEpisodeRow.id))
    ).all()
    found: dict[UUID, list[Matter]] = defaultdict(list)
    for row, code in rows:
        found[row.camera_id].append(Matter(code, row.condition, row.start, row.why))
    return found


def cameras_at_windows(
    session: Session, window_ids: Iterable[UUID], now: datetime
) -> Mapping[UUID, Sequence[tuple[UUID, str]]]:
    """By window the ids and codes of the cameras that look at it now, by code."""
    looking = session.exec(
        select(CameraViewRow.window_id, CameraRow.id, CameraRow.code)
        .join(CameraRow, col(CameraRow.id) == col(CameraViewRow.camera_id))
        .where(
            col(CameraViewRow.window_id).in_(list(window_ids)),
            CameraViewRow.valid_from <= now,
            or_(col(CameraViewRow.valid_until).is_(None), col(CameraViewRow.valid_until) > now),
            col(CameraRow.retired_at).is_(None),
        )
        .order_by(col(CameraRow.code))
    ).all()
    found: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for window_id, camera_id, code in looking:
        found[window_id].append((camera_id, code))
    return found


def matters_at_windows(session: Session, window_ids: Iterable[UUID], now: datetime) -> Mapping[UUID, Sequence[Matter]]:
    """By window, of the cameras that look at it now."""
    looking = cameras_at_windows(session, window_ids, now)
    matters = matters_of(session, {camera_id for cameras in looking.values() for camera_id, _ in cameras})
    return {
        window_id: [matter for camera_id, _ in cameras for matter in matters.get(camera_id, ())]
        for window_id, cameras in looking.items()
    }


def references_since(session: Session, camera_ids: Iterable[UUID]) -> Mapping[UUID, datetime]:
    """When the reference was taken with which each camera is compared now; none while one is being taken."""
    rows = session.exec(
        select(CameraReferenceRow.camera_id, func.max(CameraReferenceRow.valid_from))
        .where(col(CameraReferenceRow.camera_id).in_(list(camera_ids)), col(CameraReferenceRow.retired_at).is_(None))
        .group_by(col(CameraReferenceRow.camera_id))
    ).all()
    return dict(rows)
