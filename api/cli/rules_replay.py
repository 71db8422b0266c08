"""`staff-conduct rules replay`: what a draft pack would have made of recorded days."""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import opened
from api.cli.rules_packs import PACK_HELP, pack_named

if TYPE_CHECKING:
    from conduct.rules.replayed import Counts, Points, Replayed

DAY = ["%Y-%m-%d"]


def replay(
    first: Annotated[datetime, typer.Option("--from", help="The first day.", formats=DAY)],
    last: Annotated[datetime, typer.Option("--to", help="The last day.", formats=DAY)],
    pack: Annotated[str | None, typer.Option(help=f"{PACK_HELP} Without, the one that holds latest.")] = None,
    hall: Annotated[str | None, typer.Option(help="Code of the hall; without, all halls.")] = None,
    people: Annotated[
        bool, typer.Option("--people", help="Also points by staff number, for human resources; without names.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Judge recorded days again by a draft pack and by the present one, side by side. Nothing is written."""
    from sqlmodel import col, select

    from conduct.rules.adoption import pack_for
    from conduct.rules.replaying import replay as replayed
    from models.tables import HallRow

    if last < first:
        raise typer.BadParameter("the last day is before the first", param_hint="--to")
    draft = pack_named(pack) if pack else None
    with opened(reading=True) as work:
        query = select(HallRow).order_by(col(HallRow.code))
        halls = work.session.exec(query.where(HallRow.code == hall) if hall else query).all()
        if hall and not halls:
            fail(f"there is no hall {hall}")
        told = replayed(
            work.session, draft or pack_for(work.session, date.max).pack, first.date(), last.date(),
            halls=halls, now=work.now,
        )  # fmt: skip
    typer.echo(
        json.dumps(told.as_json(people=people), ensure_ascii=False, indent=1)
        if as_json
        else "\n".join(_lines(told, people=people))
    )


def _lines(told: "Replayed", *, people: bool) -> list[str]:
    from conduct.rules.replayed import total

    present = ", ".join(told.present) or "-"
    lines = [
        f"{told.hall_days} hall days from {told.first_day} to {told.last_day}",
        f"{'':<30} {'present: ' + present:>32} {'draft: ' + told.draft:>32}",
    ]
    lines.extend(f"{r.hall:<8} {r.rule:<21} {_counted(r.present):>32} {_counted(r.draft):>32}" for r in told.rules)
    both = total(p.present for p in told.people), total(p.draft for p in told.people)
    lines.append(f"{'points of all people':<30} {_cost(both[0]):>32} {_cost(both[1]):>32}")
    if people:
        lines.extend(f"{p.month:<8} {p.staff:<21} {_cost(p.present):>32} {_cost(p.draft):>32}" for p in told.people)
    return lines


def _counted(counts: "Counts") -> str:
    apart = [(counts.explained, "explained"), (counts.watched, "watched")]
    said = ", ".join(f"{number} {name}" for number, name in apart if number)
    return f"{counts.found}" + (f" ({said})" if said else "")


def _cost(points: "Points") -> str:
    return f"{points.confirmed.normalize():f} confirmed, {points.at_most.normalize():f} at most"
