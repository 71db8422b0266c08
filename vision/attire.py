"""What the one person at a window wears: sleeves and coat, or unknown. Never who it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.values.occupancy import Attire, Outerwear, Sleeve
from models.values.seeing import Signal, WindowView
from vision.attire_colours import ColourLimits, arms_of
from vision.attributes import AttributeEyes
from vision.outerwear import OuterwearLimits, OuterwearSeen, TaughtColours, chest_of, outerwear_of
from vision.persons import PersonLimits, people_at
from vision.pictures import Picture
from vision.sleeves import SleeveLimits, SleeveSeen, sleeve_of


@dataclass(frozen=True, slots=True)
class AttireLimits:
    """Everything in looking at clothes that is a matter of degree."""

    colours: ColourLimits = field(default_factory=ColourLimits)
    sleeves: SleeveLimits = field(default_factory=SleeveLimits)
    outerwear: OuterwearLimits = field(default_factory=OuterwearLimits)


@dataclass(frozen=True, slots=True)
class AttireSeen:
    """What one look says of one person's clothes, and why in words."""

    attire: Attire
    why: str


def attire_of(
    picture: Picture,
    view: WindowView,
    signals: Sequence[Signal],
    *,
    attributes: AttributeEyes | None = None,
    taught: TaughtColours | None = None,
    limits: AttireLimits | None = None,
    persons: PersonLimits | None = None,
) -> AttireSeen | None:
    """The clothes of the person at the clerk's place; None where there is not exactly one.

    `picture` is height x width x 3, blue-green-red; boxes and keypoints in 0..1 of it. `persons`: as for counting them.
    Call it for usable looks only.
    Raises WeightsUnusable where the attributes model cannot be loaded.
    """
    limits = limits or AttireLimits()
    person = the_one_at(view, signals, persons)
    if person is None:
        return None
    arms = arms_of(picture, person, limits.colours)
    # where the arms cannot be seen the model would only guess, and its answer is not used
    score = attributes.long_sleeves(picture, person.box) if attributes and not isinstance(arms, str) else None
    sleeve = sleeve_of(arms, score, limits.sleeves)
    return together(sleeve, outerwear_of(chest_of(picture, person), taught, limits.outerwear))


def the_one_at(view: WindowView, signals: Sequence[Signal], limits: PersonLimits | None = None) -> Signal | None:
    """The person at the clerk's place, counted as `vision.fuse` counts; None where there is not exactly one."""
    people = people_at(view, signals, limits)
    return people[0] if len(people) == 1 else None


def tells(attire: Attire) -> bool:
    """Whether anything is known of these clothes."""
    return attire.sleeve is not Sleeve.unknown or attire.outerwear is not Outerwear.unknown


def together(sleeve: SleeveSeen, coat: OuterwearSeen) -> AttireSeen:
    """One attire: as sure as the less sure of what is known, 0 where nothing is."""
    known = [
        confidence
        for confidence, is_known in (
            (sleeve.confidence, sleeve.sleeve is not Sleeve.unknown),
            (coat.confidence, coat.outerwear is not Outerwear.unknown),
        )
        if is_known
    ]
    attire = Attire(sleeve.sleeve, coat.outerwear, min(known, default=0.0))
    return AttireSeen(attire, f"Sleeves {attire.sleeve}: {sleeve.why} Outerwear {attire.outerwear}: {coat.why}")
