import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

import vision.sign_text
from models.values.seeing import SignalKind, WindowView
from tests.vision.signs import sign, view_of
from vision.eyes import View
from vision.pictures import Picture
from vision.sign_text import (
    SIGN_WORDS,
    PackagedRecogniser,
    SignReader,
    SignState,
    Spent,
    TextLimits,
    TextUnusable,
    bands,
    find_word,
    has_changed,
    may_read,
    packaged_model,
)


@pytest.mark.parametrize(
    ("text", "word", "errors"),
    [
        pytest.param("暂停服务", "暂停服务", 0, id="the word"),
        pytest.param("3号 暂停 服务!", "暂停服务", 0, id="within a text, with spaces"),
        pytest.param("暂停服夯", "暂停服务", 1, id="one wrong"),
        pytest.param("暂停服", "暂停服务", 1, id="one missing"),
        pytest.param("暂停的服务", "暂停服务", 1, id="one too many"),
        pytest.param("离岗", "离岗", 0, id="two characters"),
        pytest.param("离开", None, 0, id="of two characters none may be wrong"),
        pytest.param("正在服务", None, 0, id="two wrong"),
        pytest.param("停暂务服", None, 0, id="the same characters in another order"),
        pytest.param("高岗", None, 0, id="half a word"),
        pytest.param("", None, 0, id="nothing"),
        pytest.param("暂时离开,请到其他窗口", "暂时离开", 0, id="a longer text"),
        pytest.param("暂停服务暂时离升", "暂停服务", 0, id="the one with fewer errors"),
    ],
)
def test_words(text: str, word: str | None, errors: int) -> None:
    found = find_word(text, SIGN_WORDS, tolerant_from=3)
    assert (found and found.word) == word
    assert found is None or found.errors == errors


def test_words_and_tolerance_are_the_callers() -> None:
    assert find_word("CLOSED now", ("Closed",), 3) is not None
    assert find_word("Open now", ("Closed",), 3) is None
    assert find_word("离开", SIGN_WORDS, tolerant_from=2) is not None
    assert find_word("暂停服夯", SIGN_WORDS, tolerant_from=9) is None
    assert find_word("text", ("", "!"), 3) is None


@pytest.mark.parametrize(
    ("spent", "now_s", "allowed"),
    [
        pytest.param((), 0, True, id="nothing spent"),
        pytest.param(((0, 0.9),), 10, True, id="some left"),
        pytest.param(((0, 0.5), (5, 0.5)), 10, False, id="all spent"),
        pytest.param(((0, 1.5),), 59.9, False, id="within the minute"),
        pytest.param(((0, 1.5),), 60, True, id="a minute later"),
        pytest.param(((0, 1.0), (50, 0.2)), 61, True, id="only the last minute counts"),
    ],
)
def test_budget(spent: tuple[tuple[float, float], ...], now_s: float, allowed: bool) -> None:
    assert may_read([Spent(*one) for one in spent], now_s, cpu_s_per_minute=1.0) is allowed


@dataclass
class Told:
    """A recogniser that says what it is told to, and a clock that it moves."""

    text: str = "暂停服务"
    score: float = 0.9
    cpu_s: float = 0.4
    now_s: float = 0.0
    spent_s: float = 0.0
    reads: int = 0
    heights: list[int] = field(default_factory=list[int])

    def read(self, lines: Sequence[Picture]) -> list[tuple[str, float]]:
        self.reads += 1
        self.spent_s += self.cpu_s
        self.heights += [line.shape[0] for line in lines]
        return [(self.text, self.score) for _ in lines]

    def reader(self, **limits: float) -> SignReader:
        return SignReader(
            limits=TextLimits(**limits),  # type: ignore[arg-type]
            recogniser=self,
            clock_s=lambda: self.now_s,
            cpu_clock_s=lambda: self.spent_s,
        )


SIGN = view_of(sign("暂停服务", 24, 160, 80))
BARE = view_of(sign("", 24, 160, 80))


@pytest.mark.parametrize(
    ("text", "score", "state", "signal_score"),
    [
        pytest.param("暂停服务", 0.9, SignState.out, 0.9, id="read"),
        pytest.param("暂停服夯", 0.8, SignState.out, 0.6, id="one character wrong counts less"),
        pytest.param("暂停服务", 0.59, SignState.absent, None, id="too unsure"),
        pytest.param("正在服务", 0.99, SignState.absent, None, id="another text"),
    ],
)
def test_look(text: str, score: float, state: SignState, signal_score: float | None) -> None:
    told = Told(text, score)
    read = told.reader().look(SIGN, "C1 W1")
    assert read.state is state
    assert (read.signal and read.signal.score) == (signal_score and pytest.approx(signal_score))
    assert read.why.endswith(".")
    assert text in read.why
    if read.signal is not None:
        assert read.signal.kind is SignalKind.sign_text
        left, top, right, bottom = read.signal.box
        assert 0.5 <= left < right <= 1
        assert 0.5 <= top < bottom <= 1


def test_read_again_only_when_changed() -> None:
    told = Told()
    reader = told.reader()
    for seed in range(5):
        assert reader.look(view_of(sign("暂停服务", 24, 160, 80, seed)), "W1").state is SignState.out
    assert told.reads == 1
    told.text = ""
    assert reader.look(BARE, "W1").state is SignState.absent
    read_twice = told.reads
    assert read_twice > 1
    reader.look(BARE, "W1")
    assert told.reads == read_twice
    told.text = "暂停服务"
    assert reader.look(SIGN, "another window").state is SignState.out
    assert told.reads == read_twice + 1


def test_beyond_the_budget_nobody_knows() -> None:
    told = Told()
    reader = told.reader(cpu_s_per_minute=0.3)
    assert reader.look(SIGN, "W1").state is SignState.out
    unread = reader.look(BARE, "W1")
    assert (unread.state, unread.signal) == (SignState.unread, None)
    assert "0.3 CPU seconds a minute for reading are spent" in unread.why
    assert reader.look(SIGN, "W1").state is SignState.out, "what was read of an unchanged sign stays known"
    told.now_s = 60
    told.text = ""
    assert reader.look(BARE, "W1").state is SignState.absent


def test_a_window_without_a_sign_zone_is_refused() -> None:
    window = WindowView(window="W1", tag_number=1, staff_zone=((0.0, 0.0), (0.5, 0.0), (0.5, 0.5)))
    with pytest.raises(ValueError, match="no sign zone"):
        Told().reader().look(View(SIGN.picture, window), "W1")


@pytest.mark.parametrize(
    ("made", "changed"),
    [
        pytest.param(0.0, False, id="the same"),
        pytest.param(60.0, False, id="brighter on the whole"),
        pytest.param(np.random.default_rng(0).normal(0, 4, (24, 48)), False, id="noise"),
        pytest.param(np.where(np.arange(48) < 12, -40.0, 0.0), True, id="a quarter darker"),
        pytest.param(np.where(np.arange(48) < 6, 13.0, 0.0), True, id="one part a little brighter"),
    ],
)
def test_changed(made: "float | np.ndarray", changed: bool) -> None:
    before = np.random.default_rng(1).uniform(80, 160, (24, 48)).astype(np.float32)
    assert has_changed(before, (before + made).astype(np.float32), changed_min=12.0) is changed


def test_bands_hold_the_lines() -> None:
    board = sign("暂停服务\n请到其他窗口", 24, 200, 120)
    first = bands(board, line_px_min=8)[:2]
    assert all(20 <= bottom - top <= 45 for top, bottom in first)
    assert sorted((top + bottom) // 2 // 60 for top, bottom in first) == [0, 1]
    assert bands(np.full((40, 60, 3), 200, np.uint8), 8)[0] == (0, 40)
    assert bands(np.zeros((3, 1, 3), np.uint8), 8) == [(0, 3)]


@pytest.mark.parametrize(
    ("text", "text_px", "state"),
    [
        pytest.param("暂停服务", 20, SignState.out, id="one line"),
        pytest.param("离岗", 16, SignState.out, id="two characters"),
        pytest.param("暂时离开\n请到其他窗口", 16, SignState.out, id="two lines"),
        pytest.param("3号窗口\n暂停办理", 16, SignState.out, id="the second line"),
        pytest.param("正在服务", 20, SignState.absent, id="open"),
        pytest.param("", 20, SignState.absent, id="a bare board"),
    ],
)
def test_real_recognition(text: str, text_px: int, state: SignState) -> None:
    read = SignReader().look(view_of(sign(text, text_px, text_px * 8, text_px * 4)), "W1")
    assert read.state is state, read.why


def test_the_model_lies_in_the_package_and_the_network_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert packaged_model().stat().st_size > 1_000_000
    ((text, score),) = PackagedRecogniser().read([sign("暂停服务", 32, 180, 48)])
    assert text == "暂停服务"
    assert score > 0.9


@pytest.mark.parametrize("missing", ["rapidocr", "onnxruntime"])
def test_a_missing_package_is_named(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(vision.sign_text, "find_spec", lambda name: None if name == missing else found(name))
    with pytest.raises(TextUnusable, match=f"package {missing} is not installed"):
        SignReader().look(SIGN, "W1")


def test_a_missing_model_is_named_and_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vision.sign_text, "MODEL", "no-such.onnx")
    with pytest.raises(TextUnusable, match="nothing is downloaded"):
        SignReader().look(SIGN, "W1")
    assert not list(Path(packaged_folder()).glob("no-such*"))


def packaged_folder() -> str:
    package = importlib.util.find_spec("rapidocr")
    assert package is not None
    assert package.origin is not None
    return str(Path(package.origin).parent / "models")
