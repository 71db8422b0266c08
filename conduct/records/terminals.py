"""Terminals that push their log: who may, what each contact tells, and how far their word reaches.

Their protocol knows no authentication, so a terminal is let in by its serial number and its network. One that nobody
has approved keeps what it has: its uploads are refused, and it sends them again until they are taken.

A terminal delivers what it sees at once, and polls every few seconds. A poll says that there is nothing more to
deliver, with two exceptions: the first one after a handshake or an upload, since a terminal may poll between two
batches of a backlog; and any while an upload was begun and not taken in. Uploads themselves, in order as a log is,
reach to their last line (`conduct.records.attlog`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from conduct.auditing.trail import audit
from conduct.judging.unclear import set_option
from conduct.records.attlog import PIN_PREFIX
from conduct.records.punches import hear, locked_reader
from conduct.records.reader_use import put_to_use
from models.tables import AuditEntryRow, HallRow, ReaderRow
from roster.clock_check import is_off

SERIAL = re.compile(r"[A-Za-z0-9._-]{1,40}")
PREFIX_CHARACTERS_MAX = 16
INTRODUCED = "terminal.introduced"
INTRODUCED_MAX = 100
"""Serial numbers kept of which nobody knows: anybody in the network can make some up."""
HEARD_EVERY = timedelta(seconds=60)
"""Polls come every few seconds; a word that reaches a minute further is soon enough."""
AWAITED = "awaited"
COMMAND = "command"
SHAKE_HANDS_AGAIN = "CHECK"
"""Makes a terminal ask for its options anew, and so set its clock by our answer."""


class Refusal(StrEnum):
    """Why a terminal's log is not taken."""

    not_approved = "not-approved"
    wrong_network = "wrong-network"
    retired = "retired"


class Awaited(StrEnum):
    """What is still to come of a terminal before a poll says anything."""

    end_of_backlog = "end-of-backlog"
    upload = "upload"


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal that may push."""

    id: UUID
    serial: str
    zone: ZoneInfo
    clock_ahead_s: float | None
    """As last told, and not set since."""


class ApprovalRefused(ValueError):
    """What is wrong with an approval, in words."""


def admit(session: Session, serial: str, address: str) -> Terminal | Refusal:
    """The terminal with this serial number, calling from this address. Reads only."""
    reader = session.exec(select(ReaderRow).where(ReaderRow.code == serial)).first()
    if reader is None:
        return Refusal.not_approved
    if not in_network(address, reader.network):
        return Refusal.wrong_network
    if reader.retired_at is not None:
        return Refusal.retired
    if reader.approved_at is None:
        return Refusal.not_approved
    hall = session.get_one(HallRow, reader.hall_id)
    return Terminal(reader.id, serial, ZoneInfo(reader.timezone or hall.timezone), reader.clock_ahead_s)


def in_network(address: str, network: str | None) -> bool:
    """Whether an address lies in a CIDR network; every one does where there is none. Pure."""
    if network is None:
        return True
    try:
        given = ip_address(address)
        mapped = given.ipv4_mapped if isinstance(given, IPv6Address) else None
        return (mapped or given) in ip_network(network, strict=False)
    except ValueError:
        return False


def introduced(session: Session) -> Sequence[AuditEntryRow]:
    """The first contact of each terminal that nobody has registered, by serial number."""
    query = (
        select(AuditEntryRow)
        .where(AuditEntryRow.action == INTRODUCED, col(AuditEntryRow.entity_id).not_in(select(ReaderRow.code)))
        .order_by(col(AuditEntryRow.entity_id))
    )
    return session.exec(query).all()


def has_called(session: Session, serial: str) -> bool:
    """Whether a terminal with this serial number ever called here, let in or not."""
    query = select(ReaderRow.id).where(
        ReaderRow.code == serial, or_(col(ReaderRow.last_seen_at).is_not(None), col(ReaderRow.alive_until).is_not(None))
    )
    return session.exec(query).first() is not None or _introduced_itself(session, serial)


def introduce(session: Session, serial: str, address: str, *, now: datetime) -> None:
    """Note a serial number that calls for the first time, so that somebody can approve it."""
    registered = session.exec(select(ReaderRow.id).where(ReaderRow.code == serial)).first()
    if _introduced_itself(session, serial) or registered or len(introduced(session)) >= INTRODUCED_MAX:
        return
    audit(
        session, at=now, actor=f"terminal:{serial}", action=INTRODUCED, entity="reader", entity_id=serial,
        address=address,
    )  # fmt: skip


def _introduced_itself(session: Session, serial: str) -> bool:
    query = select(AuditEntryRow.id).where(AuditEntryRow.action == INTRODUCED, AuditEntryRow.entity_id == serial)
    return session.exec(query).first() is not None


def approve(
    session: Session,
    serial: str,
    *,
    hall: HallRow | None,
    network: str | None = None,
    timezone: str | None = None,
    pin_prefix: str | None = None,
    by: str,
    now: datetime,
) -> ReaderRow:
    """Let a terminal push from now on, or change how. What is not given stays. Raises ApprovalRefused."""
    _check(serial, network, timezone, pin_prefix)
    reader = session.exec(select(ReaderRow).where(ReaderRow.code == serial)).first()
    if reader is None:
        if hall is None:
            raise ApprovalRefused("a new terminal belongs to a hall: name it")
        reader = ReaderRow(hall_id=hall.id, code=serial)
        session.add(reader)
    elif hall is not None and hall.id != reader.hall_id:
        raise ApprovalRefused("this reader belongs to another hall; what it saw there would change its meaning")
    told = {"network": network, "timezone": timezone}
    reader.tell({name: value for name, value in told.items() if value is not None})
    if pin_prefix is not None:
        set_option(reader, PIN_PREFIX, pin_prefix or None)
    reader.approved_at = reader.approved_at or now
    put_to_use(reader, now)
    session.flush()
    audit(
        session, at=now, actor=by, action="reader.approved", entity="reader", entity_id=serial,
        network=reader.network or "", timezone=reader.timezone or "", pin_prefix=reader.options.get(PIN_PREFIX, ""),
    )  # fmt: skip
    return reader


def _check(serial: str, network: str | None, timezone: str | None, pin_prefix: str | None) -> None:
    if not SERIAL.fullmatch(serial):
        raise ApprovalRefused("a serial number has up to 40 letters, digits, dots, dashes and underscores")
    try:
        if network is not None:
            ip_network(network, strict=False)
    except ValueError:
        raise ApprovalRefused(f"{network} is no network like 10.1.2.0/24") from None
    try:
        if timezone is not None:
            ZoneInfo(timezone)
    except (ValueError, OSError, KeyError):
        raise ApprovalRefused(f"{timezone} is no time zone like Asia/Shanghai") from None
    if pin_prefix is not None and (not pin_prefix.isprintable() or len(pin_prefix) > PREFIX_CHARACTERS_MAX):
        raise ApprovalRefused(f"a prefix of badge numbers has up to {PREFIX_CHARACTERS_MAX} printable characters")


def note_handshake(session: Session, terminal: Terminal, *, told: dict[str, str], now: datetime) -> None:
    """It sets its clock by our answer, so what was known of that no longer holds."""
    reader = _seen(session, terminal, None, now)
    reader.clock_ahead_s = None
    for name, value in told.items():
        set_option(reader, name, value or None)
    if _awaited(reader) is not Awaited.upload:
        set_option(reader, AWAITED, Awaited.end_of_backlog.value)


def note_upload_begun(session: Session, terminal: Terminal, *, clock_ahead_s: float | None, now: datetime) -> None:
    """From here on no poll says anything, until an upload was taken in."""
    reader = _seen(session, terminal, clock_ahead_s, now)
    set_option(reader, AWAITED, Awaited.upload.value)


def note_upload_taken(session: Session, terminal: Terminal) -> None:
    set_option(locked_reader(session, terminal.id), AWAITED, Awaited.end_of_backlog.value)


def note_poll(session: Session, terminal: Terminal, *, clock_ahead_s: float | None, now: datetime) -> bool:
    """Whether the terminal's word now reaches further."""
    reader = _seen(session, terminal, clock_ahead_s, now)
    awaited = _awaited(reader)
    if awaited is Awaited.end_of_backlog:
        set_option(reader, AWAITED, None)
    if awaited is not None or (reader.alive_until is not None and now - reader.alive_until < HEARD_EVERY):
        return False
    hear(session, reader, until=now, now=now)
    return True


def note_clock(session: Session, terminal: Terminal, *, clock_ahead_s: float | None, now: datetime) -> None:
    """A contact that says nothing about what there is to deliver, but perhaps what time the terminal has."""
    _seen(session, terminal, clock_ahead_s, now)


def pending_command(session: Session, terminal: Terminal) -> str | None:
    """What the terminal is to do, as the protocol says it."""
    command: dict[str, Any] | None = session.get_one(ReaderRow, terminal.id).options.get(COMMAND)
    return f"C:{command['id']}:{command['text']}" if command and not command.get("done") else None


def note_done(session: Session, terminal: Terminal, command_id: int, *, now: datetime) -> None:
    """A terminal's word that it did what it was told, whatever came of it."""
    reader = locked_reader(session, terminal.id)
    command: dict[str, Any] | None = reader.options.get(COMMAND)
    if command is not None and command["id"] == command_id:
        set_option(reader, COMMAND, {**command, "done": now.isoformat()})


def _seen(session: Session, terminal: Terminal, clock_ahead_s: float | None, now: datetime) -> ReaderRow:
    reader = locked_reader(session, terminal.id)
    reader.last_seen_at = now
    if clock_ahead_s is not None:
        reader.clock_ahead_s = clock_ahead_s
        if is_off(clock_ahead_s):
            _ask_for_handshake(reader, now)
    return reader


def _ask_for_handshake(reader: ReaderRow, now: datetime) -> None:
    """Once until it was done, and then at most once a minute."""
    command: dict[str, Any] | None = reader.options.get(COMMAND)
    if command is not None:
        done = command.get("done")
        if done is None or now - datetime.fromisoformat(done) < HEARD_EVERY:
            return
    number = command["id"] + 1 if command else 1
    set_option(reader, COMMAND, {"id": number, "text": SHAKE_HANDS_AGAIN})


def _awaited(reader: ReaderRow) -> Awaited | None:
    kept = reader.options.get(AWAITED)
    return Awaited(kept) if kept else None
