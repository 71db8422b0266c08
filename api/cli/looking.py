"""`staff-conduct looking`: the thresholds of looking."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.failing import fail


def looking(
    file: Annotated[
        Path | None, typer.Option(help="Show what this file comes to instead of the defaults, or what is wrong in it.")
    ] = None,
) -> None:
    """Print every threshold of looking with what it trades, as a TOML file for CONDUCT_LOOKING."""
    from api.setup.looking_file import LookingFileError, looking_as_toml, read_looking_file

    try:
        limits = read_looking_file(file) if file is not None else None
    except LookingFileError as error:
        fail(error)
    typer.echo(looking_as_toml(limits), nl=False)
