"""`staff-conduct import`: staff and rosters from CSV and XLSX files."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import opened, who

if TYPE_CHECKING:
    from conduct.imports.importing import AnyPlan, Import
    from roster.importing import Refused

CHANGES_SHOWN = 20


class Table(StrEnum):
    """The kinds of table; told here too, so that `--help` loads no reader of workbooks."""

    staff = "staff"
    roster = "roster"


def import_table(
    kind: Annotated[Table | None, typer.Argument(help="What the table tells of.")] = None,
    file: Annotated[Path | None, typer.Argument(help="A CSV or XLSX file; --template makes one.")] = None,
    hall: Annotated[str | None, typer.Option(help="Code of the hall that the table is of; others are refused.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    template: Annotated[Table | None, typer.Option(help="Write a template for such a table to --out.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the template goes: a .csv or .xlsx file.")] = None,
) -> None:
    """Import staff or a roster: all of the file, or nothing and every bad cell named."""
    if template is not None:
        if kind is not None or out is None or out.suffix.lower() not in (".csv", ".xlsx"):
            raise typer.BadParameter("--template goes with --out FILE.csv or FILE.xlsx and nothing else")
        _write_template(template, out)
    elif kind is None or file is None or out is not None:
        raise typer.BadParameter("name what to import and the file, or --template and --out")
    else:
        _import(kind, file, hall, dry_run=dry_run)


def _import(kind: Table, file: Path, hall: str | None, *, dry_run: bool) -> None:
    from conduct.imports.importing import Import, NoSuchHall
    from conduct.imports.words import say_refusal
    from roster.importing import Kind, Refused
    from roster.sheets import SheetRefused, read_sheet

    try:
        given = Import(Kind(kind.value), read_sheet(file.read_bytes()), hall, source=file.name)
        come_to = _run(given, dry_run=dry_run)
    except SheetRefused as refused:
        fail(f"{file}: {say_refusal(refused.why)}")
    except NoSuchHall as missing:
        fail(f"there is no hall {missing}")
    except OSError as error:
        fail(error)
    if isinstance(come_to, Refused):
        _show_bad(come_to)
        fail(f"{file}: {len(come_to.cells)} bad cells, see above; nothing was imported")
    _show(come_to, dry_run=dry_run)


def _run(given: "Import", *, dry_run: bool) -> "AnyPlan | Refused":
    from conduct.imports.importing import apply_import, plan_import

    with opened() as work, _bar(2 * len(given.rows)) as progress:
        if dry_run:
            return plan_import(work.session, given, now=work.now, progress=progress)
        return apply_import(work.session, given, by=who(), now=work.now, progress=progress)


@contextmanager
def _bar(steps: int) -> Generator[Callable[[int, int], None]]:
    """A progress bar on a terminal, and silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    with typer.progressbar(length=steps, label="importing", file=sys.stderr) as bar:
        yield lambda done, _of: bar.update(done - bar.pos)


def _show_bad(refused: "Refused") -> None:
    from conduct.imports.words import say_refusal

    for cell in refused.cells:
        typer.echo(f"row {cell.row}, {cell.column}: {say_refusal(cell.why)}")


def _show(plan: "AnyPlan", *, dry_run: bool) -> None:
    counts = f"{len(plan.made)} made, {len(plan.changed)} changed, {plan.same} as they were"
    typer.echo(f"dry run, nothing was imported: {counts}" if dry_run else counts)
    if not plan.made and not plan.changed and not plan.same:
        typer.echo("no rows were found; rows whose first cell begins with # are examples and are passed over")
    for change in plan.changed[:CHANGES_SHOWN]:
        told = ", ".join(f"{column}: {old or '-'} -> {new or '-'}" for column, old, new in change.differences())
        typer.echo(f"  row {change.row}, {change.old.label}: {told}")
    if len(plan.changed) > CHANGES_SHOWN:
        typer.echo(f"  and {len(plan.changed) - CHANGES_SHOWN} more")


def _write_template(kind: Table, out: Path) -> None:
    from api.language import Language
    from conduct.imports.template import template_csv, template_xlsx
    from roster.importing import Kind

    make = template_csv if out.suffix.lower() == ".csv" else template_xlsx
    try:
        out.write_bytes(make(Kind(kind.value), Language("zh").translate))
    except OSError as error:
        fail(error)
    typer.echo(f"{out} written")
