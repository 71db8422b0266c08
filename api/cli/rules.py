"""`staff-conduct rules`: rule packs checked, explained, compared, adopted and tried on recorded days."""

import typer

from api.cli import rules_seasons
from api.cli.rules_adopting import adopt, resume, show, watch
from api.cli.rules_packs import check, copy, coverage, diff, explain
from api.cli.rules_precision import precision
from api.cli.rules_replay import replay

app = typer.Typer(no_args_is_help=True, help="Rule packs: what they say, which norms they cover, which one holds.")
for command in (check, explain, diff, coverage, copy, adopt, watch, resume, replay):
    app.command()(command)
app.command("list")(show)
app.command()(precision)
app.add_typer(rules_seasons.app, name="season")
