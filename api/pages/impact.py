"""`/auditor/impact`: the impact assessment from the configuration; `/auditor/statements`: what the operator adds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.auditor.configured import configuration_of, note_generated, version_of
from api.auth.access import Person
from api.auth.people import require
from api.database import ReadingSession, reading_from, writing_to
from api.language import NAMES, Language
from api.pages.audit import zone_of
from api.pages.auditor import READERS, TABS
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.problems import Problem
from api.state import State, state_of
from conduct.export.typesetting import NotSet
from conduct.impact.assessment import impact_document, missing
from conduct.impact.documents import Document
from conduct.impact.facts import Configuration, digest_of
from conduct.impact.pdf import document_pdf
from conduct.impact.statements import OF_A_CAMERA, OF_THE_OPERATOR, WORDS_LENGTH_MAX, state_words, statements_of
from conduct.impact.words import TOPICS
from conduct.review.violations import Refused
from conduct.words import N_
from models.tables import CameraRow, HallRow, Role, Topic
from vision.fonts import FontMissing

router = APIRouter(include_in_schema=False)
EVERYTHING = N_("The processing as a whole")
Reader = Annotated[Person, Depends(require(*READERS))]
Administrator = Annotated[Person, Depends(require(Role.admin))]


@dataclass(frozen=True, slots=True)
class Assessment:
    document: Document
    configuration: Configuration
    digest: str
    number: int
    made_at: datetime
    """In the zone of the first hall."""


@router.get("/auditor/impact")
def impact(request: Request, visitor: CurrentVisitor, person: Reader) -> Response:
    state, language = state_of(request), visitor.language
    made = _made(state, language)
    lacking = missing(made.configuration, language.say)
    _note(state, made, person, "html", language)
    return render(
        request,
        "impact.html",
        tabs=TABS,
        made=made,
        missing=lacking,
        may_state=person.role is Role.admin,
        pdfs=[(code, f"PDF {name}") for code, name in NAMES.items()],
    )


@router.get("/auditor/impact.pdf")
def impact_pdf(
    request: Request, person: Reader, visitor: CurrentVisitor, in_: Annotated[str, Query(alias="in")] = ""
) -> Response:
    """In a language of its own if asked for. 503 where no font can be had."""
    state = state_of(request)
    language = Language(in_) if in_ in NAMES else visitor.language
    made = _made(state, language)
    try:
        content = document_pdf(made.document, language=language.code, digest=made.digest, made_at=made.made_at)
    except (FontMissing, NotSet) as error:
        raise Problem(503, "not-set", f"It cannot be set: {error}") from None
    _note(state, made, person, "pdf", language)
    name = f"impact-assessment-v{made.number}-{language.code}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/pdf", headers=headers)


@router.get("/auditor/statements")
def statements(
    request: Request, visitor: CurrentVisitor, _: Reader, session: ReadingSession, saved: bool = False
) -> Response:
    return _statements(request, visitor, session, saved=saved)


@router.post("/auditor/statements")
def put_down(
    request: Request,
    visitor: CurrentVisitor,
    person: Administrator,
    topic: Annotated[list[Topic], Form()],
    words: Annotated[list[str], Form()],
    camera: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Those of one form: about everything, or about one camera. What is left empty is taken back."""
    state = state_of(request)
    if len(topic) != len(words):
        raise Problem(422, "invalid", "As many words as topics are needed.")
    try:
        with writing_to(state.engine) as session:
            row = _camera(session, camera)
            for each, said in zip(topic, words, strict=True):
                state_words(session, each, said, camera=row, by=person.login, now=state.clock.now())
    except Refused as refused:
        typed = {(camera, each): said for each, said in zip(topic, words, strict=True)}
        with reading_from(state.engine) as session:
            return _statements(request, visitor, session, typed=typed, refused=refused, status=422)
    return RedirectResponse(f"/auditor/statements?saved=1#{camera or 'operator'}", status_code=303)


def _made(state: State, language: Language) -> Assessment:
    now = state.clock.now()
    with reading_from(state.engine) as session:
        configuration = configuration_of(session, state.settings, now)
        digest = digest_of(configuration)
        number = version_of(session, digest)
        made_at = now.astimezone(zone_of(session, ""))
    document = impact_document(
        configuration, version=number, made_at=made_at, digest=digest, translate=language.translate
    )
    return Assessment(document, configuration, digest, number, made_at)


def _note(state: State, made: Assessment, person: Person, form: str, language: Language) -> None:
    with writing_to(state.engine) as session:
        note_generated(
            session, digest=made.digest, number=made.number, form=form, language=language.code,
            missing=len(missing(made.configuration)), by=person.login, now=state.clock.now(),
        )  # fmt: skip


def _camera(session: Session, code: str) -> CameraRow | None:
    """Raises Problem 404 for a code that no camera has."""
    if not code:
        return None
    row = session.exec(select(CameraRow).where(CameraRow.code == code)).first()
    if row is None:
        raise Problem(404, "not-found", "There is no such camera.")
    return row


def _statements(
    request: Request,
    visitor: Visitor,
    session: Session,
    *,
    saved: bool = False,
    typed: dict[tuple[str, Topic], str] | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> Response:
    stated = statements_of(session)
    cameras = session.exec(
        select(CameraRow, HallRow)
        .join(HallRow, col(HallRow.id) == col(CameraRow.hall_id))
        .where(col(CameraRow.retired_at).is_(None))
        .order_by(col(HallRow.code), col(CameraRow.code))
    ).all()
    forms = [("", visitor.language.say(EVERYTHING), OF_THE_OPERATOR, stated.get(None, {}))]
    forms += [
        (camera.code, f"{camera.code} {camera.name} · {hall.name}", OF_A_CAMERA, stated.get(camera.id, {}))
        for camera, hall in cameras
    ]
    return render(
        request,
        "statements.html",
        status,
        tabs=TABS,
        forms=[
            (code, title, [(t, TOPICS[t], (typed or {}).get((code, t), said.get(t, ""))) for t in topics])
            for code, title, topics, said in forms
        ],
        saved=saved,
        too_long=refused is not None,
        words_length_max=WORDS_LENGTH_MAX,
        may_state=visitor.person.role is Role.admin,
    )
