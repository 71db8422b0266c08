"""`staff-conduct appraise export` and `verify`: a month's files, made and checked."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.appraisal_formats import ExportFormat
from api.cli.failing import fail
from api.cli.opening import opened, who

if TYPE_CHECKING:
    from conduct.export.verify import Verified
    from conduct.months.file import MonthFile

SHOWN = 20
"""Findings printed; more would hide what is said last."""


def export(
    month: Annotated[str, typer.Argument(help="YYYY-MM")],
    kind: Annotated[ExportFormat, typer.Option("--format", help="A workbook, a table, or slips to be signed.")],
    out: Annotated[Path | None, typer.Option(help="The file to write; by default appraisals-MONTH.FORMAT.")] = None,
    staff: Annotated[str | None, typer.Option(help="A staff number: only this person's.")] = None,
    lang: Annotated[str, typer.Option(help="zh or en.")] = "zh",
) -> None:
    """Write a month's appraisals to a file. It is put on record, like every export."""
    from api.appraisal_files import gathered, made, put_on_record
    from api.language import Language, choose
    from conduct.export.typesetting import NotSet
    from conduct.months.span import month_days
    from vision.fonts import FontMissing

    try:
        month_days(month)
    except ValueError:
        raise typer.BadParameter(f"{month} is no month like 2026-06") from None
    language = Language(choose(lang))
    with opened(reading=True) as work:
        file = gathered(work.session, month, language, staff)
    if not file.entries:
        fail(f"nothing is stored of {staff or 'anybody'} in {month}")
    try:
        with _bar(_steps(file, kind)) as progress:
            content = made(file, kind, language.translate, progress)
        with opened() as work:
            put_on_record(work.session, file, kind, content, actor=who(), now=work.now)
        path = out or Path(f"appraisals-{month}.{kind.value}")
        path.write_bytes(content)
    except (FontMissing, NotSet, OSError) as error:
        fail(error)
    typer.echo(f"{path}: {len(file.entries)} people, digest {file.digest}")


def verify(file: Annotated[Path, typer.Argument(help="A workbook, CSV or PDF that was exported.")]) -> None:
    """Say whether a file matches itself and the database. Exit 0: it does; 1: it does not; 2: no file of ours."""
    from api.appraisal_files import handed_out
    from api.language import Language, choose
    from conduct.export.typesetting import NotSet
    from conduct.export.verify import verify
    from conduct.months.file import NoMonthFile
    from vision.fonts import FontMissing

    try:
        content = file.read_bytes()
        with opened(reading=True) as work:
            handed = handed_out(work.session, content)
            found = verify(work.session, content, lambda code: Language(choose(code)).translate)
    except (NoMonthFile, OSError) as error:
        typer.echo(f"staff-conduct: {file}: {' '.join(str(error).split())}", err=True)
        raise typer.Exit(2) from error
    except (FontMissing, NotSet) as error:
        fail(error)
    typer.echo(f"{file}: {found.month}, {found.people} people, digest {found.digest}")
    if handed is None:
        typer.echo("  no export on record has these very bytes: it was saved anew, or changed")
    else:
        typer.echo(f"  these very bytes were exported by {handed.actor} at {handed.at.isoformat()}")
    if found.outdated:
        typer.echo(f"  {found.outdated}")
    _tell(file, found)


def _tell(file: Path, found: "Verified") -> None:
    differing = [
        (whom, said) for whom, said in (("itself", found.with_itself), ("the database", found.with_stored)) if said
    ]
    for whom, said in differing:
        typer.echo(f"  it does not match {whom}:")
        for each in said[:SHOWN]:
            typer.echo(f"    {each}")
        if len(said) > SHOWN:
            typer.echo(f"    and {len(said) - SHOWN} more")
    if differing:
        fail(f"{file} does not match {' and '.join(whom for whom, _ in differing)}")
    typer.echo("  it matches itself and the database")


def _steps(file: "MonthFile", kind: ExportFormat) -> int:
    people, lines = len(file.entries), sum(len(entry.lines) for entry in file.entries)
    return 2 * people + lines if kind is ExportFormat.xlsx else people


@contextmanager
def _bar(steps: int) -> Generator[Callable[[int], None]]:
    """A progress bar on a terminal, and silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with typer.progressbar(length=steps, label="exporting", file=sys.stderr) as bar:
        yield bar.update
