"""Sound pictures spoilt on their way: cut off, flipped, overwritten, mixed up."""

from collections.abc import Iterator

import numpy as np

from tests.corpus import base
from tests.corpus.kinds import ycck
from tests.corpus.sample import ANY, TAKEN, Fate, Sample, sample
from tests.corpus.segments import END, build, parse

SEED = 20_260_603
TENTHS = range(1, 10)
SINGLE_FLIPS, MANY_FLIPS = 80, (2, 8, 64, 512)
CUT = frozenset({Fate.refused})


def truncated() -> Iterator[Sample]:
    makes = {**base.KINDS, "ycck": ycck}
    for name, make in makes.items():
        whole = make()
        for tenth in TENTHS:
            part = whole[: len(whole) * tenth // 10]
            yield Sample(f"{name} cut at {tenth}/10", part, CUT)
            yield Sample(f"{name} cut at {tenth}/10 and ended", part + END, ANY if tenth < 3 else TAKEN)
        for missing in (1, 2):
            yield Sample(f"{name} without its last {missing} bytes", whole[:-missing], CUT)
        scan = len(whole) - len(parse(whole)[-1].scan) - 2
        for at in (2, 3, 4, 20, scan // 2, scan - 1, scan):
            yield Sample(
                f"{name} cut in its header at {at}", whole[:at], CUT | ({Fate.not_a_jpeg} if at < 3 else set())
            )


def flipped() -> Iterator[Sample]:
    random = np.random.default_rng(SEED)
    for name in ("baseline", "progressive", "inks"):
        whole = np.frombuffer(base.KINDS[name](), np.uint8)
        header = len(whole) - len(parse(whole.tobytes())[-1].scan) - 2
        for number in range(SINGLE_FLIPS):
            # every other one where each bit matters
            bit = int(random.integers(16, 8 * (header if number % 2 else len(whole))))
            yield sample(f"{name} bit {bit} flipped, {number}", with_flips(whole, [bit]))
        for count in MANY_FLIPS:
            for number in range(5):
                bits = random.integers(8 * header, 8 * len(whole) - 16, count).tolist()
                yield Sample(f"{name} {count} bits flipped in its picture, {number}", with_flips(whole, bits), ANY)


def with_flips(whole: np.ndarray, bits: list[int]) -> bytes:
    damaged = whole.copy()
    for bit in bits:
        damaged[bit // 8] ^= 1 << bit % 8
    return damaged.tobytes()


def overwritten() -> Iterator[Sample]:
    random = np.random.default_rng(SEED + 1)
    whole = base.baseline()
    for length in (1, 16, 512, 4096):
        for what in (0x00, 0xFF, 0xD8, 0xD9):
            at = int(random.integers(20, len(whole) - length - 2))
            body = whole[:at] + bytes((what,)) * length + whole[at + length :]
            yield sample(f"{length} bytes of {what:#x} at {at}", body)
    for number in range(10):
        a, b = sorted(int(each) for each in random.integers(20, len(whole) - 2, 2))
        yield sample(f"a piece missing, {number}", whole[:a] + whole[b:])
        yield sample(f"a piece twice, {number}", whole[:b] + whole[a:])
        yield sample(f"a piece of another, {number}", whole[:a] + base.progressive()[a:b] + whole[b:])
    segments = parse(whole)
    for number in range(10):
        order = random.permutation(len(segments))
        yield sample(f"segments in disorder, {number}", build([segments[at] for at in order]))


def trailing() -> Iterator[Sample]:
    whole = base.baseline()
    for size in (1, 2, 500, 1022):
        yield sample(f"{size} zeros behind", whole + bytes(size), Fate.looked)
        yield sample(f"{size} bytes of text behind", whole + b"x" * size, Fate.looked)
    for size in (1023, 5000, 100_000):
        yield sample(f"{size} zeros behind", whole + bytes(size), Fate.refused)
    yield sample("another picture behind", whole + base.progressive(), Fate.looked)
    yield sample("ten more behind", whole * 11, Fate.looked)
    yield sample("half a picture behind", whole + whole[: len(whole) // 2], Fate.looked, Fate.refused)
    yield sample("half a picture, then a whole one", whole[: len(whole) // 2] + whole)
    yield sample("only ends", b"\xff\xd8" + END * 500)
    yield sample("only starts", b"\xff\xd8" * 500 + END)
    yield sample("start and end", b"\xff\xd8" + END, Fate.refused)
