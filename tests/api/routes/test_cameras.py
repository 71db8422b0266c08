"""What became of each camera's frames, for people and for a monitoring system."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from api.auth.tokens import make_token
from api.cameras.refused import RefusedFrame
from api.state import State
from models.tables import FrameRow, FrameStatus
from tests.api.conftest import MORNING, Cast


def frame(cast: Cast, camera: str, minutes_ago: float, status: FrameStatus) -> FrameRow:
    at = MORNING - timedelta(minutes=minutes_ago)
    return FrameRow(
        camera_id=cast.cameras[camera], captured_at=at, time_given=True, received_at=at, sha256=bytes(32),
        size_bytes=1, status=status,
    )  # fmt: skip


@pytest.fixture
def counted(state: State, cast: Cast) -> None:
    with Session(state.engine) as session:
        session.add_all(
            [
                frame(cast, "east-1", 1, FrameStatus.looked),
                frame(cast, "east-1", 2, FrameStatus.looked),
                frame(cast, "east-1", 3, FrameStatus.broken),
                frame(cast, "east-2", 4, FrameStatus.superseded),
                frame(cast, "east-2", 60 * 25, FrameStatus.broken),
            ]
        )
        session.commit()


def token(state: State, cast: Cast, who: str) -> dict[str, str]:
    made = make_token(cast.users[who], "test", lasts=timedelta(days=1), now=MORNING)
    with Session(state.engine) as session:
        session.add(made.row)
        session.commit()
    return {"Authorization": f"Bearer {made.text}"}


def test_a_supervisor_sees_what_became_of_the_frames(
    client: TestClient, state: State, cast: Cast, counted: None
) -> None:
    items = client.get("/api/v1/cameras", headers=token(state, cast, "anna")).json()["items"]
    told = [(i["camera"], i["looked"], i["spooled"], i["superseded"], i["broken"]) for i in items]
    assert told == [("east-1", 2, 0, 0, 1), ("east-2", 0, 0, 1, 0)]
    assert items[0]["last_frame_at"].startswith((MORNING - timedelta(minutes=1)).isoformat()[:19])


def test_cameras_come_in_pages(client: TestClient, state: State, cast: Cast) -> None:
    headers = token(state, cast, "chen")
    first = client.get("/api/v1/cameras?limit=1", headers=headers).json()
    second = client.get(f"/api/v1/cameras?limit=1&cursor={first['next']}", headers=headers).json()
    assert [p["items"][0]["camera"] for p in (first, second)] == ["east-1", "east-2"]
    assert second["next"] is None


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("chen", 200), ("eva", 200), ("dora", 200), ("bo", 403)])
def test_who_may_see_cameras(who: str, status: int, client: TestClient, state: State, cast: Cast) -> None:
    assert client.get("/api/v1/cameras", headers=token(state, cast, who)).status_code == status


def test_metrics_are_for_monitors_and_admins(client: TestClient, state: State, cast: Cast, counted: None) -> None:
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": f"Bearer {cast.keys['door']}"}).status_code == 403
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {cast.keys['watch']}"})
    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert 'conduct_frames{camera="east-1",status="looked"} 2.0' in lines
    assert 'conduct_frames{camera="east-2",status="broken"} 1.0' in lines
    assert "conduct_degraded 1.0" in lines


def test_a_frame_refused_for_its_time_still_tells_of_the_clock(
    client: TestClient, state: State, cast: Cast, jpeg: bytes
) -> None:
    said = MORNING + timedelta(hours=3)
    for told in (said.isoformat(), "yesterday"):
        answer = client.post(
            "/api/v1/cameras/east-1/frames", content=jpeg,
            headers={"Authorization": f"Bearer {cast.keys['east-1']}", "X-Captured-At": told, "Content-Type": "image/jpeg"},
        )  # fmt: skip
        assert answer.status_code == 422
    assert state.refused_frames.take() == [RefusedFrame(cast.cameras["east-1"], said, MORNING)]
    assert state.refused_frames.take() == []
