"""`staff-conduct windows`: teaching windows how they look staffed and empty."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import Opened, opened, who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conduct.learning.teaching import Place
    from models.values.seeing import WindowView
    from vision.looker import Looker
    from vision.persons import PersonLimits
    from vision.taught import HeldBack, TaughtLook, TaughtReport

app = typer.Typer(no_args_is_help=True, help="What each window was taught of how it looks staffed and empty.")


@app.command()
def teach(
    window: Annotated[str, typer.Argument(help="The window's code in the camera's hall.")],
    camera: Annotated[str, typer.Option(help="Code of the camera whose frames these are.")],
    staffed: Annotated[Path | None, typer.Option(help="Folder of JPEG frames with the clerk at the window.")] = None,
    empty: Annotated[Path | None, typer.Option(help="Folder of JPEG frames with nobody at the window.")] = None,
    every_s: Annotated[
        float | None,
        typer.Option(help="Seconds from frame to frame, in the order of names; without, the files' own times."),
    ] = None,
) -> None:
    """Teach a window from frames and from the verdicts given on it, and say whether that is used."""
    if every_s is not None and every_s <= 0:
        raise typer.BadParameter("frames follow each other by more than 0 s", param_hint="--every-s")
    from api.looking import looking_limits
    from conduct.learning import teaching

    with opened() as work:
        place, view = _place(work, window, camera)
        looks = _looks(work, view, {True: staffed, False: empty}, every_s)
        new, changed = teaching.keep_set_up(work.session, place, looks, actor=who(), now=work.now)
        learnt = teaching.learn_from_verdicts(work.session, actor=who(), now=work.now, place=place)
        limits = looking_limits(work.settings)
        report = teaching.teach(work.session, place, actor=who(), now=work.now, taught_limits=limits.taught)
    typer.echo(f"set-up: {new} looks new, {changed} changed")
    typer.echo(f"verdicts: {learnt.kept} looks new or changed, {learnt.dropped} dropped")
    _show(report)


@app.command()
def forget(
    window: Annotated[str, typer.Argument(help="The window's code in the camera's hall.")],
    camera: Annotated[str, typer.Option(help="Code of the camera whose looks are meant.")],
) -> None:
    """Let a window unlearn all that it was taught until now, as after its camera was moved."""
    from conduct.learning.forgetting import forget as forget_all

    with opened() as work:
        place, _ = _place(work, window, camera)
        told = forget_all(work.session, place, actor=who(), now=work.now)
    if told is None:
        typer.echo("it was taught nothing")
    else:
        typer.echo(f"forgotten: {told.shown} looks of set-ups, {told.by_verdicts} of verdicts")


@app.command("list")
def show() -> None:
    """Every window that was taught: on how many looks, when, and whether that is used."""
    from sqlmodel import col, select

    from models.tables import CameraRow, HallRow, WindowClassifierRow, WindowRow
    from vision.features import FEATURES_VERSION

    with opened() as work:
        rows = work.session.exec(
            select(WindowClassifierRow, WindowRow.code, CameraRow.code, HallRow.code)
            .join(WindowRow, col(WindowRow.id) == col(WindowClassifierRow.window_id))
            .join(CameraRow, col(CameraRow.id) == col(WindowClassifierRow.camera_id))
            .join(HallRow, col(HallRow.id) == col(WindowRow.hall_id))
            .order_by(col(HallRow.code), col(WindowRow.code), col(CameraRow.code))
        ).all()
        for row, window, camera, hall in rows:
            current = row.features_version == FEATURES_VERSION
            state = "not used" if not row.in_use else "in use" if current else "not used: teach it again"
            looks = f"{row.report.get('staffed', 0)} staffed, {row.report.get('empty', 0)} empty"
            typer.echo(f"{hall}  {window:<8} {camera:<12} {row.trained_at:%Y-%m-%d %H:%M}  {looks}, {state}")
            typer.echo(f"    {row.report.get('why', '')}")
        if not rows:
            typer.echo("no window was taught yet")


def _place(work: Opened, window: str, camera: str) -> "tuple[Place, WindowView]":
    from sqlmodel import col, select

    from api.intake.worker import views_at
    from conduct.learning.teaching import Place
    from models.tables import CameraRow

    row = work.session.exec(
        select(CameraRow).where(CameraRow.code == camera, col(CameraRow.retired_at).is_(None))
    ).first()
    if row is None:
        fail(f"there is no camera {camera} in use")
    seen = {view.window: (window_id, view) for window_id, view in views_at(work.session, row.id, work.now)}
    if window not in seen:
        fail(f"camera {camera} does not look at a window {window}")
    window_id, view = seen[window]
    return Place(window_id, row.id), view


def _looks(
    work: Opened, view: "WindowView", folders: dict[bool, Path | None], every_s: float | None
) -> "list[TaughtLook]":
    if all(folder is None for folder in folders.values()):
        return []
    from api.looking import looking_limits, make_looker

    looker, persons = make_looker(work.settings), looking_limits(work.settings).persons
    detectors = looker.start()
    if not detectors.persons:
        typer.echo(f"no person detector: {detectors.persons_missing_because}", err=True)
    return [
        look
        for staffed, folder in folders.items()
        if folder is not None
        for look in _looks_of(looker, persons, view, folder, staffed=staffed, every_s=every_s)
    ]


def _looks_of(
    looker: "Looker", persons: "PersonLimits", view: "WindowView", folder: Path, *, staffed: bool, every_s: float | None
) -> "list[TaughtLook]":
    from vision.eyes import View
    from vision.features import features_of
    from vision.jpeg import Broken, decode, jpeg_files
    from vision.taught import TaughtLook

    files = jpeg_files(folder)
    if not files:
        fail(f"no JPEG file lies in {folder}")
    detectors = looker.start()
    looks: list[TaughtLook] = []
    for file, at in zip(files, _times(files, every_s), strict=True):
        try:
            picture = decode(file.read_bytes())
        except Broken as error:
            fail(f"{file}: {error}")
        (look,) = looker.look(picture, [view])
        looks.append(
            TaughtLook(at, staffed, features_of(View(picture, view), look.signals, detectors.persons, persons))
        )
    return looks


def _times(files: "Sequence[Path]", every_s: float | None) -> list[datetime]:
    """When the frames were taken; no two at once."""
    from datetime import UTC

    from conduct.learning.teaching import spaced

    times = [datetime.fromtimestamp(file.stat().st_mtime, UTC) for file in files]
    if every_s is not None:
        return list(spaced(min(times), len(files), every_s))
    seen: set[datetime] = set()
    for at in times:
        free = at
        while free in seen:
            free += timedelta(microseconds=1)
        seen.add(free)
    return sorted(seen)


def _show(report: "TaughtReport") -> None:
    typer.echo(f"taught on {report.staffed} staffed and {report.empty} empty looks")
    if report.first and report.last:
        typer.echo(f"  {report.first:%Y-%m-%d %H:%M} to {report.last:%Y-%m-%d %H:%M} UTC")
    for name, held in (("without", report.there), ("with", report.taught)):
        if held is not None:
            typer.echo(f"  {name:<8} {_held(held)}")
    typer.echo(report.why)


def _held(held: "HeldBack") -> str:
    said = f"{held.right} right, {held.wrong} wrong, {held.unsaid} unusable of the held-back looks"
    return said if held.auc is None else f"{said}, AUC {held.auc:.3f}"
