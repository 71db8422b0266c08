"""Work that costs about the same for many as for one: done for all who wait, by the first of them."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AT_ONCE = 64
"""So many are done in one go. More keep the last of them waiting longer."""


class Together(Generic[Item, Result]):
    """Whoever comes while a lot is worked on goes with the next. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._busy = False
        self._waiting: list[tuple[Item, Callable[[Result | BaseException], object]]] = []

    def give(
        self,
        item: Item,
        work: Callable[[Sequence[Item]], Sequence[Result | BaseException]],
        settle: Callable[[Result | BaseException], object],
    ) -> None:
        """Has `settle` called with what came of the item, here and now or a little later in another thread.

        `work` answers for each of its items with a result or an exception. When it raises by itself, each of the lot is
        tried alone, so that one cannot spoil it for the others. `settle` must not raise.
        """
        with self._lock:
            self._waiting.append((item, settle))
            if self._busy:
                return
            self._busy = True
        while lot := self._next_lot():
            _work_on(lot, work)

    def do(self, item: Item, work: Callable[[Sequence[Item]], Sequence[Result | BaseException]]) -> Result:
        """The same for a caller that waits: the result is returned, an exception raised."""
        outcomes: list[Result | BaseException] = []
        settled = Lock()
        settled.acquire()

        def settle(outcome: Result | BaseException) -> None:
            outcomes.append(outcome)
            settled.release()

        self.give(item, work, settle)
        settled.acquire()
        if isinstance(outcomes[0], BaseException):
            raise outcomes[0]
        return outcomes[0]

    def _next_lot(self) -> list[tuple[Item, Callable[[Result | BaseException], object]]]:
        with self._lock:
            lot, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            self._busy = bool(lot)
        return lot


def _work_on(
    lot: Sequence[tuple[Item, Callable[[Result | BaseException], object]]],
    work: Callable[[Sequence[Item]], Sequence[Result | BaseException]],
) -> None:
    try:
        outcomes = work([item for item, _ in lot])
    except BaseException as error:  # noqa: BLE001 - it is told to the one whose item it was
        if len(lot) == 1:
            lot[0][1](error)
            return
        for each in lot:
            _work_on([each], work)
        return
    for (_, settle), outcome in zip(lot, outcomes, strict=True):
        settle(outcome)
