"""The TOML file of all thresholds of looking, and the same file written out with what each of them trades."""

import ast
import inspect
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from textwrap import dedent, wrap
from typing import Any, TypeVar, cast

from vision.look import LookLimits

T = TypeVar("T")


class LookingFileError(ValueError):
    """A file that cannot be used; the message names the key and the reason, one line."""


def read_looking_file(path: Path) -> LookLimits:
    """The thresholds of a file; what it leaves out stays as it is. Raises LookingFileError."""
    try:
        return parse_looking(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise LookingFileError(f"{path}: {error}") from error
    except LookingFileError as error:
        raise LookingFileError(f"{path}: {error}") from error


def parse_looking(text: str) -> LookLimits:
    """As `read_looking_file`, of the file's text."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LookingFileError(f"not TOML: {error}") from error
    return _told(LookLimits(), told, ())


def looking_as_toml(limits: LookLimits | None = None) -> str:
    """Every threshold with its value, and above it what it trades."""
    return "\n".join(_lines(limits or LookLimits(), ())) + "\n"


def _told(limits: T, told: Mapping[str, Any], place: tuple[str, ...]) -> T:
    known = {one.name: getattr(limits, one.name) for one in fields(cast(Any, limits))}
    changed: dict[str, Any] = {}
    for name, value in told.items():
        where = ".".join((*place, name))
        if name not in known:
            raise LookingFileError(f"there is no threshold {where}; there are {', '.join(known)}")
        changed[name] = _value(known[name], value, (*place, name))
    return replace(cast(Any, limits), **changed)


def _value(present: Any, value: Any, place: tuple[str, ...]) -> Any:
    where = ".".join(place)
    if is_dataclass(present) and not isinstance(present, type):
        if not isinstance(value, dict):
            raise LookingFileError(f"{where} is a table of thresholds")
        return _told(present, cast(dict[str, Any], value), place)
    if isinstance(present, tuple):
        whole = cast(tuple[Any, ...], present)
        if not isinstance(value, list) or len(cast(list[Any], value)) != len(whole):
            raise LookingFileError(f"{where} is a list of {len(whole)} numbers")
        return tuple(_number(one, each, where) for one, each in zip(whole, cast(list[Any], value), strict=True))
    return _number(present, value, where)


def _number(present: Any, value: Any, where: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise LookingFileError(f"{where} is a number, not {value!r}")
    if isinstance(present, int):
        if value != int(value):
            raise LookingFileError(f"{where} is a whole number, not {value!r}")
        return int(value)
    return float(value)


def _lines(limits: Any, place: tuple[str, ...]) -> Iterator[str]:
    trades = _trades(limits.__class__)
    told: list[tuple[str, Any]] = [(one.name, getattr(limits, one.name)) for one in fields(limits)]
    for name, value in told:
        if not is_dataclass(value):
            yield from _comment(trades.get(name, ""))
            yield f"{name} = {list(cast(tuple[Any, ...], value)) if isinstance(value, tuple) else value}"
    for name, value in told:
        if is_dataclass(value):
            yield ""
            yield from _comment(trades.get(name, "") or str(value.__doc__))
            yield f"[{'.'.join((*place, name))}]"
            yield from _lines(value, (*place, name))


def _comment(text: str) -> Iterator[str]:
    yield from (f"# {line}" for line in wrap(" ".join(text.split()), 116))


@cache
def _trades(limits: type) -> dict[str, str]:
    """What stands below each field of a class."""
    (body,) = ast.parse(dedent(inspect.getsource(limits))).body
    told: dict[str, str] = {}
    for field, following in pairwise(cast(ast.ClassDef, body).body):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            told[field.target.id] = cast(str, following.value.value)
    return told
