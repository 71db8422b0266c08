"""Noting the head of the audit trail outside of the database, once it is known to continue what was noted before."""

import logging
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from api.audit.anchors import AnchorFile, NotAnchors
from api.database import reading_from, writing_to
from conduct.auditing.chain_check import Anchor, Broken, Walk, check
from conduct.auditing.chain_reading import link_at, links, one_moment
from conduct.auditing.trail import audit
from models.linking import head

log = logging.getLogger(__name__)

BEGUN = "audit.anchors-begun"
BY = "schedule"


def anchor(engine: Engine, anchors: AnchorFile, *, now: datetime) -> str:
    """Note the head if it is a new one; says what was done. What was tampered with since the last anchor is not noted.

    That a file is begun is itself an entry: should the file be gone later, that it was there is known.
    """
    try:
        last = anchors.last()
        if last is None:
            _begin(engine, anchors, now)
        with reading_from(engine) as session:
            one_moment(session)
            found = _since(session, last)
        if isinstance(found, Broken):
            log.error("the audit trail was tampered with: %s", found.says)
            return f"not anchored: {found.says}"
        seq, hash_ = found
        if last is not None and last.seq == seq:
            return "nothing new"
        anchors.append(Anchor(seq, hash_, now))
    except (OSError, NotAnchors) as error:
        log.error("the audit trail is not anchored: %s", error)  # noqa: TRY400 - where it was raised tells nothing
        return f"not anchored: {error}"
    return f"anchored at {seq}"


def _begin(engine: Engine, anchors: AnchorFile, now: datetime) -> None:
    with writing_to(engine) as session:
        audit(session, at=now, actor=BY, action=BEGUN, entity="audit", entity_id="anchors", file=str(anchors.file))


def _since(session: Session, last: Anchor | None) -> tuple[int, bytes] | Broken:
    """Number and hash of the head, if it continues the last anchor."""
    if last is None:
        return head(session.connection())
    known = link_at(session, last.seq)
    continues = known is not None and known.hash == last.hash
    walk = Walk({}, seq=last.seq, last=last.hash) if continues else Walk({last.seq: last})
    found = check(links(session, after=walk.seq), (), walk)
    return found if isinstance(found, Broken) else (found.entries, found.hash)
