"""`staff-conduct rules adopt`, `list`, `watch` and `resume`: which pack holds, and which rule only watches."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import Opened, opened, who

if TYPE_CHECKING:
    from models.tables import HallRow

DAY = ["%Y-%m-%d"]
DEFAULT = "default"
Hall = Annotated[str | None, typer.Option(help="Code of the hall; without, at all halls.")]


def adopt(
    file: Annotated[str, typer.Argument(help="A pack: a TOML file, a folder of them, or `default`.")],
    first: Annotated[datetime, typer.Option("--from", help="The first day that it judges.", formats=DAY)],
    document: Annotated[str, typer.Option(help="By which it was adopted and announced: number, or where it hangs.")],
    announced: Annotated[
        datetime | None, typer.Option(help="When those whom it binds were told; without, today.", formats=DAY)
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Log-in of who adopts it, of human resources or administration.")
    ] = None,
    agreed: Annotated[
        datetime | None,
        typer.Option("--agreed", help="A first day before today once more, so that nothing is asked.", formats=DAY),
    ] = None,
) -> None:
    """Adopt a pack from a day on; a day that is over is asked about. What another judged before stays as it was."""
    from conduct.review.violations import Refused
    from conduct.rules.adoption import adopt as adopt_pack
    from conduct.rules.pack import PackError, default_pack_text, read_text

    try:
        text = default_pack_text() if file == DEFAULT else read_text(Path(file)).joined
        agreed_day = agreed.date() if agreed else _ask_about(first.date())
        with opened() as work:
            row = adopt_pack(
                work.session, text, first_day=first.date(),
                announced_on=announced.date() if announced else work.now.astimezone().date(),
                by=_adopter(work, by), document=document, now=work.now, agreed=agreed_day,
            )  # fmt: skip
            told = f"{row.version} judges from {row.first_day} on, announced {row.announced_on} by {row.document}"
    except OSError as error:
        fail(error)
    except (UnicodeDecodeError, PackError) as error:
        fail(f"{file}: {error}")
    except Refused as refused:
        fail(str(refused))
    typer.echo(told)


def show() -> None:
    """The packs that were adopted, the one that holds today, and the rules in watch mode."""
    from sqlmodel import select

    from conduct.rules.adoption import adoptions, pack_for
    from conduct.rules.adoption_reach import today_at_halls
    from conduct.rules.watching import watches
    from models.tables import HallRow

    with opened() as work:
        today = today_at_halls(work.session, work.now)
        in_force = pack_for(work.session, today)
        for row in adoptions(work.session):
            holds = in_force.holds and in_force.adoption is not None and in_force.adoption.id == row.id
            announced = f"announced {row.announced_on} by {row.document}" if row.announced_on else "not announced"
            typer.echo(f"{'*' if holds else ' '} {row.version:<20} from {row.first_day}  {announced},"
                       f" adopted by {row.adopted_by}  {row.sha256[:12]}")  # fmt: skip
        if not in_force.holds:
            typer.echo(
                f"No pack holds today: {in_force.pack.version} only watches, and nothing it finds costs anything."
            )
        halls = dict(work.session.exec(select(HallRow.id, HallRow.code)).all())
        for row in watches(work.session):
            if row.last_day is None or row.last_day >= today:
                where = halls[row.hall_id] if row.hall_id else "all halls"
                until = f" to {row.last_day}" if row.last_day else ""
                typer.echo(f"  only watched: {row.rule} at {where} from {row.first_day}{until}: {row.reason}")


def watch(
    rule: Annotated[str, typer.Argument(help="Name of the rule.")],
    first: Annotated[datetime, typer.Option("--from", help="The first day on which it only watches.", formats=DAY)],
    why: Annotated[str, typer.Option(help="The reason, in a few words.")],
    hall: Hall = None,
) -> None:
    """Let a rule only show what it finds; what is pending of it from that day on pends no longer."""
    from conduct.review.violations import Refused
    from conduct.rules.watching import watch_rule

    with opened() as work:
        try:
            watch_rule(work.session, rule, first.date(), hall=_hall(work, hall), reason=why, by=who(), now=work.now)
        except Refused as refused:
            fail(str(refused))
    typer.echo(f"{rule} only watches from {first.date()} on")


def resume(
    rule: Annotated[str, typer.Argument(help="Name of the rule.")],
    first: Annotated[datetime, typer.Option("--from", help="The first day on which it counts again.", formats=DAY)],
    hall: Hall = None,
) -> None:
    """Let a rule that only watches count again; what it found meanwhile stays watched."""
    from conduct.review.violations import Refused
    from conduct.rules.watching import resume_rule

    with opened() as work:
        try:
            resume_rule(work.session, rule, first.date(), hall=_hall(work, hall), by=who(), now=work.now)
        except Refused as refused:
            fail(str(refused))
    typer.echo(f"{rule} counts again from {first.date()} on")


def _ask_about(first_day: date) -> date | None:
    """What is typed where a pack is to begin on a day that is over; nothing is asked of any other day."""
    from conduct.rules.adoption_reach import reach_of

    with opened(reading=True) as work:
        reach = reach_of(work.session, first_day, now=work.now)
    if not reach.is_backwards or reach.judged is not None:
        return None
    typer.echo(f"{reach}.", err=True)
    typed = typer.prompt("Type the first day once more to adopt it from there on", err=True)
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        fail("nothing was adopted: that is not the day")


def _adopter(work: Opened, login: str | None) -> str:
    from sqlmodel import col, select

    from models.tables import Role, UserRow

    if login is None:
        return who()
    known = select(UserRow.role).where(UserRow.login == login, col(UserRow.retired_at).is_(None))
    if work.session.exec(known).first() not in (Role.hr, Role.admin):
        fail(f"there is no log-in {login} of human resources or administration")
    return login


def _hall(work: Opened, code: str | None) -> "HallRow | None":
    from sqlmodel import select

    from models.tables import HallRow

    if code is None:
        return None
    found = work.session.exec(select(HallRow).where(HallRow.code == code)).first()
    if found is None:
        fail(f"there is no hall {code}")
    return found
