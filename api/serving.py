"""The HTTP server, which tells the service that it closes before it waits for answers to end."""

from socket import socket

import uvicorn
from fastapi import FastAPI

from api.state import state_of


class Server(uvicorn.Server):
    """Answers that go on for as long as somebody watches would otherwise hold its end up for ever."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        super().__init__(uvicorn.Config(app, host=host, port=port, log_config=None, access_log=False))
        self._state = state_of(app)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._state.closing.set()
        await super().shutdown(sockets)
