"""The sentences behind the reason codes, in English; other languages translate these very sentences.

`N_` only marks a sentence for the catalogue.
"""

from collections.abc import Callable

from models.values.why import Why


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for a marker
    return message


SENTENCES: dict[str, str] = {
    "duty.rostered": N_("rostered"),
    "duty.swapped": N_("stands in for {from_staff} by an approved swap"),
    "duty.closure": N_("the hall is closed on {day}"),
    "duty.leave": N_("on approved leave for the whole shift"),
    "duty.on-duty": N_("{staff} on duty at {window} at {at}"),
    "duty.nobody-rostered": N_("nobody is rostered at {window} at {at}"),
    "duty.nobody-left": N_("of those rostered at {window} nobody is on duty at {at}"),
    "duty.leave-part": N_("on approved leave from {start} to {end}"),
    "duty.conflict": N_("rostered at {other} at the same time: on duty at neither until the roster is put right"),
    "duty.break": N_("on a break from {start} to {end}"),
    "rotation.cycle": N_("day {n} of {days} of the rotation: {template}"),
    "rotation.day-off": N_("day {n} of {days} of the rotation: off"),
    "rotation.holiday": N_("{day} is a public holiday: off"),
    "rotation.make-up": N_("{day} is a make-up workday: {template}, as on the workday before"),
    "rotation.closure": N_("the hall is closed on {day}: no shifts"),
    "attendance.off": N_("the hall is closed on {day}: nobody is expected"),
    "attendance.leave": N_("approved leave covers the whole shift"),
    "attendance.due": N_("punches may still come until {until}"),
    "attendance.no-reader": N_("no badge reader is known, so a missing punch says nothing"),
    "attendance.without-badge": N_("they had no badge for a part of that time, so a missing punch says nothing"),
    "attendance.reader-never-heard": N_("a badge reader was never heard from, so a missing punch says nothing"),
    "attendance.reader-silent": N_(
        "a badge reader was last heard from at {heard}; only after {needed} would a missing punch say anything"
    ),
    "attendance.conflict": N_("rostered at two windows at once: the roster is to be put right first"),
    "attendance.present": N_("in at {came} for {start}, out at {out} for {end}: within the grace"),
    "attendance.late": N_("in at {came}, {late_min} begun minutes after the start at {start}"),
    "attendance.early-leave": N_("out at {out}, {early_min} begun minutes before the end at {end}"),
    "attendance.late-and-early": N_(
        "in at {came}, {late_min} begun minutes after the start at {start}, "
        "and out at {out}, {early_min} begun minutes before the end at {end}"
    ),
    "attendance.absent": N_("no punch from {since} to {until}, and every reader was heard after that"),
    "attendance.missing-in": N_("only an out punch, at {out}"),
    "attendance.missing-out": N_("only an in punch, at {came}"),
    "attendance.missed-punch": N_(
        "no punch, but the camera saw {window} staffed for {share} of the duty time, with nobody else on duty there"
    ),
    "window-unattended.over-limit": N_(
        "{window} was empty, without the away sign, from {start} to {end}: {length_s} s; {limit_s} s are allowed"
    ),
    "window-unattended.explained": N_(
        "{window} was empty from {start} to {end}, {length_s} s; counted once, by {explained_by}"
    ),
    "away-too-long.over-limit": N_(
        "{window} showed the away sign from {start} to {end}: {length_s} s; {limit_s} s are allowed"
    ),
    "away-too-long.explained": N_(
        "{window} showed the away sign from {start} to {end}, {length_s} s; counted once, by {explained_by}"
    ),
    "uniform-season.long-sleeves": N_(
        "from {since} to {until} long sleeves without outerwear are asked for; "
        "{against} of {looks} clear looks ({share}) saw something else"
    ),
    "uniform-season.short-sleeves": N_(
        "from {since} to {until} short sleeves without outerwear are asked for; "
        "{against} of {looks} clear looks ({share}) saw something else"
    ),
    "uniform-season.full-suit": N_(
        "from {since} to {until} the full suit is asked for; "
        "{against} of {looks} clear looks ({share}) saw no outerwear"
    ),
    # As kept with what was judged before dress codes could be moved:
    "uniform-season.late-spring": N_(
        "May asks for long sleeves without outerwear; {against} of {looks} clear looks ({share}) saw something else"
    ),
    "uniform-season.summer": N_(
        "June to September ask for short sleeves without outerwear; "
        "{against} of {looks} clear looks ({share}) saw something else"
    ),
    "uniform-season.mid-season": N_(
        "April and October ask for the full suit; {against} of {looks} clear looks ({share}) saw no outerwear"
    ),
    "uniform-season.winter": N_(
        "November to March ask for the full suit; {against} of {looks} clear looks ({share}) saw no outerwear"
    ),
    "task.roster-conflict": N_("{staff} is rostered at {window} and at {other} at once"),
    "task.roster-gap": N_("nobody is left at {window}: {staff} on approved leave"),
    "task.calendar-missing": N_(
        "there are no official holidays for {year} yet: rotations were filled by their cycle alone; fill them again "
        "once the calendar is there"
    ),
    "task.unattributed-several": N_("several people were on duty at once ({staff}): nobody is named"),
    "task.unattributed-unknown": N_("whether {staff} was there is not known: nobody is named"),
    "notice.withdrawn": N_("new facts: the violation no longer holds and is withdrawn"),
    "notice.decision-fell-gone": N_("the decision falls: by new facts the violation no longer holds"),
    "notice.decision-fell-explained": N_("the decision falls: by new facts another violation already counts this"),
    "notice.decision-fell-other-person": N_("the decision falls: by new facts it concerns another person"),
    "notice.confirmed": N_("a violation that names you was confirmed: see why, and appeal if it is wrong"),
    "notice.dismissed": N_("a violation that named you was dismissed: it counts nothing"),
    "notice.excused": N_("a violation that names you was excused: it counts nothing"),
    "notice.taken-back": N_("the decision was taken back: the violation is open again and counts nothing"),
    "notice.report-withdrawn": N_("the report was withdrawn by whoever made it: it counts nothing"),
    "notice.appeal-lodged": N_("an appeal was lodged; it is to be decided by {due}"),
    "notice.appeal-withdrawn": N_("the appeal was withdrawn by who lodged it: the violation is confirmed as before"),
    "notice.appeal-upheld": N_("the appeal was decided: the violation stands"),
    "notice.appeal-overturned": N_("the appeal was decided: the violation does not stand and counts nothing"),
    "notice.appeal-taken-back": N_("the decision on the appeal was taken back: the appeal runs on"),
    "notice.appeal-closed": N_("the appeal is over: the decision that it was against holds no longer"),
    "notice.appeal-overdue": N_("an appeal was to be decided by {due} and waits still; its points stay paused"),
    "still.not-yet": N_("not yet: the case is going on or has only just ended"),
    "still.not-taken": N_(
        "none was taken then: nothing fit for it was seen, or the service was started again before the case was found"
    ),
    "still.outside-case": N_("let go of: by new facts it lies outside of the case"),
    "still.shown-better": N_("let go of: another shows this moment better"),
    "still.time-over": N_("let go of: it was to be kept until {until}"),
    "held.not-text": N_("the line is in no encoding that is known here"),
    "held.columns": N_("the line has not the columns of a punch"),
    "held.pin-malformed": N_("the badge number is missing, too long, or not printable"),
    "held.time-malformed": N_("the time is missing, or names none that exists"),
    "held.before-2020": N_("the time is before 2020: the device's clock was not set"),
    "held.in-the-future": N_("the time was more than a minute ahead of the service's clock when it came"),
    "report.seen": N_("{by} saw it on the spot: {note}"),
    "notice.reported": N_("somebody reported on the spot what they saw; another person decides on it"),
    "notice.second-differs": N_("a second person, who did not know your verdict, came to another one on this case"),
    "held.clock-off": N_("the device's clock was off by more than a minute when this came"),
    "camera.offline": N_("no picture of camera {camera} since {since}; one is expected every {interval_s} s"),
    "camera.frozen": N_("camera {camera} shows the very same picture since {since}: its windows count as unknown"),
    "camera.covered": N_(
        "camera {camera} is covered, or sees nothing with an edge, since {since}: its windows count as unknown"
    ),
    "camera.defocused": N_("camera {camera} is out of focus since {since}: its windows count as unknown"),
    "camera.dark": N_("camera {camera} sees only darkness since {since}: its windows count as unknown"),
    "camera.moved": N_(
        "camera {camera} no longer shows what it was set up to show, since {since}: it was moved, or something stands "
        "before it; its windows count as unknown"
    ),
    "camera.clock-behind": N_(
        "the clock of camera {camera} is {off_s} s behind, or its pictures come that late, since {since}: when they "
        "were taken is not known, so its windows count as unknown"
    ),
    "camera.clock-ahead": N_(
        "the clock of camera {camera} is {off_s} s ahead since {since}: when its pictures were taken is not known, so "
        "its windows count as unknown"
    ),
    "precision.too-few": N_("too few to say: {decided} decided so far, {right} of them right; it takes {needed}"),
    "precision.keep": N_(
        "{right} of the last {decided} decided were right ({share}), {excused} of them excused; {floor} are asked for"
    ),
    "precision.watch": N_(
        "only {right} of the last {decided} decided were right ({share}), {excused} of them excused; "
        "{floor} are asked for"
    ),
    "watch.self-restraint": N_(
        "it held itself back: of what it found {right} of the last {decided} decided were right ({share}), {excused} "
        "of them excused; {floor} are asked for"
    ),
    "notice.rule-watched": N_(
        "{rule} at {hall} held itself back and only watches from {day} on: of the last {decided} decided {right} were "
        "right ({share}); {floor} are asked for. What was pending of it pends no longer. It counts again once a person "
        "lets it"
    ),
    "notice.rule-watched-everywhere": N_(
        "{rule} held itself back at all halls and only watches from {day} on: of the last {decided} decided {right} "
        "were right ({share}); {floor} are asked for. What was pending of it pends no longer. It counts again once a "
        "person lets it"
    ),
    "task.camera-precision": N_(
        "of what {rule} found by camera {camera}, only {right} of the last {decided} decided were right ({share}); "
        "{floor} are asked for: see how the camera hangs, what stands in its view, and its zones"
    ),
    "line.free": N_("number {n} of its kind this month: free"),
    "line.capped": N_("the deductions for {area} stop at {cap}"),
    "line.counted": N_("counts {points}"),
    "line.expired": N_("nothing of its kind followed for {days} days: it fell away"),
    "line.clean-months": N_("given back for {months} months before in which nothing counted"),
    "line.commended": N_("a commendation that was confirmed: adds {points}"),
    "line.commended-capped": N_("a commendation that was confirmed; all of a month add {cap} at most"),
    "line.adjusted": N_(
        "of {month}, which was locked before this became known: by the facts of now it counts {after} there, "
        "not {before}"
    ),
    "discipline.reached": N_("{n} confirmed violations of severity {severity} or graver in a month: from {times} on"),
    "missing.not-over": N_("{month} is not over yet at {halls}"),
    "missing.not-drafted": N_("{month} has not been computed yet"),
    "missing.open-review": N_("{n} cases of {hall} wait for a verdict, the oldest since {since}"),
    "missing.running-appeal": N_("{n} appeals about cases of {hall} are not decided yet"),
    "missing.open-correction": N_("{n} corrections of attendance at {hall} wait for a decision"),
    "missing.stale-day": N_("{n} days of {hall} changed and are yet to be judged again, the first {day}"),
    "missing.calendar-year": N_("there is no official calendar of {year}"),
    "missing.reader-gap": N_(
        "{n} shifts at {hall} of which punches may still come or a reader missed some: how they were kept is unknown"
    ),
    "missing.camera-gap": N_("camera {camera} of {hall} gave nothing that could be used for {minutes} minutes in all"),
    "notice.month-open": N_("{month} is computed: look at your lines, and sign or refuse to"),
    "notice.month-changed": N_("{month} was opened again and your lines changed: look at them, and sign or refuse to"),
    "notice.month-locked": N_("{month} is locked: {score} points, {grade}"),
    "notice.month-adjusted": N_("what became known of {of_month} after it was locked counts in {month}"),
    "notice.commended": N_("a commendation of {day} was confirmed"),
    # board: why a window is unknown
    "unknown.no-camera": N_("no camera looks at this window"),
    "unknown.closure": N_("the hall is closed today: nothing is looked at"),
    "unknown.out-of-hours": N_("the hall is closed, from {closes} to {opens}: nothing is looked at"),
    "unknown.camera": N_("something is the matter with camera {camera}: what it sees does not count"),
    "unknown.no-frame": N_("no picture has come yet from camera {camera}"),
    "unknown.frame-stopped": N_("no picture has come from camera {camera} since {since}"),
    "unknown.bad-frame": N_("the last picture of camera {camera}, at {at}, was damaged"),
    "unknown.nothing-usable": N_("pictures come, but nothing in them told enough: no person, no sign, no tag in view"),
}


CODES: dict[str, dict[str, str]] = {
    "severity": {"minor": N_("minor"), "moderate": N_("moderate"), "serious": N_("serious")},
    "area": {
        "occupancy": N_("Staffed windows"),
        "attendance": N_("Coming and going"),
        "attire": N_("Dress"),
        "badge": N_("Badges and plates"),
        "discipline": N_("Order at work"),
        "language": N_("Words to customers"),
        "hotline": N_("Calls"),
        "complaint": N_("Questions and complaints"),
        "appointment": N_("Appointments and visits"),
        "records": N_("Records and duties of the house"),
        "manner": N_("Manner"),
    },
}
"""By the name of a fact, what its codes are called; areas in the order in which they are shown."""


def say(reason: Why, translate: Callable[[str], str] = str) -> str:
    """The reason as a sentence; `translate` turns an English sentence with its places into another language's."""
    return translate(SENTENCES[reason.code]).format(**in_words(reason, translate))


def in_words(reason: Why, translate: Callable[[str], str]) -> dict[str, str]:
    """The facts of a reason, those that are codes in words; a code of another version stays as it is."""
    return {
        name: translate(CODES[name][value]) if value in CODES.get(name, {}) else value for name, value in reason.facts
    }
