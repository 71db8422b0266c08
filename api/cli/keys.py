"""`staff-conduct keys`: keys with which devices post."""

from typing import Annotated

import typer

from api.cli.failing import fail
from api.cli.instructing import instruct
from api.cli.opening import Opened, opened, who

app = typer.Typer(no_args_is_help=True, help="Keys with which cameras, badge readers and monitors are let in.")
app.command("instructions")(instruct)


@app.command()
def make(
    camera: Annotated[str | None, typer.Option(help="Code of the camera that will post frames.")] = None,
    reader: Annotated[str | None, typer.Option(help="Code of the badge reader that will post punches.")] = None,
    monitor: Annotated[bool, typer.Option(help="For a monitoring system: /readyz and /metrics.")] = False,
    digest: Annotated[bool, typer.Option(help="For a camera that can do HTTP Digest only.")] = False,
    short: Annotated[
        bool, typer.Option(help="16 characters, for a camera whose password field is narrow: 93 random bits, not 256.")
    ] = False,
) -> None:
    """Make a key and print it, this once."""
    if [camera is not None, reader is not None, monitor].count(True) != 1:
        raise typer.BadParameter("name one of --camera, --reader, --monitor")
    if short and camera is None:
        raise typer.BadParameter("only a camera's key may be --short")
    with opened() as work:
        text = _made(work, camera, reader, digest=digest, short=short)
    typer.echo(text)


def _made(work: Opened, camera: str | None, reader: str | None, *, digest: bool, short: bool) -> str:
    from sqlmodel import select

    from api.keys import make_monitor_key, make_reader_key
    from api.secret import load_secret
    from api.setup.device_keys import add_key, give_key
    from models.tables import CameraRow, ReaderRow

    if camera is not None:
        row = work.session.exec(select(CameraRow).where(CameraRow.code == camera)).first()
        if row is None:
            fail(f"there is no camera {camera}")
        if row.retired_at is not None:
            fail(f"camera {camera} is retired")
        secret = load_secret(work.settings.secret_file) if digest else None
        return give_key(work.session, row, digest_with=secret, short=short, by=who(), now=work.now).text
    if reader is not None:
        known = work.session.exec(select(ReaderRow).where(ReaderRow.code == reader)).first()
        if known is None:
            fail(f"there is no reader {reader}")
        made = make_reader_key(known.id, work.now)
    else:
        made = make_monitor_key(work.now)
    add_key(work.session, made, of=reader or "monitor", by=who(), now=work.now)
    return made.text


@app.command()
def revoke(prefix: Annotated[str, typer.Argument(help="The key's prefix, as `keys list` shows it.")]) -> None:
    """Let a key open nothing any more."""
    from sqlmodel import select

    from api.setup.device_keys import take_key
    from models.tables import DeviceKeyRow

    with opened() as work:
        row = work.session.exec(select(DeviceKeyRow).where(DeviceKeyRow.prefix == prefix)).first()
        if row is None:
            fail(f"there is no key {prefix}")
        take_key(work.session, row, by=who(), now=work.now)
    typer.echo(f"{prefix} revoked")


@app.command("list")
def show() -> None:
    """All keys by their prefix; the keys themselves are kept nowhere."""
    from sqlmodel import col, select

    from models.tables import CameraRow, DeviceKeyRow, ReaderRow

    with opened() as work:
        cameras = dict(work.session.exec(select(CameraRow.id, CameraRow.code)).all())
        readers = dict(work.session.exec(select(ReaderRow.id, ReaderRow.code)).all())
        for row in work.session.exec(select(DeviceKeyRow).order_by(col(DeviceKeyRow.id))).all():
            of = (cameras.get(row.camera_id) if row.camera_id else None) or (
                readers.get(row.reader_id) if row.reader_id else None
            )
            state = f"revoked {row.revoked_at:%Y-%m-%d %H:%M}" if row.revoked_at else "in use"
            typer.echo(f"{row.prefix}  {row.kind.value:<8} {of or '-':<16} {state}")
