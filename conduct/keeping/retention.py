"""How long everything is kept, in one place: days, what they mean for a picture, and the list for auditors. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from conduct.words import N_
from models.tables.outcome import ViolationStatus
from models.values.local_time import local_stamp
from models.values.why import Why, why

PRESENCE_S = 15
"""Who has a case open is gone after so long without a sign. Longer shows people who closed their machine; shorter loses
those whose line is slow."""
JOB_RUNS_DAYS = 30
ODD_PUSHES_DAYS = 7
"""Longer than it takes to set a camera up, and no longer."""
SITE_SIGNALS_DAYS = 90
"""Longer than a month's appraisal and its appeals are open; nothing is judged by them."""
FARTHEST_ZONE = timedelta(hours=14)
"""No clock on earth is farther from UTC."""
DAYS = N_("{days} days")
AFTER_VERDICT = N_("{days} days after the verdict")
FOR_GOOD = N_("kept until somebody deletes it by hand")


@dataclass(frozen=True, slots=True)
class Retention:
    """Days. Longer serves late appeals, shorter the people in the pictures."""

    refuted_days: int = 7
    """Pictures of cases that did not hold: dismissed, withdrawn, or counted elsewhere."""
    excused_days: int = 30
    confirmed_days: int = 180
    """From the end of the case's month: as long as anything of that month can be appealed."""
    settled_lines_days: int = 90
    """What a reader sent that was no punch, once somebody has settled it."""
    notices_days: int = 365
    late_days: int = 7
    """Frames captured longer ago are refused, so their ledger need not go back further."""


@dataclass(frozen=True, slots=True)
class StillOfCase:
    """What decides how long a picture is kept."""

    status: ViolationStatus
    start: datetime
    """Of the case."""
    since: datetime
    """When the case came to its status."""
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing that is kept: what, and until when in words; `days` None where no number of days bounds it."""

    code: str
    what: str
    until: str
    days: int | None = None


def kept_until(still: StillOfCase, retention: Retention) -> datetime | None:
    """When a picture goes; None while its case waits for a verdict, the first one or that on an appeal."""
    match still.status:
        case ViolationStatus.pending | ViolationStatus.appealed:
            return None
        case ViolationStatus.confirmed | ViolationStatus.upheld:
            return month_end(still.start, still.zone) + timedelta(days=retention.confirmed_days)
        case ViolationStatus.excused:
            return still.since + timedelta(days=retention.excused_days)
        case _:
            return still.since + timedelta(days=retention.refuted_days)


def why_purged(still: StillOfCase, retention: Retention, now: datetime) -> Why | None:
    """Why a picture is to go now; None while it stays."""
    until = kept_until(still, retention)
    if until is None or now < until:
        return None
    return why("still.time-over", until=local_stamp(until, still.zone))


def month_end(at: datetime, zone: ZoneInfo) -> datetime:
    """The first instant of the month after an instant's, by the hall's clock."""
    local = at.astimezone(zone)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    following = (first + timedelta(days=32)).replace(day=1)
    return following.replace(tzinfo=zone)


def month_begun(at: datetime) -> datetime:
    """No cases but those that start before this can be of a month over by `at`, whatever the hall's clock. In UTC."""
    latest = at.astimezone(UTC) + FARTHEST_ZONE
    return latest.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + FARTHEST_ZONE


def everything_kept(retention: Retention) -> tuple[Kept, ...]:
    """All that the service keeps about people, and for how long; messages in English, with a place for `days`."""
    days = retention
    return (
        Kept("frames", N_("Pictures as cameras send them"), N_("until they were looked at, in seconds to minutes")),
        Kept("frame-ledger", N_("When which frame came, without its picture"), DAYS, days.late_days + 1),
        Kept("stills-in-memory", N_("Blurred pictures that may become evidence"), N_("in memory only, half a day")),
        Kept("stills-pending", N_("Blurred pictures of cases that wait"), N_("until the verdict")),
        Kept("stills-refuted", N_("Blurred pictures of cases that did not hold"), AFTER_VERDICT, days.refuted_days),
        Kept("stills-excused", N_("Blurred pictures of excused cases"), AFTER_VERDICT, days.excused_days),
        Kept(
            "stills-confirmed",
            N_("Blurred pictures of confirmed cases"),
            N_("{days} days after the end of the case's month"),
            days.confirmed_days,
        ),
        Kept("odd-pushes", N_("What cameras pushed that was not understood, without pictures"), DAYS, ODD_PUSHES_DAYS),
        Kept("camera-traces", N_("What frames told of their cameras: small numbers"), DAYS, days.late_days + 1),
        Kept("camera-care", N_("When something was the matter with a camera, and how it hangs"), FOR_GOOD),
        Kept("site-signals", N_("When a badge or a desk plate was seen at a window"), DAYS, SITE_SIGNALS_DAYS),
        Kept("hall-colours", N_("Colours of a hall's coats and shirts"), FOR_GOOD),
        Kept("looks", N_("What was seen of a window: its state and the instants"), FOR_GOOD),
        Kept("clothes", N_("What was seen of clothes: sleeves and outerwear"), FOR_GOOD),
        Kept("features", N_("Coarse numbers of looks that verdicts taught"), FOR_GOOD),
        Kept("punches", N_("Punches, rosters, leave and attendance"), FOR_GOOD),
        Kept(
            "reader-lines",
            N_("What a reader sent that was no punch"),
            N_("{days} days after somebody settled it; then only its hash"),
            days.settled_lines_days,
        ),
        Kept("cases", N_("Cases, verdicts, appeals and appraisals"), FOR_GOOD),
        Kept("notices", N_("Notices to people about their cases"), DAYS, days.notices_days),
        Kept("audit", N_("Who did and who looked at what"), FOR_GOOD),
        Kept("sessions", N_("Log-ins"), N_("until they expire")),
        Kept("job-runs", N_("What ran by the clock"), DAYS, JOB_RUNS_DAYS),
        Kept("backups", N_("Copies of the database, without pictures"), N_("the last five made before an upgrade")),
    )
