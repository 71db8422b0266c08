"""How commands fail: one clear line on stderr, exit status 1."""

from pathlib import Path
from typing import NoReturn

import typer


def fail(message: str | BaseException) -> NoReturn:
    """A file that cannot be had is told in words; any other error by its own."""
    text = message if isinstance(message, str) else said(message)
    typer.echo(f"staff-conduct: {' '.join(text.split())}", err=True)
    raise typer.Exit(1)


def said(error: BaseException) -> str:
    if not isinstance(error, OSError) or error.filename is None:
        return str(error)
    file = Path(error.filename)
    if isinstance(error, FileNotFoundError):
        there = file.parent.exists()
        return f"there is no file {file}" if there else f"{file}: there is no folder {file.parent}"
    if isinstance(error, IsADirectoryError):
        return f"{file} is a folder, not a file"
    if isinstance(error, PermissionError):
        return f"{file} is not this user's to read or write"
    return f"{file}: {error.strerror}"
