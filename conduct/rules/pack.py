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
from pydantic_core import ErrorDetails

from conduct.frozen import Words
from conduct.judging.detectors import DETECTORS
from conduct.rules.pack_checks import Fault, faults_of
from conduct.rules.pack_lines import line_of
from conduct.rules.rule import Method
from conduct.rules.rule_pack import JUDGED_RULES, Pack
from conduct.told import Told
from conduct.words import N_

HEAD = "pack.toml"
"""Of a folder's files the one that is read first."""
__all__ = [
    "JUDGED_RULES", "Pack", "PackError", "PackFault", "PackText", "Words", "default_pack", "default_pack_text",
    "digest", "load_pack", "norm_classes", "parse_pack", "read_pack", "read_text",
]  # fmt: skip

SPREAD = ("rules", "seasons", "reasons")
"""Tables whose parts may be spread over the files of a folder."""
RULE_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
Raw = dict[str, Any]


FIELD_MESSAGES: dict[str, str] = {
    "missing": N_("Field required"),
    "greater_than_equal": N_("Input should be greater than or equal to {ge}"),
    "greater_than": N_("Input should be greater than {gt}"),
    "less_than_equal": N_("Input should be less than or equal to {le}"),
    "less_than": N_("Input should be less than {lt}"),
    "string_type": N_("Input should be a valid string"),
    "string_too_short": N_("It must not be empty"),
    "too_short": N_("It must not be empty"),
    "int_type": N_("Input should be a valid integer"),
    "int_from_float": N_("Input should be a valid integer"),
    "float_type": N_("Input should be a valid number"),
    "float_parsing": N_("Input should be a valid number"),
    "bool_type": N_("Input should be true or false"),
    "bool_parsing": N_("Input should be true or false"),
    "list_type": N_("Input should be a list"),
    "tuple_type": N_("Input should be a list"),
    "dict_type": N_("Input should be a table"),
    "model_type": N_("Input should be a table"),
    "model_attributes_type": N_("Input should be a table"),
    "literal_error": N_("Input should be {expected}"),
    "enum": N_("Input should be {expected}"),
}
"""What is wrong with a value, by pydantic's own names."""
TOML_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class PackFault:
    """Something wrong with a pack: in which file, line (from 1) and place, as far as these can be told, and what."""

    file: str
    line: int | None
    place: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.place, self.message) if part)

    @property
    def with_line(self) -> str:
        """`pack.toml:12: rules.late.points: ...`, as editors jump to."""
        if self.line is None:
            return str(self)
        return ": ".join(part for part in (f"{self.file or 'line'}:{self.line}", self.place, self.message) if part)


class PackError(ValueError):
    """A pack that cannot be judged by; the message names the file, the rule and key, and the reason, one line.

    `faults` has everything that is wrong, `located` the same with its lines.
    """

    def __init__(self, located: Iterable[PackFault]) -> None:
        self.located = tuple(located)
        self.faults = tuple(map(str, self.located))
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
    found = sorted(path.glob("*.toml"))
    if not found:
        raise PackError([PackFault(str(path), None, "", Told(N_("no TOML file is in this folder")))])
    return in_order((file.name, file.read_text("utf-8")) for file in found)


def in_order(files: Iterable[tuple[str, str]]) -> PackText:
    """Files by name and text, the head first and the others by their names."""
    return PackText(tuple(sorted(files, key=lambda file: (file[0] != HEAD, file[0]))))


@cache
def default_text() -> PackText:
    folder = files("conduct").joinpath("packs/default")
    return in_order((file.name, file.read_text("utf-8")) for file in folder.iterdir())


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
        found = [*twice, *(_fault(each["loc"], _message(each), lifted) for each in error.errors())]
        raise PackError(_located(found, file_of, text)) from error
    found = [*twice, *_badly_named(pack), *faults_of(pack, norm_classes(), sparing=sparing)]
    if found:
        raise PackError(_located(found, file_of, text))
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
                message = Told(N_("is in {file} too"), file=file_of[place])
                raise PackError([PackFault(name, line_of(content, place), place, message)])
            file_of[place] = name
            top, _, below = place.partition(".")
            if below:
                raw.setdefault(top, {})[below] = value
            else:
                raw[top] = value
    if len(text.files) > 1 and _toml(text.joined, "") != raw:
        message = Told(N_("write every table under its [name], so that the files can be joined to one"))
        raise PackError([PackFault(HEAD, None, "", message)])
    return raw, file_of


def _toml(content: str, name: str) -> Raw:
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        at = TOML_LINE.search(str(error))
        message = Told(N_("not TOML: {error}"), error=error)
        raise PackError([PackFault(name, int(at[1]) if at else None, "", message)]) from error


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
                twice.append((f"rules.{name}.limits.{limit}", Told(N_("is among [limits] too"))))
            elif limit in detector.limits:
                limits[limit] = own[limit]
                lifted[limit] = name
    return lifted, twice


def _badly_named(pack: Pack) -> Iterable[Fault]:
    for name in pack.rules:
        if not RULE_NAME.fullmatch(name):
            yield f"rules.{name}", Told(N_("a rule's name is of small letters, digits and hyphens"))


def _fault(loc: tuple[int | str, ...], message: str, lifted: Mapping[str, str]) -> Fault:
    parts = [str(part) for part in loc]
    if parts[0] == "limits" and len(parts) > 1 and parts[1] in lifted:
        parts = ["rules", lifted[parts[1]], *parts]
    return ".".join(parts), message


def _message(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return Told(N_("unknown key {key}"), key=repr(str(error["loc"][-1])))
    message = FIELD_MESSAGES.get(error["type"])
    return Told(message, **error.get("ctx", {})) if message else error["msg"]


def _located(found: Iterable[Fault], file_of: Mapping[str, str], text: PackText) -> list[PackFault]:
    contents = dict(text.files)
    located: list[PackFault] = []
    for place, message in found:
        file = _file(place, file_of)
        line = line_of(contents[file], place) if file in contents else None
        located.append(PackFault(file, line, place, message))
    return located


def _file(place: str, file_of: Mapping[str, str]) -> str:
    parts = place.split(".")
    return file_of.get(".".join(parts[:2])) or file_of.get(parts[0]) or ""
