"""What the detectors come to together: the drawn hall, persons told, signs and clothes really looked at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from models.values.occupancy import Outerwear, Sleeve
from models.values.seeing import EvidenceKind, Signal, Unusable, WindowView
from tests.vision.attire_drawn import VIEW as DRESSED_VIEW
from tests.vision.attire_drawn import Drawn
from tests.vision.people import person
from tests.vision.signs import sign
from tests.vision.told_eyes import ToldEyes
from vision.attire_signals import SignalState, SiteSignal
from vision.eyes import View
from vision.features import FEATURE_NAMES
from vision.jpeg import decode, encode
from vision.look import Look, TaughtHere
from vision.looker import Looker
from vision.outerwear import TaughtColours
from vision.pictures import Picture
from vision.scene import Scene, Seat
from vision.shot import Shot
from vision.sign_text import SignReader, TextLimits, TextUnusable
from vision.taught import TaughtWindow

SCENE = Scene()
START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
OLD_SIGN = replace(SCENE.views()[0], sign_text=True)
CLERK = person((68 / 1280, 158 / 720, 238 / 1280, 452 / 720), keypoints=True)


class ToldText:
    """A recogniser that reads the same of every line."""

    def __init__(self, text: str, score: float = 0.95) -> None:
        self.text, self.score, self.reads = text, score, 0

    def read(self, lines: Sequence[Picture]) -> list[tuple[str, float]]:
        self.reads += 1
        if self.text == "unusable":
            raise TextUnusable("signs cannot be read: rapidocr is not installed")
        return [(self.text, self.score) for _ in lines]


def with_text(text: str) -> Picture:
    """The drawn hall, an old sign with this text in the sign zone of W1."""
    picture = decode(SCENE.frame({}))
    board = sign(text, 22, 100, 60)
    picture[400:460, 216:316] = board
    return picture


def looked(
    picture: Picture, view: WindowView, found: tuple[Signal, ...] = (), text: ToldText | None = None, **told: object
) -> Look:
    reader = SignReader(recogniser=text) if text else None
    looker = Looker(ToldEyes({view.window: found}), sign_reader=reader, **told)  # type: ignore[arg-type]
    (look,) = looker.look(picture, [view])
    return look


@pytest.mark.parametrize(
    ("seat", "found", "text", "expected"),
    [
        pytest.param(Seat(), (), "暂停服务", (0, True, EvidenceKind.sign_text, None), id="an old sign is read"),
        pytest.param(Seat(), (), "正在服务", (0, False, EvidenceKind.seat_tag, None), id="it says something else"),
        pytest.param(
            Seat(), (CLERK,), "暂停服务", (1, False, EvidenceKind.person, None), id="a person beats it, unread"
        ),
        pytest.param(Seat(sign=True), (), "正在服务", (0, True, EvidenceKind.sign_tag, None), id="a tag comes first"),
        pytest.param(Seat(), (), "unusable", (0, False, EvidenceKind.none, Unusable.sign_unread), id="no reader"),
    ],
)
def test_old_signs(
    seat: Seat, found: tuple[Signal, ...], text: str, expected: tuple[int, bool, EvidenceKind, Unusable | None]
) -> None:
    told = ToldText(text)
    sighting = looked(decode(SCENE.frame({"W1": seat})), OLD_SIGN, found, told).sighting
    assert (sighting.people, sighting.sign, sighting.evidence, sighting.unusable) == expected
    assert (told.reads == 0) == (bool(found) or seat.sign)


def test_a_window_without_an_old_sign_is_never_read() -> None:
    told = ToldText("暂停服务")
    assert not looked(decode(SCENE.frame({})), SCENE.views()[0], (), told).sighting.sign
    assert told.reads == 0


def test_no_budget_means_unknown_and_not_empty() -> None:
    told = ToldText("暂停服务")
    looker = Looker(ToldEyes({}), sign_reader=SignReader(limits=TextLimits(cpu_s_per_minute=0), recogniser=told))
    (look,) = looker.look(decode(SCENE.frame({})), [OLD_SIGN])
    assert look.sighting.unusable is Unusable.sign_unread
    assert told.reads == 0


def test_a_real_sign_is_read_by_the_packaged_model() -> None:
    assert looked(with_text("暂停服务"), OLD_SIGN).sighting.evidence is EvidenceKind.sign_text
    assert looked(with_text("业务办理"), OLD_SIGN).sighting.evidence is EvidenceKind.seat_tag


def test_what_a_window_was_taught_reaches_the_sighting() -> None:
    weights = (0.0,) * len(FEATURE_NAMES)
    size = len(FEATURE_NAMES)
    no_tag = replace(SCENE.views()[0], seat_tag=False)
    for bias, people, evidence in ((9.0, 1, EvidenceKind.taught), (-9.0, 0, EvidenceKind.taught)):
        taught = TaughtWindow((0.0,) * size, (1e6,) * size, weights, bias, odd_max=3.0)
        shot = Shot(SCENE.frame({}), (no_tag,), "a", START, TaughtHere(windows={"W1": taught}))
        ((look,),) = Looker(ToldEyes({})).look_many([shot])
        assert (look.sighting.people, look.sighting.evidence) == (people, evidence)
        assert look.features is not None
        assert len(look.features) == size


@pytest.mark.parametrize(("score", "taken"), [(0.9, False), (0.5, True)])
def test_numbers_are_taken_where_no_sure_person_decides(score: float, taken: bool) -> None:
    look = looked(decode(SCENE.frame({})), SCENE.views()[0], (replace(CLERK, score=score),))
    assert (look.features is not None) is taken


def test_clothes_are_looked_at_once_in_half_a_minute_and_the_earliest_counts() -> None:
    dressed = Drawn(sleeve=(2.0, 2.0))
    eyes = Looker(ToldEyes({"W1": (dressed.person(),)}))
    shades = iter((0, 120, 250, 60, 180, 20))

    def seen(second: float) -> Look:
        picture = dressed.picture()
        picture[:30, :30] = next(shades)  # something else is there each time, so that no look stands for the next
        shot = Shot(
            encode(picture, 95), (replace(DRESSED_VIEW, seat_tag=False),), "a", START + timedelta(seconds=second)
        )
        return eyes.look_many([shot])[0][0]

    first = seen(5)
    assert first.attire is not None
    assert first.attire.attire.sleeve is Sleeve.long
    assert [seen(second).attire is not None for second in (10, 29, 0, 31, 36)] == [False, False, True, True, False]


def test_taught_colours_reach_the_clothes() -> None:
    blue, white = (np.full((40, 40, 3), colour, np.uint8) for colour in ((150, 80, 40), (240, 240, 240)))
    colours = TaughtColours.from_pictures([blue], [white])
    dressed = Drawn()
    shot = Shot(
        encode(dressed.picture(), 95), (replace(DRESSED_VIEW, seat_tag=False),), "a", START, TaughtHere(colours=colours)
    )
    ((look,),) = Looker(ToldEyes({"W1": (dressed.person(),)})).look_many([shot])
    assert look.attire is not None
    assert look.attire.attire.outerwear is Outerwear.yes


def test_without_keypoints_nobody_looks_at_clothes() -> None:
    dressed = Drawn()
    looker = Looker(ToldEyes({"W1": (dressed.person(),)}, keypoints=False))
    (look,) = looker.look(dressed.picture(), [replace(DRESSED_VIEW, seat_tag=False)])
    assert look.sighting.people == 1
    assert look.attire is None


class ToldSite:
    """A site's own model that sees a badge."""

    def prove(self) -> None: ...

    def look(self, views: Sequence[View]) -> list[dict[SiteSignal, SignalState]]:
        return [{SiteSignal.badge: SignalState.seen, SiteSignal.desk_plate: SignalState.unknown} for _ in views]


def test_the_sites_own_model_looks_once_a_minute() -> None:
    looker = Looker(ToldEyes({"W1": (CLERK,)}), site=ToldSite())  # type: ignore[arg-type]
    asked = [
        looker.look_many([Shot(SCENE.frame({"W1": Seat(person=n % 4)}, tick=n), SCENE.views()[:1], "a",
                               START + timedelta(seconds=20 * n))])[0][0].site_signals is not None
        for n in range(5)
    ]  # fmt: skip
    assert asked == [True, False, False, True, False]
    assert looker.start().site_signals
