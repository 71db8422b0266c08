"""`staff-conduct tags`: the tags to print for a hall's windows."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import opened


def tags(
    hall: Annotated[str, typer.Argument(help="The hall's code.")],
    out: Annotated[Path, typer.Option(help="The PDF to write.")] = Path("tags.pdf"),
) -> None:
    """Print each window's away sign and seat tag, with instructions in Chinese and English, to a PDF."""
    from sqlmodel import col, select

    from models.tables import HallRow, WindowRow
    from vision.tags import TagSheetFailed, tag_sheet_pdf

    if out.suffix.lower() != ".pdf":
        raise typer.BadParameter(f"{out} is written as a PDF: let its name end in .pdf", param_hint="--out")
    with opened() as work:
        found = work.session.exec(select(HallRow).where(HallRow.code == hall)).first()
        if found is None:
            fail(f"there is no hall {hall}")
        rows = work.session.exec(
            select(WindowRow.code, WindowRow.tag_number)
            .where(WindowRow.hall_id == found.id, col(WindowRow.retired_at).is_(None))
            .order_by(col(WindowRow.code))
        ).all()
        name = f"{found.code} {found.name}"
    if not rows:
        fail(f"hall {hall} has no windows")
    try:
        out.write_bytes(tag_sheet_pdf(name, [(code, number) for code, number in rows]))
    except (TagSheetFailed, OSError) as error:
        fail(error)
    typer.echo(f"{out}: {2 * len(rows)} pages for {len(rows)} windows")
