"""What a person's photo may show: one place, nobody's face, whichever way the telephone was held."""

import io
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image

from models.values.seeing import Signal
from tests.corpus import corpus
from tests.corpus.sample import Fate
from tests.shared import DETECTION, POSE, photograph, shared
from tests.vision.people import person
from vision.eyes import Eyes, View
from vision.jpeg import Broken, decode, decode_at_least, encode
from vision.photo import (
    CELL_MIN_PX,
    COARSER,
    KEPT_SIDE_PX,
    LOOKED_AT,
    ORIENTATION_TAG,
    PlaceOutside,
    TooSmall,
    as_place,
    heads_in,
    veiled_photo,
)
from vision.pictures import Picture
from vision.yolo import YoloEyes

WHOLE = (0.0, 0.0, 1.0, 1.0)
MIDDLE = (0.25, 0.25, 0.75, 0.75)
NOISE = np.random.default_rng(3).integers(0, 255, (480, 640, 3), dtype=np.uint8)
ZIDANE = decode(photograph("zidane.jpg"))
FACES_PX = ((900, 100, 1090, 330), (560, 250, 720, 480))
"""left, top, right, bottom in zidane.jpg."""


class Told:
    """Eyes that find these persons in every picture held upright, and nobody in one turned."""

    def __init__(self, *persons: Signal, upright: tuple[int, int] = (640, 480)) -> None:
        self._persons, self._upright, self._seen = persons, upright, 0

    def look(self, views: Sequence[View]) -> list[tuple[Signal, ...]]:
        self._seen += 1
        return [self._persons if self._seen == 1 and number == 0 else () for number, _ in enumerate(views)]


def veiled(picture: Picture, place: tuple[float, float, float, float] | None, *persons: Signal) -> Picture:
    return decode(veiled_photo(encode(picture, 95), place, [Told(*persons)]).jpeg).astype(int)


def roughness(picture: Picture) -> float:
    """How much neighbouring pixels differ."""
    return float(np.abs(np.diff(picture.astype(int), axis=1)).mean())


def test_outside_of_the_place_are_blocks():
    kept = veiled(NOISE, MIDDLE, person(keypoints=True))
    assert kept[:110].std(axis=(0, 1)).max() < 10, "noise becomes one grey"
    assert np.abs(kept[130:350, 170:470] - kept[130:350, 170:470].mean(axis=(0, 1))).mean() > 3


def test_without_a_place_all_is_blocks():
    kept = veiled(ZIDANE, None)
    block = KEPT_SIDE_PX / 20
    assert kept.shape == (432, 768, 3)
    edges = np.abs(np.diff(kept.mean(axis=2), axis=1)).mean(axis=0)
    inside = [x for x in range(767) if 6 < x % block < block - 6]
    assert edges[inside].max() < 4


def test_where_nobody_was_found_the_place_is_coarser():
    somebody = roughness(veiled(NOISE, WHOLE, person(box=(0.0, 0.0, 0.1, 0.1))))
    doubtful = roughness(veiled(NOISE, WHOLE, person(box=(0.0, 0.0, 0.1, 0.1), score=0.3)))
    nobody = roughness(veiled(NOISE, WHOLE))
    assert nobody < somebody / 1.5
    assert doubtful == pytest.approx(nobody, rel=0.1), "a detector that is not sure found nobody"


@pytest.mark.parametrize("side", [0.06, 0.1, 0.3])
def test_a_small_place_shows_no_more_of_what_is_in_it(side: float):
    picture = np.zeros((768, 768, 3), np.uint8)
    picture[::2] = 255
    place = (0.5, 0.5, 0.5 + side, 0.5 + side)
    kept = veiled(picture, place, person(keypoints=True))
    left, right = int(0.5 * 768) + 4, int((0.5 + side) * 768) - 4
    assert np.abs(np.diff(kept[left:right, left:right], axis=0)).max() < 40, f"lines finer than {CELL_MIN_PX} px"


def test_a_head_that_was_found_is_hidden_also_inside_the_place():
    clerk = person(box=(0.3, 0.1, 0.7, 0.9), keypoints=True)
    head = (slice(60, 120), slice(290, 350))
    stripes = np.zeros_like(NOISE)
    stripes[:, (np.arange(640) // 20) % 2 == 0] = 255
    elsewhere = person(box=(0.0, 0.6, 0.1, 0.9))
    assert veiled(stripes, WHOLE, clerk)[head].std() < veiled(stripes, WHOLE, elsewhere)[head].std() / 3


def test_without_a_detector_nothing_is_made():
    with pytest.raises(ValueError, match="without a detector"):
        veiled_photo(encode(NOISE), WHOLE, [])


@pytest.mark.parametrize(
    "place",
    [(0.5, 0, 0.4, 1), (0, 0, 1.1, 1), (-0.1, 0, 1, 1), (0, 0, 0.04, 1), (0, 0, 1), (0, 0, 1, float("nan"))],
)
def test_a_place_outside_is_refused(place: tuple[float, ...]):
    with pytest.raises(PlaceOutside):
        as_place(place)


def told_by_exif(picture: Picture, orientation: int) -> bytes:
    """As a telephone stores it: the pixels as the sensor has them, how it was held, and where."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    exif[0x010E] = "SECRET-PLACE 31.2N 121.5E"
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture[..., ::-1])).save(out, "JPEG", exif=exif, comment=b"SECRET-COMMENT")
    return out.getvalue()


@pytest.mark.parametrize(
    ("orientation", "stored"),
    [(1, None), (3, cv2.ROTATE_180), (6, cv2.ROTATE_90_COUNTERCLOCKWISE), (8, cv2.ROTATE_90_CLOCKWISE), (99, None)],
)
def test_it_is_kept_upright_and_tells_nothing_else(orientation: int, stored: int | None):
    sensor = ZIDANE if stored is None else cv2.rotate(ZIDANE, stored)
    body = told_by_exif(sensor, orientation)
    assert b"SECRET" in body
    kept = veiled_photo(body, WHOLE, [Told()]).jpeg
    assert b"SECRET" not in kept
    assert b"Exif" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()
    plain = decode(veiled_photo(encode(ZIDANE, 95), WHOLE, [Told()]).jpeg)
    assert np.abs(decode(kept).astype(int) - plain).mean() < 3


def test_damaged_exif_costs_only_the_orientation():
    body = told_by_exif(ZIDANE, 6)
    at = body.index(b"Exif\x00\x00") + 6
    broken = body[:at] + b"\xff" * 8 + body[at + 8 :]
    assert decode(veiled_photo(broken, WHOLE, [Told()]).jpeg).shape == (432, 768, 3)


def test_a_large_photo_is_made_smaller_by_the_decoder():
    large = encode(cv2.resize(ZIDANE, (5120, 2880)))
    assert decode_at_least(large, 1280, 64_000_000).shape == (720, 1280, 3)
    assert decode_at_least(encode(ZIDANE), 5000).shape == ZIDANE.shape
    cut = large[:-5000]
    with pytest.raises(Broken):
        decode_at_least(cut + b"\xff\xd9", 1280, 64_000_000)


def test_what_no_camera_may_send_no_telephone_may():
    refused = 0
    for each in corpus():
        try:
            veiled_photo(each.body, WHOLE, [Told()])
            allowed = bool(each.fates & {Fate.looked, Fate.too_large})
        except TooSmall:
            continue
        except Broken:
            refused, allowed = refused + 1, each.fates != {Fate.looked}
        assert allowed, each.name
    assert refused > 100


@cache
def real_eyes() -> tuple[Eyes, ...]:
    return YoloEyes(shared(POSE)), YoloEyes(shared(DETECTION))


@pytest.mark.parametrize("turn", LOOKED_AT, ids=["upright", "on its right", "upside down", "on its left"])
def test_faces_of_real_people_are_hidden_however_it_was_held(turn: int | None):
    picture = ZIDANE if turn is None else cv2.rotate(ZIDANE, turn)
    heads = heads_in(picture, real_eyes())
    for left, top, right, bottom in FACES_PX:
        marked = np.zeros(ZIDANE.shape[:2], np.uint8)
        marked[top:bottom, left:right] = 255
        face = marked if turn is None else cv2.rotate(marked, turn)
        covered = np.zeros_like(face)
        for head in heads:
            one = head.ellipse
            centre, axes = (round(one.x_px), round(one.y_px)), (round(one.half_width_px), round(one.half_height_px))
            cv2.ellipse(covered, centre, axes, 0, 0, 360, 255, cv2.FILLED)
        assert (face[covered == 255] > 0).sum() >= 0.9 * (face > 0).sum()


def test_a_face_that_fills_the_photo_is_hidden():
    left, top, right, bottom = FACES_PX[0]
    face = np.ascontiguousarray(ZIDANE[top - 30 : bottom + 30, left - 30 : right + 30])
    kept = veiled_photo(encode(face, 95), WHOLE, real_eyes())
    assert roughness(decode(kept.jpeg)) < roughness(face) / 2


def test_coarser_is_coarser():
    assert COARSER > 1
