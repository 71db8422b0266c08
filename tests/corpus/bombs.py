"""Few bytes that ask for much: memory by what the header claims, time by scans without end."""

import struct
from collections.abc import Iterator

from tests.corpus import base
from tests.corpus.kinds import noise
from tests.corpus.sample import TAKEN, Fate, Sample, sample
from tests.corpus.segments import (
    APP1,
    DHT,
    DQT,
    END,
    SEGMENT_MAX,
    SOS,
    START,
    Segment,
    before_frame,
    build,
    claiming,
    frame_of,
    parse,
    with_frame,
)

OVER = ((65_500, 65_500), (65_500, 184), (184, 65_500), (4001, 3000), (20_000, 20_000))
BEYOND = ((65_535, 65_535), (65_535, 1), (1, 65_535))
"""More than libjpeg has numbers for."""
WITHIN = ((4000, 3000), (3000, 4000), (65_500, 183), (183, 65_500), (1, 65_500), (65_500, 1), (241, 320), (240, 336))
END_OF_BLOCKS = b"\x10" + bytes((1, 1, *[0] * 14)) + b"\xe0\x00"


def bombs() -> Iterator[Sample]:
    for name, make in base.KINDS.items():
        segments = parse(make())
        for width, height in OVER:
            yield sample(f"{name} claims {width} x {height}", build(claiming(segments, width, height)), Fate.too_large)
        for width, height in BEYOND:
            yield sample(f"{name} claims {width} x {height}", build(claiming(segments, width, height)), Fate.refused)
        for width, height in WITHIN:
            # whoever claims less than is there is believed, whoever claims more is missing something
            yield Sample(f"{name} claims {width} x {height}", build(claiming(segments, width, height)), TAKEN)
    for factors in ((4, 4, 4, 4, 4, 4), (4, 4, 1, 1, 1, 1), (3, 1, 1, 1, 1, 1), (1, 1, 2, 2, 4, 4), (0, 1, 1, 1, 1, 1)):
        yield sample(f"sampled {factors}", build(sampled(4000, 3000, factors)))
    for scans in (5, 60, 500, 5000, 100_000):
        yield Sample(f"{scans} scans", scanned(4000, 3000, scans), TAKEN if scans < 100 else frozenset({Fate.broken}))
    yield sample("10 MB of scans", scanned(4000, 3000, 10**9, bytes_max=9_999_000), Fate.broken)
    filled = [Segment(APP1, bytes(SEGMENT_MAX))] * 152
    yield sample("10 MB of segments", build(before_frame(parse(base.baseline()), *filled)), Fate.looked)
    yield sample("over 10 MB", build(before_frame(parse(base.baseline()), *filled, filled[0])), Fate.too_large)
    yield sample("10 MB of zeros before the end", base.baseline()[:-2].ljust(9_999_998, b"\0") + END)
    yield sample("large and full of noise", noise(1, (2000, 1500)), Fate.looked)


def sampled(width: int, height: int, factors: tuple[int, ...]) -> list[Segment]:
    segments = claiming(parse(base.baseline()), width, height)
    payload = bytearray(frame_of(segments).payload)
    for component in range(3):
        payload[7 + 3 * component] = factors[2 * component] << 4 | factors[2 * component + 1]
    return with_frame(segments, bytes(payload))


def scanned(width: int, height: int, scans: int, bytes_max: int = 9_999_000) -> bytes:
    """A progressive picture in grey that is refined over and over, each time by a scan of a few bytes for all of it."""
    blocks = ((width + 7) // 8) * ((height + 7) // 8)
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    head = [
        Segment(DQT, b"\0" + b"\x10" * 64),
        Segment(0xC2, frame),
        Segment(DHT, b"\0" + bytes((1, *[0] * 15)) + b"\0"),
    ]
    head.append(Segment(DHT, END_OF_BLOCKS))
    first = Segment(SOS, b"\x01\x01\0\0\0\0", bytes((blocks + 7) // 8))
    nothing = runs_of_nothing(blocks)
    orders = [
        Segment(SOS, bytes((1, 1, 0, at, at, bits))) for at in range(1, 64) for bits in (13, *(a + 1 << 4 | a for a in range(12, -1, -1)))
    ]  # fmt: skip
    body = START + b"".join(segment.raw for segment in (*head, first))
    each = [segment.raw + nothing for segment in orders]
    count = min(scans - 1, (bytes_max - len(body)) // len(each[0]))
    return body + b"".join(each[n % len(each)] for n in range(count)) + END


def runs_of_nothing(blocks: int) -> bytes:
    bits = ""
    while blocks > 0:
        run = min(blocks, 32_767)
        bits += f"0{run - 16_384:014b}" if run >= 16_384 else "10"
        blocks -= run if run >= 16_384 else 1
    bits += "1" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")
