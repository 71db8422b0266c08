"""Badge readers as they are added, approved, given keys, retired and brought back, each step audited."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from api.keys import make_reader_key
from api.setup.device_keys import add_key, take_key
from api.setup.halls import check_code
from api.setup.house import is_silent
from api.setup.refused import SetupRefused
from conduct.auditing.trail import audit
from conduct.judging.stale import mark_stale
from conduct.records.reader_use import put_to_use, take_out_of_use
from conduct.records.terminals import ApprovalRefused, approve
from conduct.words import N_
from models.tables import DeviceKeyRow, HallRow, HeldPunchRow, ReaderRow
from models.values.local_time import local_day


@dataclass(frozen=True, slots=True)
class ShownReader:
    row: ReaderRow
    hall: HallRow
    silent: bool
    """Whether nothing was heard of it for a day, or ever."""
    keys: tuple[DeviceKeyRow, ...]
    """That open something, the latest first."""
    held: int
    """Lines of it that are held aside."""

    @property
    def heard_at(self) -> datetime | None:
        return max(filter(None, (self.row.alive_until, self.row.last_seen_at)), default=None)


def list_readers(session: Session, now: datetime, hall: str = "") -> list[ShownReader]:
    """Those in use first, by code."""
    query = select(ReaderRow, HallRow).join(HallRow, col(HallRow.id) == col(ReaderRow.hall_id))
    if hall:
        query = query.where(HallRow.code == hall)
    found = session.exec(query.order_by(col(ReaderRow.retired_at).is_not(None), col(ReaderRow.code))).all()
    keys, held = _keys(session), _held(session)
    return [
        ShownReader(row, where, is_silent(row, now), tuple(keys[row.id]), held.get(row.id, 0)) for row, where in found
    ]


def add_reader(session: Session, hall: HallRow, code: str, *, by: str, now: datetime) -> str:
    """A reader that posts by a key; returns the key, which is kept nowhere. Raises SetupRefused."""
    check_code(code)
    same = session.exec(select(ReaderRow).where(ReaderRow.code == code)).first()
    if same is not None and same.retired_at is not None:
        raise SetupRefused(
            N_("there was a reader {reader}, which is retired: bring it back instead"), "code", reader=code
        )
    if same is not None:
        raise SetupRefused(N_("there is a reader {reader} already"), "code", reader=code)
    reader = ReaderRow(hall_id=hall.id, code=code)
    session.add(reader)
    session.flush()
    _changed(session, reader, "reader.made", by, now, hall=hall.code)
    return give_reader_key(session, reader, by=by, now=now)


def give_reader_key(session: Session, reader: ReaderRow, *, by: str, now: datetime) -> str:
    """One more key; those that there are stay until they are revoked. It is kept nowhere."""
    made = make_reader_key(reader.id, now)
    add_key(session, made, of=reader.code, by=by, now=now)
    return made.text


def approve_terminal(
    session: Session, serial: str, hall: HallRow, network: str | None, *, by: str, now: datetime
) -> None:
    """Let a terminal push that introduced itself by its serial number. Raises SetupRefused."""
    try:
        if network is not None:
            ip_network(network, strict=False)
    except ValueError:
        raise SetupRefused(N_("{text} is no network like 10.1.2.0/24"), "network", text=repr(network)) from None
    try:
        approve(session, serial, hall=hall, network=network, by=by, now=now)
    except ApprovalRefused as refused:
        raise SetupRefused(N_("this terminal cannot be approved: {reason}"), reason=refused) from None


def retire_reader(session: Session, reader: ReaderRow, *, by: str, now: datetime) -> None:
    """It is let in no more, and nobody waits for its word from now on; its punches stay, and so does its silence."""
    if reader.retired_at is None:
        take_out_of_use(reader, now)
        _changed(session, reader, "reader.retired", by, now)


def bring_back_reader(session: Session, reader: ReaderRow, *, by: str, now: datetime) -> None:
    """It is let in again by the key or approval that it had. Raises SetupRefused while its hall is retired."""
    if session.get_one(HallRow, reader.hall_id).retired_at is not None:
        raise SetupRefused(N_("its hall is retired: bring that back first"))
    if reader.retired_at is not None:
        put_to_use(reader, now)
        _changed(session, reader, "reader.brought-back", by, now)


def _changed(session: Session, reader: ReaderRow, action: str, by: str, now: datetime, **data: Any) -> None:
    """What its hall's readers can say of today is another thing now."""
    hall = session.get_one(HallRow, reader.hall_id)
    session.flush()
    mark_stale(session, hall.id, {local_day(now, ZoneInfo(hall.timezone))}, now=now)
    audit(session, at=now, actor=by, action=action, entity="reader", entity_id=reader.code, **data)


def take_reader_key(session: Session, reader: ReaderRow, prefix: str, *, by: str, now: datetime) -> bool:
    """Let a key open nothing any more; whether the reader had it."""
    query = select(DeviceKeyRow).where(DeviceKeyRow.reader_id == reader.id, DeviceKeyRow.prefix == prefix)
    row = session.exec(query).first()
    return row is not None and take_key(session, row, by=by, now=now)


def _keys(session: Session) -> dict[Any, list[DeviceKeyRow]]:
    found: dict[Any, list[DeviceKeyRow]] = defaultdict(list)
    query = select(DeviceKeyRow).where(col(DeviceKeyRow.reader_id).is_not(None), col(DeviceKeyRow.revoked_at).is_(None))
    for row in session.exec(query.order_by(col(DeviceKeyRow.id).desc())).all():
        found[row.reader_id].append(row)
    return found


def _held(session: Session) -> dict[Any, int]:
    query = select(HeldPunchRow.reader_id, func.count(col(HeldPunchRow.id))).where(
        col(HeldPunchRow.settled_at).is_(None)
    )
    found: Sequence[Any] = session.exec(query.group_by(col(HeldPunchRow.reader_id))).all()
    return dict(found)
