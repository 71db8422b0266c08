"""`/setup/cameras/CAMERA/picture`: the camera's next picture for its set-up, veiled, for scripts; and what they say."""

from base64 import b64encode
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime

from api.cameras.board import ShownPicture
from api.database import reading_from, writing_to
from api.language import Language
from api.pages.camera_frame import CAMERAS, Admin, OneCamera, last_frame, now_of, one_camera
from api.pages.rendering import CurrentVisitor
from api.pages.times import clock
from api.state import state_of
from conduct.auditing.trail import audit
from conduct.words import N_

WAITING_FIRST = N_("Waiting for the camera's first picture: none has come yet.")
WAITING = N_("Waiting for the camera's next picture; the last one came {seconds} s ago.")
WAITING_LONG = N_("Waiting for the camera's next picture; the last one came at {time}. Is the camera on?")
SHOWN = N_("Picture of {time}. Nobody can be recognised in it: {people} people found are coarser still.")
SHOWN_UNLOOKED = N_("Picture of {time}. No person detector is at work, so all of it is veiled more coarsely.")
LONG_S = 120

router = APIRouter(include_in_schema=False)


@router.post(f"{CAMERAS}/{{camera}}/picture")
def picture(
    request: Request,
    camera: str,
    visitor: CurrentVisitor,
    person: Admin,
    after: Annotated[AwareDatetime | None, Form()] = None,
) -> Response:
    """The camera's next picture, veiled; 202 while it is waited for. Each one that is shown is audited."""
    state, now = state_of(request), now_of(request)
    with reading_from(state.engine) as session:
        found = one_camera(session, person, camera)
        last = last_frame(session, found.row)
        waiting = _waiting(last.received_at if last else None, found, now, visitor.language)
    shown = state.set_up.ask_picture(found.row.id, now, after) if found.row.retired_at is None else None
    if shown is None:
        return JSONResponse({"said": waiting}, status_code=202)
    with writing_to(state.engine) as session:
        audit(
            session, at=now, actor=person.login, action="camera.picture-shown", entity="camera",
            entity_id=found.row.id, camera=found.row.code, captured_at=shown.captured_at.isoformat(),
        )  # fmt: skip
    return JSONResponse(_told(shown, found, visitor.language))


def _waiting(last: datetime | None, camera: OneCamera, now: datetime, language: Language) -> str:
    if last is None:
        return language.say(WAITING_FIRST)
    seconds = max(0, round((now - last).total_seconds()))
    if seconds > LONG_S:
        return language.say(WAITING_LONG, time=f"{last.astimezone(camera.zone):%m-%d} {clock(last, camera.zone)}")
    return language.say(WAITING, seconds=seconds)


def _told(shown: ShownPicture, camera: OneCamera, language: Language) -> dict[str, object]:
    found, time = shown.overview.survey, clock(shown.captured_at, camera.zone)
    said = (
        language.say(SHOWN, time=time, people=len(found.persons))
        if found.persons is not None
        else language.say(SHOWN_UNLOOKED, time=time)
    )
    return {
        "said": said,
        "captured_at": shown.captured_at.isoformat(),
        "jpeg": b64encode(shown.overview.jpeg).decode(),
        "width": shown.overview.width_px,
        "height": shown.overview.height_px,
        "tags": [{"number": tag.number, "corners": tag.corners} for tag in found.tags],
    }


MESSAGES = {
    "point": N_("Corner {n} of {zone}: {x} % across, {y} % down"),
    "whole": N_("{zone}, all of it: the arrow keys move it"),
    "too-few": N_("A zone has three corners at least."),
    "too-many": N_("A zone has 32 corners at most."),
    "crossing": N_("Its outline crosses itself."),
    "too-small": N_("It is too small to show anything."),
    "unreadable": N_("Its corners cannot be read. Write them as 0.10,0.20 0.30,0.20 0.30,0.60."),
    "outside": N_("A corner lies outside of the picture: every number is between 0 and 1."),
    "adding": N_("Click on the picture to set corners. Click on the first one, or press Enter, when you are done."),
    "done": N_("{zone} has {n} corners."),
    "none": N_("{zone} is not drawn yet. Draw it, or begin with a rectangle."),
    "removed": N_("Corner removed."),
    "undone": N_("Undone."),
    "redone": N_("Done again."),
    "unsaved": N_("Not saved yet."),
    "failed": N_("The picture could not be had. Load the page again, or try once more."),
    "own": N_("Your own picture, in this browser alone: nothing of it is sent or kept."),
    "no-picture": N_("This file cannot be shown as a picture."),
    "tag": N_("Tag {n}"),
}
"""What the scripts of the page say."""


def said_by_scripts(language: Language) -> dict[str, str]:
    return {name: language.say(message) for name, message in MESSAGES.items()}
