"""Log-ins changed, closed and opened again, each step on record, and the last administrator kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.database import writing_to
from api.setup.account_changes import bring_back_user, change_user, end_sessions, retire_user, revoke_tokens
from api.setup.account_list import list_users, open_sessions, without_log_in
from api.setup.accounts import AccountError, add_user
from api.setup.log_in_sheet import make_log_ins
from api.setup.own_account import add_token
from api.setup.passwords import ALPHABET, AT_LEAST, NewPassword, check_choice, one_time
from api.setup.refused import SetupRefused
from models.tables import Role, StaffRow, UserRow
from tests.api.cast import Stage, set_the_stage

KEPT = NewPassword("hashed", one_time=True)


@pytest.fixture
def stage(tmp_path: Path, database: Engine) -> Stage:
    return set_the_stage(tmp_path, database)


def user(session: Session, stage: Stage, name: str) -> UserRow:
    return session.get_one(UserRow, stage.users[name])


def change(stage: Stage, who: str, **other: object) -> None:
    told = {"name": who, "role": Role.staff, "halls": (), "staff_no": None, "locale": "zh", **other}
    with writing_to(stage.engine) as session:
        change_user(session, user(session, stage, who), **told, by="sunyue", now=stage.clock.now())  # type: ignore[arg-type]


def test_a_change_tells_the_trail_what_was_and_what_is(stage: Stage) -> None:
    change(stage, "周敏", role=Role.supervisor, halls=("H1", "H2"), staff_no="S100", locale="en")
    ((actor, data),) = stage.audited("user.changed")
    assert actor == "sunyue"
    assert data["changes"] == {"halls": [["H1"], ["H1", "H2"]], "locale": ["zh", "en"]}


def test_a_change_of_nothing_is_none(stage: Stage) -> None:
    change(stage, "刘洋", role=Role.hr)
    assert stage.audited("user.changed") == []


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": " "}, "name"),
        ({"role": Role.supervisor}, "halls"),
        ({"role": Role.supervisor, "halls": ("H9",)}, "halls"),
        ({"staff_no": "S999"}, "staff"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(stage: Stage, told: dict, field: str) -> None:
    with pytest.raises(AccountError) as refused:
        change(stage, "刘洋", **told)
    assert refused.value.field == field


@pytest.mark.parametrize("login", ["", " a", "a\n", "a" * 65, "zhoumin"])
def test_a_log_in_name_is_new_and_can_be_typed(stage: Stage, login: str) -> None:
    with pytest.raises(AccountError) as refused, writing_to(stage.engine) as session:
        add_user(session, login=login, name="n", role=Role.staff, password=KEPT, by="x", now=stage.clock.now())
    assert refused.value.field == "login"


def retire(stage: Stage, name: str) -> None:
    with writing_to(stage.engine) as session:
        retire_user(session, user(session, stage, name), by="sunyue", now=stage.clock.now())


@pytest.mark.parametrize(
    "step", [lambda stage: retire(stage, "孙悦"), lambda stage: change(stage, "孙悦", role=Role.hr)]
)
def test_the_last_administrator_stays(stage: Stage, step: Callable[[Stage], None]) -> None:
    with pytest.raises(AccountError, match="last administrator"):
        step(stage)
    change(stage, "刘洋", role=Role.admin)
    step(stage)


def test_a_closed_log_in_is_out_at_once_and_comes_back_as_it_was(stage: Stage) -> None:
    client = stage.log_in("周敏")
    assert client.get("/queue").status_code == 200
    retire(stage, "周敏")
    assert client.get("/queue").status_code == 303
    with writing_to(stage.engine) as session:
        bring_back_user(session, user(session, stage, "周敏"), by="sunyue", now=stage.clock.now())
    assert client.get("/queue").status_code == 303, "its sessions are gone"
    assert stage.log_in("周敏").get("/queue").status_code == 200
    assert [len(stage.audited(action)) for action in ("user.retired", "user.brought-back")] == [1, 1]


def test_sessions_end_and_tokens_are_revoked(stage: Stage) -> None:
    client, now = stage.log_in("刘洋"), stage.clock.now()
    with writing_to(stage.engine) as session:
        row = user(session, stage, "刘洋")
        text = add_token(session, row, "report", days=9, by="liuyang", now=now)
    program = stage.anybody()
    program.headers["Authorization"] = f"Bearer {text}"
    assert program.get("/api/v1/notices").status_code == client.get("/api/v1/notices").status_code == 200
    with writing_to(stage.engine) as session:
        row = user(session, stage, "刘洋")
        assert len(open_sessions(session, row.id, now)) == 1
        assert end_sessions(session, row, by="sunyue", now=now) == 1
    assert (program.get("/api/v1/notices").status_code, client.get("/api/v1/notices").status_code) == (200, 401)
    with writing_to(stage.engine) as session:
        assert revoke_tokens(session, user(session, stage, "刘洋"), by="sunyue", now=now) == 1
    assert program.get("/api/v1/notices").status_code == 401


def test_lists_go_on_after_a_name_and_search_by_beginnings(stage: Stage) -> None:
    with Session(stage.engine) as session:
        logins = [each.row.login for each in list_users(session, limit=99)]
        assert logins == sorted(logins)
        assert [each.row.login for each in list_users(session, after=logins[1], limit=2)] == logins[2:4]
        assert [each.row.login for each in list_users(session, search="周", limit=9)] == ["zhoumin"]
        assert [each.row.login for each in list_users(session, search="zh", limit=9)] == ["zhaolei", "zhoumin"]
        assert list_users(session, search="%", limit=9) == []
        (hr,) = list_users(session, role=Role.hr, limit=9)
        assert hr.row.login == "liuyang"


def test_everybody_without_a_log_in_gets_one_and_nothing_is_kept_in_the_clear(stage: Stage) -> None:
    with Session(stage.engine) as session:
        lacking = [row.id for row, _ in without_log_in(session, limit=9)]
        taken = add_user(
            session, login="s201", name="other", role=Role.staff, password=KEPT, by="x", now=stage.clock.now()
        )
        session.add(taken)
        session.commit()
    (strip,) = make_log_ins(stage.engine, lacking, by="sunyue", now=stage.clock.now())
    assert (strip.staff_no, strip.name, strip.login) == ("S201", "吴刚", "s201-2")
    with Session(stage.engine) as session:
        row = session.exec(select(UserRow).where(UserRow.login == "s201-2")).one()
        assert row.must_change_password
        assert row.staff_id == session.exec(select(StaffRow.id).where(StaffRow.no == "S201")).one()
        assert strip.password not in str(row.model_dump())
        assert list(without_log_in(session, limit=9)) == []
    ((_, data),) = stage.audited("users.sheet-made")
    assert data["logins"] == ["s201-2"]
    assert strip.password not in str(data)
    assert make_log_ins(stage.engine, lacking, by="sunyue", now=stage.clock.now()) == [], "they have one now"


@pytest.mark.parametrize("number", [0, 101])
def test_a_sheet_is_for_some_people_but_not_too_many(stage: Stage, number: int) -> None:
    with pytest.raises(AccountError, match="choose"):
        make_log_ins(stage.engine, [stage.staff["王芳"]] * number, by="x", now=stage.clock.now())


def test_one_time_passwords_differ_and_can_be_read_aloud() -> None:
    made = [one_time().text for _ in range(3)]
    assert len(set(made)) == 3
    assert all(set(text) <= {*ALPHABET, "-"} and len(text) == 14 for text in made)


@pytest.mark.parametrize("text", ["a" * (AT_LEAST - 1), "x" * 1025, "zhoumin-2026-06", "aaaaabbbbbcc"])
def test_a_password_that_anybody_guesses_is_refused(text: str) -> None:
    with pytest.raises(SetupRefused):
        check_choice(text, login="zhoumin")


def test_a_good_password_is_taken() -> None:
    check_choice("correct horse battery staple", login="zhoumin")
