"""Words below a still: they are there, whole, and the still above them is as it was."""

import numpy as np
import pytest

import vision.fonts
from vision.caption import WIDTH_MIN_PX, captioned
from vision.fonts import FontMissing, chinese_font
from vision.jpeg import Broken, decode, encode
from vision.pictures import Picture

LINES = ("窗口无人在岗 Window unattended", "城北营业厅 W1 · 2026-06-03 09:12:05 +08:00")
FLAT: Picture = np.full((200, 400, 3), (40, 160, 200), np.uint8)


def ink(picture: Picture, above: int) -> np.ndarray:
    return picture[above:].min(axis=2) > 150


def test_the_words_stand_below() -> None:
    whole = decode(captioned(encode(FLAT), LINES))
    # but for the rows that share blocks of the JPEG with the band
    assert np.abs(whole[:184].astype(int) - FLAT[:184]).max() < 12
    lines = ink(whole, 200)
    assert whole.shape[1] == 400
    assert lines.sum() > 500
    assert not lines[:, -3:].any()
    assert lines.any(axis=1)[: lines.shape[0] // 2].any()
    assert lines.any(axis=1)[lines.shape[0] // 2 :].any()


def test_chinese_is_written_and_not_boxes() -> None:
    """A font that lacks the letters would draw the same box for each."""
    one, other = (ink(decode(captioned(encode(FLAT), (word,))), 200) for word in ("岗岗岗岗", "牌牌牌牌"))
    assert (one != other).sum() > 0.2 * one.sum()


@pytest.mark.parametrize(("width", "whole_width"), [(60, WIDTH_MIN_PX), (319, WIDTH_MIN_PX), (321, 321), (512, 512)])
def test_a_narrow_still_is_set_in_the_middle(width: int, whole_width: int) -> None:
    whole = decode(captioned(encode(FLAT[:, :width] if width <= 400 else np.tile(FLAT, (1, 2, 1))[:, :width]), LINES))
    assert whole.shape[1] == whole_width
    left = (whole_width - width) // 2
    assert np.abs(whole[50, left + 8 : left + width - 8].astype(int) - FLAT[0, 0]).max() < 25
    assert whole[50, : max(0, left - 8)].max(initial=0) < 60


def test_a_line_that_fits_in_no_size_is_cut_off() -> None:
    whole = decode(captioned(encode(FLAT), ("很长的营业厅名字" * 20, LINES[1])))
    assert whole.shape[1] == 400


def test_damage_and_a_missing_font_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Broken):
        captioned(b"\xff\xd8\xff no picture \xff\xd9", LINES)
    monkeypatch.setattr(vision.fonts, "FONT_FILE", "NoSuchFont")
    with pytest.raises(FontMissing, match="justmytype-intl-cjk"):
        chinese_font()
