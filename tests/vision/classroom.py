"""The set-up of occupancy/classroom.gif: four people's places and two empty desks, drawn by eye."""

from models.values.seeing import Polygon, WindowView


def _place(code: str, number: int, zone: Polygon) -> WindowView:
    return WindowView(window=code, tag_number=number, staff_zone=zone, seat_tag=False)


SEATED = (
    _place("front-left", 1, ((0.115, 0.51), (0.2, 0.51), (0.245, 0.66), (0.245, 0.83), (0.095, 0.83))),
    _place("back-left", 2, ((0.232, 0.44), (0.335, 0.44), (0.335, 0.655), (0.25, 0.655), (0.222, 0.58))),
    _place("back-right", 3, ((0.445, 0.43), (0.55, 0.43), (0.55, 0.66), (0.445, 0.66))),
    _place("front-right", 4, ((0.6, 0.51), (0.735, 0.51), (0.735, 0.86), (0.59, 0.86))),
)
EMPTY = (
    _place("empty-left", 5, ((0.255, 0.67), (0.37, 0.67), (0.37, 0.9), (0.255, 0.9))),
    _place("empty-right", 6, ((0.46, 0.67), (0.575, 0.67), (0.575, 0.9), (0.45, 0.9))),
)
VIEWS = (*SEATED, *EMPTY)
