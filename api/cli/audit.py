"""`staff-conduct audit`: whether the audit trail is whole, and its head to write down."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import opened

if TYPE_CHECKING:
    from api.audit.anchors import AnchorFile
    from api.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The audit trail: whether it is whole, and its head to write down.")
Anchors = Annotated[
    Path | None,
    typer.Option("--anchors", exists=True, dir_okay=False, help="A file of anchors; without, that of the settings."),
]


@app.command()
def verify(anchors: Anchors = None) -> None:
    """Follow the whole trail and say the first entry that was edited, deleted, inserted or cut off, and how."""
    from api.audit.anchors import NotAnchors
    from api.audit.verifying import verify as verify_trail
    from conduct.auditing.chain_check import Broken

    try:
        with opened(reading=True) as work:
            file = _anchor_file(work.settings, anchors)
            found = verify_trail(work.engine, file)
    except NotAnchors as error:
        fail(error)
    if isinstance(found, Broken):
        fail(f"the audit trail is broken: {found.says}")
    typer.echo(f"{found.entries} entries, each continues the one before it. The last: {found.hash.hex()}")
    if found.anchors:
        typer.echo(f"{found.anchors} anchors in {file.file} agree.")
    else:
        typer.echo(f"No anchors in {file.file}: whether entries were cut off at the end cannot be told.")


@app.command()
def head() -> None:
    """The last entry's number and hash, which say all of the trail up to it: to be written down elsewhere."""
    from conduct.auditing.chain_reading import one_moment
    from models.linking import head as head_of
    from models.values.audit_chain import stamp

    with opened(reading=True) as work:
        one_moment(work.session)
        seq, hash_ = head_of(work.session.connection())
        typer.echo(f"1 {seq} {hash_.hex()} {stamp(work.now)}")


def _anchor_file(settings: "Settings", given: Path | None) -> "AnchorFile":
    from api.audit.anchors import AnchorFile

    return AnchorFile(given or settings.anchors_file)
