"""A hall's colours of coats and shirts, from folders of reference pictures. No picture is kept."""

from pathlib import Path

from models.values.seeing import Signal
from vision.eyes import WHOLE_PICTURE, PersonEyes, View
from vision.jpeg import Broken, decode, jpeg_files
from vision.outerwear import OuterwearLimits, TaughtColours, chest_of
from vision.pictures import Picture


class ColoursUnusable(ValueError):
    """Pictures from which nothing can be taught; the message says which and why, in one line."""


def colours_of(
    coats: Path, shirts: Path, persons: PersonEyes | None, limits: OuterwearLimits | None = None
) -> TaughtColours:
    """What two folders of JPEG pictures show, one person each, in the uniform's coat and without it.

    `persons` finds the chest and needs keypoints; None for pictures that are cut to the chest already. Raises
    ColoursUnusable, and WeightsUnusable for weights that cannot look.
    """
    try:
        return TaughtColours.from_pictures(_chests(coats, persons), _chests(shirts, persons), limits)
    except ValueError as error:
        raise ColoursUnusable(str(error)) from error


def _chests(folder: Path, persons: PersonEyes | None) -> list[Picture]:
    files = jpeg_files(folder)
    if not files:
        raise ColoursUnusable(f"no JPEG file lies in {folder}")
    chests: list[Picture] = []
    for file in files:
        try:
            picture = decode(file.read_bytes())
        except Broken as error:
            raise ColoursUnusable(f"{file}: {error}") from error
        chest = picture if persons is None else _chest(picture, persons)
        if chest is None:
            raise ColoursUnusable(f"{file}: no chest can be seen between shoulders and hips")
        chests.append(chest)
    return chests


def _chest(picture: Picture, persons: PersonEyes) -> Picture | None:
    (found,) = persons.look([View(picture, WHOLE_PICTURE)])
    best: Signal | None = max(found, key=lambda one: one.score, default=None)
    return chest_of(picture, best) if best is not None else None
