"""`staff-conduct halls`: set a hall up from a file."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import opened, who

app = typer.Typer(no_args_is_help=True, help="Set halls up: windows, cameras with their zones, readers, staff, shifts.")


@app.command()
def apply(file: Annotated[Path, typer.Argument(help="A hall file (TOML); README shows one.")]) -> None:
    """Make what is new and change what differs; nothing is taken away. All of the file, or nothing."""
    from api.setup.apply_halls import HallApplier
    from api.setup.hall_file import HallFileError, read_hall_file

    try:
        told = read_hall_file(file)
        with opened() as work:
            applier = HallApplier(work.session, by=who(), now=work.now)
            counts = applier.apply(told)
            adopted = applier.adopted and f"{applier.adopted.version} is adopted from {applier.adopted.first_day} on"
    except (HallFileError, OSError, UnicodeDecodeError) as error:
        fail(error)
    typer.echo(f"{counts['made']} rows made, {counts['changed']} changed, {counts['same']} as they were")
    if adopted:
        typer.echo(f"rule pack {adopted}: tell those whom it binds, and see 'staff-conduct rules list'", err=True)


@app.command()
def export(
    halls: Annotated[list[str] | None, typer.Argument(help="Codes of halls; left out, all in use.")] = None,
    shifts: Annotated[bool, typer.Option("--shifts", help="With the shifts that end later than now.")] = False,
) -> None:
    """Print the present state as a hall file; applied again it changes nothing."""
    from api.setup.hall_export import export_halls
    from api.setup.house import halls_in_use

    with opened(reading=True) as work:
        found = {hall.code: hall for hall in halls_in_use(work.session)}
        missing = [code for code in halls or () if code not in found]
        if missing or not found:
            fail(f"there is no hall {missing[0]} in use" if missing else "there is no hall yet")
        wanted = [found[code] for code in halls or found]
        typer.echo(export_halls(work.session, wanted, now=work.now, shifts=shifts), nl=False)


@app.command("list")
def show() -> None:
    """Halls with their windows and cameras."""
    from sqlmodel import col, select

    from models.tables import CameraRow, HallRow, WindowRow

    with opened() as work:
        for hall in work.session.exec(select(HallRow).order_by(col(HallRow.code))).all():
            windows = work.session.exec(select(WindowRow.code).where(WindowRow.hall_id == hall.id)).all()
            cameras = work.session.exec(select(CameraRow.code).where(CameraRow.hall_id == hall.id)).all()
            typer.echo(f"{hall.code}  {hall.name}  {hall.timezone}  windows: {' '.join(sorted(windows)) or '-'}"
                       f"  cameras: {' '.join(sorted(cameras)) or '-'}")  # fmt: skip


@app.command()
def colours(
    hall: Annotated[str, typer.Argument(help="The hall's code.")],
    coats: Annotated[Path, typer.Option(help="Folder of JPEG pictures, one person each in the uniform's coat.")],
    shirts: Annotated[Path, typer.Option(help="Folder of JPEG pictures, one person each without the coat.")],
    months: Annotated[str, typer.Option(help="Months in which these are worn, for example 11,12,1,2,3.")],
    cut: Annotated[bool, typer.Option(help="The pictures are cut to the chest already.")] = False,
) -> None:
    """Teach a hall what its coats and shirts look like, so that outerwear is judged and not unknown."""
    from sqlmodel import select

    from api.looking import colours_from
    from conduct.learning.colours import teach_colours
    from models.tables import HallRow
    from vision.teach_colours import ColoursUnusable
    from vision.weights import WeightsUnusable

    try:
        wanted = frozenset(int(month) for month in months.split(","))
    except ValueError:
        raise typer.BadParameter("months are numbers from 1 to 12, parted by commas", param_hint="--months") from None
    with opened() as work:
        row = work.session.exec(select(HallRow).where(HallRow.code == hall)).first()
        if row is None:
            fail(f"there is no hall {hall}")
        try:
            taught = colours_from(work.settings, coats, shirts, cut=cut)
            told = teach_colours(work.session, row, wanted, taught, actor=who(), now=work.now)
        except (ColoursUnusable, WeightsUnusable, ValueError) as error:
            fail(error)
        typer.echo(
            f"{hall}: {len(taught.coats)} coats and {len(taught.shirts)} shirts taught for the months "
            f"{', '.join(map(str, told.months))}; no picture is kept"
        )
