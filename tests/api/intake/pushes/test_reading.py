"""A push gives its pictures and its time, whatever it is wrapped in; and what it does not give, it says why."""

from datetime import datetime

import pytest

from api.intake.pushes.dialects import DIALECTS, Vendor
from api.intake.pushes.reading import FRAMES_MAX, Oddity, read_push
from tests.api.conftest import picture_bytes
from tests.api.intake.pushes.bodies import (
    CLOSED,
    FORMS,
    ODD,
    QUIET,
    TOLD,
    Form,
    cut_out,
    hik_xml,
    named,
    part,
)

HIKVISION = DIALECTS[Vendor.hikvision]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_each_form_gives_its_picture_and_its_time(form: Form, jpeg: bytes) -> None:
    pushed = read_push(form.make(jpeg), DIALECTS[form.vendor])
    assert pushed.frames == (jpeg,)
    assert (pushed.broken, pushed.oddity) == ((), None)
    assert pushed.at == (datetime.fromisoformat(TOLD) if form.tells else None)


@pytest.mark.parametrize(("name", "vendor", "body"), [row[:3] for row in QUIET], ids=[row[0] for row in QUIET])
def test_signs_of_life_and_messages_are_nothing_odd(name: str, vendor: Vendor, body: bytes) -> None:
    pushed = read_push(body, DIALECTS[vendor])
    assert (pushed.frames, pushed.broken, pushed.oddity) == ((), (), None)


@pytest.mark.parametrize(("name", "vendor", "body", "headers", "reason", "broken"), ODD, ids=[row[0] for row in ODD])
def test_what_is_odd_is_called_by_its_name(
    name: str, vendor: Vendor, body: bytes, headers: dict[str, str], reason: str, broken: int
) -> None:
    pushed = read_push(body, DIALECTS[vendor])
    assert (pushed.frames, pushed.oddity, len(pushed.broken)) == ((), reason, broken)


def test_several_views_are_all_taken_and_what_is_cut_out_of_them_is_not() -> None:
    first, second = picture_bytes(1), picture_bytes(2)
    body = part(first) + part(cut_out(1)) + part(second) + part(cut_out(2)) + CLOSED
    assert read_push(body, HIKVISION).frames == (first, second)


def test_a_face_alone_is_a_view_as_far_as_can_be_told() -> None:
    assert read_push(named("faceImage", None, "image/jpeg", cut_out()) + CLOSED, HIKVISION).frames == (cut_out(),)


def test_a_whole_view_is_taken_beside_one_cut_off() -> None:
    whole, other = picture_bytes(1), picture_bytes(2)
    for body in (part(other[:5000]) + part(whole) + CLOSED, part(whole) + part(other[:5000])):
        pushed = read_push(body, HIKVISION)
        assert (pushed.frames, pushed.oddity) == ((whole,), Oddity.cut_off)
        assert [len(each) >= 5000 for each in pushed.broken] == [True]


def test_too_many_are_said_to_be_too_many() -> None:
    pushed = read_push(picture_bytes(1) * (FRAMES_MAX + 1), HIKVISION)
    assert (len(pushed.frames), pushed.oddity) == (FRAMES_MAX, Oddity.too_many_pictures)


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-06-03T09:29:30+08:00", "2026-06-03T01:29:30+00:00"),
        ("2026-06-03T01:29:30Z", "2026-06-03T01:29:30+00:00"),
        ("2026-06-03 09:29:30.5+08:00", "2026-06-03T01:29:30.500000+00:00"),
        ("2026-06-03T09:29:30", None),
        ("2026-06-03T09:29:3008:00", None),
        ("2026-06-31T09:29:30+08:00", None),
        ("1780450170", None),
        ("", None),
    ],
)
def test_only_a_time_with_an_offset_is_one(told: str, at: str | None, jpeg: bytes) -> None:
    pushed = read_push(named("x", None, "text/xml", hik_xml(at=told)) + part(jpeg), HIKVISION)
    assert pushed.frames == (jpeg,)
    assert pushed.at == (datetime.fromisoformat(at) if at else None)


def test_times_within_pictures_say_nothing(jpeg: bytes) -> None:
    told = b"<dateTime>2020-01-01T00:00:00Z</dateTime>"
    commented = jpeg[:2] + b"\xff\xfe" + (len(told) + 2).to_bytes(2, "big") + told + jpeg[2:]
    pushed = read_push(commented, HIKVISION)
    assert (pushed.frames, pushed.at) == ((commented,), None)
