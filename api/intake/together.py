"""Work that costs about the same for many as for one: done for all who wait, by the first of them."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar, cast

Item = TypeVar("Item")
Result = TypeVar("Result")

AT_ONCE = 64
"""So many are done in one go. More keep the last of them waiting longer."""


class _Waiting(Generic[Item, Result]):
    __slots__ = ("done", "error", "item", "result")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.done = False
        self.result: Result | None = None
        self.error: BaseException | None = None

    def settle(self, outcome: Result | BaseException) -> None:
        if isinstance(outcome, BaseException):
            self.error = outcome
        else:
            self.result = outcome
        self.done = True


class Together(Generic[Item, Result]):
    """Whoever comes while a lot is worked on waits, and goes with the next. Safe from any thread."""

    def __init__(self) -> None:
        self._lock, self._turn = Lock(), Lock()
        self._waiting: list[_Waiting[Item, Result]] = []

    def do(self, item: Item, work: Callable[[Sequence[Item]], Sequence[Result | BaseException]]) -> Result:
        """The result for this item, once a call of `work` has covered it.

        `work` answers for each of its items with a result or with an exception, which is raised to that item's caller
        alone. When it raises by itself, each of the lot is tried alone, so that one cannot spoil it for the others.
        """
        mine = _Waiting[Item, Result](item)
        with self._lock:
            self._waiting.append(mine)
        with self._turn:
            while not mine.done:
                with self._lock:
                    lot, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                _work_on(lot, work)
        if mine.error is not None:
            raise mine.error
        return cast(Result, mine.result)


def _work_on(
    lot: Sequence[_Waiting[Item, Result]], work: Callable[[Sequence[Item]], Sequence[Result | BaseException]]
) -> None:
    try:
        outcomes = work([each.item for each in lot])
    except BaseException as error:  # noqa: BLE001 - it is raised to the one whose item it was
        if len(lot) == 1:
            lot[0].settle(error)
            return
        for each in lot:
            _work_on([each], work)
        return
    for each, outcome in zip(lot, outcomes, strict=True):
        each.settle(outcome)
