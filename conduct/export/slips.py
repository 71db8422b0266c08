"""A month's appraisals as slips to be signed, in a PDF. Pure: a month in, bytes out."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

from conduct.export.pdf_files import joined
from conduct.export.slip_fonts import slip_fonts
from conduct.export.typesetting import NotSet, typeset
from conduct.months.digest import entry_digest
from conduct.months.file import MonthFile
from conduct.months.rows import Translate, local, said
from conduct.months.stored_month import StoredEntry, StoredLine, plain
from conduct.words import N_

TEMPLATE = Path(__file__).with_name("slips.typ")
ATTACHMENT = "month.json"
"""The month as a value inside the PDF, by which it can be verified."""
TITLE = N_("Monthly appraisal")
HEADER = (N_("No."), N_("Date"), N_("Rule"), N_("Norms"), N_("Points"), N_("Counted"), N_("Why"))
WORDS = {
    "month-digest": N_("Digest of the month:"),
    "own-digest": N_("Digest of this slip:"),
    "pack": N_("Rule pack"),
    "attached": N_("The month in a form for programs"),
    "no-lines": N_("No lines: nothing was deducted this month."),
    "person": N_("The person"),
    "supervisor": N_("Supervisor"),
    "hr": N_("Personnel department"),
    "agree": N_("I have read this and agree."),
    "refuse": N_("I have read this and do not agree; my words:"),
    "sign": N_("Signature and date"),
    "appeal-title": N_("How to appeal"),
}
APPEAL = N_(
    "Whoever holds a line to be wrong appeals against it: by the button beside the line in one's own pages, or in "
    "writing to the personnel department with the number of the line. Somebody else decides than did first, and the "
    "line does not count until then."
)
UNTIL = N_("It is to be lodged by the day that stands with the line; where none stands, before the month is locked.")


SET_AT_ONCE = 10
"""People that typst sets in one go: it keeps about 1.5 MB for each of them through its next ten goes, so that
more would be a little faster and take much more memory."""
Progress = Callable[[int], None]
SIGNED = N_("Signed by {name}, {at}")
REFUSED = N_("Refused by {name}, {at}, in these words:")


def slips_pdf(file: MonthFile, translate: Translate = str, *, progress: Progress = lambda _: None) -> bytes:
    """A4 pages, each person beginning on a new one, with the month attached as JSON.

    The same month makes the same bytes. `progress` is told how many more people are set. Raises FontMissing without a
    Chinese font, NotSet for a month without anybody and when typst reports anything, a warning too.
    """
    if not file.entries:
        raise NotSet(f"nobody has an entry in {file.month}")
    parts: list[bytes] = []
    for start in range(0, len(file.entries), SET_AT_ONCE):
        entries = file.entries[start : start + SET_AT_ONCE]
        carried = {"carried": file.as_json()} if start == 0 else {}
        parts.append(typeset(TEMPLATE, slips_data(file, entries, translate), slip_fonts(), carried))
        progress(len(entries))
    return joined(parts)


def slips_data(file: MonthFile, entries: Sequence[StoredEntry], translate: Translate) -> dict[str, object]:
    """What the template is given: texts, and nothing to be read as anything else."""
    made = file.made_at
    words = {key: translate(word) for key, word in WORDS.items()}
    return {
        "title": f"{translate(TITLE)} {file.month}",
        "lang": file.language,
        "region": "cn" if file.language == "zh" else "gb",
        "digest": file.digest,
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "attachment": ATTACHMENT,
        "words": {
            **words,
            "header": [translate(word) for word in HEADER],
            "appeal": [translate(APPEAL), translate(UNTIL)],
        },
        "slips": [_slip(file, entry, translate) for entry in entries],
    }


def _slip(file: MonthFile, entry: StoredEntry, translate: Translate) -> dict[str, object]:
    hall = f"{entry.hall} {file.halls.get(entry.hall, '')}".strip()
    facts = (
        (N_("Name"), entry.name), (N_("Staff number"), entry.staff), (N_("Hall"), hall), (N_("Month"), entry.month),
    )  # fmt: skip
    result = (
        (N_("Base"), str(plain(entry.base))), (N_("Deducted"), str(plain(entry.deducted))),
        (N_("Score"), str(plain(entry.score))), (N_("Grade"), entry.grade),
    )  # fmt: skip
    return {
        "staff": entry.staff,
        "pack": entry.pack_version,
        "digest": entry_digest(entry),
        "state": _state(entry, translate),
        "signed": _signed(file, entry, translate),
        "facts": [(translate(name), said_) for name, said_ in facts],
        "result": [(translate(name), said_) for name, said_ in result],
        "lines": [_line(file, entry, number, line, translate) for number, line in enumerate(entry.lines, start=1)],
    }


def _state(entry: StoredEntry, translate: Translate) -> str:
    if entry.locked_at is None:
        return translate(N_("Draft of {at}: may still change")).format(at=_minute(entry, entry.computed_at))
    return translate(N_("Locked at {at}")).format(at=_minute(entry, entry.locked_at))


def _line(file: MonthFile, entry: StoredEntry, number: int, line: StoredLine, translate: Translate) -> list[str]:
    return [
        str(number), _minute(entry, line.start), file.titles.get(line.rule, line.rule),
        "\n".join(file.norms.get(line.violation, ())), str(plain(line.points)), str(plain(line.counted)),
        "\n".join([said(line, translate), *_until(file, entry, line, translate)]),
    ]  # fmt: skip


def _until(file: MonthFile, entry: StoredEntry, line: StoredLine, translate: Translate) -> Iterator[str]:
    at = file.appeal_until.get(line.violation)
    if at is not None:
        yield translate(N_("Appeal by {at}")).format(at=_end(entry, at))


def _signed(file: MonthFile, entry: StoredEntry, translate: Translate) -> dict[str, list[str]]:
    """What each box says already, of those who signed in their own pages."""
    said: dict[str, list[str]] = {}
    for each in file.signatures.get(entry.staff, ()):
        place = translate(REFUSED if each.refused else SIGNED)
        told = place.format(name=each.name, at=_minute(entry, each.at))
        said.setdefault(each.signed_as, []).append(told + (f"\n{each.words}" if each.words else ""))
    return said


def _end(entry: StoredEntry, at: datetime) -> str:
    """The end of a time; a midnight is said as that of the day which it ends."""
    there = local(at, entry)
    if there.time() == time():
        return f"{there - timedelta(days=1):%Y-%m-%d} 24:00"
    return _minute(entry, at)


def _minute(entry: StoredEntry, at: datetime) -> str:
    return f"{local(at, entry):%Y-%m-%d %H:%M}"
