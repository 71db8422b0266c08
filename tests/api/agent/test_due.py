"""When the next picture is due."""

import pytest

from api.agent.due import Due, after_failure, after_picture


@pytest.mark.parametrize(
    ("due", "interval_s", "passed_s", "expected"),
    [
        pytest.param(Due(100), 5, 100.2, Due(105), id="on its beat, not 5 s after the picture"),
        pytest.param(Due(100), 5, 104.9, Due(105), id="a slow camera"),
        pytest.param(Due(100), 5, 112, Due(115), id="missed beats are left out"),
        pytest.param(Due(100, failures=7), 5, 101, Due(105), id="failures are over"),
        pytest.param(Due(100), 0.2, 100.1, Due(100.2), id="a fast beat"),
    ],
)
def test_after_a_picture(due: Due, interval_s: float, passed_s: float, expected: Due) -> None:
    assert after_picture(due, interval_s, passed_s) == expected


@pytest.mark.parametrize(
    ("failures", "interval_s", "waits_s"),
    [(0, 5, 5), (2, 5, 5), (3, 5, 8), (4, 5, 16), (9, 5, 60), (0, 0.2, 1), (1, 0.2, 2), (0, 3600, 60), (9, 3600, 60)],
)
def test_after_a_failure(failures: int, interval_s: float, waits_s: float) -> None:
    assert after_failure(Due(100, failures), interval_s, 103) == Due(103 + waits_s, failures + 1)
