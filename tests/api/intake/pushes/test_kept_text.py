"""What is kept of a push is words; a picture is in none of it, however it was written and however damaged."""

import base64
import random
import re
from itertools import pairwise

import pytest

from api.intake.pushes.kept_text import TEXT_CHARACTERS_MAX, kept_text
from api.intake.pushes.reading import OTHER_PICTURES
from tests.api.conftest import picture_bytes
from tests.api.intake.pushes.bodies import CLOSED, FORMS, ODD, PNG, Form, hik_xml, named

VIEW = picture_bytes(1)


def pieces_of(jpeg: bytes, length: int = 24) -> set[bytes]:
    return {jpeg[at : at + length] for at in range(0, len(jpeg) - length, 8)}


def holds_no_picture(text: str, jpeg: bytes) -> None:
    kept = text.encode()
    for written in (jpeg, base64.b64encode(jpeg), jpeg.hex().encode()):
        in_it = {kept[at : at + 24] for at in range(len(kept))}
        assert not pieces_of(written) & in_it
    assert not OTHER_PICTURES.search(kept)
    assert b"/9j/" not in kept


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_words_without_the_picture(form: Form) -> None:
    body = form.make(VIEW)
    for cut in (len(body), len(body) * 3 // 4, len(body) // 2, 3000):
        text = kept_text(body[:cut])
        holds_no_picture(text, VIEW)
        assert len(text) < TEXT_CHARACTERS_MAX + 500


@pytest.mark.parametrize(("name", "body"), [(row[0], row[2]) for row in ODD], ids=[row[0] for row in ODD])
def test_odd_ones_too(name: str, body: bytes) -> None:
    text = kept_text(body)
    holds_no_picture(text, VIEW)
    holds_no_picture(text, PNG)


def test_damaged_ones_too() -> None:
    mangle = random.Random(5)
    for form in FORMS:
        for _ in range(6):
            body = bytearray(form.make(VIEW))
            for _ in range(mangle.randrange(1, 40)):
                body[mangle.randrange(len(body))] = mangle.randrange(256)
            kept = kept_text(bytes(body))
            runs = re.findall(r"[A-Za-z0-9+/]{60,}", kept)
            assert not runs, form.name


def test_the_words_are_all_there() -> None:
    body = named("x", None, "text/xml", hik_xml()) + named("VMDImage", "v.jpg", "image/jpeg", VIEW[:9000]) + CLOSED
    assert kept_text(body) == (
        (named("x", None, "text/xml", hik_xml()) + named("VMDImage", "v.jpg", "image/jpeg", b"\0")[: -len(b"\0\r\n")]).decode()
        .replace("Content-Length: 1\r", "Content-Length: 9000\r")
        + "[a picture of 9000 bytes left out]\r\n" + CLOSED.decode()
    )  # fmt: skip
    assert kept_text("大厅一号没有图片".encode()) == "大厅一号没有图片"
    assert kept_text(b"short") == "short"


@pytest.mark.parametrize("body", [b"", b"\0", bytes(10_000), b"\xff\xfe" * 100])
def test_without_words_there_is_a_count(body: bytes) -> None:
    assert kept_text(body) == f"[{len(body)} bytes left out]"


def test_what_is_kept_can_be_stored_and_is_no_secret_alphabet() -> None:
    text = kept_text(bytes(range(256)) * 4 + "中文".encode() * 20)
    assert "\0" not in text
    assert "中文中文" in text
    assert all(a <= "\uffff" for a, _ in pairwise(text))
