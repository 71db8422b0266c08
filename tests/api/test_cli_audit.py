"""`staff-conduct audit`: 0 for a trail that is whole, 1 with one line for one that is not, 2 for bad use."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from api.audit.anchoring import anchor
from api.audit.anchors import AnchorFile
from models.database import open_database
from models.linking import ENTRIES
from tests.api.audit_trail import NOW, delete, entry_of, tamper
from tests.api.test_cli import Run, hall, run  # noqa: F401

Engine = sa.Engine


@pytest.fixture
def engine(hall: Run, tmp_path: Path) -> Engine:  # noqa: F811
    return open_database(f"sqlite:///{tmp_path / 'data' / 'conduct.db'}")


def test_a_trail_that_is_whole(hall: Run, engine: Engine, tmp_path: Path) -> None:  # noqa: F811
    before = hall("audit", "verify")
    assert before.exit_code == 0
    assert before.stdout.startswith("9 entries, each continues the one before it. The last: ")
    assert "cannot be told" in before.stdout
    anchors = AnchorFile(tmp_path / "data-anchors" / "audit-anchors.txt")
    anchor(engine, anchors, now=NOW)
    after = hall("audit", "verify")
    assert (after.exit_code, after.stdout.splitlines()[1]) == (0, f"1 anchors in {anchors.file} agree.")
    assert hall("audit", "verify", "--anchors", str(anchors.file)).exit_code == 0


def test_a_trail_that_is_broken(hall: Run, engine: Engine) -> None:  # noqa: F811
    tamper(engine, sa.update(ENTRIES).where(ENTRIES.c.id == entry_of(3)).values(actor="nobody"))
    told = hall("audit", "verify")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.startswith("staff-conduct: the audit trail is broken: entry 3 (")
    assert told.stderr.endswith("edited; it is not what was chained\n")


def test_the_head_that_was_written_down_is_an_anchor(hall: Run, engine: Engine, tmp_path: Path) -> None:  # noqa: F811
    written = hall("audit", "head").stdout
    (tmp_path / "paper.txt").write_text(written)
    assert hall("audit", "verify", "--anchors", "paper.txt").exit_code == 0
    tamper(engine, *delete(9))
    assert "cut off at the end" in hall("audit", "verify", "--anchors", "paper.txt").stderr
    assert hall("audit", "verify").exit_code == 0, "which nothing but the paper knows"


def test_anchors_that_are_none(hall: Run, tmp_path: Path) -> None:  # noqa: F811
    assert hall("audit", "verify", "--anchors", "nowhere.txt").exit_code == 2
    (tmp_path / "paper.txt").write_text("4711\n")
    told = hall("audit", "verify", "--anchors", "paper.txt")
    assert (told.exit_code, told.stderr) == (1, "staff-conduct: paper.txt: line 1 is no anchor\n")
