"""What the worker brings to the set-up board: a veiled picture, what was seen, looks to teach with; and no file."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, select

from api.cameras.board import SeenWindow
from conduct.learning.teaching import Place
from models.tables import HallRow, WindowRow
from models.values.occupancy import WindowState
from models.values.seeing import EvidenceKind, SignalKind
from tests.api.test_worker import NOW, START, Hall, hall, scene  # noqa: F401 - fixtures
from vision.jpeg import decode
from vision.scene import Scene, Seat


def window(hall: Hall, code: str) -> Place:  # noqa: F811
    with Session(hall.engine) as session:
        return Place(session.exec(select(WindowRow.id).where(WindowRow.code == code)).one(), hall.camera_id)


def test_only_what_is_asked_for_is_brought(hall: Hall, scene: Scene, tmp_path: Path) -> None:  # noqa: F811
    board, place = hall.worker._board, window(hall, "W1")
    hall.worker.start()
    hall.post(scene.frame({"W1": Seat(person=0)}), 0)
    hall.wait()
    assert board.ask_picture(hall.camera_id, NOW) is None
    assert board.watch(hall.camera_id, NOW) is None
    board.begin_lesson(place, staffed=True, by="sunyue", now=START + timedelta(seconds=1))
    hall.post(scene.frame({"W1": Seat(person=0), "W2": Seat(sign=True)}, tick=1), 5)
    hall.wait()

    shown = board.ask_picture(hall.camera_id, NOW)
    assert shown is not None
    assert (shown.captured_at, shown.overview.width_px) == (START + timedelta(seconds=5), 1280)
    assert max(decode(shown.overview.jpeg).shape) == 960
    assert {4, 5, 7, 9} <= {tag.number for tag in shown.overview.survey.tags}
    seen = board.watch(hall.camera_id, NOW)
    assert seen is not None
    first, second, *_ = seen.windows
    assert said(first) == ("W1", WindowState.staffed, EvidenceKind.tag_hidden, None)
    assert said(second) == ("W2", WindowState.away_sign, EvidenceKind.sign_tag, None)
    assert {signal.kind for signal in second.signals} == {SignalKind.seat_tag, SignalKind.sign_tag}
    assert [look.at for look in board.lessons(hall.camera_id)[place.window_id].looks] == [START + timedelta(seconds=5)]
    assert list(tmp_path.rglob("*.jpg")) == []


def said(window: SeenWindow) -> tuple:
    return window.code, window.state, window.evidence, window.unusable


def test_a_closed_hall_s_camera_is_set_up_too(hall: Hall, scene: Scene) -> None:  # noqa: F811
    with Session(hall.engine) as session:
        row = session.exec(select(HallRow)).one()
        row.opens, row.closes = "20:00", "21:00"
        session.commit()
    board = hall.worker._board
    assert board.ask_picture(hall.camera_id, NOW) is None
    hall.worker.start()
    hall.post(scene.frame({}), 0)
    hall.wait()
    assert hall.looks("W1") == []
    assert board.ask_picture(hall.camera_id, NOW) is not None


def test_a_picture_that_cannot_be_shown_keeps_nothing_up(hall: Hall, scene: Scene) -> None:  # noqa: F811
    hall.worker._board.ask_picture(hall.camera_id, NOW)
    hall.worker._board.put_picture = lambda *_: 1 / 0  # type: ignore[method-assign]
    hall.worker.start()
    hall.post(scene.frame({"W1": Seat(person=0)}), 0)
    hall.wait()
    assert [state for state, _, _ in hall.looks("W1")] == [WindowState.staffed]
