"""Away signs read as text, for halls that keep their old signs: recognition only, seldom, and under a CPU budget.

Nothing of rapidocr or onnxruntime is imported before the first text is read, and nothing is ever downloaded: the
recognition model lies inside the rapidocr package.
"""

import os
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, thread_time
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from models.values.seeing import SIGN_WORDS, Box, Signal, SignalKind
from vision.eyes import View
from vision.pictures import Picture
from vision.views import Crop, box_in_whole, crop_around

MODEL = "PP-OCRv6_rec_small.onnx"
MINUTE_S = 60.0
WIDTH_PX, HEIGHT_PX = 48, 24
"""Size at which two crops are compared."""


class TextUnusable(RuntimeError):
    """No text can be read here; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class TextLimits:
    """Everything in reading signs that is a matter of degree."""

    score_min: float = 0.6
    """Mean certainty of the characters, 0..1. Lower reads smaller signs, and reads words into patterns."""
    tolerant_from: int = 3
    """Words of this many characters or more are found with one wrong, missing or additional character; with two
    characters, one wrong is half of the word."""
    changed_min: float = 12.0
    """Grey levels by which a part of the sign zone must differ from when it was last read. Lower reads again for every
    shadow; higher overlooks a pale sign."""
    cpu_s_per_minute: float = 3.0
    """CPU seconds a minute for all windows of this reader together: 3 is a twentieth of a core. Less leaves windows
    unread longer when many change at once."""
    line_px_min: int = 8
    """Lines of text less high are not tried. Lower spends CPU on lines of which little is read."""


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU time that reading took."""

    at_s: float
    cpu_s: float


def may_read(spent: Sequence[Spent], now_s: float, cpu_s_per_minute: float) -> bool:
    """Whether the last minute's reading leaves anything of the budget. Pure; times in seconds of one clock."""
    return sum(one.cpu_s for one in spent if now_s - one.at_s < MINUTE_S) < cpu_s_per_minute


class SignState(StrEnum):
    out = "out"
    absent = "absent"
    unread = "unread"
    """The zone changed and there was no budget to read it, so nobody knows."""


@dataclass(frozen=True, slots=True)
class SignRead:
    """What is known of a window's sign now."""

    state: SignState
    signal: Signal | None
    why: str


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word of the list in a text, and how many of its characters are wrong."""

    word: str
    errors: int


class Recogniser(Protocol):
    def read(self, lines: Sequence[Picture]) -> list[tuple[str, float]]:
        """The text of each line and its certainty, 0..1. Raises TextUnusable."""
        ...


def find_word(text: str, words: Sequence[str], tolerant_from: int) -> FoundWord | None:
    """The best word of the list that is somewhere in a text; one wrong character is tolerated in longer words. Pure."""
    plain = _plain(text)
    found: list[FoundWord] = []
    for word in words:
        wanted = _plain(word)
        errors = _errors(wanted, plain)
        if wanted and errors <= (1 if len(wanted) >= tolerant_from else 0):
            found.append(FoundWord(word, errors))
    return min(found, key=lambda one: (one.errors, -len(one.word)), default=None)


def bands(crop: Picture, line_px_min: int) -> list[tuple[int, int]]:
    """Where in a sign zone lines of text may be, as (top, bottom) in pixels, likeliest first; never none.

    Rows rich in upright edges, then the whole, the halves and the middle: a frame or a shadow spoils the first.
    """
    height = crop.shape[0]
    lines = [
        (max(0, top - (bottom - top) // 5), min(height, bottom + (bottom - top) // 5))
        for top, bottom in _busy_rows(crop)
        if bottom - top >= line_px_min
    ]
    lines.sort(key=lambda line: line[0] - line[1])
    fixed = [(0, height), (0, height // 2), (height // 2, height), (height // 4, height - height // 4)]
    kept: list[tuple[int, int]] = []
    for line in (*lines[:4], *fixed):
        if line[1] - line[0] >= min(line_px_min, height) and line not in kept:
            kept.append(line)
    return kept


@dataclass(slots=True)
class _Known:
    small: NDArray[np.float32]
    read: SignRead


@dataclass(slots=True)
class SignReader:
    """Reads the sign zones of windows, each again only when it changed. Belongs to one thread.

    Raises TextUnusable at the first read where rapidocr, onnxruntime or the model file is missing.
    """

    words: tuple[str, ...] = SIGN_WORDS
    limits: TextLimits = field(default_factory=TextLimits)
    recogniser: Recogniser | None = None
    clock_s: Callable[[], float] = monotonic
    cpu_clock_s: Callable[[], float] = thread_time
    _known: dict[str, _Known] = field(default_factory=dict[str, _Known], init=False)
    _spent: list[Spent] = field(default_factory=list[Spent], init=False)

    def look(self, view: View, key: str) -> SignRead:
        """What the sign of a window says. `key` tells windows of all cameras apart. Raises ValueError without a zone.

        What was read stays until the zone changes; a changed zone that the budget forbids to read is unread.
        """
        if view.window.sign_zone is None:
            raise ValueError(f"window {view.window.window} has no sign zone to read")
        crop = crop_around(view.window.sign_zone, view.width_px, view.height_px, margin=0.0)
        picture = view.picture[crop.top : crop.bottom, crop.left : crop.right]
        small = _small(picture)
        known = self._known.get(key)
        if known is not None and not has_changed(known.small, small, self.limits.changed_min):
            return known.read
        now_s = self.clock_s()
        self._spent = [one for one in self._spent if now_s - one.at_s < MINUTE_S]
        if not may_read(self._spent, now_s, self.limits.cpu_s_per_minute):
            budget = f"{self.limits.cpu_s_per_minute:g} CPU seconds a minute"
            return SignRead(SignState.unread, None, f"The sign zone changed, and the {budget} for reading are spent.")
        began = self.cpu_clock_s()
        read = self._read(picture, crop, view)
        self._spent.append(Spent(now_s, self.cpu_clock_s() - began))
        self._known[key] = _Known(small, read)
        return read

    def _read(self, picture: Picture, crop: Crop, view: View) -> SignRead:
        if self.recogniser is None:
            self.recogniser = PackagedRecogniser()
        texts: list[str] = []
        for top, bottom in bands(picture, self.limits.line_px_min):
            ((text, score),) = self.recogniser.read([np.ascontiguousarray(picture[top:bottom])])
            found = find_word(text, self.words, self.limits.tolerant_from) if score >= self.limits.score_min else None
            if found is not None:
                box: Box = box_in_whole((0.0, top, crop.width_px, bottom), crop, view.width_px, view.height_px)
                score *= 1 - found.errors / len(found.word)
                why = f"The sign reads '{text}', which holds '{found.word}' with {found.errors} characters wrong."
                return SignRead(SignState.out, Signal(SignalKind.sign_text, score, box), why)
            if text:
                texts.append(text)
        said = f"only '{max(texts, key=len)}'" if texts else "nothing"
        return SignRead(SignState.absent, None, f"The sign zone reads {said}.")


class PackagedRecogniser:
    """rapidocr's recogniser on onnxruntime with the model inside the package, on one thread of the CPU."""

    def __init__(self) -> None:
        self._recogniser: Any = None

    def read(self, lines: Sequence[Picture]) -> list[tuple[str, float]]:
        if self._recogniser is None:
            self._recogniser, self._input = _load_recogniser()
        found = self._recogniser(self._input(img=list(lines)))
        return [(str(text), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]


def packaged_model() -> Path:
    """The recognition model inside the rapidocr package. Raises TextUnusable where it is not there."""
    package = find_spec("rapidocr")
    if package is None or package.origin is None:
        raise TextUnusable("signs cannot be read: the Python package rapidocr is not installed")
    if find_spec("onnxruntime") is None:
        raise TextUnusable("signs cannot be read: the Python package onnxruntime is not installed")
    model = Path(package.origin).parent / "models" / MODEL
    if not model.is_file():
        raise TextUnusable(
            f"signs cannot be read: this rapidocr brings no {MODEL}, and nothing is downloaded; install rapidocr 3.10"
        )
    return model


def _load_recogniser() -> tuple[Any, Any]:
    model = packaged_model()
    # read at import: else rapidocr logs every start, and onnxruntime looks for the machine's devices aloud
    os.environ.setdefault("ORT_LOGGING_LEVEL", "3")
    try:
        import logging

        from omegaconf import OmegaConf
        from rapidocr.ch_ppocr_rec.main import TextRecognizer
        from rapidocr.ch_ppocr_rec.typings import TextRecInput
        from rapidocr.utils.typings import EngineType, LangRec, ModelType, OCRVersion, TaskType

        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        package = model.parent.parent
        settings = cast(Any, OmegaConf.load(package / "config.yaml"))
        settings.EngineConfig.onnxruntime.intra_op_num_threads = 1
        settings.EngineConfig.onnxruntime.inter_op_num_threads = 1
        told = {
            "engine_type": EngineType.ONNXRUNTIME, "lang_type": LangRec.CH, "model_type": ModelType.SMALL,
            "ocr_version": OCRVersion.PPOCRV6, "task_type": TaskType.REC,
            "model_path": str(model), "model_root_dir": str(model.parent), "font_path": None,
            "engine_cfg": settings.EngineConfig.onnxruntime,
        }  # fmt: skip
        return TextRecognizer(cast(Any, OmegaConf.merge(settings.Rec, told))), TextRecInput
    except Exception as error:
        raise TextUnusable(f"signs cannot be read: {' '.join(str(error).split()) or type(error).__name__}") from error


def has_changed(before: NDArray[np.float32], now: NDArray[np.float32], changed_min: float) -> bool:
    """Whether any part of two shrunk crops differs, the change of the light on the whole left aside. Pure."""
    moved = now - before
    moved = np.abs(moved - np.median(moved))
    rows, columns = moved.shape[0] // 6, moved.shape[1] // 6
    return bool(moved.reshape(rows, 6, columns, 6).mean(axis=(1, 3)).max() >= changed_min)


def _small(picture: Picture) -> NDArray[np.float32]:
    import cv2

    small = cv2.resize(picture, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA)
    return cast(NDArray[np.float32], small.mean(axis=2, dtype=np.float32))


def _busy_rows(crop: Picture) -> list[tuple[int, int]]:
    """Runs of rows with many upright edges, (first, past the last); a gap of a tenth of the height ends a run."""
    grey = crop.mean(axis=2, dtype=np.float32)
    if min(grey.shape) < 2:
        return []
    busy = np.abs(np.diff(grey, axis=1)).mean(axis=1)
    rows = np.flatnonzero(busy > busy.min() + 0.3 * (busy.max() - busy.min()))
    if not len(rows) or busy.max() <= 0:
        return []
    breaks = np.flatnonzero(np.diff(rows) > max(1, len(busy) // 20)) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(rows, breaks)]


def _plain(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", text).casefold() if character.isalnum())


def _errors(word: str, text: str) -> int:
    """Least changes that make the word of some part of the text."""
    row = [0] * (len(text) + 1)
    for place, wanted in enumerate(word, start=1):
        following = [place]
        for column, character in enumerate(text, start=1):
            change = row[column - 1] + (wanted != character)
            following.append(min(change, row[column] + 1, following[-1] + 1))
        row = following
    return min(row)
