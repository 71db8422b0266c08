"""From looks to the states of a window over time: rules 1 to 4 of the scenario contract. Pure."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from conduct.judging.sightings import Seen, in_order
from models.values.occupancy import LookRun, StateSpan, WindowState

_SMOOTHED_FIRST = (WindowState.unattended, WindowState.away_sign, WindowState.staffed)


@dataclass(frozen=True, slots=True)
class OccupancyLimits:
    confirm_s: float
    max_gap_s: float


def timeline(window: str, looks: Iterable[LookRun], *, now: datetime, limits: OccupancyLimits) -> tuple[StateSpan, ...]:
    """The window's states from its first usable look to `now`, gaps as unknown; looks after `now` are left out."""
    max_gap = timedelta(seconds=limits.max_gap_s)
    seen = in_order(looks, now=now, max_gap=max_gap)
    if not seen:
        return ()
    confirm = timedelta(seconds=limits.confirm_s)
    spans: list[StateSpan] = []
    for stretch in _between_gaps(seen, max_gap):
        if spans:
            spans.append(StateSpan(window, WindowState.unknown, spans[-1].end, stretch[0][0]))
        spans.extend(_spans(window, smooth(_runs(stretch), confirm), stretch[-1][0]))
    return (*spans[:-1], *_up_to_now(spans[-1], now, max_gap))


def _between_gaps(seen: Sequence[Seen], max_gap: timedelta) -> Iterator[Sequence[Seen]]:
    begin = 0
    for i in range(1, len(seen)):
        if seen[i][0] - seen[i - 1][0] > max_gap:
            yield seen[begin:i]
            begin = i
    yield seen[begin:]


def _runs(stretch: Sequence[Seen]) -> list[Seen]:
    """Each run by its first sighting."""
    runs = [stretch[0]]
    for each in stretch:
        if each[1] != runs[-1][1]:
            runs.append(each)
    return runs


def smooth(runs: Sequence[Seen], confirm: timedelta) -> list[Seen]:
    """Rule 3: runs shorter than `confirm` between two runs of one same state take that state.

    Earliest unattended run first, then away_sign, then staffed, begun again after each change. A heap
    per state and a linked list keep this n log n; of the runs that stay, only the one that grew can
    newly become a candidate.
    """
    starts, states = [r[0] for r in runs], [r[1] for r in runs]
    before, after = list(range(-1, len(runs) - 1)), [*range(1, len(runs)), -1]
    alive = [True] * len(runs)
    heaps: dict[WindowState, list[tuple[datetime, int]]] = {state: [] for state in _SMOOTHED_FIRST}

    def is_short(i: int) -> bool:
        left, right = before[i], after[i]
        if not alive[i] or left < 0 or right < 0 or states[left] != states[right]:
            return False
        return starts[right] - starts[i] < confirm

    def consider(i: int) -> None:
        if i >= 0 and is_short(i):
            heapq.heappush(heaps[states[i]], (starts[i], i))

    for i in range(len(runs)):
        consider(i)
    while (taken := _next_short(heaps, is_short)) is not None:
        left, right = before[taken], after[taken]
        alive[taken] = alive[right] = False
        after[left] = after[right]
        if after[right] >= 0:
            before[after[right]] = left
        consider(left)
    return [(starts[i], states[i]) for i in range(len(runs)) if alive[i]]


def _next_short(heaps: dict[WindowState, list[tuple[datetime, int]]], is_short: Callable[[int], bool]) -> int | None:
    for state in _SMOOTHED_FIRST:
        heap = heaps[state]
        while heap:
            _, i = heapq.heappop(heap)
            if is_short(i):
                return i
    return None


def _spans(window: str, runs: Sequence[Seen], last: datetime) -> Iterator[StateSpan]:
    ends = [start for start, _ in runs[1:]] + [last]
    for (start, state), end in zip(runs, ends, strict=True):
        yield StateSpan(window, state, start, end)


def _up_to_now(final: StateSpan, now: datetime, max_gap: timedelta) -> Iterator[StateSpan]:
    if now - final.end > max_gap:
        yield final
        yield StateSpan(final.window, WindowState.unknown, final.end, now)
    else:
        yield StateSpan(final.window, final.state, final.start, now, goes_on=True)
