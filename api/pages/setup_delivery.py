"""`/setup/delivery`: whether mail and webhook are on, what was sent and what failed, a test, and trying again."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.auth.access import Person
from api.auth.people import require
from api.database import ReadingSession, reading_from, writing_to
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.paging import cursor_of, id_at
from api.policy.delivery import CHECK_SIGNATURE, VARIABLES, send_test, shown_channels
from api.policy.refusals import refusal_said
from api.policy.words import CHANNELS, OUTCOMES
from api.state import state_of
from conduct.auditing.trail import audit
from conduct.review.violations import Refused
from conduct.telling.deliveries import FAILED, latest_deliveries, try_again, waiting_of
from conduct.telling.delivering import Sent
from conduct.telling.outbox import Mailbox
from conduct.words import N_
from models.tables import Channel, HallRow, Role, UserRow

router = APIRouter(prefix="/setup/delivery", include_in_schema=False)
Owner = Annotated[Person, Depends(require(Role.admin))]
Reader = Annotated[Person, Depends(require(Role.admin, Role.auditor))]
PAGE = 50
NO_MAILBOX = N_("Your log-in has no mail address, so there is nowhere to send a test to.")
IS_OFF = N_("This channel is off: nothing was sent.")
TEST_WORDS: dict[Sent, str] = {
    Sent.delivered: N_("The test was taken: look whether it has arrived."),
    Sent.refused: N_("The test was refused for good: the same will be refused again."),
    Sent.later: N_("The test was not taken now: the other side asks to try later."),
    Sent.away: N_("The other side does not answer as it should: what is to be told waits for it."),
}


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test came to; `why` is the other side's, in technical words."""

    channel: Channel
    delivered: bool
    said: str
    why: str = ""


@router.get("")
def delivery(
    request: Request, visitor: CurrentVisitor, _: Reader, session: ReadingSession, cursor: str = ""
) -> Response:
    return _page(request, session, visitor, cursor=cursor)


@router.post("/test")
def test(request: Request, visitor: CurrentVisitor, person: Owner, channel: Annotated[Channel, Form()]) -> Response:
    """Send one to whoever asks, and say how it went."""
    state, now = state_of(request), state_of(request).clock.now()
    with reading_from(state.engine) as session:
        user = session.get_one(UserRow, person.user_id)
        mailbox = Mailbox(user.id, user.email, user.locale) if user.email else None
    say = visitor.language.say
    if channel is Channel.mail and mailbox is None and state.settings.smtp_url is not None:
        tested = Tested(channel, False, say(NO_MAILBOX))
    else:
        # no unit of work is open while the other side is waited for
        attempt = send_test(state.settings, channel, mailbox, person.user_id, now)
        if attempt is None:
            tested = Tested(channel, False, say(IS_OFF))
        else:
            tested = Tested(channel, attempt.sent is Sent.delivered, say(TEST_WORDS[attempt.sent]), attempt.why)
            with writing_to(state.engine) as session:
                audit(
                    session, at=now, actor=person.login, action="delivery.tested", entity="delivery",
                    entity_id=channel.value, sent=attempt.sent.value,
                )  # fmt: skip
    with reading_from(state.engine) as session:
        return _page(request, session, visitor, tested=tested)


@router.post("/{delivery_id}/retry")
def retry(request: Request, delivery_id: UUID, visitor: CurrentVisitor, person: Owner) -> Response:
    """Let one that failed, or waits, be tried at the next minute."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        with writing_to(state.engine) as session:
            try_again(session, delivery_id, by=person.login, now=now)
    except Refused as refused:
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, error=refusal_said(refused, visitor.language))
    return RedirectResponse("/setup/delivery#sent", status_code=303)


def _page(
    request: Request,
    session: Session,
    visitor: Visitor,
    *,
    cursor: str = "",
    tested: Tested | None = None,
    error: str = "",
) -> Response:
    state = state_of(request)
    found = latest_deliveries(session, PAGE + 1, id_at(cursor) if cursor else None)
    zone = session.exec(select(HallRow.timezone).order_by(col(HallRow.code))).first()
    channels = shown_channels(state.settings)
    return render(
        request,
        "setup_delivery.html",
        422 if error else 200,
        channels=channels,
        waiting={each.channel: waiting_of(session, each.channel) for each in channels},
        names=CHANNELS,
        outcomes=OUTCOMES,
        failed=FAILED,
        deliveries=found[:PAGE],
        next_cursor=cursor_of(found[PAGE - 1].row.id.hex) if len(found) > PAGE else None,
        tested=tested,
        error=error,
        variables=VARIABLES,
        check_signature=CHECK_SIGNATURE,
        zone=ZoneInfo(zone or "UTC"),
        owner=visitor.person.role is Role.admin,
    )
