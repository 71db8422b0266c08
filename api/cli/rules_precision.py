"""`staff-conduct rules precision`: how often what each rule found was right, as people decided it."""

import json
from typing import Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import opened


def precision(
    hall: Annotated[str | None, typer.Option(help="Code of the hall; without, all halls.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Per rule, hall and camera: how many of the last decided cases were right, and whether that is enough."""
    from api.auth.access import Sight
    from api.cases.precision import PrecisionTold, precision_seen, told
    from api.cases.rules import titles_of
    from api.language import Language

    with opened(reading=True) as work:
        seen = precision_seen(work.session, Sight(True, frozenset(), None), hall=hall, now=work.now)
        if hall is not None and not seen.halls:
            fail(f"there is no hall {hall}")
        titles = titles_of(work.session)
        rows = [told(each, titles, Language("en")) for each in seen.all()]

    def line(row: PrecisionTold) -> str:
        where = (row.hall or "all halls") + (f"/{row.camera}" if row.camera else "")
        interval = f"{row.low:.0%} to {row.high:.0%}" if row.low is not None and row.high is not None else ""
        share = f"{row.precision:.0%}" if row.precision is not None else "-"
        watched = ", only watched" if row.watched else ""
        return f"{row.rule:<18} {where:<18} {share:>5} {interval:<13} {row.stand}{watched}: {row.why}"

    typer.echo(json.dumps([row.model_dump(mode="json") for row in rows]) if as_json else "\n".join(map(line, rows)))
