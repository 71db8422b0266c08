"""What is a zone and what is none, and corners as they are typed."""

import pytest

from api.setup.zones import Misdrawn, ZoneFault, read_corners, said_corners, zone_fault

SQUARE = [(0.1, 0.1), (0.4, 0.1), (0.4, 0.6), (0.1, 0.6)]


ZONE_ROWS = [
    (SQUARE, None),
    (SQUARE[:3], None),
    ([(0, 0), (1, 0), (1, 1), (0, 1)], None),
    ([(0.1, 0.1), (0.9, 0.1), (0.5, 0.3), (0.9, 0.9), (0.1, 0.9)], None),
    (SQUARE[:2], ZoneFault.too_few),
    ([], ZoneFault.too_few),
    ([(0.01 * i, 0.5 + 0.004 * i * i) for i in range(11)] * 3, ZoneFault.too_many),
    ([(0.1, 0.1), (1.2, 0.1), (0.4, 0.6)], ZoneFault.outside),
    ([(0.1, 0.1), (0.4, -0.1), (0.4, 0.6)], ZoneFault.outside),
    ([(0.1, 0.1), (float("nan"), 0.1), (0.4, 0.6)], ZoneFault.outside),
    ([(0.1, 0.1), (0.4, 0.6), (0.4, 0.1), (0.1, 0.6)], ZoneFault.crossing),
    ([(0.1, 0.1), (0.5, 0.1), (0.5, 0.5), (0.3, 0.1), (0.1, 0.5)], ZoneFault.crossing),
    ([(0.1, 0.1), (0.4, 0.4), (0.7, 0.7)], ZoneFault.too_small),
    ([(0.1, 0.1), (0.101, 0.1), (0.1, 0.101)], ZoneFault.too_small),
]


@pytest.mark.parametrize(("corners", "fault"), ZONE_ROWS)
def test_zone_fault(corners: list, fault: ZoneFault | None) -> None:
    assert zone_fault(corners) is fault


@pytest.mark.parametrize(
    ("text", "corners"),
    [
        ("", []),
        ("  ", []),
        ("0.1,0.2 0.3,0.2 0.3,0.6", [(0.1, 0.2), (0.3, 0.2), (0.3, 0.6)]),
        ("0.1 0.2\n.3 .2\n1 1", [(0.1, 0.2), (0.3, 0.2), (1, 1)]),
        ("(0.1, 0.2), (0.3, 0.2)", [(0.1, 0.2), (0.3, 0.2)]),
        ("0.123456,0.2", [(0.1235, 0.2)]),
        ("0.1,0.2;0.3,0.4;", [(0.1, 0.2), (0.3, 0.4)]),
        ("-0.1,2", [(-0.1, 2)]),
    ],
)
def test_typed_corners(text: str, corners: list) -> None:
    assert read_corners(text) == corners
    assert read_corners(said_corners(corners)) == corners


@pytest.mark.parametrize("text", ["0.1", "a,b", "0.1,0.2 0.3", "1.2.3,0.1", "0.1,0.2 <svg>"])
def test_what_cannot_be_read(text: str) -> None:
    with pytest.raises(Misdrawn) as raised:
        read_corners(text)
    assert raised.value.fault is ZoneFault.unreadable
