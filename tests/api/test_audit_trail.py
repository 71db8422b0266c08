"""Whatever is done to the audit trail behind the program's back is found, and what was not done is not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.audit.anchoring import anchor
from api.audit.anchors import AnchorFile, NotAnchors
from api.audit.verifying import verify
from conduct.auditing.chain_check import Broken, Intact
from models.linking import ENTRIES, LINKS
from models.tables.base import new_id
from tests.api.audit_trail import MINUTE, NOW, delete, entry_of, forged, note, renumber, rewritten, tamper, trail

LENGTH = 9
ANCHORED = LENGTH + 1
"""With the entry that anchors are begun."""
Tampering = Callable[[sa.Engine], list[sa.Executable]]


@pytest.fixture
def anchors(tmp_path: Path) -> AnchorFile:
    return AnchorFile(tmp_path / "data-anchors" / "anchors.txt")


@pytest.fixture
def long(database: sa.Engine, anchors: AnchorFile) -> sa.Engine:
    """A trail of some entries, the last of which is anchored."""
    trail(database, LENGTH)
    anchor(database, anchors, now=NOW)
    return database


def edited(column: str, value: Any) -> Tampering:
    return lambda _: [sa.update(ENTRIES).where(ENTRIES.c.id == entry_of(5)).values({column: value})]


def link_edited(column: str, value: Any) -> Tampering:
    return lambda _: [sa.update(LINKS).where(LINKS.c.seq == 5).values({column: value})]


def swapped(_: sa.Engine) -> list[sa.Executable]:
    moves = ((4, 99), (5, 4), (99, 5))
    return [sa.update(LINKS).where(LINKS.c.seq == old).values(seq=new) for old, new in moves]


def stranger(_: sa.Engine) -> list[sa.Executable]:
    told = {"id": new_id(), "at": NOW, "actor": "x", "action": "y", "entity": "z", "entity_id": "1", "data": {}}
    return [sa.insert(ENTRIES).values(told)]


TAMPERINGS: dict[str, tuple[Tampering, int | None, str]] = {
    "at": (edited("at", NOW), 5, "edited"),
    "actor": (edited("actor", "chenjing"), 5, "edited"),
    "action": (edited("action", "violation.dismissed"), 5, "edited"),
    "entity": (edited("entity", "task"), 5, "edited"),
    "entity_id": (edited("entity_id", "another"), 5, "edited"),
    "data": (edited("data", {"number": 5}), 5, "edited"),
    "id": (edited("id", new_id()), 5, "deleted"),
    "its number": (link_edited("seq", 77), 5, "deleted"),
    "a number below all": (link_edited("seq", -3), -3, "inserted"),
    "the hash before": (link_edited("previous", bytes(32)), 5, "deleted"),
    "its hash": (link_edited("hash", bytes(32)), 5, "edited"),
    "the first deleted": (lambda _: delete(1), 1, "deleted"),
    "one in the middle deleted": (lambda _: delete(5), 5, "deleted"),
    "two in the middle deleted": (lambda _: [*delete(5), *delete(6)], 5, "deleted"),
    "only its link deleted": (lambda _: delete(5)[1:], 5, "deleted"),
    "only the entry deleted": (lambda _: delete(5)[:1], 5, "deleted"),
    "deleted and closed up": (lambda _: [*delete(5), *renumber(6, ANCHORED, -1)], 5, "deleted"),
    "the last cut off": (lambda _: delete(ANCHORED), ANCHORED, "cut off"),
    "three cut off": (lambda _: [part for seq in (8, 9, 10) for part in delete(seq)], 8, "cut off"),
    "everything cut off": (lambda _: [sa.delete(ENTRIES), sa.delete(LINKS)], 1, "cut off"),
    "inserted as if chained": (lambda engine: forged(engine, 5), 6, "inserted"),
    "inserted beside the chain": (stranger, None, "inserted"),
    "two swapped": (swapped, 4, "deleted"),
    "rewritten from there on": (lambda e: rewritten(e, 5, lambda _: {"actor": "x"}), ANCHORED, "rewritten"),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_tampering_is_found(what: str, long: sa.Engine, anchors: AnchorFile) -> None:
    assert isinstance(verify(long, anchors), Intact)
    how, seq, fault = TAMPERINGS[what]
    tamper(long, *how(long))
    found = verify(long, anchors)
    assert isinstance(found, Broken)
    assert (found.seq, found.fault) == (seq, fault), found.says


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    "garbage",
    ["UPDATE audit_entry SET {} = 'soon' WHERE id = (SELECT entry_id FROM audit_link WHERE seq = 5)"],
)
@pytest.mark.parametrize("column", ["at", "data", "actor"])
def test_what_cannot_even_be_read_is_edited(garbage: str, column: str, long: sa.Engine, anchors: AnchorFile) -> None:
    tamper(long, sa.text(garbage.format(column)))
    found = verify(long, anchors)
    assert isinstance(found, Broken)
    assert (found.seq, found.fault) == (5, "edited"), found.says


def test_a_trail_that_was_left_alone_is_whole(database: sa.Engine, anchors: AnchorFile) -> None:
    nothing = verify(database, anchors)
    assert (nothing, anchors.exists()) == (Intact(0, bytes(32), 0), False)
    for number in range(1, 6):
        note(database, number)
        anchor(database, anchors, now=NOW + number * MINUTE)
        found = verify(database, anchors)
        assert isinstance(found, Intact)
        assert (found.entries, found.anchors) == (number + 1, number), "and the entry that anchors are begun"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_head_is_anchored_once_and_before_anything_is_wrong(long: sa.Engine, anchors: AnchorFile) -> None:
    assert anchor(long, anchors, now=NOW) == "nothing new"
    note(long, 11)
    tamper(long, *edited("actor", "x")(long))
    assert anchor(long, anchors, now=NOW) == "anchored at 11", "what lies before the last anchor is the daily check's"
    tamper(long, sa.update(ENTRIES).where(ENTRIES.c.id == entry_of(11)).values(actor="x"))
    note(long, 12)
    assert anchor(long, anchors, now=NOW) == "anchored at 12"
    note(long, 13)
    tamper(long, sa.update(ENTRIES).where(ENTRIES.c.id == entry_of(13)).values(actor="x"))
    assert "entry 13" in anchor(long, anchors, now=NOW)
    assert [each.seq for each in anchors.all()] == [ANCHORED, 11, 12]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_trail_that_lost_what_was_anchored_is_not_anchored_anew(long: sa.Engine, anchors: AnchorFile) -> None:
    tamper(long, *delete(ANCHORED))
    note(long, 11)
    assert "rewritten" in anchor(long, anchors, now=NOW)
    assert len(anchors.all()) == 1


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda text: text.replace(" ", f" {LENGTH}", 1), "cut off"),
        (lambda text: "1 4 " + "0" * 64 + " 2026-06-03T01:30:00Z\n" + text, "rewritten"),
        (lambda text: text + f"1 {ANCHORED} " + "0" * 64 + " 2026-06-03T01:30:00Z\n", "rewritten"),
        (lambda _: "", "cut off"),
    ],
)
def test_anchors_that_were_changed_are_found(
    change: Callable[[str], str], fault: str, long: sa.Engine, anchors: AnchorFile
) -> None:
    anchors.file.write_text(change(anchors.file.read_text()))
    found = verify(long, anchors)
    assert isinstance(found, Broken)
    assert found.fault == fault, found.says


@pytest.mark.parametrize("kind", ["sqlite"])
def test_anchors_that_are_gone_are_missed(long: sa.Engine, anchors: AnchorFile) -> None:
    anchors.file.unlink()
    found = verify(long, anchors)
    assert isinstance(found, Broken)
    assert "anchors were noted" in found.says


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_a_power_cut_left_of_a_line_is_none(long: sa.Engine, anchors: AnchorFile) -> None:
    with anchors.file.open("a") as file:
        file.write("1 11 ab")
    assert isinstance(verify(long, anchors), Intact)
    note(long, 11)
    assert anchor(long, anchors, now=NOW) == "anchored at 11"
    assert [each.seq for each in anchors.all()] == [ANCHORED, 11]


@pytest.mark.parametrize(
    "line", ["", "1 2 3", "2 1 " + "0" * 64 + " 2026-06-03T01:30:00Z", "1 1 " + "0" * 64 + " soon"]
)
def test_a_line_that_is_no_anchor_is_named(line: str, anchors: AnchorFile) -> None:
    anchors.file.parent.mkdir()
    anchors.file.write_text(line + "\n")
    with pytest.raises(NotAnchors, match="line 1 is no anchor"):
        anchors.all()
    with pytest.raises(NotAnchors, match="the last line is no anchor"):
        anchors.last()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_folder_that_cannot_be_written_is_said_and_stops_nothing(
    database: sa.Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "taken").write_text("")
    trail(database, 1)
    assert "not anchored" in anchor(database, AnchorFile(tmp_path / "taken" / "anchors.txt"), now=NOW)
    assert "not anchored" in caplog.text
