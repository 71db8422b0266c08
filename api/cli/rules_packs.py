"""`staff-conduct rules check`, `explain`, `diff` and `coverage`: what packs say."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.failing import fail

if TYPE_CHECKING:
    from conduct.rules.rule_pack import Pack

PACK_HELP = "A pack: a TOML file, a folder of them, `default`, or the version of one that was adopted."
DEFAULT = "default"


def pack_named(name: str) -> "Pack":
    """The pack that a command names, or one clear line why it cannot be had."""
    from conduct.rules.pack import PackError, default_pack, parse_pack, read_pack

    if name == DEFAULT:
        return default_pack()
    try:
        if Path(name).exists():
            return read_pack(Path(name))
        text = _adopted_text(name)
        if text is None:
            fail(f"{name}: there is no such file or folder, and no pack of this version was adopted")
        return parse_pack(text)
    except OSError as error:
        fail(error)
    except (UnicodeDecodeError, PackError) as error:
        fail(f"{name}: {error}")


def _adopted_text(version: str) -> str | None:
    from sqlmodel import col, select

    from api.cli.opening import opened
    from models.tables import PackAdoptionRow

    with opened() as work:
        adopted = select(PackAdoptionRow.text).where(PackAdoptionRow.version == version)
        return work.session.exec(adopted.order_by(col(PackAdoptionRow.adopted_at).desc())).first()


def check(file: Annotated[Path, typer.Argument(help="A pack: a TOML file, or a folder of them.")]) -> None:
    """Say everything that is wrong with a pack, or that nothing is and what it covers."""
    from conduct.rules.coverage import coverage, summary
    from conduct.rules.pack import PackError, norm_classes, read_pack

    try:
        pack = read_pack(file)
    except PackError as error:
        typer.echo("\n".join(fault.with_line for fault in error.located))
        counted = "1 fault" if len(error.faults) == 1 else f"{len(error.faults)} faults, the first"
        fail(f"{file}: {counted}: {error}")
    except OSError as error:
        fail(error)
    except UnicodeDecodeError as error:
        fail(f"{file}: {error}")
    typer.echo(f"{pack.version}: {len(pack.rules)} rules; {summary(coverage(pack, norm_classes()))}")


def explain(
    rule: Annotated[str, typer.Argument(help="Name of the rule, for example late.")],
    pack: Annotated[str, typer.Option(help=PACK_HELP)] = DEFAULT,
) -> None:
    """All that a pack says of one rule."""
    from conduct.rules.explaining import explain as explained

    told = pack_named(pack)
    if rule not in told.rules:
        fail(f"{told.version} has no rule {rule}")
    typer.echo("\n".join(explained(told, rule)))


def diff(
    old: Annotated[str, typer.Argument(help=PACK_HELP)],
    new: Annotated[str, typer.Argument(help="Another one.")],
) -> None:
    """What differs between two packs, key by key."""
    from conduct.rules.pack_diff import differences

    lines = list(differences(pack_named(old), pack_named(new)))
    typer.echo("\n".join(lines) or "no difference")


def coverage(
    pack: Annotated[str, typer.Argument(help=PACK_HELP)] = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Every norm of the service codes, the rule that covers it, and how its breach is found."""
    import json

    from conduct.rules.coverage import coverage as covered_by
    from conduct.rules.coverage import summary
    from conduct.rules.pack import norm_classes

    covered = covered_by(pack_named(pack), norm_classes())
    if as_json:
        typer.echo(json.dumps([each.as_json() for each in covered], ensure_ascii=False, indent=1))
        return
    for each in covered:
        rules = ", ".join(by.rule for by in each.by) or "-"
        found = ", ".join(dict.fromkeys(by.found.value for by in each.by)) or "left out"
        reason = each.by[0].because if each.by else each.left_out
        why = reason.en if reason else "" if each.by else "no rule, and no reason"
        typer.echo(f"{each.norm:<22} {each.method}  {found:<20} {rules:<34} {why}".rstrip())
    typer.echo(summary(covered))


def copy(
    folder: Annotated[Path, typer.Argument(help="Where to; it is made.")],
    pack: Annotated[str, typer.Option(help="`default`, or the version of a pack that was adopted.")] = DEFAULT,
) -> None:
    """Write a pack's files into a new folder, to be changed, checked and adopted under a version of its own."""
    from conduct.rules.pack import HEAD, default_text

    if pack == DEFAULT:
        files = default_text().files
    else:
        text = _adopted_text(pack)
        if text is None:
            fail(f"no pack of the version {pack} was adopted")
        files = ((HEAD, text),)
    try:
        folder.mkdir(parents=True)
        for name, content in files:
            (folder / name).write_text(content, "utf-8")
    except OSError as error:
        fail(error)
    typer.echo(f"{folder}: {len(files)} files; change `version` before anything else")
