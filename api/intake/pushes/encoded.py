"""JPEGs in base64, as they stand in JSON or XML: found by how a JPEG's first bytes look in base64."""

import binascii
import re
from dataclasses import dataclass
from itertools import islice

from api.intake.pushes.jpegs import Stretch, jpegs_in

# Slashes may be escaped, lines broken, and the alphabet be the one for addresses.
BEGINS = rb"(?:\\?/|_)9j(?:\\?/|_)"
RUN = re.compile(BEGINS + rb"(?:[A-Za-z0-9+/_=\s-]++|\\(?:[/nr]|u00[0-9A-Fa-f]{2}))*+")
BEGINNING = re.compile(BEGINS)
ESCAPED = re.compile(rb"\\(?:([/nr])|u00([0-9A-Fa-f]{2}))")
URL_ALPHABET = bytes.maketrans(b"-_", b"+/")
BEGINNINGS_MAX = 4
"""In one run of base64 so many places that look like a JPEG's beginning are tried."""
RUN_CHARACTERS_MIN = 128
"""No JPEG is shorter."""
RUNS_MAX, CONSIDERED_MAX = 64, 10_000


@dataclass(frozen=True, slots=True)
class Encoded:
    """A run of base64 and what it holds. `found` is within `decoded`; None where it is no JPEG at all."""

    start: int
    end: int
    decoded: bytes
    found: Stretch | None


def encoded_jpegs_in(body: bytes) -> list[Encoded]:
    """The runs of base64 in a body that look like a JPEG, in their order."""
    long = (run for run in islice(RUN.finditer(body), CONSIDERED_MAX) if run.end() - run.start() >= RUN_CHARACTERS_MIN)
    return [_read(run) for run in islice(long, RUNS_MAX)]


def _read(run: re.Match[bytes]) -> Encoded:
    read = Encoded(run.start(), run.end(), b"", None)
    for beginning in islice(BEGINNING.finditer(run[0]), BEGINNINGS_MAX):
        decoded = _decode(run[0][beginning.start() :])
        found = jpegs_in(decoded)
        whole = next((each for each in found if each.whole), None)
        if whole is not None:
            return Encoded(run.start(), run.end(), decoded, whole)
        if found and read.found is None:
            read = Encoded(run.start(), run.end(), decoded, found[0])
    return read


def _decode(text: bytes) -> bytes:
    plain = b"".join(ESCAPED.sub(_unescape, text).split()).translate(URL_ALPHABET)
    plain = plain.partition(b"=")[0]
    # One character left over holds no whole byte.
    plain = plain[: len(plain) - (len(plain) % 4 == 1)]
    return binascii.a2b_base64(plain + b"=" * (-len(plain) % 4))


def _unescape(escape: re.Match[bytes]) -> bytes:
    if escape[2] is not None:
        return bytes([int(escape[2], 16)])
    return b"/" if escape[1] == b"/" else b""
