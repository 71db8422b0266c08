"""`staff-conduct rules season`: a hall's notices that move the boundary of a dress code."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from api.cli.failing import fail
from api.cli.opening import opened, who

app = typer.Typer(
    no_args_is_help=True, help="Dress codes of the year, and a hall's notices that move their boundaries."
)

DAY = ["%Y-%m-%d"]


@app.command()
def move(
    hall: Annotated[str, typer.Argument(help="Code of the hall.")],
    season: Annotated[str, typer.Argument(help="Name of the dress code that these days have instead.")],
    first: Annotated[datetime, typer.Option("--from", help="The first such day.", formats=DAY)],
    last: Annotated[datetime, typer.Option("--to", help="The last such day.", formats=DAY)],
    document: Annotated[str, typer.Option(help="The notice: its number, or where it hangs.")],
    announced: Annotated[
        datetime | None, typer.Option(help="When it was announced; without, today.", formats=DAY)
    ] = None,
) -> None:
    """Give days another dress code, as for a cold spring; days judged already stay as they are."""
    from zoneinfo import ZoneInfo

    from sqlmodel import select

    from conduct.review.violations import Refused
    from conduct.rules.season_notices import move_season
    from models.tables import HallRow
    from models.values.local_time import local_day

    with opened() as work:
        row = work.session.exec(select(HallRow).where(HallRow.code == hall)).first()
        if row is None:
            fail(f"there is no hall {hall}")
        announced_on = announced.date() if announced else local_day(work.now, ZoneInfo(row.timezone))
        try:
            made = move_season(
                work.session, row, season, first.date(), last.date(), announced_on=announced_on, document=document,
                by=who(), now=work.now,
            )  # fmt: skip
        except Refused as refused:
            fail(str(refused))
        typer.echo(f"{hall} {season} from {made.first_day} to {made.last_day}: {made.id}")


@app.command("list")
def show() -> None:
    """The dress codes of the pack in force, and the notices of halls."""
    from sqlmodel import select

    from conduct.rules.adoption import policy_for
    from conduct.rules.season_notices import notices_of
    from models.tables import HallRow

    with opened() as work:
        for name, season in policy_for(work.session, work.now.date()).seasons.items():
            spans = ", ".join(map(str, season.spans))
            typer.echo(f"{name:<14} {spans:<28} {season.asks:<14} {season.title.zh} {season.title.en}")
        halls = dict(work.session.exec(select(HallRow.id, HallRow.code)).all())
        for row in notices_of(work.session):
            typer.echo(f"{halls[row.hall_id]:<14} {row.first_day}..{row.last_day:%Y-%m-%d}       {row.season:<14}"
                       f" announced {row.announced_on}, {row.document}  {row.id}")  # fmt: skip


@app.command()
def withdraw(notice: Annotated[UUID, typer.Argument(help="Its id, as `list` shows it.")]) -> None:
    """Take a notice back before any of its days was judged."""
    from conduct.review.violations import Refused
    from conduct.rules.season_notices import withdraw_notice
    from models.tables import SeasonNoticeRow

    with opened() as work:
        row = work.session.get(SeasonNoticeRow, notice)
        if row is None:
            fail(f"there is no notice {notice}")
        try:
            withdraw_notice(work.session, row, by=who(), now=work.now)
        except Refused as refused:
            fail(str(refused))
    typer.echo("withdrawn")
