"""Taking in a request's body piece by piece, never more of it than allowed."""

from collections.abc import AsyncIterator

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
    taken = bytearray()
    async for piece in body.pieces():
        taken += piece
        if len(taken) > bytes_max:
            raise TooMuch
    return bytes(taken)
