"""Every day of the year has one dress code, and a hall's notice moves a boundary without making it two."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from conduct.judging.judge import judge
from conduct.review.violations import Refused
from conduct.rules.adoption import policy_for
from conduct.rules.pack import PackError, default_pack, parse_pack
from conduct.rules.season_notices import move_season, notices_of, withdraw_notice
from conduct.rules.seasons import Dress, MovedDays, Season, Span, codes_on, dress_code, faults, neighbours, parse_span
from conduct.words import say
from models.tables import AuditEntryRow, SeasonNoticeRow
from models.values.findings import AttendanceStatus
from tests.conduct.hall import NOW, Hall, add_attendance, make_hall
from tests.conduct.judging.test_judge import MAY, day, worn
from tests.conduct.rules.test_pack import SIMPLE
from tests.conduct.story import parse

SEASONS = default_pack().seasons
BY_MONTH = {
    1: "winter", 2: "winter", 3: "winter", 4: "mid-season", 5: "late-spring", 6: "summer", 7: "summer", 8: "summer",
    9: "summer", 10: "mid-season", 11: "winter", 12: "winter",
}  # fmt: skip


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2100])
def test_every_day_of_a_year_has_the_dress_code_of_its_month(year: int) -> None:
    for month, name in BY_MONTH.items():
        for number in range(1, monthrange(year, month)[1] + 1):
            assert dress_code(date(year, month, number), SEASONS).name == name
    assert list(faults(SEASONS)) == []


def test_what_each_code_asks_for_and_since_when() -> None:
    told = {name: (season.asks.value, [str(s) for s in season.spans]) for name, season in SEASONS.items()}
    assert told == {
        "late-spring": ("long-sleeves", ["05-01..05-31"]),
        "summer": ("short-sleeves", ["06-01..09-30"]),
        "mid-season": ("full-suit", ["04-01..04-30", "10-01..10-31"]),
        "winter": ("full-suit", ["11-01..03-31"]),
    }
    leap = dress_code(date(2028, 2, 29), SEASONS)
    assert (leap.name, leap.since, leap.until) == ("winter", "11-01", "03-31")


FAULTS = {
    "a hole": ({"summer": ["06-01..09-29"]}, ["09-30: no dress code"]),
    "an overlap": ({"summer": ["05-31..09-30"]}, ["05-31: more than one dress code (late-spring, summer)"]),
    "the leap day": ({"winter": ["11-01..02-28", "03-01..03-31"]}, ["02-29: no dress code"]),
    "the leap day twice": (
        {"late-spring": ["05-01..05-31", "02-29..02-29"]}, ["02-29: more than one dress code (late-spring, winter)"]),
    "over New Year": ({"winter": ["11-01..12-30", "01-02..03-31"]}, ["01-01: no dress code", "12-31: no dress code"]),
    "within one code": ({"winter": ["11-01..01-31", "01-31..03-31"]}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_days(name: str) -> None:
    changed, expected = FAULTS[name]
    seasons = {
        key: Season.model_validate({**season.model_dump(), "spans": changed.get(key, season.spans)})
        for key, season in SEASONS.items()
    }
    assert list(faults(seasons)) == expected


SPANS = st.tuples(st.integers(1, 12), st.integers(1, 28), st.integers(1, 12), st.integers(1, 28)).map(
    lambda t: parse_span(f"{t[0]:02}-{t[1]:02}..{t[2]:02}-{t[3]:02}")
)


@given(SPANS, SPANS)
def test_a_year_has_no_fault_only_when_every_day_has_one_code(one: Span, two: Span) -> None:
    title = {"zh": "装", "en": "dress"}
    seasons = {
        name: Season.model_validate({"spans": [span], "asks": Dress.full_suit, "title": title})
        for name, span in (("a", one), ("b", two))
    }
    leap_year = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]
    right = all(len(codes_on(day, seasons)) == 1 for day in leap_year)
    assert right == (not list(faults(seasons)))


@pytest.mark.parametrize("told", ["", "05-01", "05-01..", "5-1..5-31", "13-01..13-31", "02-30..03-01", 3, None])
def test_a_stretch_that_no_year_has_is_refused(told: object) -> None:
    with pytest.raises(ValueError, match=r"is expected|no year has"):
        parse_span(told)


def test_neighbours_come_next_to_each_other_in_the_year() -> None:
    assert neighbours(SEASONS, "mid-season") == {"winter", "late-spring", "summer"}
    assert neighbours(SEASONS, "summer") == {"late-spring", "mid-season"}
    assert neighbours(SEASONS, "winter") == {"mid-season"}


# Notices of a hall: as in `tests.conduct.hall`, it is 4 June 2026


@pytest.fixture
def hall(session: Session) -> Hall:
    return make_hall(session)


def move(session: Session, hall: Hall, season: str, first: str, last: str, announced: str = "2026-06-04"):
    return move_season(
        session, hall.row, season, date.fromisoformat(first), date.fromisoformat(last),
        announced_on=date.fromisoformat(announced), document="no. 12", by="hr", now=NOW,
    )  # fmt: skip


def code_at(session: Session, hall: Hall, day: str) -> str:
    policy = policy_for(session, date.fromisoformat(day), hall.row.id)
    return dress_code(date.fromisoformat(day), policy.seasons, policy.moved_days).name


def test_a_notice_moves_a_boundary_of_its_hall_alone(session: Session, hall: Hall) -> None:
    other = make_hall(session, "H2", staff={})
    move(session, hall, "mid-season", "2027-05-01", "2027-05-09", announced="2027-04-28")
    told = [(day, code_at(session, hall, day)) for day in ("2027-04-30", "2027-05-01", "2027-05-09", "2027-05-10")]
    assert [name for _, name in told] == ["mid-season", "mid-season", "mid-season", "late-spring"]
    assert code_at(session, other, "2027-05-01") == "late-spring"
    assert code_at(session, hall, "2028-05-01") == "late-spring"
    (entry,) = session.exec(select(AuditEntryRow).where(AuditEntryRow.action == "season.moved")).all()
    assert (entry.actor, entry.data["season"], entry.data["document"]) == ("hr", "mid-season", "no. 12")


REFUSED = {
    "the last day first": (("mid-season", "2027-05-09", "2027-05-01"), "bad-days"),
    "for years": (("mid-season", "2027-05-01", "2999-05-09"), "bad-days"),
    "announced after it began": (("mid-season", "2026-10-01", "2026-10-09", "2026-10-02"), "announced-late"),
    "a dress code that nobody has": (("monsoon", "2027-05-01", "2027-05-09"), "bad-season"),
    "winter in July": (("winter", "2027-07-01", "2027-07-09"), "bad-season"),
    "summer reaching into winter": (("summer", "2026-10-25", "2026-11-02"), "bad-season"),
    "what holds anyhow": (("summer", "2026-07-01", "2026-07-09"), "bad-season"),
    "days that another notice holds": (("summer", "2026-10-05", "2026-10-12"), "bad-season"),
    "days judged already": (("late-spring", "2026-06-03", "2026-06-09", "2026-06-01"), "judged-already"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_notice_that_cannot_be_is_refused(name: str, session: Session, hall: Hall) -> None:
    told, code = REFUSED[name]
    add_attendance(session, hall, hall.staff["S001"], "3 08:30", AttendanceStatus.present)
    add_attendance(session, hall, hall.staff["S001"], "10-2 08:30", AttendanceStatus.due)
    move(session, hall, "winter", "2026-10-10", "2026-10-31")
    with pytest.raises(Refused) as refused:
        move(session, hall, *told)
    assert refused.value.code == code


def test_two_notices_may_follow_each_other(session: Session, hall: Hall) -> None:
    move(session, hall, "summer", "2026-10-01", "2026-10-05")
    move(session, hall, "winter", "2026-10-06", "2026-10-31")
    assert [code_at(session, hall, f"2026-10-{day}") for day in ("05", "06")] == ["summer", "winter"]


def test_a_notice_can_be_withdrawn_until_one_of_its_days_was_judged(session: Session, hall: Hall) -> None:
    row = move(session, hall, "summer", "2026-10-01", "2026-10-05")
    withdraw_notice(session, row, by="hr", now=NOW)
    session.flush()
    assert notices_of(session, hall.row.id) == []
    assert code_at(session, hall, "2026-10-01") == "mid-season"
    with pytest.raises(Refused, match="before"):
        withdraw_notice(session, row, by="hr", now=NOW)
    again = move(session, hall, "summer", "2026-10-01", "2026-10-05")
    add_attendance(session, hall, hall.staff["S001"], "10-1 08:30", AttendanceStatus.present)
    with pytest.raises(Refused, match="2026-10-01 was judged"):
        withdraw_notice(session, again, by="hr", now=NOW)
    assert len(session.exec(select(SeasonNoticeRow)).all()) == 2


def test_notices_overlapping_in_one_code_are_no_fault() -> None:
    days = MovedDays("summer", date(2026, 10, 1), date(2026, 10, 5))
    assert list(faults(SEASONS, (days, days))) == []
    assert list(faults(SEASONS, (days, MovedDays("winter", date(2026, 10, 5), date(2026, 10, 8))))) == [
        "2026-10-05: more than one dress code (summer, winter)"
    ]


def test_a_pack_may_have_dress_codes_of_its_own() -> None:
    tropical = (
        SIMPLE
        + '[seasons.always]\nspans = ["01-01..12-31"]\nasks = "short-sleeves"\ntitle = { zh = "短袖", en = "Short" }\n'
    )
    seasons = parse_pack(tropical).policy().seasons
    assert dress_code(date(2026, 1, 20), seasons).season.asks == Dress.short_sleeves
    with pytest.raises(PackError) as error:
        parse_pack(tropical.replace("12-31", "02-28"))
    assert error.value.faults == ("seasons: 03-01..12-31: no dress code", "seasons: 02-29..12-31: no dress code")


# What judging makes of it


def judged_in_may(**policy: object) -> list[tuple[tuple[str, ...], str]]:
    """Short sleeves on 20 May, when long ones are asked for."""
    scenario = parse(day(**MAY, sightings=[worn("5-20 09:00 > 5-20 10:00", sleeve="short")]))
    judgement = judge(scenario.facts, scenario.policy.model_copy(update=policy), scenario.now)
    return [(finding.norms, say(finding.why)) for finding in judgement.findings]


def test_what_is_found_cites_its_own_dress_code_and_says_since_when() -> None:
    ((norms, said),) = judged_in_may()
    assert norms == ("heat/2/3.1/1", "heat/2/2.3/2", "heat/2/3.5")
    assert said.startswith("from 05-01 to 05-31 long sleeves without outerwear are asked for; 60 of 60 clear looks")


def test_days_moved_by_a_notice_are_judged_by_their_own_dress_code() -> None:
    early_summer = MovedDays("summer", date(2026, 5, 18), date(2026, 5, 31))
    assert judged_in_may(moved_days=(early_summer,)) == []
    cold = MovedDays("mid-season", date(2026, 5, 18), date(2026, 5, 31))
    assert judged_in_may(moved_days=(cold,)) == [], "whether there was outerwear was not seen"


@pytest.mark.parametrize(("seasons", "found"), [((), 1), (("late-spring",), 1), (("summer", "winter"), 0)])
def test_a_pack_may_judge_some_dress_codes_only(seasons: tuple[str, ...], found: int) -> None:
    rules = default_pack().policy().rules
    narrowed = rules["uniform-season"].model_copy(update={"seasons": seasons})
    assert len(judged_in_may(rules={**rules, "uniform-season": narrowed})) == found
