"""The file of anchors: a line for each moment at which the head of the audit trail was noted, the last one last.

    1 4711 9f86d081884c7d65... 2026-06-03T01:30:00.000000Z

The version of this form, the number of the entry, its hash in hex, and when it was noted. Only ever added to.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.durable import LINE_MAX_BYTES, append_durably
from conduct.auditing.chain_check import Anchor
from models.values.audit_chain import stamp

LINE = re.compile(r"1 (\d+) ([0-9a-f]{64}) (\S+)")


class NotAnchors(ValueError):
    """A line that no anchor is; the message names it."""


@dataclass(frozen=True, slots=True)
class AnchorFile:
    file: Path

    def exists(self) -> bool:
        return self.file.exists()

    def all(self) -> list[Anchor]:
        """In the order of the file; none where there is no file. Raises NotAnchors, OSError."""
        if not self.exists():
            return []
        text = self.file.read_text("utf-8", errors="replace")
        lines = text.split("\n")[:-1]  # what comes after the last end of a line was never finished
        return [self._anchor(line, f"line {number}") for number, line in enumerate(lines, 1)]

    def last(self) -> Anchor | None:
        """Without reading the others. Raises NotAnchors, OSError."""
        if not self.exists():
            return None
        with self.file.open("rb") as stream:
            stream.seek(max(0, stream.seek(0, 2) - LINE_MAX_BYTES))
            lines = stream.read().decode("utf-8", errors="replace").split("\n")[:-1]
        return self._anchor(lines[-1], "the last line") if lines else None

    def append(self, anchor: Anchor) -> None:
        """On return it survives a power cut. Raises OSError."""
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        append_durably(self.file, f"1 {anchor.seq} {anchor.hash.hex()} {stamp(anchor.at)}")

    def _anchor(self, line: str, which: str) -> Anchor:
        found = LINE.fullmatch(line)
        try:
            if found is not None:
                return Anchor(int(found[1]), bytes.fromhex(found[2]), datetime.fromisoformat(found[3]))
        except ValueError:
            pass
        raise NotAnchors(f"{self.file}: {which} is no anchor")
