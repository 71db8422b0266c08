"""`python -m tests.eval`: what the eyes see and what they miss, as one Markdown table on stdout.

Needs the shared pictures and weights (CONDUCT_SHARED, else ../shared) for occupancy; the rest is drawn.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from tests.eval.attire import sleeve_rows
from tests.eval.occupancy import classroom_cases, coco_cases, occupancy_rows
from tests.eval.sign_text import sign_text_rows
from tests.eval.table import Row, markdown
from tests.eval.tags import tag_rows
from tests.shared import DETECTION, POSE, ROOT


def occupancy() -> list[Row]:
    base = _shared()
    detection, pose = base / DETECTION, base / POSE
    if not (base / "data").is_dir():
        return [_missing("occupancy", base)]
    people, gif = coco_cases(base / "data/people"), classroom_cases(base / "data/occupancy/classroom.gif")
    return [
        *occupancy_rows("COCO people", people, detection, pose),
        *occupancy_rows("classroom.gif", gif, detection, pose),
    ]


def sleeves() -> list[Row]:
    base = _shared()
    return sleeve_rows() if (base / "data/attire").is_dir() else [_missing("sleeves", base)]


def _shared() -> Path:
    return Path(os.environ.get("CONDUCT_SHARED", str(ROOT.parent / "shared")))


def _missing(what: str, base: Path) -> Row:
    return Row(what, "not measured", f"{base} is not here; CONDUCT_SHARED names the folder that has it")


PARTS: dict[str, Callable[[], list[Row]]] = {
    "occupancy": occupancy,
    "sleeves": sleeves,
    "tags": tag_rows,
    "sign-text": sign_text_rows,
}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    sys.stdout.write(markdown(row for part in wanted for row in PARTS[part]()) + "\n")


if __name__ == "__main__":
    main()
