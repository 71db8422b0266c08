"""Every reason has its sentence, and every sentence its reason."""

import ast
from pathlib import Path

from conduct import import_words
from conduct.words import SENTENCES, say
from models.values.why import why

ALL = {**SENTENCES, **import_words.SENTENCES}
SOURCES = [*Path("roster").glob("*.py"), *Path("conduct").glob("*.py")]


def codes_used() -> set[str]:
    found: set[str] = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("why", "Why"):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(str(first.value))
                elif isinstance(first, ast.JoinedStr):
                    found.add("".join(str(v.value) if isinstance(v, ast.Constant) else "*" for v in first.values))
    return found


def matches(pattern: str, code: str) -> bool:
    from fnmatch import fnmatchcase

    return fnmatchcase(code, pattern)


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    used = codes_used()
    assert len(used) > 20
    for pattern in used:
        assert any(matches(pattern, code) for code in ALL), pattern
    for code in ALL:
        assert any(matches(pattern, code) for pattern in used), code


def test_a_reason_is_said_in_the_language_asked_for() -> None:
    reason = why("attendance.off", day="2026-06-30")
    assert say(reason) == "the hall is closed on 2026-06-30: nobody is expected"
    assert say(reason, lambda _: "{day} 闭厅") == "2026-06-30 闭厅"
