"""How commands fail: one clear line on stderr, exit status 1."""

from typing import NoReturn

import typer


def fail(message: str) -> NoReturn:
    typer.echo(f"staff-conduct: {' '.join(message.split())}", err=True)
    raise typer.Exit(1)
