"""The whole audit trail checked, against itself and against what was anchored outside of the database."""

import logging
from collections.abc import Callable, Iterator

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.audit.anchoring import BEGUN
from api.audit.anchors import AnchorFile, NotAnchors
from api.database import reading_from
from conduct.auditing.chain_check import Broken, Fault, Intact, Link, Walk, check, contradiction
from conduct.auditing.chain_reading import links, one_moment, strangers
from models.tables import AuditEntryRow

log = logging.getLogger(__name__)


TOLD_EVERY = 1000


def verify(engine: Engine, anchors: AnchorFile, *, progress: Callable[[int], None] = lambda _: None) -> Intact | Broken:
    """`progress` is told how many entries were followed so far. Raises NotAnchors, OSError."""
    noted = anchors.all()  # before the database: what is noted meanwhile would seem cut off
    for broken in contradiction(noted):
        return broken
    with reading_from(engine) as session:
        one_moment(session)
        followed = _counted(links(session), progress)
        found = check(followed, strangers(session), Walk({anchor.seq: anchor for anchor in noted}))
        if isinstance(found, Intact) and not noted:
            return _gone(session, anchors) or found
    return found


def _counted(chain: Iterator[Link], progress: Callable[[int], None]) -> Iterator[Link]:
    for number, link in enumerate(chain, 1):
        if number % TOLD_EVERY == 0:
            progress(number)
        yield link


def verify_daily(engine: Engine, anchors: AnchorFile) -> str:
    """As a job: what is found goes into the log."""
    try:
        found = verify(engine, anchors)
    except (NotAnchors, OSError) as error:
        log.error("the audit trail is not checked: %s", error)  # noqa: TRY400 - where it was raised tells nothing
        return f"not checked: {error}"
    if isinstance(found, Broken):
        log.error("the audit trail was tampered with: %s", found.says)
        return f"broken: {found.says}"
    return f"{found.entries} entries are whole"


def _gone(session: Session, anchors: AnchorFile) -> Broken | None:
    """Without any anchors, what the trail itself says of them."""
    begun = select(AuditEntryRow).where(AuditEntryRow.action == BEGUN).order_by(col(AuditEntryRow.id).desc())
    entry = session.exec(begun).first()
    if entry is None:
        return None
    return Broken(None, Fault.cut_off, f"anchors were noted in {entry.data['file']}, and none are in {anchors.file}")
