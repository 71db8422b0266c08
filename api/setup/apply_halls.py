"""Putting a hall file into the database: what is new is made, what differs is changed, nothing is taken away."""

from collections import Counter
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from api.setup.camera_views import Zones, put_view
from api.setup.hall_file import CameraTold, HallFileError, HallsTold, HallTold, ShiftTold, StaffTold, ViewTold
from conduct.auditing.trail import audit
from conduct.judging.elsewhere import mark_elsewhere
from conduct.judging.stale import mark_stale
from conduct.records.badges import give_owner
from conduct.records.holdings import holdings_of, was_taken_from
from conduct.rules.adoption import begin_with_default
from models.tables import (
    BadgeRow,
    CameraRow,
    HallRow,
    PackAdoptionRow,
    ReaderRow,
    ShiftRow,
    StaffRow,
    WindowRow,
)
from models.tables.base import Table
from models.values.interval import Interval
from models.values.local_time import local_day

Row = TypeVar("Row", bound=Table)


class HallApplier:
    """Applies one file in one transaction, and counts what it did."""

    def __init__(self, session: Session, *, by: str, now: datetime) -> None:
        self._session, self._by, self._now = session, by, now
        self.counts: Counter[str] = Counter()
        self.adopted: PackAdoptionRow | None = None
        """The default pack, which is adopted with the very first hall for the days that its file tells of."""

    def apply(self, told: HallsTold) -> Counter[str]:
        """`made`, `changed` and `same`. Raises HallFileError where the file names what is not there."""
        for hall in told.halls:
            self._hall(hall)
        first_day = min(day for hall in told.halls for day in self._days(hall))
        self.adopted = begin_with_default(self._session, first_day=first_day, by=self._by, now=self._now)
        return self.counts

    def _days(self, told: HallTold) -> list[date]:
        """Today, and the days that the file rosters, by the hall's clock."""
        zone = ZoneInfo(told.timezone)
        return [local_day(self._now, zone), *(local_day(told.instant(shift.start), zone) for shift in told.shifts)]

    def _hall(self, told: HallTold) -> None:
        columns = {"name": told.name, "timezone": told.timezone, "opens": told.opens, "closes": told.closes}
        hall = self._put(HallRow, {"code": told.code}, columns)
        for w in told.windows:
            columns = {"name": w.name, "tag_number": w.tag, "seat_tag": w.seat_tag, "sign_text": w.sign_text}
            self._put(WindowRow, {"hall_id": hall.id, "code": w.code}, columns)
        for reader in told.readers:
            self._put(ReaderRow, {"code": reader.code}, {"hall_id": hall.id})
        for person in told.staff:
            self._person(hall, person)
        windows = self._windows(hall.id)
        for camera in told.cameras:
            self._camera(hall, camera, windows)
        for shift in told.shifts:
            self._shift(hall, told, shift, windows)

    def _windows(self, hall_id: UUID) -> dict[str, UUID]:
        rows = self._session.exec(select(WindowRow.code, WindowRow.id).where(WindowRow.hall_id == hall_id)).all()
        return dict(rows)

    def _person(self, hall: HallRow, told: StaffTold) -> None:
        staff = self._put(StaffRow, {"no": told.no}, {"hall_id": hall.id, "name": told.name})
        for number in told.badges:
            self._badge(staff, number)

    def _badge(self, staff: StaffRow, number: str) -> None:
        row = self._session.exec(select(BadgeRow).where(BadgeRow.number == number)).first()
        if row is not None and row.staff_id == staff.id:
            self.counts["same"] += 1
        elif row is None:
            had_one = staff.id in holdings_of(self._session, [staff.id])
            columns = {"staff_id": staff.id, "had_from": self._now if had_one else None}
            self._put(BadgeRow, {"number": number}, columns)
        elif row.staff_id is not None:
            raise HallFileError(f"badge {number} is somebody else's than {staff.no}'s: take it away from them first")
        elif was_taken_from(self._session, number, staff.id):
            raise HallFileError(f"badge {number} was taken away from {staff.no}: take it out of the file")
        else:
            give_owner(self._session, number, staff, by=self._by, now=self._now)
            self.counts["changed"] += 1

    def _camera(self, hall: HallRow, told: CameraTold, windows: dict[str, UUID]) -> None:
        columns = {"hall_id": hall.id, "name": told.name, "interval_s": told.interval_s}
        camera = self._put(CameraRow, {"code": told.code}, columns)
        if camera.retired_at is not None:
            raise HallFileError(f"camera {told.code} is retired: take it out of the file, or give it another code")
        for view in told.views:
            if view.window not in windows:
                raise HallFileError(f"camera {told.code}: hall {hall.code} has no window {view.window}")
            self._view(camera, windows[view.window], view)

    def _view(self, camera: CameraRow, window_id: UUID, told: ViewTold) -> None:
        """Zones are versioned: a change ends the present version and begins the next."""
        zones = Zones(told.staff_zone, told.sign_zone, told.customer_zone)
        made = put_view(self._session, camera, window_id, zones, by=self._by, now=self._now)
        self.counts["same" if made is None else "made"] += 1

    def _shift(self, hall: HallRow, told: HallTold, shift: ShiftTold, windows: dict[str, UUID]) -> None:
        staff_id = self._session.exec(select(StaffRow.id).where(StaffRow.no == shift.staff)).first()
        if staff_id is None:
            raise HallFileError(f"hall {hall.code}: there is no staff {shift.staff}")
        if shift.window is not None and shift.window not in windows:
            raise HallFileError(f"hall {hall.code} has no window {shift.window}")
        start = told.instant(shift.start)
        before = sum((self.counts["made"], self.counts["changed"]))
        self._put(
            ShiftRow,
            {"staff_id": staff_id, "window_id": windows[shift.window] if shift.window else None, "start": start},
            {
                "hall_id": hall.id,
                "end": told.instant(shift.end),
                "breaks": [[told.instant(a).isoformat(), told.instant(b).isoformat()] for a, b in shift.breaks],
            },
        )
        if sum((self.counts["made"], self.counts["changed"])) > before:
            mark_stale(self._session, hall.id, {local_day(start, ZoneInfo(hall.timezone))}, now=self._now)
            time = Interval(start, told.instant(shift.end))
            mark_elsewhere(self._session, hall.id, [(staff_id, time)], now=self._now)

    def _put(self, kind: type[Row], key: dict[str, Any], columns: dict[str, Any]) -> Row:
        row = self._session.exec(select(kind).filter_by(**key)).first()
        if row is None:
            row = kind(**key, **columns)
            self._session.add(row)
            self._done("made", row, {**key, **columns})
        elif row.tell(columns):
            self._done("changed", row, columns)
        else:
            self.counts["same"] += 1
        self._session.flush()
        return row

    def _done(self, what: str, row: Table, columns: dict[str, Any]) -> None:
        self.counts[what] += 1
        name = str(row.__tablename__)
        told = {column: _as_json(value) for column, value in columns.items()}
        audit(
            self._session, at=self._now, actor=self._by, action=f"{name}.{what}", entity=name,
            entity_id=row.model_dump(include={"id"})["id"], columns=told,
        )  # fmt: skip


def _as_json(value: Any) -> Any:
    return str(value) if isinstance(value, UUID | datetime) else value
