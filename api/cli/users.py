"""`staff-conduct users`: who may log in."""

import secrets
from typing import Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import opened, who

app = typer.Typer(no_args_is_help=True, help="People who log in: supervisors, HR, administrators, auditors, staff.")

PASSWORD_BYTES = 12
PASSWORD_AT_LEAST = 10


def _given() -> str:
    """The password on standard input, its first line."""
    text = typer.get_text_stream("stdin").readline().rstrip("\n")
    if len(text) < PASSWORD_AT_LEAST:
        fail(f"a password has {PASSWORD_AT_LEAST} characters or more")
    return text


@app.command()
def add(
    login: Annotated[str, typer.Argument(help="What the person types to log in.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[str, typer.Option(help="staff, supervisor, hr, admin or auditor.")],
    hall: Annotated[
        list[str] | None,
        typer.Option(
            help="A hall that a supervisor looks after, or whose wall screen a staff log-in shows; may be given again."
        ),
    ] = None,
    staff: Annotated[str | None, typer.Option(help="The person's staff number, if on the roster.")] = None,
    email: Annotated[str | None, typer.Option(help="Where notices are mailed to, if mail is switched on.")] = None,
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
    one_time: Annotated[bool, typer.Option("--one-time", help="It has to be changed at the first log-in.")] = False,
) -> None:
    """Add a person; without --password-stdin a random password is printed, this once."""
    from api.setup.accounts import AccountError, add_user
    from api.setup.passwords import chosen
    from models.tables import Role

    if role not in list(Role):
        raise typer.BadParameter(f"{role!r} is none of {', '.join(Role)}")
    given = _given() if password_stdin else None
    password = given or secrets.token_urlsafe(PASSWORD_BYTES)
    try:
        with opened() as work:
            add_user(
                work.session, login=login, name=name, role=Role(role),
                password=chosen(password, one_time=one_time), halls=hall or [], staff_no=staff, email=email,
                by=who(), now=work.now,
            )  # fmt: skip
    except AccountError as error:
        fail(error)
    typer.echo(f"{login} added" if given else f"{login} added, password {password}")


@app.command()
def password(
    login: Annotated[str, typer.Argument(help="Whose password is to be set anew.")],
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
    one_time: Annotated[bool, typer.Option("--one-time", help="It has to be changed at the next log-in.")] = False,
) -> None:
    """Set a new password; all of the person's sessions end."""
    from api.setup.accounts import AccountError, set_password
    from api.setup.passwords import chosen

    given = _given() if password_stdin else None
    new = given or secrets.token_urlsafe(PASSWORD_BYTES)
    try:
        with opened() as work:
            hashed = chosen(new, one_time=one_time)
            set_password(work.session, login=login, password=hashed, by=who(), now=work.now)
    except AccountError as error:
        fail(error)
    typer.echo(f"{login}: password set" if given else f"{login}: password {new}")


@app.command()
def email(
    login: Annotated[str, typer.Argument(help="Whose mail address is to be set.")],
    address: Annotated[str | None, typer.Argument(help="Where notices are mailed to; left out, nowhere.")] = None,
) -> None:
    """Set or remove the address that notices are mailed to; it is shown to nobody else."""
    from api.setup.accounts import AccountError, set_email

    try:
        with opened() as work:
            set_email(work.session, login=login, email=address, by=who(), now=work.now)
    except AccountError as error:
        fail(error)
    typer.echo(f"{login}: {'mail address set' if address else 'no mail'}")


@app.command()
def token(
    login: Annotated[str, typer.Argument(help="Whose program the token is for.")],
    name: Annotated[str, typer.Option(help="What it is for, to be told apart from others.")],
    days: Annotated[float, typer.Option(help="For how many days it opens.", min=0)] = 90,
) -> None:
    """Make a personal token and print it, this once; it may do what the person may do."""
    from api.setup.account_changes import user_in_use
    from api.setup.accounts import AccountError
    from api.setup.own_account import add_token

    try:
        with opened() as work:
            user = user_in_use(work.session, login)
            text = add_token(work.session, user, name, days=days, by=who(), now=work.now)
    except AccountError as error:
        fail(error)
    typer.echo(text)


@app.command()
def retire(login: Annotated[str, typer.Argument(help="Whose log-in is to be closed.")]) -> None:
    """Let a person in no more; nothing of what they did is deleted, and `bring-back` lets them in again."""
    from api.setup.account_changes import retire_user
    from api.setup.accounts import AccountError, user_named

    try:
        with opened() as work:
            retire_user(work.session, user_named(work.session, login), by=who(), now=work.now)
    except AccountError as error:
        fail(error)
    typer.echo(f"{login}: closed")


@app.command("bring-back")
def bring_back(login: Annotated[str, typer.Argument(help="Whose log-in is to be opened again.")]) -> None:
    """Let a person in again, with the password that they had."""
    from api.setup.account_changes import bring_back_user
    from api.setup.accounts import AccountError, user_named

    try:
        with opened() as work:
            bring_back_user(work.session, user_named(work.session, login), by=who(), now=work.now)
    except AccountError as error:
        fail(error)
    typer.echo(f"{login}: open")


@app.command("list")
def show() -> None:
    """All log-ins."""
    from sqlmodel import col, select

    from models.tables import UserRow

    with opened() as work:
        for user in work.session.exec(select(UserRow).order_by(col(UserRow.login))).all():
            typer.echo(f"{user.login:<16} {user.role.value:<10} {user.name}{'  retired' if user.retired_at else ''}")
