"""What the board of 200 windows costs the service, warm and cold, and one second of a watcher.

`python -m tests.bench.board`: 10 halls of 20 windows and 5 cameras, a look every 5 s since 08:30, now 16:00; a third of
the windows change all the time. CPU time of this process, so that a busy machine tells the same.
"""

import random
import secrets
import statistics
import tempfile
from array import array
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import process_time
from uuid import UUID

from fastapi.testclient import TestClient
from sqlmodel import Session, select

from api.app import create_app
from api.auth.sessions import COOKIE
from api.clock import GivenClock
from api.settings import Settings
from api.windows.pulse import pulse_of
from models.database import open_database
from models.tables import (
    CameraRow,
    CameraViewRow,
    HallRow,
    LookRunRow,
    Role,
    SessionRow,
    ShiftRow,
    StaffRow,
    UserRow,
    WindowRow,
)
from models.upgrade import bring_up_to_date
from models.values.occupancy import WindowState
from tests.conduct.hall import adopted

NOW = datetime(2026, 6, 3, 8, tzinfo=UTC)
OPENED = NOW - timedelta(hours=7.5)
EVERY = timedelta(seconds=5)
EVIDENCE = {WindowState.staffed: "person", WindowState.away_sign: "sign-tag", WindowState.unattended: "nobody"}


def fill(session: Session) -> str:
    """The halls and their day; the token of an administrator's session."""
    draw = random.Random(1)
    session.add(adopted())
    for number in range(10):
        hall = HallRow(
            code=f"H{number}", name=f"营业厅{number}", timezone="Asia/Shanghai", opens="08:30", closes="17:30"
        )
        session.add(hall)
        session.flush()
        cameras = [CameraRow(hall_id=hall.id, code=f"c{number}-{each}") for each in range(5)]
        session.add_all(cameras)
        session.flush()
        for place in range(20):
            window = WindowRow(hall_id=hall.id, code=f"W{place}", tag_number=place)
            staff = StaffRow(hall_id=hall.id, no=f"S{number}{place:02}", name=f"员工{number}-{place}")
            session.add_all([window, staff])
            session.flush()
            camera = cameras[place // 4].id
            zone = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]
            session.add(
                CameraViewRow(camera_id=camera, window_id=window.id, version=1, staff_zone=zone, valid_from=OPENED)
            )
            shift = ShiftRow(
                hall_id=hall.id, staff_id=staff.id, window_id=window.id, start=OPENED, end=NOW + EVERY * 999
            )
            session.add(shift)
            see(session, draw, window, camera, changes=place % 3 == 0)
    return logged_in(session)


def see(session: Session, draw: random.Random, window: WindowRow, camera: UUID, *, changes: bool) -> None:
    at = OPENED
    while at < NOW - EVERY:
        state = draw.choice(list(EVIDENCE)) if changes else WindowState.staffed
        looks = min(draw.randint(8, 120) if changes else 120, (NOW - at) // EVERY)
        offsets = array("Q", (each * 5_000_000 for each in range(looks)))
        session.add(
            LookRunRow(
                window_id=window.id, camera_id=camera, state=state, evidence=EVIDENCE[state], first=at,
                last=at + EVERY * (looks - 1), offsets_us=offsets.tobytes(),
            )
        )  # fmt: skip
        at += EVERY * looks


def logged_in(session: Session) -> str:
    user = UserRow(login="a", name="a", role=Role.admin, password_hash="x")
    session.add(user)
    session.flush()
    token = secrets.token_urlsafe()
    session.add(
        SessionRow(
            token_sha256=sha256(token.encode()).digest(), csrf="c", user_id=user.id, created_at=NOW,
            expires_at=NOW + timedelta(hours=1),
        )
    )  # fmt: skip
    return token


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="board-bench-") as folder:
        engine = open_database(f"sqlite:///{folder}/conduct.sqlite3")
        bring_up_to_date(engine)
        with Session(engine) as session:
            token = fill(session)
            session.commit()
            halls = frozenset(session.exec(select(HallRow.id)).all())
        client = TestClient(create_app(Settings(data_dir=Path(folder)), GivenClock(NOW), engine))
        client.cookies.set(COOKIE, token)
        for address in ("/windows", "/windows?hall=H3", "/windows/wall?hall=H3", "/windows/H3/W3", "/tasks"):
            times = [cost_ms(lambda where=address: client.get(where).raise_for_status()) for _ in range(12)]
            print(f"{address:24} first {times[0]:5.0f} ms, then {statistics.median(times[2:]):5.0f} ms of a core")
        with Session(engine) as session:
            times = [cost_ms(lambda: pulse_of(session, halls, NOW)) for _ in range(12)]
        print(
            f"{'a watcher, each second':24} {statistics.median(times):5.1f} ms of a core, shared by all of the same halls"
        )


def cost_ms(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return (process_time() - begun) * 1000


if __name__ == "__main__":
    main()
