"""From the grace passing to the case in the queue, printed: `python -m tests.bench.noticing [WEIGHTS]`.

The real service in real time over HTTP, one frame per 5 s, with a short grace that passes just after a frame: the worst
place for it, since nothing is judged before the next. Nothing is asserted.
"""

import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlmodel import select

from api.clock import SystemClock
from api.database import writing_to
from api.demo.posting import Browser, Device
from api.hosting import hosted
from api.keys import make_camera_key
from api.services import build_service
from api.settings import Settings
from api.setup.accounts import add_user
from api.setup.apply_halls import HallApplier
from api.setup.hall_file import HallsTold
from api.state import State, state_of
from conduct.rules.adoption import adopt
from conduct.rules.pack import default_pack_text
from models.tables import CameraRow, Role
from vision.scene import Scene, Seat

EVERY_S, GRACE_S, ROUNDS = 5.0, 11, 8
STAFFED_FRAMES = 3
POLLED_EVERY_S = 0.1
CAMERA, LOGIN, PASSWORD = "lobby-1", "zhou", "correct horse battery staple"
ASKED = "/api/v1/violations?rule=window-unattended&limit=200"


@dataclass
class Round:
    """One absence: when the grace passed, and when the case stood in the queue."""

    passed_at: datetime
    queued_after_s: float = field(default=-1.0)


def prepare(state: State, scene: Scene) -> str:
    now = state.clock.now()
    views = [{"window": v.window, "staff_zone": v.staff_zone, "sign_zone": v.sign_zone} for v in scene.views()]
    told = {
        "code": "H1", "name": "bench", "windows": [{"code": v.window, "tag": v.tag_number} for v in scene.views()],
        "cameras": [{"code": CAMERA, "views": views}], "staff": [{"no": "S001", "name": "王芳"}],
        "shifts": [{"staff": "S001", "window": "W1", "start": now - timedelta(hours=1), "end": now + timedelta(hours=1)}],
    }  # fmt: skip
    pack = default_pack_text()
    assert "unattended_grace_s = 120" in pack
    with writing_to(state.engine) as session:
        HallApplier(session, by="bench", now=now).apply(HallsTold.model_validate({"halls": [told]}))
        camera = session.exec(select(CameraRow)).one()
        key = make_camera_key(camera.id, camera.code, now)
        session.add(key.row)
        add_user(
            session, login=LOGIN, name="周敏", role=Role.supervisor, password=PASSWORD, halls=["H1"], by="bench", now=now
        )  # fmt: skip
        text = pack.replace("unattended_grace_s = 120", f"unattended_grace_s = {GRACE_S}")
        adopt(session, text, first_day=now.date() - timedelta(days=1), by="bench", document="", now=now)
        return key.text


def cases(browser: Browser) -> int:
    return len(browser.get(ASKED)["items"])


def play(device: Device, browser: Browser, scene: Scene) -> list[Round]:
    clock = SystemClock()
    rounds: list[Round] = []
    tick = 0
    due = time.monotonic()

    def post(seats: dict[str, Seat]) -> datetime:
        nonlocal tick, due
        time.sleep(max(0.0, due - time.monotonic()))
        due += EVERY_S
        tick += 1
        at = clock.now()
        device.post_frame(CAMERA, scene.frame(seats, tick), at)
        return at

    for _ in range(ROUNDS):
        for _ in range(STAFFED_FRAMES):
            post({"W1": Seat(person=0)})
        before = cases(browser)
        round_ = Round(post({}) + timedelta(seconds=GRACE_S))
        rounds.append(round_)
        while cases(browser) == before:
            if time.monotonic() >= due:
                post({})
            time.sleep(POLLED_EVERY_S)
        round_.queued_after_s = (clock.now() - round_.passed_at).total_seconds()
        print(f"  the case stood in the queue {round_.queued_after_s:.1f} s after the grace had passed", flush=True)
    return rounds


def main() -> None:
    weights = sys.argv[1] if len(sys.argv) > 1 else None
    scene = Scene()
    print(f"a frame per {EVERY_S:g} s, grace {GRACE_S} s, weights {weights}, {datetime.now(UTC):%Y-%m-%d}")  # noqa: TID251
    with TemporaryDirectory() as folder:
        app = build_service(Settings(data_dir=Path(folder) / "data", weights=weights), SystemClock())
        with hosted(app) as url:
            key = prepare(state_of(app), scene)
            with Device(url, key) as device:
                rounds = play(device, Browser(url, LOGIN, PASSWORD), scene)
    took = [each.queued_after_s for each in rounds]
    print(f"from the grace passing to the queue: median {median(took):.1f} s, longest {max(took):.1f} s of {len(took)}")


if __name__ == "__main__":
    main()
