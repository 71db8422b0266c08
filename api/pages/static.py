"""`/static/...`: the stylesheet, the script and the icon, from this package and nowhere else."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import Response

from api.problems import Problem

MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
KEPT = "public, max-age=31536000, immutable"
"""Their addresses carry a hash of what is in them, so that a new one has a new address."""
ASKED_ANEW = "no-cache"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class StaticFile:
    content: bytes
    media_type: str
    version: str


@cache
def static_files() -> dict[str, StaticFile]:
    found: dict[str, StaticFile] = {}
    for file in files("api").joinpath("static").iterdir():
        suffix = file.name[file.name.rfind(".") :]
        if suffix in MEDIA_TYPES:
            content = file.read_bytes()
            found[file.name] = StaticFile(content, MEDIA_TYPES[suffix], hashlib.sha256(content).hexdigest()[:12])
    return found


def static_address(name: str) -> str:
    """Raises KeyError for a file that there is not."""
    return f"/static/{name}?v={static_files()[name].version}"


@router.get("/static/{name}")
def static(name: str, v: str = "") -> Response:
    """Open to everybody. A script names those that it imports without a hash: they are asked for anew each time."""
    file = static_files().get(name)
    if file is None:
        raise Problem(404, "not-found", "There is no such file.")
    return Response(
        file.content, media_type=file.media_type, headers={"Cache-Control": KEPT if v == file.version else ASKED_ANEW}
    )
