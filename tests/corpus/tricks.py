"""Headers that lie or do what nobody does: lengths, tables, components, scans, restarts, heights that come later."""

import struct
from collections.abc import Iterator
from dataclasses import replace

from tests.corpus import base
from tests.corpus.sample import TAKEN, Fate, Sample, sample
from tests.corpus.segments import (
    APP1,
    COM,
    DHT,
    DNL,
    DQT,
    DRI,
    END,
    FRAMES,
    SOS,
    START,
    Segment,
    before_frame,
    build,
    claiming,
    frame_of,
    parse,
    with_frame,
    without,
)


def tricks() -> Iterator[Sample]:
    yield from frames()
    yield from lengths()
    yield from tables()
    yield from scans()
    yield from heights()
    yield from restarts()


def frames() -> Iterator[Sample]:
    plain = parse(base.baseline())
    payload = frame_of(plain).payload
    for marker in sorted(FRAMES - {frame_of(plain).marker}):
        yield sample(f"frame marked {marker:#x}", build(with_frame(plain, marker=marker)))
    for bits in (0, 1, 2, 7, 9, 10, 12, 16, 255):
        yield sample(f"precision of {bits} bits", build(with_frame(plain, bytes((bits,)) + payload[1:])), *DAMAGED)
    for count in (0, 1, 2, 4, 5, 255):
        lied = payload[:5] + bytes((count,)) + payload[6:]
        yield sample(f"{count} components by their count", build(with_frame(plain, lied)), *DAMAGED)
        real = payload[:5] + bytes((count,)) + b"".join(bytes((n % 256, 0x11, 0)) for n in range(count))
        yield sample(f"{count} components indeed", build(with_frame(plain, real)), *DAMAGED)
    same = payload[:6] + payload[6:9] * 3
    yield sample("three times the same component", build(with_frame(plain, same)))
    yield sample("two frames", build(before_frame(plain, frame_of(plain))), *DAMAGED)
    yield sample("a frame behind its scan", build([*plain, frame_of(plain)]))
    yield sample("no frame", build([s for s in plain if s.marker not in FRAMES]), Fate.refused)


DAMAGED = (Fate.broken, Fate.refused)


def lengths() -> Iterator[Sample]:
    plain = base.baseline()
    for said in (0, 1, 2, 3, 100, 65_535):
        lied = b"\xff\xe1" + struct.pack(">H", said) + b"Exif\0\0" + bytes(20)
        yield sample(f"a segment of 28 bytes that says {said}", plain[:2] + lied + plain[2:])
        at = plain.index(b"\xff\xc0") + 2
        yield sample(
            f"a frame header that says {said}", plain[:at] + struct.pack(">H", said) + plain[at + 2 :], *DAMAGED
        )
        at = plain.index(b"\xff\xda") + 2
        yield sample(
            f"a scan header that says {said}", plain[:at] + struct.pack(">H", said) + plain[at + 2 :], *DAMAGED
        )
    segments = parse(plain)
    for offset in (0, 1, 8, 0x7FFF_FFFF, 0xFFFF_FFFF):
        tiff = b"II*\0" + struct.pack("<IH", offset, 65_535) + bytes(12) + struct.pack("<I", 8)
        yield sample(
            f"exif whose directory lies at {offset}",
            build(before_frame(segments, Segment(APP1, b"Exif\0\0" + tiff))),
            Fate.looked,
        )
    yield sample("a comment that holds an end", build(before_frame(segments, Segment(COM, END * 100))), Fate.looked)
    yield sample(
        "a comment that holds scans", build(before_frame(segments, Segment(COM, b"\xff\xda" * 50))), Fate.looked
    )


def tables() -> Iterator[Sample]:
    plain = parse(base.baseline())
    for marker, name in ((DQT, "quantization"), (DHT, "Huffman")):
        yield sample(f"no {name} tables", build(without(plain, marker)))
        emptied = [replace(s, payload=b"") if s.marker == marker else s for s in plain]
        yield sample(f"empty {name} tables", build(emptied))
        cut = [replace(s, payload=s.payload[:30]) if s.marker == marker else s for s in plain]
        yield sample(f"{name} tables cut off", build(cut), *DAMAGED)
        for number in (4, 15, 0x20, 0xFF):
            far = [replace(s, payload=bytes((number,)) + s.payload[1:]) if s.marker == marker else s for s in plain]
            yield sample(f"{name} table number {number:#x}", build(far))
    for value in (0, 255):
        flat = [replace(s, payload=s.payload[:1] + bytes((value,)) * 64) if s.marker == DQT else s for s in plain]
        yield sample(f"quantization by {value}", build(flat))
    wide = b"\x10" + b"\xff\xff" * 64
    yield sample("quantization in 16 bits", build([replace(s, payload=wide) if s.marker == DQT else s for s in plain]))
    for counts in ((255,) * 16, (3, *[0] * 15), (0,) * 16, (0, *[0] * 14, 255)):
        table = b"\0" + bytes(counts) + bytes(min(sum(counts), 3000))
        yield sample(f"Huffman counts {counts[0]} to {counts[-1]}", build(before_frame(plain, Segment(DHT, table))))


def scans() -> Iterator[Sample]:
    plain = parse(base.baseline())
    scan = plain[-1]
    assert scan.marker == SOS
    for name, payload in {
        "of no component": b"\0\0\x3f\0",
        "of unknown components": b"\x03\x09\0\x0a\x11\x0b\x11\0\x3f\0",
        "of five components": b"\x05" + b"\x01\0" * 5 + b"\0\x3f\0",
        "with unknown tables": b"\x03\x01\xff\x02\xff\x03\xff\0\x3f\0",
        "of coefficients 63 to 0": scan.payload[:-3] + b"\x3f\0\0",
        "of coefficient 255": scan.payload[:-3] + b"\xff\xff\xff",
    }.items():
        yield sample(f"a scan {name}", build([*plain[:-1], replace(scan, payload=payload)]))
    yield sample("an empty scan", build([*plain[:-1], replace(scan, scan=b"")]), Fate.broken)
    yield sample("no scan", build(plain[:-1]), *DAMAGED)
    yield sample("a scan twice", build([*plain, scan]))
    yield sample("a scan before its frame", build([scan, *plain[:-1]]), *DAMAGED)
    ordered = parse(base.progressive())
    first = next(at for at, segment in enumerate(ordered) if segment.marker == SOS)
    yield sample("scans in reverse", build([*ordered[:first], *reversed(ordered[first:])]))
    yield sample("only the first scan", build(ordered[: first + 1]))
    yield sample("the first scan missing", build([*ordered[:first], *ordered[first + 1 :]]))
    yield sample("progressive scans in a baseline frame", build(with_frame(ordered, marker=0xC0)))
    yield sample("a baseline scan in a progressive frame", build(with_frame(plain, marker=0xC2)))


def heights() -> Iterator[Sample]:
    plain = parse(base.baseline())
    width, height = base.SIZE
    flat = claiming(plain, width, 0)
    yield sample("no height", build(flat), *DAMAGED)
    yield sample("no width", build(claiming(plain, 0, height)), *DAMAGED)
    yield sample("neither", build(claiming(plain, 0, 0)), *DAMAGED)
    for told in (height, 0, 65_500):
        later = Segment(DNL, struct.pack(">H", told))
        yield sample(f"the height {told} after the scan", build([*flat, later]), *DAMAGED)
        yield sample(f"another height {told} after the scan", build([*plain, later]))


def restarts() -> Iterator[Sample]:
    made = parse(base.restarts())
    plain = parse(base.baseline())
    for every in (0, 1, 3, 5, 65_535):
        lied = [replace(s, payload=struct.pack(">H", every)) if s.marker == DRI else s for s in made]
        yield sample(f"restarts every 4, said to be every {every}", build(lied))
        said = before_frame(plain, Segment(DRI, struct.pack(">H", every)))
        yield sample(f"no restarts, said to be every {every}", build(said))
    scan = made[-1]
    for number in range(8):
        gone = scan.scan.replace(bytes((0xFF, 0xD0 + number)), b"")
        yield sample(f"restarts {number} missing", build([*made[:-1], replace(scan, scan=gone)]))
    wrong = scan.scan.replace(b"\xff\xd1", b"\xff\xd5")
    yield sample("restarts out of order", build([*made[:-1], replace(scan, scan=wrong)]))
    yield sample("restarts that nobody announced", build(without(made, DRI)))
    yield Sample("only restarts", build([*made[:-1], replace(scan, scan=b"\xff\xd0" * 5000)]), TAKEN)
    yield sample("stuffing everywhere", START + b"".join(s.raw for s in plain) + b"\xff\0" * 5000 + END)
