"""Which device sends a request: what it claims is parsed, looked up and verified here."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool

from api.auth.authorization import Basic, Bearer, Digest, Malformed, parse_authorization
from api.auth.digest import (
    Algorithm,
    NonceState,
    challenges,
    expected_response,
    judge_nonce,
    make_nonce,
)
from api.auth.senders import KnownCamera
from api.database import reading_from
from api.keys import find_key, unseal
from api.problems import Problem
from api.secret import Secret
from api.state import state_of
from models.tables import CameraRow, DeviceKeyRow, KeyKind

log = logging.getLogger(__name__)

NONCE_PURPOSE = "digest nonce"


@dataclass(frozen=True, slots=True)
class Claim:
    """All of a request that says who sends it."""

    authorization: str | None
    method: str
    target: str
    """Path and query as they were sent."""


@dataclass(frozen=True, slots=True)
class Device:
    """Whose key was shown."""

    key_id: UUID
    kind: KeyKind
    camera_id: UUID | None
    reader_id: UUID | None


def identify(session: Session, claim: Claim, secret: Secret, now: datetime) -> Device:
    """The device behind a claim. Raises Problem 401 `no-key`, `bad-key` or `stale-nonce`, with all challenges."""
    if claim.authorization is None:
        raise _unauthorized("no-key", "A device key is needed.", secret, now)
    try:
        row, stale = _find(session, claim, secret, now)
    except Malformed as malformed:
        raise _unauthorized("bad-key", f"The Authorization header is not usable: {malformed}.", secret, now) from None
    if row is None:
        raise _unauthorized("bad-key", "This key is not known here, or was revoked.", secret, now)
    if stale:
        raise _unauthorized("stale-nonce", "The nonce has expired; a new one comes with this.", secret, now, stale=True)
    return Device(row.id, row.kind, row.camera_id, row.reader_id)


def camera_of(session: Session, device: Device, code: str) -> KnownCamera:
    """The camera with this code, if the device is that camera.

    Raises Problem 404 `unknown-camera` (also for one retired), 403 `not-your-camera`.
    """
    camera = session.exec(select(CameraRow).where(CameraRow.code == code)).first()
    if camera is None or camera.retired_at is not None:
        raise Problem(404, "unknown-camera", "There is no camera of this name.")
    if device.camera_id != camera.id:
        raise Problem(403, "not-your-camera", "This key belongs to another device.")
    return KnownCamera(camera.id, camera.code, device.key_id)


def camera_by_key(session: Session, device: Device) -> KnownCamera:
    """The camera that the device is. Raises Problem 403 `not-your-kind`, 404 `unknown-camera` for one retired."""
    if device.camera_id is None:
        raise Problem(403, "not-your-kind", "Only a camera's key opens this.")
    camera = session.get_one(CameraRow, device.camera_id)
    if camera.retired_at is not None:
        raise Problem(404, "unknown-camera", "There is no camera of this name.")
    return KnownCamera(camera.id, camera.code, device.key_id)


def device(kind: KeyKind) -> Callable[[Request], Awaitable[Device]]:
    """Dependency: the device that sends this request, of this kind. Problems 401, and 403 `not-your-kind`."""

    async def find(request: Request) -> Device:
        def look_up() -> Device:
            state = state_of(request)
            with reading_from(state.engine) as session:
                sender = identify(session, claim_of(request), state.secret, state.clock.now())
            state.used_keys.note(sender.key_id, state.clock.now())
            return sender

        found = await run_in_threadpool(look_up)
        if found.kind is not kind:
            raise Problem(403, "not-your-kind", f"Only a key of kind {kind.value} opens this.")
        return found

    return find


async def own_camera(request: Request, camera: str) -> KnownCamera:
    """Dependency of routes with `{camera}` in their path: that camera, having sent this request with its own key.

    Who shows no valid key learns nothing else: 401 comes before 404, and 404 before 403. It may be a few seconds old:
    whoever keeps anything has `key_id` checked with it.
    """
    return await _known_or_looked_up(request, camera)


async def sending_camera(request: Request) -> KnownCamera:
    """Dependency of routes whose path can name no camera: the one whose key was shown. Otherwise as `own_camera`."""
    return await _known_or_looked_up(request, None)


def look_up_camera(request: Request, camera: str | None) -> KnownCamera:
    """The camera that sent this request with its own key, at this moment; raises as `own_camera` does."""
    state = state_of(request)
    with reading_from(state.engine) as session:
        sender = identify(session, claim_of(request), state.secret, state.clock.now())
        known = camera_by_key(session, sender) if camera is None else camera_of(session, sender, camera)
    state.used_keys.note(sender.key_id, state.clock.now())
    return known


async def _known_or_looked_up(request: Request, camera: str | None) -> KnownCamera:
    claim, senders = claim_of(request), state_of(request).senders
    known = senders.find(claim.authorization, camera)
    if known is None:
        known = await run_in_threadpool(look_up_camera, request, camera)
        if _is_the_same_each_time(claim):
            senders.put(claim.authorization, camera, known)
    return known


def _is_the_same_each_time(claim: Claim) -> bool:
    """Digest is not: it holds for one method and one address, and for a while."""
    return isinstance(parse_authorization(claim.authorization or ""), Bearer | Basic)


OwnCamera = Annotated[KnownCamera, Depends(own_camera)]
SendingCamera = Annotated[KnownCamera, Depends(sending_camera)]


def claim_of(request: Request) -> Claim:
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    target = (raw + b"?" + query if query else raw).decode("latin-1")
    return Claim(request.headers.get("authorization"), request.method, target)


def _find(session: Session, claim: Claim, secret: Secret, now: datetime) -> tuple[DeviceKeyRow | None, bool]:
    match parse_authorization(claim.authorization or ""):
        case Bearer(key):
            return find_key(session, key), False
        case Basic(_, password):
            # The key alone says which device it is; whatever a camera's form accepts as a user name will do.
            return find_key(session, password), False
        case Digest() as digest:
            return _find_digest(session, digest, claim, secret, now)


def _find_digest(
    session: Session, digest: Digest, claim: Claim, secret: Secret, now: datetime
) -> tuple[DeviceKeyRow | None, bool]:
    if digest.algorithm not in {algorithm.value for algorithm in Algorithm} or digest.qop not in {None, "auth"}:
        raise Malformed("Digest is understood with MD5 or SHA-256 and qop=auth")
    nonce = judge_nonce(secret.key_for(NONCE_PURPOSE), digest.nonce, now)
    if nonce is NonceState.forged or _path_of(digest.uri) != claim.target:
        return None, False
    algorithm = Algorithm(digest.algorithm)
    for row in _digest_keys(session, digest.username):
        ha1_hex = _ha1_of(row, algorithm, secret)
        if ha1_hex is None:
            continue
        expected = expected_response(algorithm, ha1_hex, digest, claim.method)
        if hmac.compare_digest(expected.encode(), digest.response.encode()):
            return row, nonce is NonceState.stale
    return None, False


def _digest_keys(session: Session, camera_code: str) -> list[DeviceKeyRow]:
    query = (
        select(DeviceKeyRow)
        .join(CameraRow, col(DeviceKeyRow.camera_id) == col(CameraRow.id))
        .where(CameraRow.code == camera_code)
        .where(col(DeviceKeyRow.revoked_at).is_(None), col(DeviceKeyRow.ha1_encrypted).is_not(None))
    )
    return list(session.exec(query))


def _ha1_of(row: DeviceKeyRow, algorithm: Algorithm, secret: Secret) -> str | None:
    try:
        return unseal(secret, row.prefix, row.ha1_encrypted or b"")[algorithm.value]
    except ValueError as error:
        log.warning("digest key unusable: %s", error)
        return None


def _path_of(uri: str) -> str:
    """Path and query of a URI that some clients send whole."""
    if uri.startswith(("http://", "https://")):
        _, slash, rest = uri.partition("//")[2].partition("/")
        return slash + rest
    return uri


def _unauthorized(code: str, detail: str, secret: Secret, now: datetime, *, stale: bool = False) -> Problem:
    values = challenges(make_nonce(secret.key_for(NONCE_PURPOSE), now), stale=stale)
    return Problem(401, code, detail, headers=[("WWW-Authenticate", value) for value in values])
