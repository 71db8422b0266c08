"""A number for the very picture in a JPEG, so that the same one is known when it comes again.

A live sensor has noise: no two of its pictures are alike in every coefficient, however still the hall. What a camera
writes beside the picture (the time it was taken, its serial number) is left out, for that changes by itself. A clock
burnt into the picture is part of it: behind a running one, a sensor that hangs is not noticed.
"""

import hashlib

APPLICATION_FIRST, APPLICATION_LAST, COMMENT = 0xE0, 0xEF, 0xFE
SCAN = 0xDA
DIGEST_BYTES = 4
"""Two different pictures in a row are taken for the same once in four thousand million."""


def fingerprint(body: bytes) -> int:
    """A number of 32 bits for a JPEG's picture; of bytes that are no whole JPEG, for all of them."""
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    at = 2
    while at + 4 <= len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if marker == SCAN:
            break
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(body[at + 2 : at + 4])
        if not (APPLICATION_FIRST <= marker <= APPLICATION_LAST or marker == COMMENT):
            digest.update(body[at:end])
        at = end
    else:
        return int.from_bytes(hashlib.blake2b(body, digest_size=DIGEST_BYTES).digest())
    digest.update(memoryview(body)[at:])
    return int.from_bytes(digest.digest())
