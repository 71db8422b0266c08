"""What of a body may be kept for an administrator to see: its words, and never a picture, in whatever form."""

import re
from itertools import islice

from api.intake.pushes.jpegs import jpegs_in

TEXT_CHARACTERS_MAX = 2000
WORDS_BYTES_MIN = 16
"""Shorter stretches of text between other bytes are accidents."""
STRETCHES_CONSIDERED = 20_000
BOUNDARY = re.compile(rb"\r?\n--")
TEXT = re.compile(rb"(?:[\t\n\r\x20-\x7e]++|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2})++")
CODE = "[A-Za-z0-9+/_=-]"
CODED = re.compile(
    rf"(?:{CODE}{{16,}}\s+){{3,}}{CODE}*"  # in lines
    rf"|(?:{CODE}|\\[/nr]|\\u00[0-9A-Fa-f]{{2}}){{40,}}+"  # in one, with what JSON escapes
)
"""Long runs without a space or a point are no words but something coded, as pictures are in base64 or hexadecimal."""
SEEN_AT_ITS_BEGINNING = 100


def kept_text(body: bytes) -> str:
    """The first words of a body; for what was left out between them stands how much it was."""
    kept: list[str] = []
    room, at = TEXT_CHARACTERS_MAX, 0
    plain = _without_jpegs(body)
    for words in islice(TEXT.finditer(plain), STRETCHES_CONSIDERED):
        if room <= 0:
            break
        if words.end() - words.start() < min(WORDS_BYTES_MIN, len(plain)):
            continue
        if words.start() > at:
            kept.append(f"[{words.start() - at} bytes left out]")
        said = _without_code(words[0].decode("utf-8", "ignore"), room)
        kept.append(said)
        room -= len(said)
        at = words.end()
    return "".join(kept) or f"[{len(body)} bytes left out]"


def _without_code(text: str, room: int) -> str:
    kept: list[str] = []
    at = 0
    while room > 0 and at < len(text):
        begins = CODED.search(text, at, at + room + SEEN_AT_ITS_BEGINNING)
        if begins is None or begins.start() >= at + room:
            kept.append(text[at : at + room])
            break
        run = CODED.match(text, begins.start()) or begins
        kept += [text[at : run.start()], f"[{len(run[0])} characters left out]"]
        room -= run.start() - at
        at = run.end()
    return "".join(kept)


def _without_jpegs(body: bytes) -> bytes:
    kept: list[bytes] = []
    at = 0
    for jpeg in jpegs_in(body):
        end = jpeg.end
        if not jpeg.whole:
            boundary = BOUNDARY.search(body, jpeg.start, end)
            end = boundary.start() if boundary else end
        kept += [body[at : jpeg.start], b"[a picture of %d bytes left out]" % (end - jpeg.start)]
        at = end
    return b"".join([*kept, body[at:]])
