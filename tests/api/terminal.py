"""A ZKTeco terminal made up from the protocol: it shakes hands, polls, and sends a batch again until it reads OK."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import httpx


class Stuck(Exception):
    """The same batch was refused again and again."""


@dataclass
class MadeUpTerminal:
    """`base` is the service's address. What is refused stays in `refusals`, by its status and words."""

    base: str
    serial: str
    ending: str = ""
    """`.aspx` for firmware that asks so."""
    patience: int = 3
    refusals: list[tuple[int, str]] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    date: str = ""
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.base, timeout=30, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def shake_hands(self) -> str:
        answer = self._get("cdata", options="all", pushver="2.4.1", language="83")
        first, *lines = answer.text.splitlines()
        self.options = dict(line.split("=", 1) for line in lines)
        self.date = answer.headers["date"]
        return first

    def deliver(self, batches: Sequence[Sequence[bytes]]) -> None:
        """Each batch until it was taken. Raises Stuck."""
        for batch in batches:
            self._until_taken(b"".join(line + b"\n" for line in batch), len(batch))

    def push(self, body: bytes, table: str = "ATTLOG", **headers: str) -> httpx.Response:
        query = {"SN": self.serial, "table": table, "Stamp": "9999"}
        return self.http.post(self._path("cdata"), params=query, content=body, headers=headers)

    def poll(self) -> str:
        """What there is to do; it is done at once."""
        answer = self._get("getrequest")
        if answer.text.startswith("C:"):
            _, number, command = answer.text.split(":", 2)
            self.done.append(command)
            body = f"ID={number}&Return=0&CMD={command}\n"
            self.http.post(self._path("devicecmd"), params={"SN": self.serial}, content=body.encode())
        return answer.text

    def _until_taken(self, body: bytes, count: int) -> None:
        for _ in range(self.patience):
            answer = self.push(body)
            if answer.status_code == 200 and answer.text == f"OK: {count}":
                return
            self.refusals.append((answer.status_code, answer.text))
        raise Stuck

    def _get(self, name: str, **query: str) -> httpx.Response:
        return self.http.get(self._path(name), params={"SN": self.serial, **query})

    def _path(self, name: str) -> str:
        return f"/iclock/{name}{self.ending}"
