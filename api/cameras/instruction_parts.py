"""What instructions for a camera are made of. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import quote

Say = Callable[[str], str]
KEY = "KEY"
"""Stands for the key, which is shown once when it is made and kept nowhere."""
CAMERA = "http://CAMERA"
"""Stands for the camera's own address."""
UNREACHABLE = frozenset({"127.0.0.1", "::1", "localhost", "0.0.0.0", "::"})  # noqa: S104 - told apart, not listened on
"""Hosts that no camera reaches."""


class Kind(StrEnum):
    """What there are instructions for: vendors whose pushes are understood, and a program of one's own."""

    axis = "axis"
    hikvision = "hikvision"
    dahua = "dahua"
    uniview = "uniview"
    curl = "curl"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a camera is to push to, as it can reach the service."""

    camera: str
    host: str
    port: int
    https: bool = False

    @property
    def scheme(self) -> str:
        return "https" if self.https else "http"

    @property
    def base(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == (443 if self.https else 80) else f":{self.port}")

    @property
    def is_address(self) -> bool:
        """Whether the host is an IP address and no name."""
        try:
            ip_address(self.host)
        except ValueError:
            return False
        return True

    def path(self, kind: Kind) -> str:
        camera = quote(self.camera, safe="")
        return f"/api/v1/cameras/{camera}/" + ("frames" if kind is Kind.curl else f"push/{kind.value}")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `fields` are names as the vendor's form has them, with what to type into each."""

    text: str
    fields: tuple[tuple[str, str], ...] = ()
    command: str | None = None
