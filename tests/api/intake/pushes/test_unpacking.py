"""Compressed bodies, and those that only say that they are."""

import gzip
import zlib

import pytest

from api.intake.pushes.unpacking import unpacked

PLAIN = b'{"Picture": {}}' * 50


@pytest.mark.parametrize(
    ("content", "encoding", "expected"),
    [
        (PLAIN, "", PLAIN),
        (PLAIN, "deflate", PLAIN),
        (PLAIN, "gzip", PLAIN),
        (zlib.compress(PLAIN), "deflate", PLAIN),
        (zlib.compress(PLAIN)[2:-4], "deflate", PLAIN),
        (zlib.compress(PLAIN), " Deflate", PLAIN),
        (gzip.compress(PLAIN), "gzip", PLAIN),
        (gzip.compress(PLAIN), "x-gzip", PLAIN),
        (gzip.compress(PLAIN), "br", gzip.compress(PLAIN)),
        (b"", "gzip", b""),
    ],
)
def test_unpacked(content: bytes, encoding: str, expected: bytes) -> None:
    assert unpacked(content, encoding, 10_000) == expected


def test_no_more_than_allowed_is_unpacked() -> None:
    assert unpacked(zlib.compress(bytes(50_000_000)), "deflate", 1000) == bytes(1000)
