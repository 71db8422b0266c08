"""What an employer sets: a draft that was tried, a rule only watched, a moved boundary."""

from datetime import date

from sqlmodel import Session, SQLModel

from conduct.rules.pack import default_text
from conduct.rules.pack_drafts import ask_replay, finish_replay, keep_draft
from conduct.rules.season_notices import move_season
from conduct.rules.watching import watch_rule
from models.tables import Channel, DeliveryOutcome, DeliveryRow, HallRow, NoticeRow
from tests.api.cast import Stage

VERSION = "default-2026.2"


def policy(session: Session, stage: Stage) -> dict[str, SQLModel]:
    """By the names that the table uses."""
    now, hall = stage.clock.now(), session.get_one(HallRow, stage.halls["H1"])
    draft = keep_draft(session, default_text(), by="sunyue", now=now)
    session.flush()
    replay = ask_replay(session, draft, date(2026, 5, 1), date(2026, 5, 2), hall=hall, by="sunyue", now=now)
    finish_replay(session, replay.id, result=None, failed="stopped", now=now)
    watch = watch_rule(session, "late", date(2026, 6, 20), hall=hall, reason="repair", by="sunyue", now=now)
    first, last = date(2026, 11, 1), date(2026, 11, 3)
    season = move_season(
        session, hall, "mid-season", first, last, announced_on=first, document="no. 1", by="sunyue", now=now
    )
    notice = NoticeRow(
        user_id=stage.users["孙悦"], at=now, why={"code": "notice.withdrawn", "facts": {}}, queued_at=now
    )
    session.add(notice)
    session.flush()
    delivery = DeliveryRow(
        notice_id=notice.id, channel=Channel.webhook, queued_at=now, due_at=now, done_at=now, tries=1,
        outcome=DeliveryOutcome.refused,
    )  # fmt: skip
    session.add(delivery)
    return {"delivery_id": delivery, "draft_id": draft, "replay_id": replay, "watch_id": watch, "season_id": season}
