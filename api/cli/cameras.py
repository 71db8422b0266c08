"""`staff-conduct cameras`: how each camera is doing, and the word that one hangs right."""

from typing import Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import opened, who

app = typer.Typer(no_args_is_help=True, help="How the cameras are doing, and that one hangs right as it does now.")


@app.command("list")
def show() -> None:
    """All cameras in use, and what is the matter with each; times by the clock of its hall."""
    from zoneinfo import ZoneInfo

    from sqlmodel import col, select

    from api.cameras.conditions import matters_of, references_since
    from api.cameras.last_frames import last_frames
    from models.tables import CameraRow, HallRow
    from models.values.local_time import local_stamp

    with opened() as work:
        rows = work.session.exec(
            select(CameraRow, HallRow.code, HallRow.timezone)
            .join(HallRow, col(HallRow.id) == col(CameraRow.hall_id))
            .where(col(CameraRow.retired_at).is_(None))
            .order_by(col(HallRow.code), col(CameraRow.code))
        ).all()
        ids = [camera.id for camera, _, _ in rows]
        matters, references = matters_of(work.session, ids), references_since(work.session, ids)
        frames = last_frames(work.session, ids, work.now)
        for camera, hall, timezone in rows:
            zone = ZoneInfo(timezone)
            known = [f"{m.condition} since {local_stamp(m.since, zone)}" for m in matters.get(camera.id, ())]
            taken = references.get(camera.id)
            came = camera.id in frames or taken or known
            told = _told(local_stamp(taken, zone) if taken else None, known) if came else "no picture yet"
            typer.echo(f"{hall}  {camera.code:<12}  every {camera.interval_s:g} s  {told}")
        if not rows:
            typer.echo("no camera was set up yet")


def _told(taken: str | None, known: list[str]) -> str:
    reference = f"reference of {taken}" if taken else "no reference yet"
    return f"{reference}  {'; '.join(known) or 'nothing the matter'}"


@app.command()
def reference(
    camera: Annotated[str, typer.Argument(help="Code of a camera that hangs right as it hangs now.")],
) -> None:
    """Say that a camera hangs right: it is no longer moved, and its reference is taken anew from later pictures."""
    from sqlmodel import col, select

    from conduct.cameras.references import hangs_right_now
    from models.tables import CameraRow

    with opened() as work:
        query = select(CameraRow).where(CameraRow.code == camera, col(CameraRow.retired_at).is_(None))
        row = work.session.exec(query).first()
        if row is None:
            fail(f"there is no camera {camera} in use")
        hangs_right_now(work.session, row, by=who(), now=work.now)
    typer.echo(f"the reference of {camera} is taken anew: sharp, lit pictures of eight minutes from now on")
