"""Taking in a request's body piece by piece, never more of it than allowed."""

from asyncio import timeout
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.types import Receive


class Gone(Exception):
    """The client went away before its body was complete."""


class TooMuch(Exception):
    """More was sent than is taken in."""


class Body:
    """A request's body as it arrives. `ended` tells whether all of it has."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.ended = False
        self.begun = False

    async def pieces(self) -> AsyncIterator[bytes]:
        """Raises Gone."""
        while not self.ended:
            self.begun = True
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Gone
            self.ended = not message.get("more_body", False)
            yield message.get("body", b"")


async def read_whole(body: Body, bytes_max: int) -> bytes:
    """All of a body. Raises TooMuch at the first piece beyond, Gone."""
    taken: list[bytes] = []
    taken_bytes = 0
    async for piece in body.pieces():
        taken.append(piece)
        taken_bytes += len(piece)
        if taken_bytes > bytes_max:
            raise TooMuch
    return b"".join(taken)


@dataclass(frozen=True, slots=True)
class Came:
    """As much of a body as came. `gone`: its sender did not wait for an answer."""

    content: bytes
    gone: bool = False


async def read_what_comes(body: Body, bytes_max: int, within_s: float) -> Came:
    """What comes of a body until it ends, is too much or too slow, or its sender goes away. `body.ended` tells more."""
    taken: list[bytes] = []
    taken_bytes = 0
    gone = False
    try:
        async with timeout(within_s):
            async for piece in body.pieces():
                taken.append(piece[: bytes_max - taken_bytes])
                taken_bytes += len(piece)
                if taken_bytes > bytes_max:
                    break
    except TimeoutError:
        pass
    except Gone:
        gone = True
    return Came(b"".join(taken), gone)
