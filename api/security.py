"""Middleware for every answer and every body: headers that browsers obey, and an end to what is read."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOT_KEPT = "no-store"
"""Default for caches: most answers are about people."""
RAW = [(name.lower().encode(), value.encode()) for name, value in {**HEADERS, "Cache-Control": NOT_KEPT}.items()]


class SecurityHeaders:
    """Adds headers to every answer; one that a route has set itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", []))
                names = {name.lower() for name, _ in own}
                message["headers"] = [*own, *(header for header in RAW if header[0] not in names)]
            await send(message)

        await self.app(scope, receive, add)


class BodyLimit:
    """Reads at most so many bytes of any body: FastAPI reads one into memory before it asks who sends it.

    Routes with a narrower limit keep it themselves.
    """

    def __init__(self, app: ASGIApp, bytes_max: int) -> None:
        self.app = app
        self.bytes_max = bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken_bytes = 0

        async def count() -> Message:
            nonlocal taken_bytes
            message = await receive()
            taken_bytes += len(message.get("body", b""))
            if taken_bytes > self.bytes_max:
                raise HTTPException(413, f"A body may have at most {self.bytes_max} bytes.")
            return message

        await self.app(scope, count if scope["type"] == "http" else receive, send)
