"""`/iclock/`: a terminal made up from the protocol pushes its log over real HTTP; and all that may go wrong."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.app import create_app
from api.clock import GivenClock
from api.hosting import hosted
from api.intake.adms import commands_done, handshake, offset_told
from api.routes.iclock import LOG_BYTES_MAX
from api.settings import Settings
from api.state import State, state_of
from conduct.records.terminals import INTRODUCED, INTRODUCED_MAX, in_network
from models.tables import AuditEntryRow, BadgeRow, HallRow, HeldPunchRow, PunchRow, ReaderRow
from roster.attlog import lines_of
from tests.api.conftest import MORNING, Cast
from tests.api.terminal import MadeUpTerminal, Stuck
from tests.shared import shared

LOG = "data/attendance/1_attlog.dat"
THEN = datetime(2026, 11, 21, tzinfo=UTC)
SERIAL = "CJ8H203160001"
GOOD = b"1001\t2026-06-03 08:26:10\t0\t1\t0\t0\n"
OTHER = b"1002\t2026-06-03 08:27:10\t0\t15\t0\t0\n"


def register(state: State, serial: str = SERIAL, **told: object) -> None:
    with Session(state.engine) as session:
        hall = session.exec(select(HallRow).where(HallRow.code == "east")).first()
        if hall is None:
            hall = HallRow(code="east", name="城东营业厅", timezone="Asia/Shanghai")
            session.add(hall)
            session.flush()
        session.add(ReaderRow(**{"hall_id": hall.id, "code": serial, "approved_at": MORNING, **told}))
        session.commit()


def reader(state: State, serial: str = SERIAL) -> ReaderRow:
    with Session(state.engine) as session:
        return session.exec(select(ReaderRow).where(ReaderRow.code == serial)).one()


def stored(state: State) -> tuple[int, list[str]]:
    """Punches, and the reasons of what is held aside."""
    with Session(state.engine) as session:
        punches = len(session.exec(select(PunchRow.id)).all())
        return punches, sorted(session.exec(select(HeldPunchRow.reason)).all())


Push = Callable[..., Response]


@pytest.fixture
def push(client: TestClient) -> Push:
    def send(
        body: bytes, serial: str | None = SERIAL, table: str | None = "ATTLOG", path: str = "cdata", **headers: str
    ) -> Response:
        query = {name: value for name, value in {"SN": serial, "table": table}.items() if value is not None}
        return client.post(f"/iclock/{path}", params=query, content=body, headers=headers)

    return send


@pytest.fixture
def registered(state: State, cast: Cast) -> None:
    register(state)


# A terminal over real HTTP


@dataclass(frozen=True)
class Far:
    """A service at the other end of a network, and terminals to talk to it."""

    state: State
    terminal: Callable[..., MadeUpTerminal]


@pytest.fixture
def far(settings: Settings, sqlite_database: Engine) -> Iterator[Far]:
    app = create_app(settings, GivenClock(THEN), sqlite_database)
    with ExitStack() as stack:
        base = stack.enter_context(hosted(app))
        yield Far(state_of(app), lambda **told: stack.enter_context(MadeUpTerminal(base, **{"serial": SERIAL, **told})))


def batches_of(lines: tuple[bytes, ...], seed: int) -> list[list[bytes]]:
    """All lines in no order, every third twice, in batches of all sizes; some batches twice."""
    made_up = random.Random(seed)
    left = [*lines, *lines[::3]]
    made_up.shuffle(left)
    batches: list[list[bytes]] = []
    while left:
        size = made_up.randint(1, 400)
        batches.append(left[:size])
        left = left[size:]
    return [*batches, *batches[::4]]


@pytest.mark.parametrize(("seed", "ending"), [(1, ""), (2, ".aspx")])
def test_a_terminal_delivers_the_real_log(far: Far, seed: int, ending: str) -> None:
    state = far.state
    lines = lines_of(shared(LOG).read_bytes())
    terminal = far.terminal(ending=ending)
    assert terminal.shake_hands() == f"GET OPTION FROM: {SERIAL}"
    with pytest.raises(Stuck):
        terminal.deliver([lines])
    assert terminal.refusals == [(403, "this terminal is not approved yet")] * 3
    assert stored(state) == (0, [])
    register(state)
    terminal.shake_hands()
    assert terminal.options["TimeZone"] == "8"
    terminal.deliver(batches_of(lines, seed))
    assert len(terminal.refusals) == 3
    assert stored(state) == (2954, ["in-the-future"] * 46)
    assert [terminal.poll(), reader(state).alive_until, terminal.poll(), reader(state).alive_until] == [
        "OK",
        None,
        "OK",
        THEN,
    ]


def test_the_handshake_over_http(far: Far) -> None:
    state = far.state
    register(state)
    terminal = far.terminal()
    terminal.shake_hands()
    told = parsedate_to_datetime(terminal.date)
    assert abs(time.time() - told.timestamp()) < 60
    assert terminal.options == {
        "ATTLOGStamp": "None", "OPERLOGStamp": "9999", "ATTPHOTOStamp": "None", "ErrorDelay": "30", "Delay": "10",
        "TransTimes": "00:00;14:05", "TransInterval": "1", "TransFlag": "TransData AttLog OpLog", "TimeZone": "8",
        "Realtime": "1", "Encrypt": "None", "ServerVer": "2.4.1", "PushProtVer": "2.4.1",
    }  # fmt: skip


def test_a_terminal_whose_clock_is_off_is_asked_to_shake_hands(far: Far) -> None:
    state = far.state
    register(state)
    terminal = far.terminal()
    wrong = format_datetime(THEN - timedelta(hours=1), usegmt=True)
    assert terminal.push(GOOD, Date=wrong).text == "OK: 1"
    assert (stored(state), reader(state).clock_ahead_s) == ((0, ["clock-off"]), -3600)
    assert terminal.push(OTHER).text == "OK: 1"
    assert stored(state) == (0, ["clock-off"] * 2)
    assert [terminal.poll(), terminal.poll()] == ["C:1:CHECK", "OK"]
    assert terminal.done == ["CHECK"]
    terminal.shake_hands()
    assert reader(state).clock_ahead_s is None
    assert terminal.push(b"1003\t2026-06-03 08:28:10\n").text == "OK: 1"
    assert stored(state) == (1, ["clock-off"] * 2)


# Bodies


BODIES: dict[str, tuple[bytes, str, int, list[str]]] = {
    "two columns to eleven": (b"1\t2026-06-03 08:00:00\n2\t2026-06-03 08:00:00" + b"\t0" * 9, "OK: 2", 2, []),
    "twelve columns": (GOOD + b"2\t2026-06-03 08:00:00" + b"\t0" * 10, "OK: 2", 1, ["columns"]),
    "nothing": (b"", "OK: 0", 0, []),
    "blank lines": (b"\r\n\r\n" + GOOD + b"\r\n", "OK: 1", 1, []),
    "cut short": (GOOD + b"1002\t2026-06-0", "OK: 2", 1, ["time-malformed"]),
    "garbage": (b"\x00\xff\xfe\x80" * 50 + b"\n" + GOOD, "OK: 2", 1, ["not-text"]),
    "NUL in a PIN": (b"10\x0001\t2026-06-03 08:00:00\n" + GOOD, "OK: 2", 1, ["pin-malformed"]),
    "half a character in a PIN": (b"\xed\xa0\x80\t2026-06-03 08:00:00\n" + GOOD, "OK: 2", 1, ["not-text"]),
    "a PIN in the national encoding": ("工牌\t2026-06-03 08:00:00\n".encode("gb18030") + GOOD, "OK: 2", 2, []),
    "UTF-16": ("1001\t2026-06-03 08:00:00\r\n1002\t2026-06-03 08:00:00".encode("utf-16"), "OK: 2", 2, []),
    "JSON": (b'{"a": [1,\n2]}', "OK: 2", 0, ["columns", "time-malformed"]),
    "one line of a megabyte": (b"1" * 1_000_000 + b"\n" + GOOD, "OK: 2", 1, ["columns"]),
    "a clock reset": (b"1001\t2000-01-01 00:00:05\n1001\t1970-01-01 08:00:00\n" + GOOD, "OK: 3", 1, ["before-2020"] * 2),
    "the end of the calendar": (b"1\t9999-12-31 23:59:59\n2\t0001-01-01 00:00:00\n" + GOOD, "OK: 3", 1, ["in-the-future", "time-malformed"]),
    "a minute ahead": (b"1\t2026-06-03 09:31:00\n2\t2026-06-03 09:31:01", "OK: 2", 1, ["in-the-future"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_a_mangled_body_never_blocks(name: str, push: Push, registered: None, state: State) -> None:
    body, answer, punches, held = BODIES[name]
    for _ in range(2):
        told = push(body)
        assert (told.status_code, told.text) == (200, answer)
        assert told.headers["content-type"].startswith("text/plain")
        assert stored(state) == (punches, held)


def test_raw_bytes_are_kept(push: Push, registered: None, state: State) -> None:
    push(b"\xff\xff%%\r\n" + GOOD)
    with Session(state.engine) as session:
        assert session.exec(select(HeldPunchRow.raw)).one() == b"\xff\xff%%"


def test_strange_badges_wait_for_an_owner(push: Push, registered: None, state: State) -> None:
    push(GOOD)
    with Session(state.engine) as session:
        assert session.exec(select(BadgeRow.number, BadgeRow.staff_id)).all() == [("1001", None)]
    assert state.facts_changed.is_set()


def test_more_than_fits_is_not_answered_ok(push: Push, registered: None, state: State) -> None:
    answer = push(b" " * (LOG_BYTES_MAX + 1))
    assert (answer.status_code, answer.text.startswith("OK")) == (413, False)
    assert push(GOOD).text == "OK: 1"
    assert stored(state) == (1, [])


TABLES = ["OPERLOG", "ATTPHOTO", "BIODATA", "USERINFO", "options", "", None]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("path", ["cdata", "cdata.aspx", "fdata", "fdata.aspx"])
def test_other_tables_are_answered_and_not_kept(
    path: str, table: str | None, push: Push, registered: None, state: State
) -> None:
    answer = push(b"FP PIN=1\tFID=0\tTMP=c2VjcmV0\n" + GOOD, table=table, path=path)
    assert (answer.status_code, answer.text) == (200, "OK")
    assert stored(state) == (0, [])
    with Session(state.engine) as session:
        assert all("c2VjcmV0" not in str(row.options) for row in session.exec(select(ReaderRow)))


def test_a_photograph_too_large_to_read_is_answered_too(
    push: Push, registered: None, state: State, settings: Settings
) -> None:
    answer = push(b"x" * (settings.max_frame_bytes + 1), table="ATTPHOTO")
    assert (answer.status_code, answer.text) == (200, "OK")


# Who may


@pytest.mark.parametrize("serial", [None, "", "a b", "x" * 41, "'; DROP TABLE", "\x00", "序列号"])
def test_no_serial_number(serial: str | None, push: Push, client: TestClient, registered: None, state: State) -> None:
    query = {"SN": serial} if serial is not None else {}
    assert push(GOOD, serial=serial).status_code == 400
    assert push(GOOD, serial=serial, table="OPERLOG").status_code == 400
    assert [client.get(f"/iclock/{path}", params=query).status_code for path in ("cdata", "getrequest", "ping")] == [
        400
    ] * 3
    assert stored(state) == (0, [])


def test_a_new_terminal_is_answered_but_keeps_its_log(push: Push, client: TestClient, cast: Cast, state: State) -> None:
    shaken = client.get("/iclock/cdata", params={"SN": "NEW1", "options": "all", "pushver": "2.4.1"})
    assert (shaken.status_code, shaken.text.splitlines()[0]) == (200, "GET OPTION FROM: NEW1")
    assert "TimeZone" not in shaken.text
    assert client.get("/iclock/getrequest", params={"SN": "NEW1"}).text == "OK"
    for _ in range(2):
        answer = push(GOOD, serial="NEW1")
        assert (answer.status_code, answer.text) == (403, "this terminal is not approved yet")
    assert push(GOOD, serial="NEW1", table="OPERLOG").text == "OK"
    assert stored(state) == (0, [])
    with Session(state.engine) as session:
        noted = session.exec(select(AuditEntryRow).where(AuditEntryRow.action == INTRODUCED)).all()
        assert [(row.entity_id, row.data["address"]) for row in noted] == [("NEW1", "testclient")]
    register(state, "NEW1")
    assert push(GOOD, serial="NEW1").text == "OK: 1"


def test_serial_numbers_made_up_fill_nothing(client: TestClient, cast: Cast, state: State) -> None:
    for number in range(INTRODUCED_MAX + 5):
        client.get("/iclock/getrequest", params={"SN": f"X{number}"})
    with Session(state.engine) as session:
        assert (
            len(session.exec(select(AuditEntryRow.id).where(AuditEntryRow.action == INTRODUCED)).all())
            == INTRODUCED_MAX
        )


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "not approved": ({"approved_at": None}, "this terminal is not approved yet"),
    "from another network": ({"network": "10.1.2.0/24"}, "not from this network"),
    "from another network, nor approved": ({"network": "10.1.2.0/24", "approved_at": None}, "not from this network"),
    "out of service": ({"retired_at": MORNING}, "this terminal is out of service"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_terminal_that_may_not(name: str, push: Push, client: TestClient, cast: Cast, state: State) -> None:
    told, words = REFUSED[name]
    register(state, **told)
    assert [(a.status_code, a.text) for a in (push(GOOD), push(GOOD))] == [(403, words)] * 2
    status = 200 if name == "not approved" else 403
    assert push(GOOD, table="OPERLOG").status_code == status
    assert [client.get(f"/iclock/{path}", params={"SN": SERIAL}).status_code for path in ("cdata", "getrequest")] == [
        status
    ] * 2
    assert stored(state) == (0, [])
    assert (reader(state).alive_until, reader(state).last_seen_at) == (None, None)


def test_a_terminal_from_its_network(far: Far) -> None:
    state = far.state
    register(state, network="127.0.0.0/8")
    assert far.terminal().push(GOOD).text == "OK: 1"
    register(state, "OTHER", network="10.0.0.0/8")
    assert far.terminal(serial="OTHER").push(GOOD).status_code == 403


@pytest.mark.parametrize(
    ("address", "network", "inside"),
    [
        ("10.1.2.3", None, True), ("10.1.2.3", "10.1.2.0/24", True), ("10.1.3.3", "10.1.2.0/24", False),
        ("::ffff:10.1.2.3", "10.1.2.0/24", True), ("fd00::1", "fd00::/8", True), ("fd00::1", "10.0.0.0/8", False),
        ("testclient", "10.0.0.0/8", False), ("", "0.0.0.0/0", False), ("10.1.2.3", "10.1.2.9/24", True),
    ],
)  # fmt: skip
def test_networks(address: str, network: str | None, inside: bool) -> None:
    assert in_network(address, network) is inside


# How far its word reaches


CONTACTS: dict[str, tuple[str, bool]] = {
    "a poll": ("poll", True),
    "a sign of life": ("ping", True),
    "a handshake alone": ("hello", False),
    "the first poll after a handshake": ("hello poll", False),
    "the second": ("hello poll poll", True),
    "the first poll after an upload": ("held poll", False),
    "the second poll after an upload": ("held poll poll", True),
    "a poll between two uploads": ("held poll held poll", False),
    "polls while an upload is owed": ("cut poll poll poll", False),
    "an upload made good": ("cut poll held poll poll", True),
    "a handshake while an upload is owed": ("cut hello poll poll", False),
    "other tables say nothing": ("hello photo poll", False),
    "results say nothing": ("hello result result poll", False),
}


@pytest.mark.parametrize("name", CONTACTS)
def test_how_far_the_word_of_a_terminal_reaches(
    name: str, push: Push, client: TestClient, registered: None, state: State
) -> None:
    contacts, heard = CONTACTS[name]
    here = {"SN": SERIAL}
    do: dict[str, Callable[[], Response]] = {
        "hello": lambda: client.get("/iclock/cdata", params={**here, "options": "all"}),
        "poll": lambda: client.get("/iclock/getrequest", params=here),
        "ping": lambda: client.get("/iclock/ping", params=here),
        "held": lambda: push(b"%%%"),
        "cut": lambda: push(b" " * (LOG_BYTES_MAX + 1)),
        "photo": lambda: push(b"x", table="ATTPHOTO"),
        "result": lambda: client.post("/iclock/devicecmd", params=here, content=b"ID=1&Return=0&CMD=CHECK"),
    }
    for contact in contacts.split():
        do[contact]()
    assert reader(state).alive_until == (MORNING if heard else None)
    assert reader(state).last_seen_at == MORNING


def test_polls_are_noted_once_a_minute(client: TestClient, clock: GivenClock, registered: None, state: State) -> None:
    found: list[int] = []
    for _ in range(13):
        client.get("/iclock/getrequest", params={"SN": SERIAL})
        found.append(int(((reader(state).alive_until or MORNING) - MORNING).total_seconds()))
        clock.move_to(clock.now() + timedelta(seconds=10))
    assert found == [0] * 6 + [60] * 6 + [120]


def test_an_upload_in_order_reaches_to_its_last_line(push: Push, registered: None, state: State) -> None:
    push(GOOD + OTHER)
    assert reader(state).alive_until == datetime(2026, 6, 3, 0, 27, 10, tzinfo=UTC)


# The rest of the protocol


@pytest.mark.parametrize("ending", ["", ".aspx"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "cdata"), ("GET", "getrequest"), ("GET", "ping"), ("POST", "ping"), ("POST", "devicecmd"), ("GET", "registry"),
     ("POST", "registry"), ("GET", "push"), ("POST", "push"), ("POST", "fdata"), ("POST", "cdata")],
)  # fmt: skip
def test_every_path_is_answered(method: str, path: str, ending: str, client: TestClient, registered: None) -> None:
    answer = client.request(method, f"/iclock/{path}{ending}", params={"SN": SERIAL}, content=b"\xff\x00=&\n" * 3)
    assert (answer.status_code, answer.text[:2]) == (200, "GE" if (method, path) == ("GET", "cdata") else "OK")


def test_what_a_terminal_reports_of_its_clock(client: TestClient, registered: None, state: State) -> None:
    client.post("/iclock/registry", params={"SN": SERIAL}, content=b"~DeviceName=F18,DateTime=2026-06-03 08:30:00")
    assert reader(state).clock_ahead_s == -3600
    assert client.get("/iclock/getrequest", params={"SN": SERIAL}).text == "C:1:CHECK"
    assert client.get("/iclock/ping", params={"SN": SERIAL}).text == "OK"
    client.post("/iclock/devicecmd", params={"SN": SERIAL}, content=b"ID=7&Return=0&CMD=CHECK")
    assert client.get("/iclock/getrequest", params={"SN": SERIAL}).text == "C:1:CHECK"
    client.post("/iclock/devicecmd", params={"SN": SERIAL}, content=b"ID=1&Return=-1&CMD=CHECK")
    assert client.get("/iclock/getrequest", params={"SN": SERIAL}).text == "OK"


def test_old_firmware_is_asked_for_nothing_but_logs() -> None:
    told = handshake("OLD", None, pushver=None, now=THEN).splitlines()
    assert "TransFlag=1100000000" in told
    assert not [line for line in told if line.startswith(("ServerVer", "PushProtVer", "TimeZone"))]


@pytest.mark.parametrize(
    ("minutes", "told"), [(480, 8), (0, 0), (-180, -3), (330, 330), (345, 345), (780, 780), (-210, -210), (-720, -12)]
)
def test_offsets(minutes: int, told: int) -> None:
    assert offset_told(timedelta(minutes=minutes)) == told


@pytest.mark.parametrize(
    ("body", "found"),
    [("ID=1&Return=0&CMD=CHECK", [1]), ("ID=1&Return=0\nID=2&Return=-1\r\n", [1, 2]), ("", []), ("ID=x", []),
     ("ID=1234567890", []), ("Return=0", []), ("ID=٣", [])],
)  # fmt: skip
def test_results_of_commands(body: str, found: list[int]) -> None:
    assert commands_done(body) == found
