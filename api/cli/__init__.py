"""The command line. Each command imports what it needs when it runs, so that light ones start fast."""

from typing import Annotated

import typer

from api.cli import appraise, audit, cameras, halls, keys, readers, rules, users, weights, windows
from api.cli.agent import agent
from api.cli.demo import demo
from api.cli.imports import import_table
from api.cli.looking import looking
from api.cli.replay import replay
from api.cli.serve import serve
from api.cli.simulate import simulate
from api.cli.tags import tags

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"staff-conduct {version('staff-conduct')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=say_version, is_eager=True, help="Say which version this is, and leave."),
    ] = False,
) -> None:
    """Staffed windows, punctual people, uniforms in season; and nobody blamed for what did not happen."""


for command in (serve, demo, simulate, replay, tags, looking, agent):
    app.command()(command)
app.command("import")(import_table)
app.add_typer(appraise.app, name="appraise")
app.add_typer(audit.app, name="audit")
app.add_typer(cameras.app, name="cameras")
app.add_typer(halls.app, name="halls")
app.add_typer(keys.app, name="keys")
app.add_typer(readers.app, name="readers")
app.add_typer(rules.app, name="rules")
app.add_typer(users.app, name="users")
app.add_typer(weights.app, name="weights")
app.add_typer(windows.app, name="windows")


def main() -> None:
    app()
