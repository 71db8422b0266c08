"""`staff-conduct keys instructions`: what to type into a camera's form."""

from typing import Annotated
from urllib.parse import urlsplit

import typer

from api.cameras.instruction_parts import UNREACHABLE, Kind, Place
from api.cli.failing import fail
from api.cli.opening import opened, read_settings


def instruct(
    camera: Annotated[str, typer.Option(help="Code of the camera.")],
    vendor: Annotated[Kind, typer.Option(help="Who made it; curl for a program of your own.")],
    address: Annotated[
        str | None, typer.Option(help="This service as the camera reaches it, as http://10.0.0.5:8080.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="zh or en; without it, the language of the settings.")] = None,
) -> None:
    """Print how a camera is told to push here."""
    from sqlmodel import col, select

    from api.cameras.instructions import as_text, instructions
    from api.language import NAMES, Language, choose
    from models.tables import CameraRow

    settings = read_settings()
    if language is not None and language not in NAMES:
        raise typer.BadParameter(f"{language!r} is none of {', '.join(NAMES)}")
    place = _place(camera, address or f"http://{settings.host}:{settings.port}")
    with opened() as work:
        in_use = select(CameraRow.id).where(CameraRow.code == camera, col(CameraRow.retired_at).is_(None))
        if work.session.exec(in_use).first() is None:
            fail(f"there is no camera {camera}")
    told = instructions(vendor, place, Language(choose(language, settings.language)).translate)
    typer.echo(as_text(told), nl=False)
    if place.host in UNREACHABLE:
        typer.echo(f"No camera reaches {place.host}: say with --address how this service is reached.", err=True)


def _place(camera: str, address: str) -> Place:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise typer.BadParameter(f"{address!r} is no address like http://10.0.0.5:8080")
    https = parts.scheme == "https"
    return Place(camera, parts.hostname, port or (443 if https else 80), https)
