"""From what height of the characters on a sign is read, sharp and as a camera softens it, and what it takes."""

from time import thread_time

import cv2
import numpy as np

from tests.eval.table import Row
from tests.vision.signs import sign, view_of
from vision.sign_text import SIGN_WORDS, SignReader, SignState, TextLimits

HEIGHTS_PX = (6, 8, 10, 12, 14, 16, 20, 24, 32, 48)
BLURS_PX = (0.0, 1.0, 1.5)
OTHERS = ("正在服务", "营业中", "请叫号", "3号窗口", "业务办理", "水费缴纳", "微笑服务", "燃气业务", "欢迎光临", "")


def sign_text_rows() -> list[Row]:
    """Signs read by height and blur; and boards that say something else, or nothing."""
    reader = SignReader(limits=TextLimits(cpu_s_per_minute=1e9))
    reader.look(view_of(sign("暂停服务", 24, 200, 100)), "warm")
    rows: list[Row] = []
    for blur_px in BLURS_PX:
        read = [(height, _out(reader, SIGN_WORDS, height, blur_px)) for height in HEIGHTS_PX]
        told = ", ".join(f"{height} px {out}/{len(SIGN_WORDS)}" for height, out in read)
        rows.append(Row("sign text", f"{len(SIGN_WORDS)} signs, blur {blur_px:g} px", told))
    false = sum(_out(reader, OTHERS, height, 0.0) for height in HEIGHTS_PX)
    rows.append(
        Row(
            "sign text",
            "boards that say something else",
            f"{false} of {len(OTHERS) * len(HEIGHTS_PX)} taken for a sign",
        )
    )
    began = thread_time()
    _out(reader, SIGN_WORDS, 25, 0.0)
    out_ms = (thread_time() - began) * 1000 / len(SIGN_WORDS)
    began = thread_time()
    _out(reader, OTHERS, 25, 0.0)
    other_ms = (thread_time() - began) * 1000 / len(OTHERS)
    rows.append(Row("sign text", "CPU of one read", f"{out_ms:.0f} ms a sign, {other_ms:.0f} ms a board that is none"))
    return rows


def _out(reader: SignReader, texts: tuple[str, ...], height_px: int, blur_px: float) -> int:
    return sum(
        reader.look(
            view_of(_soft(sign(text, height_px, height_px * 8, height_px * 3, seed=index), blur_px)),
            f"{text} {height_px} {blur_px}",
        ).state
        is SignState.out
        for index, text in enumerate(texts)
    )


def _soft(board: np.ndarray, blur_px: float) -> np.ndarray:
    return cv2.GaussianBlur(board, (0, 0), blur_px) if blur_px else board
