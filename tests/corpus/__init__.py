"""More than 500 pictures that no camera should send, made the same way each time, with what is to become of each."""

from collections.abc import Callable, Iterator

from tests.corpus.bombs import bombs
from tests.corpus.damaged import flipped, overwritten, trailing, truncated
from tests.corpus.kinds import dressed, rare, sound
from tests.corpus.sample import Sample
from tests.corpus.tricks import tricks
from tests.corpus.wrong import wrong

PARTS: tuple[Callable[[], Iterator[Sample]], ...] = (
    sound, rare, dressed, wrong, bombs, truncated, flipped, overwritten, trailing, tricks,
)  # fmt: skip


def corpus() -> Iterator[Sample]:
    for part in PARTS:
        yield from part()
