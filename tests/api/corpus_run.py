"""The whole corpus through a real service of tags alone: `python -m tests.api.corpus_run FOLDER`.

Prints JSON: what became of each picture, of the good frames in between, and the most memory that the process had.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlmodel import Session, col, select

from api.clock import SystemClock
from api.database import writing_to
from api.hosting import hosted, wait_until_looked
from api.keys import make_camera_key
from api.services import build_service
from api.settings import Settings
from api.setup.apply_halls import HallApplier
from api.setup.hall_file import HallsTold
from api.state import state_of
from models.tables import CameraRow, FrameRow
from tests.corpus import corpus
from vision.scene import Scene, Seat

GOOD_EVERY, TOGETHER = 25, 8
WITHIN_S = 120
START = datetime.now(UTC) - timedelta(days=1)  # noqa: TID251 - a real service, on the machine's clock


def peak_mb() -> int:
    """Of this program alone: `ru_maxrss` would count what the process was before it became this program."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def hall(count: int = 4) -> dict[str, Any]:
    """A hall whose only camera looks at so many windows of the drawn one."""
    seen = Scene().views()[:count]
    windows = [{"code": view.window, "tag": view.tag_number} for view in seen]
    views = [
        {"window": v.window, "staff_zone": v.staff_zone, "sign_zone": v.sign_zone, "customer_zone": v.customer_zone}
        for v in seen
    ]
    return {"code": "H1", "name": "H1", "windows": windows, "cameras": [{"code": "lobby-1", "views": views}]}


def service(folder: Path) -> tuple[FastAPI, str]:
    """With a key of its camera."""
    app = build_service(Settings(data_dir=folder, database_url=None, weights=None, look_every_s=0.0001), SystemClock())
    with writing_to(state_of(app).engine) as session:
        HallApplier(session, by="test", now=START).apply(HallsTold.model_validate({"halls": [hall()]}))
        session.flush()
        made = make_camera_key(session.exec(select(CameraRow.id)).one(), "lobby-1", START)
        session.add(made.row)
        return app, made.text


class Posting:
    """Posts as the camera does, one second after another."""

    def __init__(self, app: FastAPI, url: str, key: str) -> None:
        self._app, self._sent = app, 0
        self._client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=WITHIN_S)

    def post(self, body: bytes) -> tuple[int, str | None]:
        """The status, and the frame's id where it was taken."""
        self._sent += 1
        at = (START + timedelta(seconds=self._sent)).isoformat()
        answer = self._client.post(
            "/api/v1/cameras/lobby-1/frames", content=body, headers={"Content-Type": "image/jpeg", "X-Captured-At": at}
        )
        if self._sent % TOGETHER == 0:
            wait_until_looked(self._app, WITHIN_S)
        return answer.status_code, answer.json().get("frame")


def main(folder: Path) -> None:
    app, key = service(folder)
    scene, told, good = Scene(), dict[str, tuple[int, str | None]](), list[str | None]()
    with hosted(app) as url:
        posting = Posting(app, url, key)
        for number, one in enumerate(corpus()):
            told[one.name] = posting.post(one.body)
            if number % GOOD_EVERY == 0:
                good.append(posting.post(scene.frame({"W1": Seat(person=number % 4)}, tick=number))[1])
        good.append(posting.post(scene.frame({}, tick=1))[1])
        wait_until_looked(app, WITHIN_S)
        with Session(state_of(app).engine) as session:
            became = {str(id_): status.value for id_, status in session.exec(select(FrameRow.id, col(FrameRow.status)))}
    left = len(state_of(app).spool.ids())  # once the worker has stopped: it forgets a picture after it stored its looks
    print(
        json.dumps(
            {
                "fates": {name: became[frame] if frame else str(status) for name, (status, frame) in told.items()},
                "good": [became.get(frame or "", "refused") for frame in good],
                "left_in_spool": left,
                "peak_mb": peak_mb(),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
