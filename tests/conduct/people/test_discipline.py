"""The ladder: suggested by gravity and repetition, and never above a spoken warning before the person was heard."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conduct.months.employment import Stretch, belonging
from conduct.people.discipline import TO_BEGIN_WITH, Breach, Ladder, OnRecord, Rung, Sanction, suggestions
from conduct.rules.pack import default_pack, default_pack_text, parse_pack
from conduct.rules.rule import Severity

START = datetime(2026, 6, 3, tzinfo=UTC)
HEARD = OnRecord(inquiry=True, hearing=True)
MINOR, MODERATE, SERIOUS = Severity


def breaches(*severities: Severity) -> list[Breach]:
    return [Breach("rule", severity, START, str(n)) for n, severity in enumerate(severities)]


ROWS: dict[str, tuple[list[Breach], OnRecord, tuple[str, str, tuple[str, ...]] | None]] = {
    "nothing": ([], HEARD, None),
    "two moderate": (breaches(MODERATE, MODERATE), HEARD, None),
    "three moderate": (breaches(*[MODERATE] * 3), OnRecord(), ("oral-warning", "oral-warning", ())),
    "one serious": (breaches(SERIOUS), OnRecord(), ("oral-warning", "oral-warning", ())),
    "two serious, nobody heard": (breaches(SERIOUS, SERIOUS), OnRecord(), ("oral-warning", "written-warning", ("inquiry", "hearing"))),
    "two serious, looked into": (breaches(SERIOUS, SERIOUS), OnRecord(inquiry=True), ("oral-warning", "written-warning", ("hearing",))),
    "two serious, heard": (breaches(SERIOUS, SERIOUS), HEARD, ("written-warning", "written-warning", ())),
    "graver ones count among lighter": (breaches(SERIOUS, *[MODERATE] * 5), HEARD, ("written-warning", "written-warning", ())),
    "lighter ones do not count among graver": (breaches(SERIOUS, MINOR), HEARD, ("oral-warning", "oral-warning", ())),
    "six serious": (breaches(*[SERIOUS] * 6), HEARD, ("dismissal", "dismissal", ())),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_suggested(name: str) -> None:
    own, on_record, expected = ROWS[name]
    found = [(s.step.value, s.then.value, s.waits_for) for s in suggestions({"S1": own}, {"S1": on_record}, Ladder())]
    assert found == ([expected] if expected else [])


rungs = st.lists(
    st.builds(Rung, step=st.sampled_from(Sanction), severity=st.sampled_from(Severity), times=st.integers(1, 5)),
    max_size=6,
)


@given(rungs, st.lists(st.sampled_from(Severity), max_size=10), st.booleans(), st.booleans())
def test_never_above_a_spoken_warning_unheard(
    told: list[Rung], own: list[Severity], inquiry: bool, hearing: bool
) -> None:
    ladder = Ladder.model_construct(rungs=tuple(told))
    for each in suggestions({"S1": breaches(*own)}, {"S1": OnRecord(inquiry, hearing)}, ladder):
        assert each.step == Sanction.oral_warning or (inquiry and hearing)
        assert each.step.height <= each.then.height
        assert len(each.breaches) >= 1


def test_the_gravest_first_then_by_number() -> None:
    told = {"S2": breaches(SERIOUS), "S3": breaches(SERIOUS), "S1": breaches(SERIOUS), "S9": breaches(*[SERIOUS] * 6)}
    assert [each.staff for each in suggestions(told, {}, Ladder())] == ["S9", "S1", "S2", "S3"]


def test_a_pack_has_rungs_of_its_own() -> None:
    assert default_pack().discipline.rungs == TO_BEGIN_WITH
    told = '\n[[discipline.rungs]]\nstep = "oral-warning"\nseverity = "minor"\ntimes = 9\n'
    assert [rung.times for rung in parse_pack(default_pack_text() + told).discipline.rungs] == [9]


def test_a_graver_step_takes_more() -> None:
    with pytest.raises(ValidationError, match="takes more"):
        Ladder(
            rungs=(
                Rung(step=Sanction.oral_warning, severity=MINOR, times=3),
                Rung(step=Sanction.dismissal, severity=MINOR, times=3),
            )
        )


FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
STRETCHES: dict[str, tuple[list[Stretch], tuple[float, str | None, dict[str, int]] | None]] = {
    "nothing told": ([], None),
    "since long": ([Stretch("H1", date(2020, 1, 1))], (1, "H1", {"H1": 30})),
    "joined on the 16th": ([Stretch("H1", date(2026, 6, 16))], (0.5, "H1", {"H1": 15})),
    "left on the 3rd": ([Stretch("H1", date(2020, 1, 1), date(2026, 6, 3))], (0.1, "H1", {"H1": 3})),
    "moved": ([Stretch("H1", date(2020, 1, 1), date(2026, 6, 12)), Stretch("H2", date(2026, 6, 13))], (1, "H2", {"H1": 12, "H2": 18})),
    "of two at once that which began last": ([Stretch("H1", date(2020, 1, 1)), Stretch("H2", date(2026, 6, 13))], (1, "H2", {"H1": 12, "H2": 18})),
    "not yet": ([Stretch("H1", date(2026, 7, 1))], (0, None, {})),
}  # fmt: skip


@pytest.mark.parametrize("name", STRETCHES)
def test_belonging(name: str) -> None:
    told, expected = STRETCHES[name]
    found = belonging(told, FIRST, LAST)
    assert (None if found is None else (float(found.share), found.hall, dict(found.days_at))) == expected
