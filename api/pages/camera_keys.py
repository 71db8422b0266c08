"""`/setup/cameras/CAMERA/keys`: keys made, shown once, listed with their last use, revoked; and what to type where."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.auth.access import Person
from api.cameras.instruction_parts import KEY, UNREACHABLE, Kind, Place
from api.cameras.instructions import VENDORS, Instructions, instructions
from api.database import ReadingSession, reading_from, writing_to
from api.language import Language
from api.pages.camera_frame import CAMERAS, Admin, KeyReader, OneCamera, camera_address, one_camera, render_camera
from api.pages.camera_words import refusal_said
from api.pages.rendering import CurrentVisitor
from api.roster.asking import not_found
from api.setup.cameras import check_in_use
from api.setup.device_keys import give_key, keys_of, take_key
from api.state import state_of
from conduct.review.violations import Refused
from conduct.words import N_

KINDS_OF_KEY = {
    "plain": N_("For a program, or a camera with Bearer or Basic"),
    "digest": N_("For a camera that can do HTTP Digest only"),
    "short": N_("For a camera whose password field is narrow: 16 characters, Digest too"),
}

router = APIRouter(include_in_schema=False)


@router.get(f"{CAMERAS}/{{camera}}/keys")
def keys(
    request: Request, camera: str, visitor: CurrentVisitor, person: KeyReader, session: ReadingSession
) -> Response:
    return _page(request, session, person, visitor.language, one_camera(session, person, camera))


@router.post(f"{CAMERAS}/{{camera}}/keys")
def make(
    request: Request, camera: str, visitor: CurrentVisitor, person: Admin, kind: Annotated[str, Form()] = "plain"
) -> Response:
    """The page with the new key on it, this once: it is kept nowhere, and no address leads to it."""
    state = state_of(request)
    text, error = "", ""
    digest = state.secret if kind in {"digest", "short"} else None
    try:
        with writing_to(state.engine) as session:
            row = one_camera(session, person, camera, lock=True).row
            check_in_use(row)
            made = give_key(
                session, row, digest_with=digest, short=kind == "short", by=person.login, now=state.clock.now()
            )
            text = made.text
    except Refused as refused:
        error = refusal_said(refused, visitor.language)
    with reading_from(state.engine) as session:
        found = one_camera(session, person, camera)
        return _page(request, session, person, visitor.language, found, made=text, error=error)


@router.post(f"{CAMERAS}/{{camera}}/keys/{{prefix}}/revocation")
def revoke(request: Request, camera: str, prefix: str, person: Admin) -> Response:
    state = state_of(request)
    with writing_to(state.engine) as session:
        found = one_camera(session, person, camera)
        row = next((key for key in keys_of(session, found.row.id) if key.prefix == prefix), None)
        if row is None:
            raise not_found("key")
        take_key(session, row, by=person.login, now=state.clock.now())
        key_id = row.id
    state.senders.forget(key_id)
    return RedirectResponse(f"{camera_address(camera)}/keys", status_code=303)


def _page(
    request: Request,
    session: Session,
    person: Person,
    language: Language,
    camera: OneCamera,
    *,
    made: str = "",
    error: str = "",
) -> Response:
    place = place_reached(request, camera.row.code)
    return render_camera(
        request,
        "camera_keys.html",
        person,
        camera,
        "/keys",
        409 if error else 200,
        keys=keys_of(session, camera.row.id),
        kinds=KINDS_OF_KEY,
        made=made,
        error=error,
        curl=_curl(place, made or KEY),
        guides=_guides(place, language),
        place=place,
        unreachable=place.host in UNREACHABLE,
    )


def place_reached(request: Request, camera: str) -> Place:
    """The service as cameras reach it: at the address that people use, unless the settings know a better one."""
    told = state_of(request).settings.base_url
    if told is not None:
        https = told.scheme == "https"
        return Place(camera, told.host or "", told.port or (443 if https else 80), https)
    https = request.url.scheme == "https"
    return Place(camera, request.url.hostname or "", request.url.port or (443 if https else 80), https)


def _guides(place: Place, language: Language) -> Mapping[str, Instructions]:
    """By who made the camera."""
    return {VENDORS[kind]: instructions(kind, place, language.translate) for kind in Kind if kind is not Kind.curl}


def _curl(place: Place, key: str) -> str:
    command = instructions(Kind.curl, place).steps[-1].command
    assert command is not None, "the last step of these instructions is a command"
    return command.replace(KEY, key)
