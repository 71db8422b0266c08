"""Notes behind pictures: read back as written, and never read out of a picture that has none."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from api.intake.notes import MARK, Note, apart, with_note

CAMERA, KEY = UUID(int=1), UUID(int=2)
MORNING = datetime(2026, 6, 3, 1, 30, 0, 250000, tzinfo=UTC)
NOTES = [
    Note(CAMERA, None, MORNING),
    Note(CAMERA, MORNING, MORNING, KEY),
    Note(CAMERA, datetime(2026, 6, 3, 9, 30, tzinfo=timezone(timedelta(hours=8))), MORNING),
]


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("picture", [b"", b"abc", b"\xff\xd8\xff\xd9", MARK, with_note(NOTES[0])])
def test_read_back(picture: bytes, note: Note) -> None:
    assert apart(picture + with_note(note)) == (picture, note)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xd9",
        MARK,
        b"x" + MARK,
        b"\xff\xff\xff\xff" + MARK,
        b"{}\0\0\0\x02" + MARK,
        b"[]\0\0\0\x02" + MARK,
        b"\xff\xff\0\0\0\x02" + MARK,
        *(with_note(NOTES[1])[:cut] for cut in range(0, len(with_note(NOTES[1])), 7)),
    ],
)
def test_without_one_all_of_it_is_the_picture(content: bytes) -> None:
    assert apart(content) == (content, None)
