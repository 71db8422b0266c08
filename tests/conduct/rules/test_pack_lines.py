"""In which line of a pack something stands."""

import pytest

from conduct.rules.pack import PackError, default_text, parse_pack
from conduct.rules.pack_lines import line_of, places

TEXT = '''[pack]
name = "ours"
title = { zh = "规则", en = "Rules" }

[rules.late]  # too late
points = 3
words.en = """
points = 9
[rules.absent]
"""
"free_first" = 1
[[discipline.rungs]]
step = "dismissal"
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("pack.name", 2), ("pack.title.en", 3), ("rules.late", 5), ("rules.late.points", 6), ("rules.late.words.en", 7),
        ("rules.late.free_first", 11), ("rules.late.severity", 5), ("discipline.rungs.0.times", 12),
        ("rules.absent", None), ("seasons", None),
    ],
)  # fmt: skip
def test_the_line_of_a_place_or_of_what_is_around_it(place: str, line: int | None) -> None:
    assert line_of(TEXT, place) == line


def test_every_rule_of_the_default_pack_is_found_where_it_stands() -> None:
    for name, text in default_text().files:
        lines = text.splitlines()
        for at, where in places(text):
            assert where.rpartition(".")[2].strip('"') in lines[at - 1], (name, where)


def test_a_text_that_is_no_toml_says_its_line() -> None:
    with pytest.raises(PackError) as error:
        parse_pack("[pack]\nname = ours\n")
    (fault,) = error.value.located
    assert (fault.line, fault.place) == (2, "")
    assert fault.with_line.startswith("line:2: not TOML: ")
