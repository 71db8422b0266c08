"""`staff-conduct simulate`: try a policy on a scenario before it is adopted."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from api.cli.failing import fail


def simulate(
    file: Annotated[Path | None, typer.Argument(help="The scenario, a JSON file; - reads standard input.")] = None,
    pack: Annotated[Path | None, typer.Option(help="A rule pack to judge by, instead of the default one.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything that comes out as JSON.")] = False,
    example: Annotated[bool, typer.Option("--example", help="Print a small scenario to begin with.")] = False,
) -> None:
    """Judge a scenario file and print what comes out."""
    if example:
        typer.echo(files("conduct").joinpath("example_scenario.json").read_text("utf-8"), nl=False)
        return
    if file is None:
        raise typer.BadParameter("a scenario is missing; --example prints one", param_hint="FILE")
    from conduct.rules.pack import PackError, default_pack, read_pack
    from conduct.scenario import ScenarioError, read_scenario
    from conduct.simulate import simulate as run

    try:
        policy = (read_pack(pack) if pack else default_pack()).policy()
        text = typer.get_text_stream("stdin").read() if str(file) == "-" else file.read_text("utf-8")
        told = run(read_scenario(text, policy))
    except (OSError, UnicodeDecodeError, PackError, ScenarioError) as error:
        fail(error)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(_lines(told)))


def _lines(told: dict[str, list[dict[str, object]]]) -> list[str]:
    """The outcome to read: violations, tasks and scores, a line each."""
    return [
        f"{len(told['window_states'])} window states, {len(told['attendance'])} shifts",
        *(
            f"{v['start']}  {v['rule']:<18} {v['staff'] or '-':<8} {v['status']:<10} {v['why']}"
            for v in told["violations"]
        ),
        *(f"{t['start']}  task {t['kind']:<13} {t['staff'] or '-':<8} {'':<10} {t['why']}" for t in told["tasks"]),
        *(
            f"{a['month']}  {a['staff']:<8} {a['score']} {a['grade']}  ({a['base']} - {a['deducted']})"
            for a in told["appraisal"]
        ),
    ]
