"""Work done for many in one go: everybody gets their own, and nobody somebody else's failure."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest

from api.intake.together import AT_ONCE, Together


def test_each_gets_the_answer_to_its_own() -> None:
    together: Together[int, int] = Together()
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(lambda n: together.do(n, lambda some: [each * 2 for each in some]), range(500))) == [
            n * 2 for n in range(500)
        ]


def test_who_comes_meanwhile_goes_together() -> None:
    together: Together[int, int] = Together()
    begun, waiting, lots = Event(), Event(), []

    def work(items: Sequence[int]) -> Sequence[int]:
        lots.append(len(items))
        begun.set()
        assert waiting.wait(10)
        return items

    with ThreadPoolExecutor(11) as pool:
        first = pool.submit(together.do, 0, work)
        assert begun.wait(10)
        others = [pool.submit(together.do, n, work) for n in range(1, 11)]
        while len(together._waiting) < 10:
            sleep(0.001)
        waiting.set()
        assert [each.result(10) for each in (first, *others)] == list(range(11))
    assert lots == [1, 10]


def test_a_lot_has_its_bound() -> None:
    together: Together[int, int] = Together()
    lots: list[int] = []
    at_once = Barrier(AT_ONCE * 2)

    def work(items: Sequence[int]) -> Sequence[int]:
        lots.append(len(items))
        return items

    def come(n: int) -> int:
        at_once.wait(10)
        return together.do(n, work)

    with ThreadPoolExecutor(AT_ONCE * 2) as pool:
        assert sorted(pool.map(come, range(AT_ONCE * 2))) == list(range(AT_ONCE * 2))
    assert max(lots) <= AT_ONCE


def test_an_answer_that_is_an_error_is_raised_to_that_one_alone() -> None:
    together: Together[int, int] = Together()

    def work(items: Sequence[int]) -> list[int | BaseException]:
        return [ValueError(f"no {n}") if n % 2 else n for n in items]

    def come(n: int) -> str:
        try:
            return str(together.do(n, work))
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(come, range(6))) == ["0", "no 1", "2", "no 3", "4", "no 5"]


def test_one_that_fails_the_lot_does_not_take_the_others_along() -> None:
    together: Together[int, int] = Together()

    def work(items: Sequence[int]) -> Sequence[int]:
        if 3 in items:
            raise OSError("three is bad")
        return items

    def come(n: int) -> str:
        try:
            return str(together.do(n, work))
        except OSError as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(come, range(8))) == ["0", "1", "2", "4", "5", "6", "7", "three is bad"]
    with pytest.raises(KeyboardInterrupt):
        together.do(0, lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    assert together.do(1, work) == 1
