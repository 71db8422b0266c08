"""`staff-conduct readers`: badge readers, terminals that wait to be approved, and logs read from files."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import opened, who

app = typer.Typer(no_args_is_help=True, help="Badge readers: which there are, which may push, and logs from files.")


@app.command("list")
def show() -> None:
    """All readers, and the terminals that introduced themselves and wait to be approved.

    Times are by the clock of the reader's hall; those of a terminal that waits, by the first hall's.
    """
    from zoneinfo import ZoneInfo

    from sqlmodel import col, select

    from conduct.records.terminals import introduced
    from models.tables import HallRow, ReaderRow
    from models.values.local_time import local_stamp

    with opened() as work:
        halls = {hall.id: hall for hall in work.session.exec(select(HallRow).order_by(col(HallRow.code))).all()}
        first = next((ZoneInfo(hall.timezone) for hall in halls.values()), ZoneInfo("UTC"))
        for row in work.session.exec(select(ReaderRow).order_by(col(ReaderRow.code))).all():
            hall = halls[row.hall_id]
            until = row.alive_until and local_stamp(row.alive_until, ZoneInfo(hall.timezone))
            heard = f"heard until {until}" if until else "never heard from"
            state = "retired" if row.retired_at else "may push" if row.approved_at else "by key"
            typer.echo(f"{row.code:<20}  {hall.code:<8}  {state:<12}  {heard}"
                       f"  {row.network or ''}".rstrip())  # fmt: skip
        for entry in introduced(work.session):
            typer.echo(f"{entry.entity_id:<20}  {'-':<8}  {'waits':<12}  first seen {local_stamp(entry.at, first)}"
                       f" from {entry.data.get('address', '?')}")  # fmt: skip


@app.command()
def approve(
    serial: Annotated[str, typer.Argument(help="The terminal's serial number.")],
    hall: Annotated[str | None, typer.Option(help="Code of its hall; needed for a new terminal.")] = None,
    network: Annotated[str | None, typer.Option(help="Where it may push from, like 10.1.2.0/24.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Of its clock, where that is not the hall's.")] = None,
    pin_prefix: Annotated[
        str | None, typer.Option(help="Set before its badge numbers, where two terminals use the same for two people.")
    ] = None,
) -> None:
    """Let a terminal push its log to /iclock/."""
    from sqlmodel import select

    from conduct.records.terminals import ApprovalRefused, has_called
    from conduct.records.terminals import approve as approve_terminal
    from models.tables import HallRow

    with opened() as work:
        found = work.session.exec(select(HallRow).where(HallRow.code == hall)).first() if hall else None
        if hall and found is None:
            fail(f"there is no hall {hall}")
        try:
            row = approve_terminal(
                work.session, serial, hall=found, network=network, timezone=timezone, pin_prefix=pin_prefix, by=who(),
                now=work.now,
            )  # fmt: skip
        except ApprovalRefused as refused:
            fail(str(refused))
        its_hall = work.session.get_one(HallRow, row.hall_id).code
        called = has_called(work.session, serial)
    typer.echo(f"{serial} may push")
    if not called:
        typer.echo(
            f"no terminal with the serial number {serial} has called here yet: compare it with the sticker on the"
            f" terminal. Until it calls, attendance of hall {its_hall} waits for it: whoever is not plainly"
            " present there is unknown, neither late nor absent",
            err=True,
        )


@app.command()
def attlog(
    file: Annotated[Path, typer.Argument(help="A terminal's attlog.dat.")],
    reader: Annotated[str, typer.Option(help="Code of the reader whose log it is.")],
    columns: Annotated[
        str, typer.Option(help="Their order in the file; `skip` for one that is not wanted.")
    ] = "pin,time,status,verify,workcode",
) -> None:
    """Import a log that was copied from a terminal; what had come before adds nothing."""
    from zoneinfo import ZoneInfo

    from sqlmodel import select

    from conduct.records.attlog import Delivered, portions, take_lines
    from conduct.records.held import why_held
    from conduct.records.unowned import count_unowned
    from conduct.words import say
    from models.tables import ReaderRow
    from roster.attlog import BadLine, LayoutError, layout_of, lines_of, parse_line

    try:
        layout = layout_of(columns)
    except LayoutError as error:
        raise typer.BadParameter(str(error), param_hint="--columns") from None
    try:
        lines = lines_of(file.read_bytes())
    except OSError as error:
        fail(error)
    delivered = Delivered()
    with opened() as work:
        row = work.session.exec(select(ReaderRow).where(ReaderRow.code == reader)).first()
        if row is None:
            fail(f"there is no reader {reader}")
        zone = ZoneInfo("UTC")  # any will do to see whether these are a log's lines at all
        if lines and all(isinstance(parse_line(line, zone, layout), BadLine) for line in lines):
            fail(f"{file} is no attendance log in the order {columns}: not one of its {len(lines)} lines is a punch")
        for some in portions(lines):
            delivered += take_lines(work.session, row.id, some, layout=layout, now=work.now)
        unowned = count_unowned(work.session)
    typer.echo(f"{delivered.stored} stored, {delivered.duplicates} had come before, {len(delivered.held)} held aside")
    for reason, count in delivered.held_by_reason.items():
        typer.echo(f"  {count} {'line' if count == 1 else 'lines'} held: {say(why_held(reason))}")
    if unowned:
        typer.echo(
            f"{unowned} {'badge' if unowned == 1 else 'badges'} that punched and that nobody has: what they punched"
            " counts for nobody until each is given to a person, on the page /setup/readers/badges"
        )
