"""Reading notices: the order, what is unread for whom, and reading many at once."""

from datetime import timedelta

from sqlmodel import Session, select

from conduct.telling.inbox import COUNTED_TO, count_unread, find_notice, list_notices, mark_read, mark_read_up_to
from models.tables import NoticeReadRow, Role
from tests.conduct.hall import NOW
from tests.conduct.told import People, make_people


def read(people: People, login: str, notice_id: object, *, up_to: bool = False, minutes: int = 60) -> object:
    account = people.account(login)
    notice = find_notice(people.session, account, notice_id)  # type: ignore[arg-type]
    assert notice is not None
    mark = mark_read_up_to if up_to else mark_read
    return mark(people.session, account, notice, now=NOW + timedelta(minutes=minutes))


def test_the_latest_first_page_by_page_whatever_way_they_came(session: Session) -> None:
    people = make_people(session)
    zhou, s002, h1 = people.users["zhou"].id, people.staff_id("S002"), people.hall_id("H1")
    ways: list[dict[str, object]] = [
        {"user_id": zhou}, {"staff_id": s002}, {"hall_id": h1}, {"role": Role.supervisor},
        {"user_id": zhou, "staff_id": s002, "hall_id": h1},
    ]  # fmt: skip
    told = [people.tell(minutes=minutes, **way) for minutes, way in ((m, w) for m in (0, 1) for w in ways)]
    people.tell(user_id=people.users["chen"].id)
    found, after = [], None
    while True:
        page = list_notices(session, people.account("zhou"), limit=3, after=after)
        found.append([n.row.id for n in page.notices])
        after = page.next
        if after is None:
            break
    assert [len(each) for each in found] == [3, 3, 3, 1]
    assert [each for page in found for each in page] == told[::-1]


def test_each_reads_for_themselves_and_the_first_time_counts(session: Session) -> None:
    people = make_people(session)
    notice_id = people.tell(role=Role.supervisor)
    assert [count_unread(session, people.account(login)) for login in ("zhou", "chen", "fang")] == [1, 1, 0]
    first = read(people, "zhou", notice_id)
    assert read(people, "zhou", notice_id, minutes=70) == first == NOW + timedelta(minutes=60)
    assert [count_unread(session, people.account(login)) for login in ("zhou", "chen")] == [0, 1]
    assert (people.inbox("zhou"), people.inbox("zhou", unread=True)) == ([notice_id], [])


def test_all_up_to_one_leaves_what_came_later_and_what_is_others(session: Session) -> None:
    people = make_people(session)
    h1, s002 = people.hall_id("H1"), people.staff_id("S002")
    old, mine, same_time, later = (
        people.tell(minutes=minutes, **to)  # type: ignore[arg-type]
        for minutes, to in (
            (0, {"hall_id": h1}),
            (1, {"staff_id": s002}),
            (1, {"hall_id": h1, "staff_id": s002}),
            (2, {"hall_id": h1}),
        )
    )
    others = people.tell(user_id=people.users["chen"].id)
    read(people, "zhou", old)
    assert read(people, "zhou", same_time, up_to=True) == 2
    assert read(people, "zhou", same_time, up_to=True) == 0
    assert people.inbox("zhou", unread=True) == [later]
    assert people.inbox("chen", unread=True) == [others]
    assert {row.notice_id for row in session.exec(select(NoticeReadRow)).all()} == {old, mine, same_time}


def test_counting_ends_somewhere(session: Session) -> None:
    people = make_people(session)
    for minutes in range(COUNTED_TO + 5):
        people.tell(minutes=minutes, user_id=people.users["zhou"].id)
    assert count_unread(session, people.account("zhou")) == COUNTED_TO + 1
