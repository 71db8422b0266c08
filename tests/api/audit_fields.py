"""Which fields the source puts into entries of the audit trail, read from the source itself."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import api

ROOT = Path(api.__file__).parent.parent
PARTS = ("api", "conduct", "roster", "models")
ENVELOPE = {"at", "actor", "action", "entity", "entity_id"}


class Field(NamedTuple):
    file: str
    name: str


@cache
def _modules() -> dict[str, ast.Module]:
    files = [file for part in PARTS for file in sorted((ROOT / part).rglob("*.py"))]
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text("utf-8")) for file in files}


def fields_on_record() -> Iterator[Field]:
    """Of every call of `audit`, and of functions that hand their own keywords on to it."""
    writers = _writers()
    for file, module in _modules().items():
        known = _known(file, module, writers)
        for function in _functions(module):
            for call in _calls(function, set(known)):
                own = known[_name(call.func)]
                for keyword in call.keywords:
                    if keyword.arg is None:
                        yield from (Field(file, name) for name in _spread(keyword.value, function, file))
                    elif keyword.arg not in own | ENVELOPE:
                        yield Field(file, keyword.arg)
                    if keyword.arg in ("columns", "old"):
                        yield from (Field(file, name) for name in _spread(keyword.value, function, file))


def _writers() -> dict[tuple[str, str], set[str]]:
    """Functions by file and name, with the keywords that are their own."""
    found: dict[tuple[str, str], set[str]] = {("conduct/auditing/trail.py", "audit"): set()}
    while True:
        before = len(found)
        for file, module in _modules().items():
            known = _known(file, module, found)
            for function in _functions(module):
                kwarg = function.args.kwarg
                if kwarg and any(_hands_on(call, kwarg.arg, function) for call in _calls(function, set(known))):
                    arguments = (*function.args.args, *function.args.kwonlyargs)
                    found[file, function.name] = {each.arg for each in arguments}
        if len(found) == before:
            return found


def _hands_on(call: ast.Call, kwarg: str, function: ast.FunctionDef) -> bool:
    handed = [_source(each.value, function) for each in call.keywords if each.arg is None]
    return any(isinstance(n, ast.Name) and n.id == kwarg for value in handed for n in ast.walk(value))


def _source(value: ast.expr, function: ast.FunctionDef) -> ast.expr:
    """What a name was given last; anything else as it stands."""
    given = list(_given(value.id, function)) if isinstance(value, ast.Name) else []
    return given[-1] if given else value


def _given(name: str, function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        targets: list[ast.expr] = list(node.targets) if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if value is not None and name in _names(targets):
            yield value


def _names(targets: list[ast.expr]) -> set[str]:
    return {each.id for each in targets if isinstance(each, ast.Name)}


def _known(file: str, module: ast.Module, writers: dict[tuple[str, str], set[str]]) -> dict[str, set[str]]:
    known = {name: own for (place, name), own in writers.items() if place == file}
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            place = node.module.replace(".", "/") + ".py"
            for each in node.names:
                if (place, each.name) in writers:
                    known[each.asname or each.name] = writers[place, each.name]
    return known


def _functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))


def keys_in(file: str) -> set[str]:
    """The keys of all dicts that are written out in a file, as rows of any kind are told there."""
    dicts = [node for node in ast.walk(_modules()[file]) if isinstance(node, ast.Dict)]
    return {str(key.value) for each in dicts for key in each.keys if isinstance(key, ast.Constant)}


def _calls(function: ast.FunctionDef, names: set[str]) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call) and _name(node.func) in names)


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def _spread(value: ast.expr, function: ast.FunctionDef, file: str) -> Iterator[str]:
    """The keys that an expression is written to have: of a dict, of what a name was given, of what a call returns."""
    if isinstance(value, ast.Name):
        for given in _given(value.id, function):
            yield from _spread(given, function, file)
    elif isinstance(value, ast.Call):
        yield from _returned(_name(value.func), file)
    elif isinstance(value, ast.IfExp):
        yield from _spread(value.body, function, file)
        yield from _spread(value.orelse, function, file)
    elif isinstance(value, ast.Dict):
        for key, each in zip(value.keys, value.values, strict=True):
            if key is None:
                yield from _spread(each, function, file)
            elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value


def _returned(name: str, file: str) -> Iterator[str]:
    """Of a function of the file itself; else of one that it imports."""
    own = [each for each in _functions(_modules()[file]) if each.name == name]
    others = [(place, each) for place, module in _modules().items() for each in _functions(module) if each.name == name]
    for place, function in [(file, each) for each in own] or others:
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and node.value is not None:
                yield from _spread(node.value, function, place)
