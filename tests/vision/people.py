"""Made-up signals for tables of rows."""

from models.values.seeing import Box, Signal, SignalKind, WindowView

STAFF: Box = (0.4, 0.2, 0.6, 0.5)
VIEW = WindowView(
    window="W1",
    tag_number=1,
    staff_zone=((0.35, 0.1), (0.65, 0.1), (0.65, 0.55), (0.35, 0.55)),
    sign_zone=((0.6, 0.5), (0.8, 0.5), (0.8, 0.7), (0.6, 0.7)),
    customer_zone=((0.2, 0.6), (0.8, 0.6), (0.8, 1.0), (0.2, 1.0)),
)
SEAT_TAG = Signal(SignalKind.seat_tag, 1.0, (0.48, 0.3, 0.52, 0.36))
SIGN_TAG = Signal(SignalKind.sign_tag, 1.0, (0.68, 0.55, 0.72, 0.6))


def person(box: Box = STAFF, score: float = 0.9, keypoints: bool = False, sure: float = 0.9) -> Signal:
    """A person who fills the box: head at its top, shoulders below, hips at its foot."""
    return Signal(SignalKind.person, score, box, _keypoints(box, sure) if keypoints else None)


def _keypoints(box: Box, sure: float) -> tuple[tuple[float, float, float], ...]:
    left, top, right, bottom = box
    places = [
        *((0.5, 0.14), (0.55, 0.12), (0.45, 0.12), (0.62, 0.14), (0.38, 0.14)),
        *((0.85, 0.35), (0.15, 0.35), (0.9, 0.6), (0.1, 0.6), (0.7, 0.75), (0.3, 0.75)),
        *((0.75, 0.9), (0.25, 0.9), (0.75, 1.0), (0.25, 1.0), (0.75, 1.0), (0.25, 1.0)),
    ]
    return tuple((left + (right - left) * x, top + (bottom - top) * y, sure) for x, y in places)
