"""Entries of the audit trail hold no code that a reader would have to know: fields, values, times and ids are said."""

import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from api.audit.halls import as_id
from api.cases.rules import Titles
from api.database import writing_to
from api.language import Language
from api.pages.audit import AuditView
from api.pages.audit_facts import FACTS, FACTS_OF, label_of
from api.pages.audit_values import Sayer, step_said
from api.pages.audit_words import ACTIONS
from api.setup.apply_halls import HallApplier
from api.setup.camera_views import ALWAYS, Zones
from api.setup.hall_file import HallsTold
from api.setup.hall_windows import WindowColumns
from api.setup.halls import HallColumns
from conduct.auditing.trail import audit
from models.tables import PointOutcome
from models.values.interval import Interval
from roster.import_shifts import RosterShift
from roster.import_staff import StaffMember
from tests.api.audit_fields import fields_on_record, keys_in
from tests.api.cast import Stage, set_the_stage

SHANGHAI = ZoneInfo("Asia/Shanghai")
EIGHT = datetime(2026, 6, 3, 0, 30, 1, 234567, tzinfo=UTC)
WHO = UUID("0190a1b2-0000-7000-8000-000000000001")
SAYERS = {code: Sayer({WHO: "王芳 S001"}, Titles({}), Language(code), SHANGHAI) for code in ("en", "zh")}
UNDER = {"columns", "changes"}
"""Fields whose own fields are told beside the others."""


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def test_every_field_that_is_put_on_record_has_a_label() -> None:
    found = {field for field in fields_on_record() if field.name not in UNDER}
    assert len({field.name for field in found}) > 90
    assert sorted(field for field in found if label_of("", field.name) is None) == []


def told_by_rows() -> set[str]:
    """The fields of whole rows, of tables that were imported, of searches and of rounds, which no call writes out."""
    shift = RosterShift("S001", "H1", SHANGHAI, "W1", Interval(EIGHT, EIGHT))
    staff = StaffMember("S001", "王芳", "H1")
    return {
        *(each.name for kind in (HallColumns, WindowColumns) for each in fields(kind)),
        *keys_in("api/setup/apply_halls.py"), *Zones([]).columns(), *shift.shown(), *staff.shown(), *PointOutcome,
        *AuditView.model_fields.keys() - {"cursor"},
    }  # fmt: skip


@pytest.mark.parametrize("field", sorted(told_by_rows()))
def test_every_field_of_a_row_has_a_label(field: str) -> None:
    assert label_of("", field) is not None


def test_no_label_is_a_code() -> None:
    assert [label for label in (*FACTS.values(), *FACTS_OF.values()) if "_" in label or label[:1].islower()] == []


def test_the_number_of_a_badge_is_called_so() -> None:
    assert SAYERS["zh"].label("badge", "number") == "工牌卡号"
    assert SAYERS["zh"].label("pack", "number") != "工牌卡号"


@pytest.mark.parametrize(
    ("entity", "field", "value", "english", "chinese"),
    [
        ("window", "seat_tag", True, "yes", "是"),
        ("window", "sign_text", False, "no", "否"),
        ("window", "tag_number", 4, "4", "4"),
        ("camera", "condition", "clock-skew", "Clock off", None),
        ("camera", "condition", "offline", "Offline", None),
        ("camera", "interval_s", 45.0, "45", "45"),
        ("violation", "kind", "end", "End", None),
        ("user", "role", "admin", "Administrator", None),
        ("user", "locale", "zh", "Chinese", "中文"),
        ("calendar", "kind", "closure", "Hall closed", None),
        ("exemption", "kind", "extra_layer", "May wear an extra layer", None),
        ("task", "kind", "camera-frozen", "Camera picture frozen", None),
        ("device_key", "kind", "reader", "Badge reader", "考勤机"),
        ("evidence", "kind", "before", "Before", None),
        ("appraisal", "verdict", "refuse", "refused", None),
        ("violation", "verdict", "uphold", "Uphold", None),
        ("violation", "status", "pending", "Pending", None),
        ("delivery", "sent", "later", "Not taken now", "暂未接收"),
        ("camera_view", "valid_from", str(ALWAYS), "from the beginning", None),
        ("camera_view", "valid_from", ALWAYS.isoformat(), "from the beginning", None),
        ("shift", "start", EIGHT.isoformat(), "2026-06-03 08:30:01", "2026-06-03 08:30:01"),
        ("shift", "start", "2026-06-03 08:30", "2026-06-03 08:30", "2026-06-03 08:30"),
        ("shift", "breaks", [["2026-06-03T04:00:00+00:00", "2026-06-03T05:00:00+00:00"]],
         "2026-06-03 12:00:00 – 2026-06-03 13:00:00", "2026-06-03 12:00:00 – 2026-06-03 13:00:00"),
        ("shift_template", "segments", [["08:30", "12:00"], ["13:00", "17:30"]], "08:30 – 12:00, 13:00 – 17:30", None),
        ("rotation", "cycle", ["D", None], "D, –", None),
        ("camera_view", "staff_zone", [[0, 0], [1, 0], [1, 1]], "3 corners", "3个顶点"),
        ("shift", "staff_id", str(WHO), "王芳 S001", "王芳 S001"),
        ("violation", "appeal", "0190a1b2-0000-7000-8000-000000000002", "0190a1b2…", "0190a1b2…"),
        ("audit", "asked", {"actor": "sunyue", "action": "hall.made"},
         "Who, by log-in: sunyue; What was done: Added a hall", None),
    ],
)  # fmt: skip
def test_values_are_said(entity: str, field: str, value: Any, english: str, chinese: str | None) -> None:
    assert SAYERS["en"].say(entity, field, value) == english
    said = SAYERS["zh"].say(entity, field, value)
    assert said == chinese if chinese is not None else said


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_a_step_is_listed_without_who_took_it(action: str) -> None:
    english, chinese = (step_said(ACTIONS[action], Language(code)) for code in ("en", "zh"))
    assert english[0].isupper()
    assert "…" not in english + chinese
    assert re.match(r"[一-鿿]", chinese)


HALL = {
    "code": "H9", "name": "城南营业厅", "opens": "08:30", "closes": "17:30",
    "windows": [{"code": "W1", "tag": 4}],
    "cameras": [{"code": "south-1", "views": [{"window": "W1", "staff_zone": [[0.1, 0.1], [0.4, 0.1], [0.4, 0.5]]}]}],
    "readers": [{"code": "R9"}],
    "staff": [{"no": "S091", "name": "丁一", "badges": ["9101"]}],
    "shifts": [{"staff": "S091", "window": "W1", "start": "2026-06-03T08:30:00", "end": "2026-06-03T17:30:00"}],
}  # fmt: skip


def test_what_a_hall_file_made_is_said_in_words(stage: Stage) -> None:
    at = stage.clock.now()
    with writing_to(stage.engine) as session:
        HallApplier(session, by="applier", now=at).apply(HallsTold.model_validate({"halls": [HALL]}))
    page = stage.log_in("赵磊").get("/audit", params={"lang": "en", "actor": "applier"}).text
    told = set(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.partition('class="entries"')[2]))
    assert {
        ("Opens at", "08:30"), ("Its name", "城南营业厅"), ("Name", "丁一"), ("Badge number", "9101"), ("Person", "丁一 S091"), ("Hall", "城南营业厅 H9"),
        ("Tag number", "4"), ("It has a seat tag", "yes"), ("Staff zone", "3 corners"),
        ("Holds from", "from the beginning"), ("Start", "2026-06-03 08:30:00"), ("Staff number", "S091"),
    } <= told  # fmt: skip
    assert [each for each in told if "_" in each[0] or "+00:00" in each[1] or as_id(each[1])] == []
    subjects = re.findall(r'<p class="quiet small">(.*?) · <a href="/audit', page.partition('class="entries"')[2])
    assert {
        "Badge: 9101",
        "Badge reader: R9",
        "Camera: south-1",
        "Shift: 丁一 S091 · 2026-06-03",
        "Zones of a window: south-1 · W1",
        "Person: 丁一 S091",
    } <= set(subjects)


def test_what_was_before_a_shift_was_changed_stands_beside_what_is_now(stage: Stage) -> None:
    old = {"staff": str(stage.staff["王芳"]), "start": "2026-06-03T00:30:00+00:00"}
    new = {"staff": str(stage.staff["吴刚"]), "start": "2026-06-03T00:30:00+00:00"}
    with writing_to(stage.engine) as session:
        audit(
            session, at=stage.clock.now(), actor="zhoumin", action="shift.changed", entity="shift",
            entity_id=str(WHO), old=old, **new,
        )  # fmt: skip
    page = stage.log_in("赵磊").get("/audit", params={"lang": "en", "action": "shift.changed"}).text
    assert re.search(r"<dt>Person</dt><dd><del>王芳 \w+</del> → <ins>吴刚 \w+</ins></dd>", page)
    assert "<dt>Start</dt><dd>2026-06-03 08:30:00</dd>" in page
    assert f">{WHO}<" not in page


def test_steps_are_offered_without_who_took_them(stage: Stage) -> None:
    page = stage.log_in("赵磊").get("/audit?lang=en").text
    assert re.search(r'<option value="hall.retired" *>Retired a hall</option>', page)
    assert "… " not in page.partition('name="action"')[2].partition("</select>")[0]
