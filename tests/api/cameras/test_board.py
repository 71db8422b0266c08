"""The board between the worker and whoever sets a camera up: what is asked for, brought, and let go of."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from api.cameras.board import (
    ASKED_FOR,
    LESSON_KEPT,
    LESSON_LOOKS,
    PICTURE_KEPT,
    WATCHED_FOR,
    SeenFrame,
    SetUpBoard,
    ShownPicture,
)
from conduct.learning.teaching import Place
from vision.overview import Overview, Survey
from vision.taught import TaughtLook

NOW = datetime(2026, 6, 3, 1, tzinfo=UTC)
CAMERA, OTHER = uuid4(), uuid4()
PLACE = Place(uuid4(), CAMERA)
A_MOMENT = timedelta(milliseconds=1)


def picture(at: datetime = NOW) -> ShownPicture:
    return ShownPicture(at, at, Overview(b"jpeg", 1280, 720, Survey(None, ())))


def look(second: float, *, staffed: bool = True) -> TaughtLook:
    return TaughtLook(NOW + timedelta(seconds=second), staffed, (0.0,))


@pytest.fixture
def board() -> SetUpBoard:
    return SetUpBoard()


def test_a_picture_is_made_for_whoever_waits_and_for_nobody_else(board: SetUpBoard) -> None:
    assert not board.wants_picture(CAMERA, NOW, NOW)
    assert board.ask_picture(CAMERA, NOW) is None
    assert board.wants_picture(CAMERA, NOW, NOW + ASKED_FOR)
    assert not board.wants_picture(CAMERA, NOW, NOW + ASKED_FOR + A_MOMENT)
    assert not board.wants_picture(OTHER, NOW, NOW)
    board.put_picture(CAMERA, picture())
    assert not board.wants_picture(CAMERA, NOW, NOW)
    assert board.ask_picture(CAMERA, NOW) == picture()


def test_the_next_picture_is_a_later_one(board: SetUpBoard) -> None:
    board.put_picture(CAMERA, picture())
    assert board.ask_picture(CAMERA, NOW, after=NOW) is None
    assert not board.wants_picture(CAMERA, NOW, NOW)
    assert board.wants_picture(CAMERA, NOW + A_MOMENT, NOW)


def test_nothing_stays(board: SetUpBoard) -> None:
    board.put_picture(CAMERA, picture())
    board.watch(CAMERA, NOW)
    board.put_seen(CAMERA, SeenFrame(NOW, ()))
    board.begin_lesson(PLACE, staffed=True, by="sunyue", now=NOW)
    board.let_go(NOW + WATCHED_FOR)
    assert board.watch(CAMERA, NOW) == SeenFrame(NOW, ())
    board.let_go(NOW + WATCHED_FOR + A_MOMENT)
    assert board.watch(CAMERA, NOW) is None
    assert board.ask_picture(CAMERA, NOW) is not None
    board.let_go(NOW + PICTURE_KEPT + A_MOMENT)
    assert board.ask_picture(CAMERA, NOW) is None
    assert len(board.lessons(CAMERA)) == 1
    board.let_go(NOW + LESSON_KEPT + A_MOMENT)
    assert board.lessons(CAMERA) == {}
    assert board._cameras == {}


def test_watched_for_a_while_after_somebody_looked(board: SetUpBoard) -> None:
    assert not board.is_watched(CAMERA, NOW)
    board.watch(CAMERA, NOW)
    assert board.is_watched(CAMERA, NOW + WATCHED_FOR)
    assert not board.is_watched(CAMERA, NOW + WATCHED_FOR + A_MOMENT)


def test_a_lesson_gathers_what_comes_after_its_beginning_and_no_more_than_is_needed(board: SetUpBoard) -> None:
    board.add_to_lesson(PLACE, look(1))
    board.begin_lesson(PLACE, staffed=True, by="sunyue", now=NOW)
    for second in (-1, 0, 1, 1):
        board.add_to_lesson(PLACE, look(second))
    board.add_to_lesson(PLACE, look(2, staffed=False))
    assert board.lessons(CAMERA)[PLACE.window_id].looks == (look(1),)
    for second in range(2, LESSON_LOOKS + 9):
        board.add_to_lesson(PLACE, look(second))
    full = board.end_lesson(PLACE)
    assert full is not None
    assert (full.is_full, len(full.looks), full.by) == (True, LESSON_LOOKS, "sunyue")
    assert board.end_lesson(PLACE) is None


def test_a_new_lesson_takes_the_place_of_one_that_was_begun(board: SetUpBoard) -> None:
    board.begin_lesson(PLACE, staffed=True, by="sunyue", now=NOW)
    board.add_to_lesson(PLACE, look(1))
    board.begin_lesson(PLACE, staffed=False, by="sunyue", now=NOW)
    assert [(one.staffed, one.looks) for one in board.lessons(CAMERA).values()] == [(False, ())]
