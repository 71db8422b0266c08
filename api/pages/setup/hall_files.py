"""`/setup/hall-files`: the present state as a hall file, and a file applied after a look at what it would do."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response

from api.database import ReadingSession, writing_to
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.setup.places import Keeper, Seer, hall_with, keeps
from api.problems import Problem
from api.setup.apply_halls import HallApplier
from api.setup.hall_export import export_halls
from api.setup.hall_file import HallFileError, parse_hall_file
from api.setup.hall_preview import SHOWN_MAX, preview_halls
from api.setup.house import halls_in_use
from api.state import state_of
from conduct.words import N_

FILE_BYTES_MAX = 2_000_000
"""A hall of a hundred windows with a month of shifts is a tenth of it."""
NOT_TEXT = N_("This is no text file in UTF-8.")
NO_FILE = N_("Choose a file, or write one below.")
TOO_LARGE = N_("The file is too large: it may have {n} bytes.")

router = APIRouter(prefix="/setup/hall-files", include_in_schema=False)


@router.get("")
def files(request: Request, visitor: CurrentVisitor, _: Seer, session: ReadingSession) -> Response:
    halls = [(hall.code, hall.name) for hall in halls_in_use(session)]
    return render(
        request, "setup_hall_file.html", text="", error="", preview=None, halls=halls, keeps=keeps(visitor.person)
    )


@router.get("/halls.toml")
def download(request: Request, _: Seer, session: ReadingSession, hall: str = "", shifts: bool = False) -> Response:
    """All halls in use, or one."""
    wanted = [hall_with(session, hall)] if hall else halls_in_use(session)
    if not wanted:
        raise Problem(404, "not-found", "There is no hall yet.")
    text = export_halls(session, wanted, now=state_of(request).clock.now(), shifts=shifts)
    headers = {"Content-Disposition": f'attachment; filename="{f"hall-{hall}" if hall else "halls"}.toml"'}
    return Response(text, media_type="application/toml; charset=utf-8", headers=headers)


@router.post("/preview")
def preview(
    request: Request,
    visitor: CurrentVisitor,
    person: Keeper,
    file: UploadFile | None = None,
    text: Annotated[str, Form(max_length=FILE_BYTES_MAX)] = "",
) -> Response:
    """What it would do, and the file itself, to be mended or applied."""
    state, say = state_of(request), visitor.language.say
    content = file.file.read(FILE_BYTES_MAX + 1) if file is not None and file.filename else text.encode()
    if len(content) > FILE_BYTES_MAX:
        return _page(request, visitor, text, say(TOO_LARGE, n=FILE_BYTES_MAX))
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return _page(request, visitor, text, say(NOT_TEXT))
    if not text.strip():
        return _page(request, visitor, text, say(NO_FILE))
    try:
        told = preview_halls(state.engine, parse_hall_file(text), by=person.login, now=state.clock.now())
    except HallFileError as error:
        return _page(request, visitor, text, str(error))
    return render(
        request, "setup_hall_file.html", text=text, error="", preview=told, halls=[], keeps=True, shown=SHOWN_MAX
    )


@router.post("/apply")
def apply(
    request: Request,
    visitor: CurrentVisitor,
    person: Keeper,
    text: Annotated[str, Form(max_length=FILE_BYTES_MAX)] = "",
) -> Response:
    """What `halls apply` does, by the same applier: all of the file, or nothing."""
    state = state_of(request)
    text = text.replace("\r\n", "\n")
    try:
        told = parse_hall_file(text)
        with writing_to(state.engine) as session:
            counts = HallApplier(session, by=person.login, now=state.clock.now()).apply(told)
    except HallFileError as error:
        return _page(request, visitor, text, str(error))
    state.facts_changed.set()
    return render(request, "setup_hall_file_done.html", counts=counts, halls=[hall.code for hall in told.halls])


def _page(request: Request, visitor: Visitor, text: str, error: str) -> Response:
    """Once more, with what is wrong."""
    return render(
        request, "setup_hall_file.html", 422, text=text, error=error, preview=None, halls=[],
        keeps=keeps(visitor.person),
    )  # fmt: skip
