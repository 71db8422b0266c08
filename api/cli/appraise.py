"""`staff-conduct appraise`: a month drafted, looked at, locked and opened again by whoever runs the machine."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Annotated

import typer

from api.cli.appraise_files import export, verify
from api.cli.failing import fail
from api.cli.opening import opened, who

app = typer.Typer(no_args_is_help=True, help="A month's appraisal: draft, missing, lock, reopen, show, export, verify.")
for command in (export, verify):
    app.command()(command)


def _checked(month: str) -> str:
    from conduct.months.span import month_days

    try:
        month_days(month)
    except ValueError:
        raise typer.BadParameter(f"{month} is no month: YYYY-MM") from None
    return month


Month = Annotated[str, typer.Argument(metavar="MONTH", help="YYYY-MM.", callback=_checked)]


@app.command()
def draft(month: Month) -> None:
    """Compute a month from what is confirmed now."""
    from conduct.months.steps import draft as draft_the_month
    from conduct.review.violations import Refused

    with opened() as work, _bar(f"computing {month}") as bar:
        try:
            entries = draft_the_month(work.session, month, by=who(), now=work.now, progress=bar)
        except Refused as refused:
            fail(str(refused))
    typer.echo(f"{entries} entries")


@app.command()
def missing(month: Month) -> None:
    """What a month lacks before it can be locked, a line each."""
    from conduct.months.facts import facts_of_month
    from conduct.months.missing import what_is_missing
    from conduct.words import say

    with opened(reading=True) as work:
        found = what_is_missing(facts_of_month(work.session, month, now=work.now))
    for each in found:
        typer.echo(f"{each.kind:<16} {say(each.why)}{'  (may stand: --accept-gaps)' if each.may_stand else ''}")
    if not found:
        typer.echo("nothing is missing")


@app.command()
def lock(
    month: Month,
    accept_gaps: Annotated[
        str, typer.Option(help="Why what a camera or reader missed may stand, in a few words.")
    ] = "",
) -> None:
    """Compute a month a last time and lock it."""
    from conduct.months.steps import Blocked
    from conduct.months.steps import lock as lock_the_month
    from conduct.review.violations import Refused
    from conduct.words import say

    with opened() as work, _bar(f"locking {month}") as bar:
        try:
            locked = lock_the_month(
                work.session, month, by=who(), now=work.now, gaps_accepted=accept_gaps, progress=bar
            )
        except Blocked as blocked:
            fail("; ".join([str(blocked), *(say(each.why) for each in blocked.missing)]))
        except Refused as refused:
            fail(str(refused))
    typer.echo(
        f"{locked.entries} entries locked, {locked.unsigned} of them not signed by both, SHA-256 {locked.digest}"
    )


@app.command()
def reopen(month: Month, why: Annotated[str, typer.Option(help="The reason, in a few words.")]) -> None:
    """Open a locked month again, as another version; the locked one stays as it was."""
    from conduct.months.steps import reopen as reopen_the_month
    from conduct.review.violations import Refused

    with opened() as work:
        try:
            changed = reopen_the_month(work.session, month, reason=why, by=who(), now=work.now)
        except Refused as refused:
            fail(str(refused))
    for each in changed:
        before, after = (str(entry.score.normalize()) if entry else "none" for entry in (each.before, each.after))
        typer.echo(f"{each.staff:<12} {before} -> {after}")
    typer.echo(f"{len(changed)} entries differ and are to be signed anew")


@app.command()
def show(
    month: Month,
    staff: Annotated[str | None, typer.Option(help="Only this staff number, with its lines.")] = None,
) -> None:
    """The month as it is stored: a line for each person, or one person's lines."""
    from conduct.months.computing import entries_of
    from conduct.months.digest import decimal_text, month_digest
    from conduct.months.versions import version_in_hand
    from conduct.words import say

    with opened(reading=True) as work:
        row = version_in_hand(work.session, month)
        if row is None:
            fail(f"{month} was not drafted")
        entries = entries_of(work.session, month)
        typer.echo(f"{month}, version {row.version}: {row.state.value}, SHA-256 {month_digest(entries)}")
    for entry in entries:
        if staff in (None, entry.staff):
            score, taken = decimal_text(entry.score), decimal_text(entry.deducted)
            typer.echo(f"{entry.hall:<8} {entry.staff:<12} {entry.name}  {score} {entry.grade}  (-{taken})")
            for line in entry.lines if staff else ():
                typer.echo(
                    f"    {line.start:%Y-%m-%d %H:%M}Z  {decimal_text(line.counted):>5}  {line.rule}: {say(line.why)}"
                )


@contextmanager
def _bar(label: str) -> Generator[Callable[[int, int], None]]:
    """A progress bar on stderr, so that what a command says can be piped; none where nobody looks."""
    from api.interpreter import set_up_interpreter

    set_up_interpreter()  # a big month makes many values and no garbage: looking for some takes a third of its time
    with typer.progressbar(length=1000, label=label, file=sys.stderr) as bar:
        yield lambda done, of: bar.update(1000 * done // of - bar.pos)
