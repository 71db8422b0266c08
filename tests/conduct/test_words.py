"""Every reason has its sentence, and every sentence its reason."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from api.cases.rules import Titles
from api.cases.words import sentence
from api.language import Code, Language
from conduct.imports import words as import_words
from conduct.rules.rule import Area, Severity
from conduct.schedule import week_words
from conduct.words import CODES, SENTENCES, say
from models.values.why import why

ALL = {**SENTENCES, **import_words.SENTENCES, **week_words.SENTENCES}
SOURCES = [*Path("roster").glob("*.py"), *Path("conduct").rglob("*.py")]


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


def test_every_area_and_severity_has_words() -> None:
    assert set(CODES["area"]) == set(get_args(Area))
    assert set(CODES["severity"]) == {each.value for each in Severity}


@pytest.mark.parametrize(
    ("severity", "language", "expected"),
    [
        ("serious", "zh", "一个月内已确认 2 起重度及以上的违规：达到 2 起即建议"),
        ("minor", "zh", "一个月内已确认 2 起轻度及以上的违规：达到 2 起即建议"),
        ("serious", "en", "2 confirmed violations of severity serious or graver in a month: from 2 on"),
        ("dire", "zh", "一个月内已确认 2 起dire度及以上的违规：达到 2 起即建议"),
    ],
)
def test_codes_are_said_in_words(severity: str, language: Code, expected: str) -> None:
    reason = why("discipline.reached", n=2, severity=severity, times=2)
    assert say(reason, Language(language).translate) == sentence(reason, Language(language), Titles({})) == expected


def test_a_capped_line_names_its_area_in_words() -> None:
    assert say(why("line.capped", area="attire", cap="20"), Language("zh").translate) == "着装类扣分以 20 分为限"
