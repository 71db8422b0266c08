"""Every route by who asks, for one thing of hall H1. A new route needs a line here, else a test fails.

The columns: **nobody** logged in; **self**, 王芳, whom the thing concerns; **staff**, 李强 of the same hall; the
supervisors of H1, **own**, and of H2, **other**; **hr**, **admin** and the **auditor**; and devices by their keys: the
camera and the badge reader of H1, and a monitor.

The cells: `ok` it is done; `none` a list is given in which nothing of H1 stands, or of many nothing is done; `in` it is
sent to the log-in page; a number is the status of the refusal, 422 where a body names something that is not one's own.
Where several methods or paths are one and the same, they stand in one line: `GET|HEAD /a`.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.api.conftest import PASSWORD

COLUMNS = ("nobody", "self", "staff", "own", "other", "hr", "admin", "auditor", "camera", "reader", "monitor")


@dataclass(frozen=True)
class Row:
    route: str
    cells: str
    """Of a column each."""
    query: dict[str, str] = field(default_factory=dict)
    json: Any = None
    """`{name}` in strings, here and in paths, is what `hall.things` calls so."""
    form: dict[str, str] | None = None
    """As `json`."""
    content: bytes | None = None
    content_type: str = ""
    names: dict[str, str] = field(default_factory=dict)
    """Which thing a parameter of the path stands for, where it is not the one of its own name."""


JPEG = {"content": b"jpeg", "content_type": "image/jpeg"}
"""The content stands for a real picture."""
MONTH = {"month": "2026-06"}
SEEN = {"rule": "private-screens", "hall": "H1", "staff": "S001", "at": "2026-06-03T10:00:00+08:00", "note": "a film"}
PHOTO_FORM = {
    "content": b'--form\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\nno photo\r\n--form--\r\n',
    "content_type": "multipart/form-data; boundary=form",
}
"""That it is none is told on the page that this leads to."""
FILE_FORM = {
    "content": b'--form\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nno table\r\n--form--\r\n',
    "content_type": "multipart/form-data; boundary=form",
}
SHIFT = {"hall": "H1", "staff": "S001", "start": "2026-06-09T08:30:00+08:00", "end": "2026-06-09T17:30:00+08:00"}
DAY = {"start": "2026-06-10T00:00:00+08:00", "end": "2026-06-11T00:00:00+08:00"}
LEAVE = {"from": "2026-06-10T00:00:00+08:00", "to": "2026-06-11T00:00:00+08:00"}
TYPED_SHIFT = {"staff": "S001", "day": "2026-06-09", "start": "08:30", "end": "17:30"}
TERMINAL = {"SN": "CDKL00000001"}
NEW_HALL = {"code": "H7", "name": "seven", "timezone": "Asia/Shanghai"}
HALL = {"code": "hall", "window_id": "window"}
OWN_PASSWORD = {"old": PASSWORD, "new": "another good long one", "again": "another good long one"}

TABLE = [
    # people                                          nobody self staff own other hr admin auditor  camera reader monitor
    Row("GET /healthz",                              "ok  ok  ok  ok  ok  ok  ok  ok   ok  ok  ok"),
    Row("GET /readyz",                               "401 403 403 403 403 403 ok  403  403 403 ok"),
    Row("GET /metrics",                              "401 403 403 403 403 403 ok  403  403 403 ok"),
    Row("GET /openapi.json",                         "401 ok  ok  ok  ok  ok  ok  ok   401 401 401"),

    Row("GET /api/v1/violations",                    "401 ok  none ok none ok ok  ok   401 401 401", {"staff": "S001"}),
    Row("GET /api/v1/violations/{violation_id}",     "401 ok  404 ok  404 ok  ok  ok   401 401 401"),
    Row("POST /api/v1/violations/{violation_id}/decision",
                                                     "401 403 403 ok  404 403 ok  403  401 401 401",
        json={"verdict": "confirm", "reason": "seen"}),
    Row("DELETE /api/v1/violations/{violation_id}/decision",
                                                     "401 403 403 ok  404 403 403 403  401 401 401",
        names={"violation_id": "decided_id"}),
    Row("POST /api/v1/violations",                   "401 403 403 ok  422 403 ok  403  401 401 401", json=SEEN),
    Row("POST /api/v1/violations/{violation_id}/photo",
                                                     "401 403 403 ok  404 403 403 403  401 401 401",
        names={"violation_id": "reported_id"}, **JPEG),
    Row("POST /api/v1/violations/{violation_id}/withdrawal",
                                                     "401 403 403 ok  404 403 403 403  401 401 401",
        names={"violation_id": "reported_id"}, json={"reason": "a mistake"}),
    Row("POST /api/v1/violations/dismissal",         "401 403 403 ok none 403 ok  403  401 401 401",
        json={"ids": ["{violation_id}"], "reason": "seen"}),
    Row("GET /api/v1/decision-reasons",              "401 ok  ok  ok  ok  ok  ok  ok   401 401 401"),
    Row("GET /api/v1/digest",                        "401 none none ok none none none none 401 401 401"),
    Row("GET /api/v1/precision",                     "401 403 403 ok none ok  ok  ok   401 401 401", {"hall": "H1"}),

    Row("POST /api/v1/violations/{violation_id}/appeal",
                                                     "401 ok  404 403 404 403 403 403  401 401 401",
        json={"words": "I was there"}, names={"violation_id": "confirmed_id"}),
    Row("GET /api/v1/appeals",                       "401 ok none ok none ok  ok  ok   401 401 401"),
    Row("GET /api/v1/appeals/{appeal_id}",           "401 ok  404 ok  404 ok  ok  ok   401 401 401"),
    Row("DELETE /api/v1/appeals/{appeal_id}",        "401 ok  404 403 404 403 403 403  401 401 401"),
    Row("POST /api/v1/appeals/{appeal_id}/decision", "401 403 403 403 403 ok  403 403  401 401 401",
        json={"verdict": "overturn", "reason": "seen"}),
    Row("DELETE /api/v1/appeals/{appeal_id}/decision",
                                                     "401 403 403 403 403 ok  403 403  401 401 401",
        names={"appeal_id": "decided_appeal_id"}),

    # The supervisor is asked, since it was the administrator who decided.
    Row("GET /api/v1/second-opinions",               "401 403 403 ok none 403 none 403 401 401 401"),
    Row("GET /api/v1/second-opinions/{violation_id}",
                                                     "401 403 403 ok  404 403 404 403  401 401 401",
        names={"violation_id": "second_id"}),
    Row("POST /api/v1/second-opinions/{violation_id}",
                                                     "401 403 403 ok  404 403 404 403  401 401 401",
        json={"verdict": "confirm", "reason": "seen"}, names={"violation_id": "second_id"}),
    Row("GET /api/v1/agreement",                     "401 403 403 ok  422 ok  ok  ok   401 401 401", {"hall": "H1"}),

    Row("GET /api/v1/inspection-rounds",             "401 403 403 ok none ok  ok  ok   401 401 401"),
    Row("POST /api/v1/inspection-rounds",            "401 403 403 ok  422 403 ok  403  401 401 401", json={"hall": "H1"}),
    Row("GET /api/v1/inspection-rounds/{round_id}",  "401 403 403 ok  404 ok  ok  ok   401 401 401"),
    Row("PATCH /api/v1/inspection-rounds/{round_id}",
                                                     "401 403 403 ok  404 403 ok  403  401 401 401", json={"finish": True}),

    # Whoever decided on a case of H1, and HR, are told of the appeals against it.
    Row("GET /api/v1/notices",                       "401 ok none ok none ok none ok   401 401 401"),
    Row("POST /api/v1/notices/{notice_id}/read",     "401 ok  404 404 404 404 404 ok   401 401 401"),
    Row("POST /api/v1/notices/read",                 "401 ok  404 404 404 404 404 ok   401 401 401", json={"up_to": "{notice_id}"}),

    Row("GET /api/v1/evidence/{evidence_id}",        "401 ok  404 ok  404 ok  ok  ok   401 401 401"),
    Row("GET /api/v1/evidence/{evidence_id}/views",  "401 ok  404 403 404 403 ok  ok   401 401 401"),

    Row("GET /api/v1/windows",                       "401 403 403 ok none ok  ok  ok   401 401 401", {"hall": "H1"}),
    Row("GET /api/v1/windows/{window}/timeline",     "401 403 403 ok  404 ok  ok  ok   401 401 401"),
    Row("GET /api/v1/duty",                          "401 403 403 ok  404 ok  ok  ok   401 401 401", {"window": "{window}", "at": "2026-06-03T02:00:00Z"}),

    Row("GET /api/v1/cameras",                       "401 403 403 ok none ok  ok  ok   401 401 401", {"hall": "H1"}),
    Row("POST /api/v1/cameras/{camera}/reference",   "401 403 403 403 403 403 ok  403  401 401 401"),
    Row("GET /api/v1/cameras/{camera}/odd-pushes",   "401 403 403 403 403 403 ok  ok   401 401 401"),

    Row("GET /api/v1/attendance",                    "401 ok none ok none ok  ok  ok   401 401 401", MONTH | {"staff": "S001"}),
    Row("GET /api/v1/attendance/sheet",              "401 403 403 ok  404 ok  ok  ok   401 401 401", MONTH | {"hall": "H1"}),
    Row("GET /api/v1/attendance/corrections",        "401 ok none ok none ok  ok  ok   401 401 401", {"staff": "S001"}),
    Row("POST /api/v1/attendance/corrections",       "401 ok  422 ok  422 ok  ok  403  401 401 401",
        json={"staff": "S001", "shift_start": "2026-06-03T00:30:00Z", "kind": "late", "reason": "flood"}),
    Row("POST /api/v1/attendance/corrections/{correction_id}/decision",
                                                     "401 403 403 ok  404 ok  ok  403  401 401 401",
        json={"verdict": "approve", "reason": "seen"}),

    Row("GET /api/v1/appraisals/{month}",            "401 403 403 403 403 ok  ok  ok   401 401 401"),
    Row("POST /api/v1/appraisals/{month}/draft",     "401 403 403 403 403 ok  ok  403  401 401 401"),
    Row("GET /api/v1/appraisals/{month}/export",     "401 403 403 403 403 ok  ok  ok   401 401 401", {"format": "csv"}),

    Row("GET /api/v1/appraisals/{month}/state",      "401 403 403 403 403 ok  ok  ok   401 401 401"),
    Row("GET /api/v1/appraisals/{month}/missing",    "401 403 403 403 403 ok  ok  ok   401 401 401"),
    Row("GET /api/v1/appraisals/{month}/diff",       "401 403 403 403 403 ok  ok  ok   401 401 401",
        {"before": "1", "after": "2"}, names={"month": "twice"}),
    Row("POST /api/v1/appraisals/{month}/sign",      "401 ok  403 ok  403 403 403 403  401 401 401",
        json={"staff": "S001", "verdict": "sign"}),
    Row("POST /api/v1/appraisals/{month}/lock",      "401 403 403 403 403 ok  403 403  401 401 401",
        names={"month": "to_be_locked"}),
    Row("POST /api/v1/appraisals/{month}/reopen",    "401 403 403 403 403 ok  403 403  401 401 401",
        json={"reason": "a test"}, names={"month": "locked"}),

    Row("GET /api/v1/commendations",                 "401 403 403 ok none ok  ok  ok   401 401 401"),
    Row("POST /api/v1/commendations",                "401 403 403 ok  422 ok  ok  403  401 401 401",
        json={"staff": "S001", "kind": "praise", "day": "2026-06-02", "words": "calm"}),
    Row("POST /api/v1/commendations/{commendation_id}/decision",
                                                     "401 403 403 ok  404 ok  ok  403  401 401 401", json={"confirm": True}),
    Row("POST /api/v1/employments",                  "401 403 403 403 403 ok  403 403  401 401 401",
        json={"staff": "S001", "hall": "H1", "first_day": "2026-06-01"}),
    Row("GET /api/v1/discipline",                    "401 403 403 403 403 ok  ok  ok   401 401 401", MONTH),
    Row("POST /api/v1/discipline/hearings",          "401 403 403 403 403 ok  403 403  401 401 401",
        json=MONTH | {"staff": "S001", "kind": "hearing", "day": "2026-06-03", "words": "heard"}),

    Row("GET /api/v1/audit",                         "401 403 403 403 403 403 ok  ok   401 401 401"),
    Row("GET /api/v1/audit/head",                    "401 403 403 403 403 403 ok  ok   401 401 401"),

    Row("GET /api/v1/imports/{kind}/template",       "401 403 403 ok  ok  ok  ok  ok   401 401 401"),
    Row("POST /api/v1/imports/{kind}",               "401 403 403 ok  403 ok  ok  403  401 401 401", {"hall": "H1"},
        content="工号,日期,窗口,上班,下班\nS001,2026-06-08,W1,08:30,17:30\n".encode(), content_type="text/csv"),

    Row("GET /api/v1/readers",                       "401 403 403 ok none ok  ok  ok   401 401 401"),
    Row("POST /api/v1/readers/{code}/approve",       "401 403 403 403 403 403 ok  403  401 401 401", json={"hall": "H1"}),
    Row("GET /api/v1/punches/held",                  "401 403 403 ok none ok  ok  ok   401 401 401"),
    Row("POST /api/v1/punches/held/settle",          "401 403 403 ok  404 ok  ok  403  401 401 401",
        json={"ids": ["{held_id}"], "reason": "a test"}),
    Row("POST /api/v1/badges/{number}/owner",        "401 403 403 ok  422 ok  ok  403  401 401 401", json={"staff": "S001"}),
    Row("DELETE /api/v1/badges/{number}/owner",      "401 403 403 404 404 404 404 403  401 401 401"),

    Row("GET /api/v1/roster",                        "401 ok none ok none ok  ok  ok   401 401 401",
        {"hall": "H1", "from": "2026-06-04", "to": "2026-06-08"}),
    Row("POST /api/v1/roster/shifts",                "401 403 403 ok  422 ok  ok  403  401 401 401", json=SHIFT),
    Row("DELETE /api/v1/roster/shifts/{shift_id}",   "401 403 403 ok  404 ok  ok  403  401 401 401"),
    Row("POST /api/v1/roster/fill",                  "401 403 403 ok  404 ok  ok  403  401 401 401",
        json={"rotation": "{rotation_id}", "from": "2026-06-08", "to": "2026-06-12"}),
    Row("GET /api/v1/roster/templates",              "401 403 403 ok none ok  ok  ok   401 401 401"),
    Row("POST /api/v1/roster/templates",             "401 403 403 ok  422 ok  ok  403  401 401 401",
        json={"hall": "H1", "code": "D", "segments": [["09:00", "17:30"]]}),
    Row("GET /api/v1/roster/rotations",              "401 403 403 ok none ok  ok  ok   401 401 401"),
    Row("POST /api/v1/roster/rotations",             "401 403 403 ok  422 ok  ok  403  401 401 401",
        json={"hall": "H1", "code": "R2", "cycle": ["D", None], "anchor": "2026-06-01"}),
    Row("POST /api/v1/roster/rotations/{rotation_id}/members",
                                                     "401 403 403 ok  404 ok  ok  403  401 401 401",
        json={"staff": "S001", "first_day": "2026-06-08"}),

    Row("GET /api/v1/leave",                         "401 ok none ok none ok  ok  ok   401 401 401", {"staff": "S001"}),
    Row("POST /api/v1/leave",                        "401 ok  422 ok  422 ok  ok  403  401 401 401", json=LEAVE | {"staff": "S001"}),
    Row("POST /api/v1/leave/{leave_id}/decision",    "401 403 403 ok  404 ok  ok  403  401 401 401", json={"verdict": "approve"}),
    Row("GET /api/v1/swaps",                         "401 ok  ok  ok none ok  ok  ok   401 401 401", {"staff": "S001"}),
    Row("POST /api/v1/swaps",                        "401 ok  422 ok  422 ok  ok  403  401 401 401",
        json={"from_staff": "S001", "to_staff": "S002",
              "start": "2026-06-12T08:30:00+08:00", "end": "2026-06-12T17:30:00+08:00"}),
    Row("POST /api/v1/swaps/{swap_id}/decision",     "401 403 403 ok  404 ok  ok  403  401 401 401", json={"verdict": "approve"}),
    Row("GET /api/v1/exemptions",                    "401 403 403 ok none ok  ok  ok   401 401 401"),
    Row("POST /api/v1/exemptions",                   "401 403 403 ok  422 ok  ok  403  401 401 401",
        json={"staff": "S001", "kind": "extra_layer", "from": "2026-06-20", "to": "2026-06-21"}),
    Row("POST /api/v1/exemptions/{exemption_id}/end",
                                                     "401 403 403 ok  404 ok  ok  403  401 401 401", json={"last_day": "2026-06-09"}),
    Row("GET /api/v1/calendar",                      "401 ok  ok  ok  ok  ok  ok  ok   401 401 401"),
    Row("POST /api/v1/calendar",                     "401 403 403 ok  422 ok  ok  403  401 401 401",
        json={"hall": "H1", "day": "2026-06-30", "kind": "closure"}),
    Row("POST /api/v1/calendar/years/{year}",        "401 403 403 403 403 ok  ok  403  401 401 401"),
    Row("GET /api/v1/tasks",                         "401 403 403 ok none ok  ok  ok   401 401 401"),
    Row("POST /api/v1/tasks/{task_id}/done",         "401 403 403 ok  404 ok  ok  403  401 401 401"),

    # pages
    Row("GET /static/{name}",                        "ok  ok  ok  ok  ok  ok  ok  ok   ok  ok  ok"),
    Row("GET /login",                                "ok  ok  ok  ok  ok  ok  ok  ok   ok  ok  ok"),
    Row("POST /login",                               "ok  ok  ok  ok  ok  ok  ok  ok   ok  ok  ok",
        form={"login": "wangfang", "password": "correct horse battery staple"}),
    Row("POST /logout",                              "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /",                                     "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /queue",                                "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /queue/{violation_id}",                 "in  ok  404 ok  404 ok  ok  ok   in  in  in"),
    Row("POST /queue/{violation_id}/decision",       "in  403 403 ok  404 403 ok  403  in  in  in",
        form={"verdict": "confirm", "text": "seen"}),
    Row("POST /queue/{violation_id}/take-back",      "in  403 403 ok  404 403 403 403  in  in  in",
        names={"violation_id": "decided_id"}),
    # queue: who else has the case open is told to those alone who may decide on it
    Row("GET /queue/{violation_id}/present",         "in  ok  404 ok  404 ok  ok  ok   in  in  in"),
    Row("POST /queue/dismissal",                     "in  403 403 ok none 403 ok  403  in  in  in",
        form={"case": "{violation_id}", "words": "seen"}),
    Row("GET /precision",                            "in  403 403 ok  ok  ok  ok  ok   in  in  in", {"hall": "H1"}),
    Row("GET /my/violations",                        "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("POST /my/violations/{violation_id}/appeal", "in  ok  404 403 404 403 403 403  in  in  in",
        form={"words": "I was there"}, names={"violation_id": "confirmed_id"}),
    Row("POST /my/violations/{violation_id}/appeals/{appeal_id}/withdrawal",
                                                     "in  ok  404 403 404 403 403 403  in  in  in",
        names={"violation_id": "appealed_id"}),
    Row("GET /appeals",                              "in  403 403 ok  ok  ok  ok  ok   in  in  in"),
    Row("POST /appeals/{appeal_id}/decision",        "in  403 403 403 403 ok  403 403  in  in  in",
        form={"verdict": "overturn", "reason": "seen"}),
    Row("POST /appeals/{appeal_id}/take-back",       "in  403 403 403 403 ok  403 403  in  in  in",
        names={"appeal_id": "decided_appeal_id"}),
    Row("GET /second-opinions/{violation_id}",       "in  403 403 ok  404 403 404 403  in  in  in",
        names={"violation_id": "second_id"}),
    Row("POST /second-opinions/{violation_id}",      "in  403 403 ok  404 403 404 403  in  in  in",
        form={"verdict": "confirm", "text": "seen"}, names={"violation_id": "second_id"}),
    Row("GET /agreement",                            "in  403 403 ok  422 ok  ok  ok   in  in  in", {"hall": "H1"}),
    Row("GET /inbox",                                "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("POST /inbox/read",                          "in  ok  404 404 404 404 404 ok   in  in  in", form={"up_to": "{notice_id}"}),
    Row("POST /inbox/{notice_id}/read",              "in  ok  404 404 404 404 404 ok   in  in  in"),
    Row("GET /inspect",                              "in  403 403 ok  ok  403 ok  403  in  in  in", {"hall": "H1"}),
    Row("GET /inspect/report",                       "in  403 403 ok  404 403 ok  403  in  in  in",
        {"hall": "H1", "rule": "private-screens"}),
    Row("POST /inspect/report",                      "in  403 403 ok  404 403 ok  403  in  in  in",
        form={"hall": "H1", "rule": "private-screens", "staff": "S001", "note": "a film", "key": "k"}),
    Row("GET /inspect/done/{violation_id}",          "in  403 403 ok  404 403 ok  403  in  in  in",
        names={"violation_id": "reported_id"}),
    Row("POST /inspect/done/{violation_id}",         "in  403 403 ok  404 403 403 403  in  in  in",
        names={"violation_id": "reported_id"}, **PHOTO_FORM),
    Row("POST /inspect/done/{violation_id}/withdrawal",
                                                     "in  403 403 ok  404 403 403 403  in  in  in",
        names={"violation_id": "reported_id"}, form={"reason": "a mistake"}),
    Row("GET /inspect/rounds",                       "in  403 403 ok  ok  ok  ok  ok   in  in  in"),
    Row("POST /inspect/rounds",                      "in  403 403 ok  422 403 ok  403  in  in  in", form={"hall": "H1"}),
    Row("GET /inspect/rounds/{round_id}",            "in  403 403 ok  404 ok  ok  ok   in  in  in"),
    Row("POST /inspect/rounds/{round_id}",           "in  403 403 ok  404 403 ok  403  in  in  in", form={"finish": "1"}),
    Row("GET /appraisals",                           "in  403 403 ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /appraisals/{month}",                   "in  403 403 ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /appraisals/{month}/people/{staff}",    "in  ok  404 ok  404 ok  ok  ok   in  in  in"),
    Row("POST /appraisals/{month}/people/{staff}/sign",
                                                     "in  ok  404 ok  404 403 403 403  in  in  in", form={"verdict": "sign"}),
    Row("POST /appraisals/{month}/draft",            "in  403 403 403 403 ok  403 403  in  in  in"),
    Row("POST /appraisals/{month}/lock",             "in  403 403 403 403 ok  403 403  in  in  in",
        names={"month": "to_be_locked"}),
    Row("POST /appraisals/{month}/reopen",           "in  403 403 403 403 ok  403 403  in  in  in",
        form={"reason": "a test"}, names={"month": "locked"}),
    Row("GET /my/months",                            "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /windows",                              "in  403 403 ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /rules",                                "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),

    # devices
    Row("POST /api/v1/cameras/{camera}/frames",      "401 401 401 401 401 401 401 401  ok  403 403", **JPEG),
    Row("POST /api/v1/punches",                      "401 401 401 401 401 401 401 401  403 ok  403", json=[]),
    *(
        Row(f"GET|HEAD|POST|PUT /api/v1/cameras/{{camera}}/push/{vendor}",
                                                     "401 401 401 401 401 401 401 401  ok  403 403")
        for vendor in ("axis", "hikvision", "dahua", "uniview")
    ),
    Row("POST|PUT /LAPI/V1.1/System/Event/Notification",
                                                     "401 401 401 401 401 401 401 401  ok  403 403"),
    Row("POST|PUT /LAPI/V1.0/System/Event/Notification/{rest:path}",
                                                     "401 401 401 401 401 401 401 401  ok  403 403"),
    *(
        Row(f"GET|HEAD|POST|PUT /{kind}HttpUpload/keepalive",
                                                     "401 401 401 401 401 401 401 401  ok  403 403")
        for kind in ("Event", "Picture")
    ),
    # A terminal has no more to show for itself than its serial number: `test_iclock.py` tells what that lets in.
    *(
        Row(f"{methods} /iclock/{name}{suffix}",     "ok  ok  ok  ok  ok  ok  ok  ok   ok  ok  ok", TERMINAL)
        for suffix in ("", ".aspx")
        for methods, name in (
            ("GET|POST", "cdata"), ("POST", "fdata"), ("GET", "getrequest"), ("GET|POST", "ping"),
            ("POST", "devicecmd"), ("GET|POST", "push"), ("GET|POST", "registry"),
        )
    ),

    # halls of a month side by side
    Row("GET /api/v1/appraisals/{month}/halls",      "401 403 403 ok none ok  ok  ok   401 401 401"),
    Row("GET /appraisals/{month}/halls",             "in  403 403 ok  ok  ok  ok  ok   in  in  in"),

    # set-up: log-ins, and one's own
    Row("GET /setup",                                "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("GET /setup/users",                          "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("POST /setup/users",                         "in  403 403 403 403 403 ok  403  in  in  in",
        form={"login": "new", "name": "New", "role": "staff"}),
    Row("GET /setup/users/new",                      "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("GET /setup/users/sheet",                    "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("POST /setup/users/sheet",                   "in  403 403 403 403 403 ok  403  in  in  in",
        form={"staff": "{loginless_id}"}),
    Row("GET /setup/users/{user_id}",                "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("POST /setup/users/{user_id}",               "in  403 403 403 403 403 ok  403  in  in  in",
        form={"name": "New", "role": "staff"}),
    *(
        Row(f"POST /setup/users/{{user_id}}/{step}", "in  403 403 403 403 403 ok  403  in  in  in")
        for step in ("password", "retire", "bring-back", "sessions", "tokens")
    ),
    # set-up: halls and windows
    Row("GET /setup/halls",                          "in  403 403 403 403 403 ok  ok   in  in  in", names=HALL),
    Row("GET /setup/new-hall",                       "in  403 403 403 403 403 ok  ok   in  in  in", names=HALL),
    Row("POST /setup/halls",                         "in  403 403 403 403 403 ok  403  in  in  in", form=NEW_HALL,
        names=HALL),
    Row("GET /setup/halls/{code}",                   "in  403 403 403 403 403 ok  ok   in  in  in", names=HALL),
    Row("POST /setup/halls/{code}",                  "in  403 403 403 403 403 ok  403  in  in  in", form=NEW_HALL,
        names=HALL),
    Row("POST /setup/halls/{code}/retire",           "in  403 403 403 403 403 ok  403  in  in  in", names=HALL),
    Row("POST /setup/halls/{code}/bring-back",       "in  403 403 403 403 403 ok  403  in  in  in", names=HALL),
    Row("GET /setup/halls/{code}/new-window",        "in  403 403 403 403 403 ok  ok   in  in  in", names=HALL),
    Row("POST /setup/halls/{code}/windows",          "in  403 403 403 403 403 ok  403  in  in  in",
        form={"window": "W7", "tag": "7"}, names=HALL),
    Row("GET /setup/halls/{code}/windows/{window_id}",  "in  403 403 403 403 403 ok  ok   in  in  in", names=HALL),
    Row("POST /setup/halls/{code}/windows/{window_id}", "in  403 403 403 403 403 ok  403  in  in  in", form={"tag": "7"}, names=HALL),
    *(
        Row(f"POST /setup/halls/{{code}}/windows/{{window_id}}/{step}",
                                                     "in  403 403 403 403 403 ok  403  in  in  in", names=HALL)
        for step in ("retire", "bring-back")
    ),
    Row("GET /setup/hall-files",                     "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("GET /setup/hall-files/halls.toml",          "in  403 403 403 403 403 ok  ok   in  in  in"),
    *(
        Row(f"POST /setup/hall-files/{step}",        "in  403 403 403 403 403 ok  403  in  in  in",
            form={"text": '[[halls]]\ncode = "H7"\nname = "seven"\n'})
        for step in ("preview", "apply")
    ),
    # set-up: people
    Row("GET /setup/people",                         "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("GET /setup/new-person",                     "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("POST /setup/people",                        "in  403 403 403 403 ok  ok  403  in  in  in",
        form={"number": "S777", "name": "seven", "hall": "H1"}),
    Row("GET /setup/people/{staff}",                 "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("POST /setup/people/{staff}",                "in  403 403 403 403 ok  ok  403  in  in  in",
        form={"name": "another", "hall": "H1"}),
    Row("POST /setup/people/{staff}/leave",          "in  403 403 403 403 ok  ok  403  in  in  in",
        form={"last_day": "2026-06-30"}),
    Row("POST /setup/people/{staff}/return",         "in  403 403 403 403 ok  ok  403  in  in  in"),
    Row("POST /setup/people/{staff}/badge-taken",    "in  403 403 403 403 ok  ok  403  in  in  in", form={"number": "9001"}),
    Row("POST /setup/people/{staff}/badge-given",    "in  403 403 403 403 422 422 403  in  in  in", form={"number": "9001"}),
    Row("GET /setup/people/import",                  "in  403 403 403 403 ok  ok  ok   in  in  in"),
    # set-up: readers
    Row("GET /setup/readers",                        "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("POST /setup/readers",                       "in  403 403 403 403 403 ok  403  in  in  in",
        form={"code": "R7", "hall": "H1"}),
    Row("GET /setup/readers/badges",                 "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("POST /setup/readers/badges",                "in  403 403 403 403 ok  ok  403  in  in  in",
        form={"number": "{number}", "staff": "S001"}),
    Row("GET /setup/readers/held",                   "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("POST /setup/readers/held",                  "in  403 403 403 403 ok  ok  403  in  in  in",
        form={"ids": "{held_id}", "reason": "a test"}),
    Row("POST /setup/readers/{code}/keys/{prefix}/revocation", "in  403 403 403 403 403 404 403  in  in  in"),
    Row("POST /setup/readers/{code}/approve",        "in  403 403 403 403 403 ok  403  in  in  in",
        form={"hall": "H1"}),
    *(
        Row(f"POST /setup/readers/{{code}}/{step}",  "in  403 403 403 403 403 ok  403  in  in  in",
            names={"code": "door"})
        for step in ("key", "retire", "bring-back")
    ),
    Row("GET /my/password",                          "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("POST /my/password",                         "in  ok  ok  ok  ok  ok  ok  ok   in  in  in", form=OWN_PASSWORD),
    Row("POST /my/sessions/{session_id}/end",        "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /my/tokens",                            "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("POST /my/tokens",                           "in  ok  ok  ok  ok  ok  ok  ok   in  in  in",
        form={"name": "report", "days": "9"}),
    Row("POST /my/tokens/{token_id}/revoke",         "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    # board: windows live, the wall, their days, and tasks
    Row("GET /windows/cameras",                      "in  403 403 ok  ok  ok  ok  ok   in  in  in", {"hall": "H1"}),
    Row("GET /windows/wall",                         "in  404 404 ok  404 ok  ok  ok   in  in  in", {"hall": "H1"}),
    Row("GET /windows/changes",                      "in  404 404 ok  404 ok  ok  ok   in  in  in",
        {"hall": "H1", "for_s": "0.01"}),
    Row("GET /windows/{hall}/{window}",              "in  403 403 ok  404 ok  ok  ok   in  in  in",
        names={"hall": "hall_code", "window": "window_code"}),
    Row("GET /tasks",                                "in  403 403 ok  ok  ok  ok  ok   in  in  in", {"hall": "H1"}),
    Row("POST /tasks/{task_id}/take",                "in  403 403 ok  404 ok  ok  403  in  in  in"),
    Row("POST /tasks/{task_id}/give-back",           "in  403 403 409 404 409 409 403  in  in  in"),
    Row("POST /tasks/{task_id}/done",                "in  403 403 ok  404 ok  ok  403  in  in  in", form={"note": "seen to"}),
    # pages of the roster                              nobody self staff own other hr admin auditor  camera reader monitor
    Row("GET /roster",                               "in  ok  ok  ok  404 ok  ok  ok   in  in  in", {"hall": "H1"}),
    Row("POST /roster/shifts",                       "in  403 403 ok  404 ok  ok  403  in  in  in", {"hall": "H1"}, form=TYPED_SHIFT),
    Row("POST /roster/shifts/{shift_id}",            "in  403 403 ok  404 ok  ok  403  in  in  in", {"hall": "H1"}, form=TYPED_SHIFT),
    Row("POST /roster/shifts/{shift_id}/removal",    "in  403 403 ok  404 ok  ok  403  in  in  in", form={"reason": ""}),
    Row("POST /roster/leave",                        "in  ok  422 ok  422 ok  ok  403  in  in  in",
        form={"staff": "S001", "start": "2026-06-10T08:30", "end": "2026-06-10T17:30"}),
    Row("POST /roster/swaps",                        "in  ok  422 ok  422 ok  ok  403  in  in  in",
        form={"staff": "S001", "to_staff": "S002", "start": "2026-06-12T08:30", "end": "2026-06-12T17:30"}),
    Row("POST /roster/leave/{leave_id}/decision",    "in  403 403 ok  404 ok  ok  403  in  in  in", form={"verdict": "approve"}),
    Row("POST /roster/swaps/{swap_id}/decision",     "in  403 403 ok  404 ok  ok  403  in  in  in", form={"verdict": "approve"}),
    Row("GET /roster/copy",                          "in  403 403 ok  422 ok  ok  403  in  in  in", {"hall": "H1"}),
    Row("POST /roster/copy",                         "in  403 403 ok  422 ok  ok  403  in  in  in", {"hall": "H1", "week": "2026-W24"},
        form={"source": "2026-W23"}),
    Row("GET /roster/rotations",                     "in  403 403 ok  422 ok  ok  403  in  in  in", {"hall": "H1"}),
    Row("POST /roster/rotations",                    "in  403 403 ok  404 ok  ok  403  in  in  in", {"hall": "H1"},
        form={"rotation": "{rotation_id}", "first": "2026-06-08", "last": "2026-06-14"}),
    Row("GET /roster/patterns",                      "in  403 403 ok  422 ok  ok  403  in  in  in", {"hall": "H1"}),
    Row("POST /roster/patterns/kinds",               "in  403 403 ok  422 ok  ok  403  in  in  in", {"hall": "H1"},
        form={"code": "E", "work": "09:00-17:30"}),
    Row("POST /roster/patterns/kinds/retirement",    "in  403 403 422 422 422 422 403  in  in  in", {"hall": "H1"},
        form={"code": "none such"}),
    Row("POST /roster/patterns/rotations",           "in  403 403 ok  422 ok  ok  403  in  in  in", {"hall": "H1"},
        form={"code": "R9", "cycle": "D -", "anchor": "2026-06-01"}),
    Row("POST /roster/patterns/rotations/{rotation_id}/members",
                                                     "in  403 403 ok  422 ok  ok  403  in  in  in", {"hall": "H1"},
        form={"staff": "S001", "first_day": "2026-06-08"}),
    Row("POST /roster/patterns/rotations/{rotation_id}/retirement",
                                                     "in  403 403 ok  422 ok  ok  403  in  in  in", {"hall": "H1"}),
    # cameras: set-up, zones, live test, teaching, keys
    Row("GET /setup/cameras",                        "in  403 403 ok  ok  403 ok  ok   in  in  in"),
    Row("POST /setup/cameras",                       "in  403 403 403 403 403 ok  403  in  in  in",
        form={"hall": "H1", "code": "cam-H1-2"}),
    Row("GET /setup/cameras/{camera}",               "in  403 403 ok  404 403 ok  ok   in  in  in"),
    Row("POST /setup/cameras/{camera}",              "in  403 403 403 403 403 ok  403  in  in  in",
        form={"name": "East", "interval_s": "5"}),
    Row("POST /setup/cameras/{camera}/reference",    "in  403 403 403 403 403 ok  403  in  in  in"),
    Row("POST /setup/cameras/{camera}/retirement",   "in  403 403 403 403 403 ok  403  in  in  in", form={"sure": "yes"}),
    Row("GET /setup/cameras/{camera}/zones",         "in  403 403 ok  404 403 ok  ok   in  in  in"),
    Row("POST /setup/cameras/{camera}/zones",        "in  403 403 403 403 403 ok  403  in  in  in", form={"staff-W2": "0.1,0.1 0.4,0.1 0.4,0.6"}),
    Row("POST /setup/cameras/{camera}/picture",      "in  403 403 403 403 403 ok  403  in  in  in"),
    Row("GET /setup/cameras/{camera}/live",          "in  403 403 ok  404 403 ok  ok   in  in  in"),
    Row("GET /setup/cameras/{camera}/stream",        "in  403 403 ok  404 403 ok  ok   in  in  in"),
    Row("GET /setup/cameras/{camera}/teaching",      "in  403 403 ok  404 403 ok  ok   in  in  in"),
    Row("POST /setup/cameras/{camera}/teaching/{window_code}/lesson",
                                                     "in  403 403 403 403 403 ok  403  in  in  in", form={"says": "empty"}),
    Row("POST /setup/cameras/{camera}/teaching/{window_code}/end",
                                                     "in  403 403 403 403 403 ok  403  in  in  in"),
    Row("POST /setup/cameras/{camera}/teaching/{window_code}/forgetting",
                                                     "in  403 403 403 403 403 ok  403  in  in  in", form={"sure": "yes"}),
    Row("GET /setup/cameras/{camera}/keys",          "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("POST /setup/cameras/{camera}/keys",         "in  403 403 403 403 403 ok  403  in  in  in", form={"kind": "short"}),
    Row("POST /setup/cameras/{camera}/keys/{prefix}/revocation",
                                                     "in  403 403 403 403 403 ok  403  in  in  in"),
    # policy
    Row("GET /setup/rules",                          "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("GET /setup/rules/packs",                    "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("GET /setup/rules/packs/{version}",          "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("POST /setup/rules/drafts",                  "in  403 403 403 403 403 ok  403  in  in  in", form={"of": "default"}),
    Row("GET /setup/rules/drafts/{draft_id}",        "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("POST /setup/rules/drafts/{draft_id}/adoption",
                                                     "in  403 403 403 403 403 ok  403  in  in  in",
        form={"first_day": "2026-07-01", "announced_on": "2026-06-03", "document": "no. 2"}),
    Row("POST /setup/rules/drafts/{draft_id}/replays",
                                                     "in  403 403 403 403 403 422 403  in  in  in",
        form={"first_day": "2026-06-03", "last_day": "2026-06-01"}),
    Row("GET /setup/rules/replays/{replay_id}",      "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("GET /setup/rules/replays/{replay_id}/stream",
                                                     "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("GET /setup/rules/watch",                    "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("POST /setup/rules/watch",                   "in  403 403 403 403 403 ok  403  in  in  in",
        form={"rule": "absent", "first_day": "2026-07-01", "reason": "repair"}),
    Row("POST /setup/rules/watch/{watch_id}/resume", "in  403 403 403 403 403 ok  403  in  in  in", form={"first_day": "2026-07-01"}),
    Row("GET /setup/rules/seasons",                  "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("POST /setup/rules/seasons",                 "in  403 403 403 403 403 ok  403  in  in  in",
        form={"hall": "H1", "season": "summer", "first_day": "2026-10-01", "last_day": "2026-10-05", "announced_on": "2026-06-03", "document": "no. 3"}),
    Row("POST /setup/rules/seasons/{notice_id}/withdrawal",
                                                     "in  403 403 403 403 403 ok  403  in  in  in",
        names={"notice_id": "season_id"}),
    Row("GET /setup/calendar",                       "in  403 403 ok  ok  ok  ok  ok   in  in  in", {"hall": "H1"}),
    Row("POST /setup/calendar",                      "in  403 403 ok  422 ok  ok  403  in  in  in",
        form={"day": "2026-07-15", "kind": "closure", "reason": "repair", "hall": "H1"}),
    Row("POST /setup/calendar/years/{year}",         "in  403 403 403 403 ok  ok  403  in  in  in"),
    Row("GET /setup/delivery",                       "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("POST /setup/delivery/test",                 "in  403 403 403 403 403 ok  403  in  in  in", form={"channel": "mail"}),
    Row("POST /setup/delivery/{delivery_id}/retry",  "in  403 403 403 403 403 ok  403  in  in  in"),
    Row("GET /commendations",                        "in  403 403 ok  ok  ok  ok  ok   in  in  in"),
    Row("POST /commendations",                       "in  403 403 ok  422 ok  ok  403  in  in  in",
        form={"staff": "S001", "day": "2026-06-02", "words": "calm"}),
    Row("POST /commendations/{commendation_id}/decision",
                                                     "in  403 403 ok  404 ok  ok  403  in  in  in", form={"verdict": "confirm"}),
    # 陈静 proposed it and looks after H1 no more.
    Row("POST /commendations/{commendation_id}/withdrawal",
                                                     "in  403 403 422 404 422 422 403  in  in  in"),
    Row("GET /exemptions",                           "in  403 403 ok  ok  ok  ok  ok   in  in  in"),
    Row("POST /exemptions",                          "in  403 403 ok  422 ok  ok  403  in  in  in",
        form={"staff": "S001", "kind": "uniform_waiver", "first_day": "2026-06-05", "last_day": "2026-06-06"}),
    Row("POST /exemptions/{exemption_id}/end",       "in  403 403 ok  404 ok  ok  403  in  in  in", form={"last_day": "2026-06-06"}),
    Row("GET /discipline",                           "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("GET /hearings",                             "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("POST /hearings",                            "in  403 403 403 403 ok  403 403  in  in  in",
        form={"month": "2026-06", "staff": "S001", "kind": "hearing", "day": "2026-06-03", "words": "heard"}),
    Row("GET /employments",                          "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("GET /people/{no}/employment",               "in  403 403 403 403 ok  ok  ok   in  in  in", names={"no": "staff"}),
    Row("POST /people/{no}/employment",              "in  403 403 403 403 ok  403 403  in  in  in",
        form={"step": "belongs", "hall": "H1", "first_day": "2026-01-01"}, names={"no": "staff"}),
    # one's own record, the audit trail, the auditor's room
    Row("GET /my",                                   "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /my/attendance",                        "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /my/looked",                            "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /my/data",                              "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /my/data.json",                         "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    Row("GET /my/data.zip",                          "in  ok  ok  ok  ok  ok  ok  ok   in  in  in"),
    # One's own shift that begins then, if there is one; who is on no roster has none at all.
    Row("POST /my/corrections",                      "in  ok  ok  422 404 404 404 403  in  in  in",
        form={"shift_start": "2026-06-03T00:30:00Z", "kind": "missing-in", "clock": "08:28", "reason": "forgot"}),
    Row("GET /auditor",                              "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("GET /auditor/impact",                       "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("GET /auditor/impact.pdf",                   "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("GET /auditor/statements",                   "in  403 403 403 403 ok  ok  ok   in  in  in"),
    Row("POST /auditor/statements",                  "in  403 403 403 403 403 ok  403  in  in  in",
        form={"camera": "{camera}", "topic": "notice_place", "words": "at the entrance"}),
    Row("GET /audit",                                "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("GET /audit.csv",                            "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("GET /audit/chain",                          "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("GET /audit/chain/live",                     "in  403 403 403 403 403 ok  ok   in  in  in"),
    Row("GET /audit/chain/check",                    "in  403 403 403 403 403 ok  ok   in  in  in"),
    # the frame
    Row("POST /theme",                               "ok  ok  ok  ok  ok  ok  ok  ok   ok  ok  ok", form={"theme": "dark"}),
    Row("GET /attendance",                           "in  403 403 ok  404 ok  ok  ok   in  in  in", MONTH | {"hall": "H1"}),
    Row("GET /attendance/{staff}/{day}",             "in  ok  404 ok  404 ok  ok  ok   in  in  in"),
    Row("POST /attendance/{staff}/{day}/corrections", "in  ok  422 ok  422 ok  ok  403  in  in  in",
        form={"shift_start": "2026-06-03T00:30:00Z", "kind": "late", "reason": "flood"}),
    Row("POST /attendance/corrections/{correction_id}/decision",
                                                     "in  403 403 ok  404 ok  ok  403  in  in  in",
        form={"verdict": "approve", "reason": "seen"}),
    # An import is its owner's alone, here the supervisor's.
    Row("GET /roster/import",                        "in  403 403 ok  ok  ok  ok  403  in  in  in"),
    Row("POST /roster/import",                       "in  403 403 ok  ok  ok  ok  403  in  in  in", **FILE_FORM),
    Row("GET /roster/import/{import_id}",            "in  403 403 ok  404 404 404 403  in  in  in"),
    Row("POST /roster/import/{import_id}",           "in  403 403 ok  404 404 404 403  in  in  in"),
    Row("GET /roster/import/{import_id}/stream",     "in  403 403 ok  404 404 404 403  in  in  in"),
]  # fmt: skip
