"""Judging one hall's day from what is stored, and storing what comes of it: the whole way in one place."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from conduct.judging.facts import Facts
from conduct.judging.gather import gather, hall_ids
from conduct.judging.judge import judge, of_day
from conduct.judging.reconcile import reconcile
from conduct.judging.stale import StaleDay, mark_judged, stale_days
from conduct.rules.adoption import policy_for
from conduct.rules.policy import Policy
from models.database import reading
from models.tables import HallRow
from models.values.findings import Judgement
from models.values.local_time import local_day


def judge_hall_day(engine: Engine, stale: StaleDay, *, now: datetime) -> None:
    """Facts in, findings out, for one hall and day.

    Judging only reads, so that it holds up nobody who writes; a fact that comes in meanwhile marks the
    day again, and it is judged again. A day of a locked month is judged as any: what comes of it is reviewed, and goes
    to the next month as an adjustment, while the locked one stays as it was.
    """
    with Session(reading(engine)) as session:
        hall = session.get_one(HallRow, stale.hall_id)
        over = is_over(hall, stale.day)
        ids = hall_ids(session, hall.id)
        policy = policy_for(session, stale.day, hall.id)
        judgement = None if over else judged_day(gather(session, hall, stale.day, ids), policy, stale.day, now=now)
    with Session(engine) as session:
        if judgement is not None:
            reconcile(session, judgement, ids=ids, day=stale.day, pack_version=policy.version, now=now)
        mark_judged(session, stale)
        session.commit()


def is_over(hall: HallRow, day: date) -> bool:
    """Whether a day lies after the one on which its hall was retired: nothing of it is judged. Pure."""
    return hall.retired_at is not None and day > local_day(hall.retired_at, ZoneInfo(hall.timezone))


def judged_day(facts: Facts, policy: Policy, day: date, *, now: datetime) -> Judgement:
    """What a policy comes to for one hall day, from facts that reach around it."""
    return of_day(judge(facts, policy, now), day)


def judge_stale_days(engine: Engine, *, now: datetime) -> Sequence[StaleDay]:
    """Judge all days marked stale, each in a transaction of its own; returns which were."""
    with Session(reading(engine)) as session:
        marked = stale_days(session)
    for stale in marked:
        judge_hall_day(engine, stale, now=now)
    return marked
