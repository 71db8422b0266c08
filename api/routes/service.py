"""What the service says about itself: alive, ready, and its interface."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from api.auth.devices import device
from api.auth.people import current_person, require
from api.database import reading_from
from api.metrics import exposition
from api.state import state_of
from models.tables import KeyKind, Role

router = APIRouter()


class Alive(BaseModel):
    status: str


class Ready(BaseModel):
    """`degraded` still serves: `reason` says what is not seen at present."""

    status: str
    detectors: list[str]
    reason: str | None


async def monitor_or_admin(request: Request) -> None:
    """Dependency: a device key of kind `monitor`, or an admin logged in."""
    if "authorization" in request.headers:
        await device(KeyKind.monitor)(request)
    else:
        await require(Role.admin)(request, await current_person(request))


@router.get("/healthz")
async def healthz() -> Alive:
    """Whether the process answers at all. Open to everybody."""
    return Alive(status="ok")


@router.get("/readyz", dependencies=[Depends(monitor_or_admin)])
async def readyz(request: Request) -> Ready:
    """Whether frames are looked at, and by what. 200 also when degraded."""
    health = state_of(request).health.now()
    status = "ready" if health.degraded is None else "degraded"
    return Ready(status=status, detectors=list(health.detectors), reason=health.degraded)


@router.get("/metrics", dependencies=[Depends(monitor_or_admin)])
def metrics(request: Request) -> Response:
    """Counts for a monitoring system, in Prometheus' text form. No label names a person."""
    state = state_of(request)
    with reading_from(state.engine) as session:
        text = exposition(session, spool_bytes=state.spool.size_bytes, health=state.health.now())
    return Response(text, media_type=CONTENT_TYPE_LATEST)


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request, _: Annotated[Any, Depends(current_person)]) -> dict[str, Any]:
    """The interface as OpenAPI, for whoever is logged in."""
    return request.app.openapi()
