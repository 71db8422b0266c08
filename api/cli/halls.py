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
            counts = HallApplier(work.session, by=who(), now=work.now).apply(told)
    except (HallFileError, OSError, UnicodeDecodeError) as error:
        fail(str(error))
    typer.echo(f"{counts['made']} made, {counts['changed']} changed, {counts['same']} as they were")


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
