"""When a key was last used: noted by what it opens, written now and then."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from api.database import writing_to
from api.jobs import keep_key_uses
from api.setup.device_keys import give_key
from api.state import state_of
from models.tables import CameraRow, DeviceKeyRow
from tests.api.cast import set_the_stage
from tests.api.conftest import picture_bytes


def test_a_use_is_kept_and_never_goes_back(tmp_path: Path, sqlite_database: Engine) -> None:
    stage = set_the_stage(tmp_path, sqlite_database, now="10:00")
    state, now = state_of(stage.app), stage.clock.now()
    with writing_to(stage.engine) as session:
        camera = session.get_one(CameraRow, stage.cameras["H1"])
        made = give_key(session, camera, digest_with=None, short=False, by="sunyue", now=now)
        key_id, headers = made.row.id, {"Authorization": f"Bearer {made.text}", "Content-Type": "image/jpeg"}

    def last_used():
        with Session(stage.engine) as session:
            return session.get_one(DeviceKeyRow, key_id).last_used_at

    with stage.anybody() as client:
        sent = client.post("/api/v1/cameras/cam-H1/frames", content=picture_bytes(3), headers=headers)
        assert sent.status_code == 202, sent.text
        assert last_used() is None
        assert keep_key_uses(state, now) == "1 keys were used"
        assert last_used() == now
        assert keep_key_uses(state, now) == "no key was used"
        state.used_keys.note(key_id, now - timedelta(hours=1))
        keep_key_uses(state, now)
        assert last_used() == now
        wrong = client.post("/api/v1/cameras/cam-H2/frames", content=picture_bytes(3), headers=headers)
        assert wrong.status_code == 403
        assert state.used_keys.take() == {}
