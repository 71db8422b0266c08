"""Reading rule packs: a TOML file, or a folder of them, checked to the last key.

A pack that says only what each judged rule cites and costs is whole: the rest is filled in as judging does it.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from conduct.frozen import Words
from conduct.judging.detectors import DETECTORS
from conduct.rules.pack_checks import Fault, faults_of
from conduct.rules.rule import Method
from conduct.rules.rule_pack import JUDGED_RULES, Pack

HEAD = "pack.toml"
"""Of a folder's files the one that is read first."""
__all__ = [
    "JUDGED_RULES", "Pack", "PackError", "PackText", "Words", "default_pack", "default_pack_text", "digest",
    "load_pack", "norm_classes", "parse_pack", "read_pack", "read_text",
]  # fmt: skip

SPREAD = ("rules", "seasons", "reasons")
"""Tables whose parts may be spread over the files of a folder."""
RULE_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
Raw = dict[str, Any]


class PackError(ValueError):
    """A pack that cannot be judged by; the message names the file, the rule and key, and the reason, one line.

    `faults` has everything that is wrong.
    """

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults[0])


@dataclass(frozen=True, slots=True)
class PackText:
    """The files of a pack by their names, in the order in which they are joined."""

    files: tuple[tuple[str, str], ...]

    @property
    def joined(self) -> str:
        """One text that says all of it: what is kept when a pack is adopted."""
        return "\n".join(text for _, text in self.files)


def parse_pack(text: str) -> Pack:
    """Read a pack from TOML text. Raises PackError."""
    return load_pack(PackText((("", text),)))


def read_pack(path: Path) -> Pack:
    """Read a pack from a file or folder. Raises PackError, OSError, UnicodeDecodeError."""
    return load_pack(read_text(path))


def read_text(path: Path) -> PackText:
    """The texts of a file, or of a folder's TOML files. Raises PackError, OSError, UnicodeDecodeError."""
    if not path.is_dir():
        return PackText(((path.name, path.read_text("utf-8")),))
    found = sorted(path.glob("*.toml"), key=lambda file: (file.name != HEAD, file.name))
    if not found:
        raise PackError([f"{path}: no TOML file is in this folder"])
    return PackText(tuple((file.name, file.read_text("utf-8")) for file in found))


@cache
def default_text() -> PackText:
    folder = files("conduct").joinpath("packs/default")
    names = sorted((file.name for file in folder.iterdir()), key=lambda name: (name != HEAD, name))
    return PackText(tuple((name, folder.joinpath(name).read_text("utf-8")) for name in names))


def default_pack_text() -> str:
    return default_text().joined


@cache
def default_pack() -> Pack:
    return load_pack(default_text())


@cache
def norm_classes() -> Mapping[str, Method]:
    """The class of every norm of the service codes. A pack can make one stricter, and none less strict."""
    told = tomllib.loads(default_pack_text())["norms"]
    return TypeAdapter(dict[str, Method]).validate_python(told)


def load_pack(text: PackText) -> Pack:
    """Check a pack and fill in what it leaves out. Raises PackError."""
    raw, file_of = _merged(text)
    told = raw.get("rules")
    rules = cast(Raw, told) if isinstance(told, dict) else {}
    sparing = frozenset(name for name in DETECTORS if isinstance(rules.get(name), dict) and "method" not in rules[name])
    lifted, twice = _fill_in(raw, rules)
    try:
        pack = Pack.model_validate(raw)
    except ValidationError as error:
        found = [*twice, *(_fault(each["type"], each["loc"], each["msg"], lifted) for each in error.errors())]
        raise PackError(_located(found, file_of)) from error
    found = [*twice, *_badly_named(pack), *faults_of(pack, norm_classes(), sparing=sparing)]
    if found:
        raise PackError(_located(found, file_of))
    return pack


def digest(text: str) -> str:
    """SHA-256 of a pack's text: what was adopted can be told from what lies in the file today."""
    return hashlib.sha256(text.encode()).hexdigest()


def _merged(text: PackText) -> tuple[Raw, dict[str, str]]:
    """All that the files say, and the file of each place (`rules.late`, `seasons.summer`, `limits`)."""
    raw: Raw = {}
    file_of: dict[str, str] = {}
    for name, content in text.files:
        for place, value in _places(_toml(content, name)):
            if place in file_of:
                raise PackError([_said(name, place, f"is in {file_of[place]} too")])
            file_of[place] = name
            top, _, below = place.partition(".")
            if below:
                raw.setdefault(top, {})[below] = value
            else:
                raw[top] = value
    if len(text.files) > 1 and _toml(text.joined, "") != raw:
        raise PackError([f"{HEAD}: write every table under its [name], so that the files can be joined to one"])
    return raw, file_of


def _toml(content: str, name: str) -> Raw:
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise PackError([_said(name, "", f"not TOML: {error}")]) from error


def _places(told: Raw) -> Iterable[tuple[str, Any]]:
    """Tables of tables may be spread over files, and stand for themselves."""
    for top, value in told.items():
        if top in SPREAD and isinstance(value, dict):
            yield from ((f"{top}.{name}", each) for name, each in cast(Raw, value).items())
        else:
            yield top, value


def _fill_in(raw: Raw, rules: Raw) -> tuple[dict[str, str], list[Fault]]:
    """Fill in what may be left out; limits told with a rule are put among all. Returns whose they are."""
    raw.setdefault("seasons", tomllib.loads(default_pack_text())["seasons"])
    told = raw.setdefault("limits", {})
    limits = cast(Raw, told) if isinstance(told, dict) else {}
    lifted: dict[str, str] = {}
    twice: list[Fault] = []
    for name, detector in DETECTORS.items():
        given = rules.get(name)
        if not isinstance(given, dict):
            continue
        rule = cast(Raw, given)
        rules[name] = {**detector.as_told(), "words": rule.get("title"), **rule}
        own = cast(Raw, rule["limits"]) if isinstance(rule.get("limits"), dict) else {}
        for limit in own:
            if limit in limits:
                twice.append((f"rules.{name}.limits.{limit}", "is among [limits] too"))
            elif limit in detector.limits:
                limits[limit] = own[limit]
                lifted[limit] = name
    return lifted, twice


def _badly_named(pack: Pack) -> Iterable[Fault]:
    for name in pack.rules:
        if not RULE_NAME.fullmatch(name):
            yield f"rules.{name}", "a rule's name is of small letters, digits and hyphens"


def _fault(kind: str, loc: tuple[int | str, ...], message: str, lifted: Mapping[str, str]) -> Fault:
    parts = [str(part) for part in loc]
    if parts[0] == "limits" and len(parts) > 1 and parts[1] in lifted:
        parts = ["rules", lifted[parts[1]], *parts]
    if kind == "extra_forbidden":
        message = f"unknown key {parts[-1]!r}"
    return ".".join(parts), message


def _located(found: Iterable[Fault], file_of: Mapping[str, str]) -> list[str]:
    return [_said(_file(place, file_of), place, message) for place, message in found]


def _file(place: str, file_of: Mapping[str, str]) -> str:
    parts = place.split(".")
    return file_of.get(".".join(parts[:2])) or file_of.get(parts[0]) or ""


def _said(file: str, place: str, message: str) -> str:
    return ": ".join(part for part in (file, place, message) if part)
