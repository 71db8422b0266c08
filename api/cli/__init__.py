"""The command line. Each command imports what it needs when it runs, so that light ones start fast."""

import typer

from api.cli.simulate import simulate

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(simulate)


@app.callback()
def _staff_conduct() -> None:  # pyright: ignore[reportUnusedFunction]
    """Staffed windows, punctual people, uniforms in season; and nobody blamed for what did not happen."""


def main() -> None:
    app()
