"""One thread for all who wait: each gets its own answer, and one's trouble is no other's."""

import asyncio
from collections.abc import Sequence
from threading import Event

import pytest

from api.intake.lots import AT_ONCE, Lots


def test_each_gets_its_own_answer() -> None:
    lots: Lots[int, int] = Lots(lambda some: [each * 2 for each in some], "test")

    async def all_of_them() -> list[int]:
        return await asyncio.gather(*(lots.do(n) for n in range(500)))

    assert asyncio.run(all_of_them()) == [n * 2 for n in range(500)]
    assert asyncio.run(lots.do(1)) == 2, "in another loop"


def test_who_comes_meanwhile_goes_together() -> None:
    done: list[int] = []
    begun, go_on = Event(), Event()

    def work(some: Sequence[int]) -> list[int]:
        done.append(len(some))
        begun.set()
        go_on.wait(60)
        return list(some)

    lots: Lots[int, int] = Lots(work, "test")

    async def one_then_many() -> None:
        first = asyncio.create_task(lots.do(0))
        assert await asyncio.to_thread(begun.wait, 60)
        others = [asyncio.create_task(lots.do(n)) for n in range(AT_ONCE + 3)]
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(first, *others)

    asyncio.run(one_then_many())
    assert done == [1, AT_ONCE, 3]


def test_an_exception_answers_one_alone() -> None:
    def work(some: Sequence[int]) -> list[int | BaseException]:
        return [ValueError(str(n)) if n % 3 == 0 else n for n in some]

    lots: Lots[int, int] = Lots(work, "test")

    async def all_of_them() -> list[int | BaseException]:
        return await asyncio.gather(*(lots.do(n) for n in range(9)), return_exceptions=True)

    told = [str(each) if isinstance(each, ValueError) else each for each in asyncio.run(all_of_them())]
    assert told == ["0", 1, 2, "3", 4, 5, "6", 7, 8]


def test_work_that_fails_answers_all_and_the_next_goes_on() -> None:
    failing = [True]

    def work(some: Sequence[int]) -> list[int]:
        if failing:
            raise RuntimeError("no")
        return list(some)

    lots: Lots[int, int] = Lots(work, "test")
    with pytest.raises(RuntimeError, match="no"):
        asyncio.run(lots.do(1))
    failing.clear()
    assert asyncio.run(lots.do(1)) == 1


def test_who_no_longer_waits_is_no_trouble() -> None:
    begun, go_on = Event(), Event()

    def work(some: Sequence[int]) -> list[int]:
        begun.set()
        go_on.wait(60)
        return list(some)

    lots: Lots[int, int] = Lots(work, "test")

    async def cancelled_one() -> int:
        first = asyncio.create_task(lots.do(0))
        assert await asyncio.to_thread(begun.wait, 60)
        first.cancel()
        go_on.set()
        return await lots.do(1)

    assert asyncio.run(cancelled_one()) == 1
