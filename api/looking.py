"""The eyes that the settings ask for."""

from pathlib import Path

from api.settings import Settings
from api.setup.looking_file import read_looking_file
from vision.eyes import PersonEyes
from vision.look import LookLimits
from vision.looker import Looker
from vision.outerwear import TaughtColours
from vision.teach_colours import colours_of
from vision.weights import WeightsUnusable, find_weights


def looking_limits(settings: Settings) -> LookLimits:
    """The thresholds of looking. Raises LookingFileError."""
    return read_looking_file(settings.looking) if settings.looking else LookLimits()


def make_looker(settings: Settings) -> Looker:
    """Whatever cannot be had is left out, with the reason. Raises LookingFileError.

    Loads nothing yet, so that the thread which looks is the one that loads.
    """
    from vision.attributes import AttributeEyes
    from vision.sign_text import SignReader
    from vision.site_eyes import SiteEyes

    limits = looking_limits(settings)
    missing: list[str] = []
    persons, why = _persons(settings.weights, settings, limits)
    second, second_why = _persons(settings.second_weights, settings, limits)
    if second_why is not None and settings.second_weights:
        missing.append(second_why)
    site_weights, site_why = _found(settings.signals_weights, settings)
    if site_why is not None and settings.signals_weights:
        missing.append(site_why)
    return Looker(
        persons,
        limits,
        why or "",
        second=second,
        attributes=AttributeEyes(settings.attributes) if settings.attributes else None,
        site=SiteEyes(site_weights, settings.signals, limits.signals) if site_weights else None,
        sign_reader=SignReader(tuple(filter(None, map(str.strip, settings.sign_words.split(",")))), limits.sign_text),
        missing=missing,
    )


def photo_eyes(settings: Settings) -> tuple[PersonEyes, ...]:
    """Every person detector that is set, anew for a thread of its own.

    Raises WeightsUnusable for one that is not there, LookingFileError.
    """
    limits = looking_limits(settings)
    found: list[PersonEyes] = []
    for name in filter(None, (settings.weights, settings.second_weights)):
        persons, why = _persons(name, settings, limits)
        if persons is None:
            raise WeightsUnusable(why or name)
        found.append(persons)
    return tuple(found)


def colours_from(settings: Settings, coats: Path, shirts: Path, *, cut: bool) -> TaughtColours:
    """What two folders of pictures teach. Raises ColoursUnusable, WeightsUnusable."""
    limits = looking_limits(settings)
    if cut:
        return colours_of(coats, shirts, None, limits.attire.outerwear)
    persons, why = _persons(settings.weights, settings, limits)
    if persons is None:
        raise WeightsUnusable(f"chests cannot be found: {why}; give pictures cut to the chest, and --cut")
    persons.prove()
    if not persons.gives_keypoints:
        raise WeightsUnusable("chests need weights with keypoints; give pictures cut to the chest, and --cut")
    return colours_of(coats, shirts, persons, limits.attire.outerwear)


def _persons(name: str | None, settings: Settings, limits: LookLimits) -> tuple[PersonEyes | None, str | None]:
    weights, why = _found(name, settings)
    if weights is None:
        return None, why
    from vision.yolo import YoloEyes

    return YoloEyes(weights, tiles=limits.tiles), None


def _found(name: str | None, settings: Settings) -> tuple[Path | None, str | None]:
    if not name:
        return None, "no weights are set (CONDUCT_WEIGHTS)"
    try:
        return find_weights(name, settings.weights_dir), None
    except WeightsUnusable as reason:
        return None, str(reason)
