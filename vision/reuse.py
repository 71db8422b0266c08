"""Which windows of some frames have to be looked at, and for which an earlier look still stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from models.values.seeing import WindowView
from vision.look import Look
from vision.memory import Memory, Place
from vision.shot import Shot
from vision.unchanged import ChangeLimits, Seen, factor_for, part_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One window of one of the frames, and what it looks like in small, where looks may be reused."""

    shot: int
    window: WindowView
    seen: Seen | None


@dataclass(frozen=True, slots=True)
class Sorted:
    """Which of the asked are to be looked at, and what stands for the others."""

    real: tuple[int, ...]
    standing: tuple[tuple[int, int], ...]
    """Each with the one of this group that it stands on."""
    older: tuple[tuple[int, Look], ...]
    """Each with the earlier look that stands for it."""


class Reuse:
    """Remembers the last real look at each window. For one thread."""

    def __init__(self, limits: ChangeLimits) -> None:
        self._limits = limits
        self._memory: Memory[Look | None] = Memory(limits)
        self._restless: set[str] = set()

    def asked(self, shots: Sequence[Shot]) -> list[Asked]:
        """Every window of every frame, in order. Raises vision.jpeg.Broken."""
        return [one for number, shot in enumerate(shots) for one in self._of(number, shot)]

    def sort_out(self, shots: Sequence[Shot], asked: Sequence[Asked]) -> Sorted:
        """What changed, and with it what would soon be looked at anyhow: the frame is decoded, the input has room."""
        now: Memory[int] = Memory(self._limits)
        real: list[int] = []
        standing: list[tuple[int, int]] = []
        older: list[tuple[int, Look]] = []
        of_shot: list[list[int]] = [[] for _ in shots]
        for index, one in enumerate(asked):
            of_shot[one.shot].append(index)
        for shot, own in zip(shots, of_shot, strict=True):
            stands = {index: self._stands(now, shot, asked[index]) for index in own}
            changed = any(on is None for on in stands.values())
            for index, on in stands.items():
                place, seen = _place(shot, asked[index]), asked[index].seen
                if on is None or (changed and self._ages(now, place, seen)):
                    real.append(index)
                    if seen is not None:
                        now.keep(place, seen, index)
                elif isinstance(on, int):
                    standing.append((index, on))
                else:
                    older.append((index, on))
        return Sorted(tuple(real), tuple(standing), tuple(older))

    def remember(self, shots: Sequence[Shot], asked: Sequence[Asked], looks: Sequence[Look]) -> None:
        """Keep what was really looked at; an unusable look stands for nothing."""
        moved: dict[str, list[bool]] = {}
        for one, look in zip(asked, looks, strict=True):
            camera = shots[one.shot].camera
            if camera is None or one.seen is None:
                continue
            moved.setdefault(camera, []).append(not look.again)
            if not look.again:
                self._memory.keep((camera, one.window.window), one.seen, look if look.sighting.usable else None)
        for camera, changed in moved.items():
            (self._restless.add if all(changed) else self._restless.discard)(camera)

    def _of(self, number: int, shot: Shot) -> list[Asked]:
        if shot.camera is None or shot.at is None or not shot.windows or self._limits.reuse_s <= 0:
            return [Asked(number, window, None) for window in shot.windows]
        # where much moved last time the whole picture will be needed, and decoding it twice would be waste
        restless = shot.camera in self._restless or not any(
            self._memory.known((shot.camera, window.window)) for window in shot.windows
        )
        small = shot.small(factor_for(shot.windows, *shot.size, self._limits), decoded_whole=restless)
        if small is None:
            return [Asked(number, window, None) for window in shot.windows]
        return [Asked(number, window, Seen(window, shot.at, part_of(small, window))) for window in shot.windows]

    def _stands(self, now: Memory[int], shot: Shot, one: Asked) -> Look | int | None:
        if one.seen is None:
            return None
        place = _place(shot, one)
        return now.standing(place, one.seen) if now.known(place) else self._memory.standing(place, one.seen)

    def _ages(self, now: Memory[int], place: Place, seen: Seen | None) -> bool:
        of: Callable[[Place], Seen | None] = now.last_seen if now.known(place) else self._memory.last_seen
        last = of(place)
        return seen is not None and last is not None and seen.at - last.at >= timedelta(seconds=self._limits.renew_s)


def _place(shot: Shot, one: Asked) -> Place:
    return shot.camera or "", one.window.window
