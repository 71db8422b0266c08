"""Names of sheets: what Excel refuses is replaced, and no two are alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.export.sheet_names import FORBIDDEN, LONGEST, sheet_names

ROWS: dict[str, tuple[list[str], list[str]]] = {
    "as it is": (["城北营业厅"], ["城北营业厅"]),
    "forbidden marks": (["a[b]c:d*e?f/g\\h"], ["a_b_c_d_e_f_g_h"]),
    "apostrophes at the ends": (["'a'b'"], ["a'b"]),
    "nothing left": (["", " ' "], ["_", "_ (2)"]),
    "what Excel keeps for itself": (["History"], ["History (2)"]),
    "alike but for case": (["Hall", "HALL", "hall"], ["Hall", "HALL (2)", "hall (3)"]),
    "too long": (["厅" * 40, "厅" * 40], ["厅" * 31, "厅" * 27 + " (2)"]),
    "letters that Excel counts twice": (["𠮷" * 20], ["𠮷" * 15]),
}


@pytest.mark.parametrize("name", ROWS)
def test_names(name: str) -> None:
    wanted, given_ = ROWS[name]
    assert list(sheet_names(wanted)) == given_


@given(st.lists(st.text(max_size=40), max_size=30))
def test_every_name_is_one_that_excel_takes(wanted: list[str]) -> None:
    names = list(sheet_names(wanted))
    assert len({name.casefold() for name in names}) == len(wanted)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= LONGEST
        assert not FORBIDDEN.search(name)
        assert not name.startswith("'")
        assert not name.endswith("'")
