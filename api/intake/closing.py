"""Refusing a body that is still being sent, so that the refusal arrives."""

from anyio import move_on_after
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.intake.body import Body, Gone

LINGER_S = 2.0


class ClosingAnswer(Response):
    """Another response's content, sent before the body has ended; the connection is closed after it.

    Closed at once, with unread bytes in its buffer, TCP would reset the connection and the client might never see the
    answer. So what still comes is read and thrown away, but only for a short while and up to a bound.
    """

    def __init__(self, answer: Response, body: Body, discard_bytes_max: int, *, listens: bool) -> None:
        """`listens`: the client waits for `100 Continue` and sends nothing unless asked."""
        super().__init__(answer.body, answer.status_code)
        self.raw_headers = [*answer.raw_headers, (b"connection", b"close")]
        self._rest = body
        self._discard_bytes_max = discard_bytes_max
        self._nothing_comes = listens and not body.begun

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - Response's own
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        if not self._nothing_comes:
            with move_on_after(LINGER_S):
                await self._discard()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _discard(self) -> None:
        discarded_bytes = 0
        try:
            async for piece in self._rest.pieces():
                discarded_bytes += len(piece)
                if discarded_bytes > self._discard_bytes_max:
                    return
        except Gone:
            return
