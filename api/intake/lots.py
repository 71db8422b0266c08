"""Work that costs little more for many than for one: done by one thread for all who wait."""

from asyncio import AbstractEventLoop, Future, get_running_loop
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AT_ONCE = 16
"""So many are done in one go. More keep the first of them waiting longer."""


class Lots(Generic[Item, Result]):
    """Whoever comes while a lot is worked on goes with the next.

    `work` answers for each of its items with a result or an exception. That it is one thread is no loss where it waits
    for a disk: what is written for all is waited for once, and no thread takes another's turn.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Result | BaseException]], name: str) -> None:
        self._work = work
        self._lock = Lock()
        self._busy = False
        self._waiting: list[tuple[Item, Future[Result]]] = []
        self._thread = ThreadPoolExecutor(1, name)

    async def do(self, item: Item) -> Result:
        """What came of the item: returned, or raised."""
        settled: Future[Result] = get_running_loop().create_future()
        with self._lock:
            self._waiting.append((item, settled))
            begin, self._busy = not self._busy, True
        if begin:
            self._thread.submit(self._run)
        return await settled

    def _run(self) -> None:
        while lot := self._next_lot():
            try:
                outcomes = self._work([item for item, _ in lot])
            except BaseException as error:  # noqa: BLE001 - those who wait are told
                outcomes = [error] * len(lot)
            by_loop: defaultdict[AbstractEventLoop, list[tuple[Future[Result], Result | BaseException]]]
            by_loop = defaultdict(list)
            for (_, settled), outcome in zip(lot, outcomes, strict=True):
                by_loop[settled.get_loop()].append((settled, outcome))
            for loop, told in by_loop.items():
                with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                    loop.call_soon_threadsafe(_tell, told)

    def _next_lot(self) -> list[tuple[Item, Future[Result]]]:
        with self._lock:
            lot, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            self._busy = bool(lot)
        return lot


def _tell(told: Sequence[tuple[Future[Result], Result | BaseException]]) -> None:
    for settled, outcome in told:
        if settled.done():  # whoever waited was cancelled
            continue
        if isinstance(outcome, BaseException):
            settled.set_exception(outcome)
        else:
            settled.set_result(outcome)
