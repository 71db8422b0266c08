"""What the codes of these pages are called, in English; the catalogue has the Chinese."""

from api.policy.month_grid import Standing
from api.policy.replays import Stand
from conduct.people.discipline import Sanction
from conduct.words import N_
from models.tables import Channel, DeliveryOutcome, HearingKind
from models.values.roster import DayKind, ExemptionKind

REPLAY_STANDS: dict[Stand, str] = {
    Stand.waiting: N_("Waiting"),
    Stand.running: N_("Running"),
    Stand.finished: N_("Finished"),
    Stand.failed: N_("Failed"),
    Stand.stopped: N_("Stopped"),
}
DAY_KINDS: dict[DayKind, str] = {
    DayKind.holiday: N_("Holiday"),
    DayKind.workday: N_("Workday"),
    DayKind.closure: N_("Hall closed"),
}
STANDINGS: dict[Standing, str] = {
    Standing.workday: N_("workday"),
    Standing.weekend: N_("weekend"),
    Standing.holiday: N_("holiday"),
    Standing.make_up: N_("make-up workday"),
    Standing.closure: N_("hall closed"),
}
CHANNELS: dict[Channel, str] = {Channel.mail: N_("Mail"), Channel.webhook: N_("Webhook")}
OUTCOMES: dict[DeliveryOutcome | None, str] = {
    DeliveryOutcome.delivered: N_("Delivered"),
    DeliveryOutcome.refused: N_("Refused for good"),
    DeliveryOutcome.expired: N_("Given up"),
    DeliveryOutcome.moot: N_("Not needed any more"),
    None: N_("Waits"),
}
SANCTIONS: dict[Sanction, str] = {
    Sanction.oral_warning: N_("Spoken warning"),
    Sanction.written_warning: N_("Written warning"),
    Sanction.suspension: N_("Suspension from the post"),
    Sanction.demotion: N_("Demotion"),
    Sanction.dismissal: N_("Dismissal from the service"),
}
HEARING_KINDS: dict[HearingKind, str] = {
    HearingKind.inquiry: N_("Inquiry: the facts were looked into"),
    HearingKind.hearing: N_("Hearing: the person was heard"),
}
EXEMPTIONS: dict[ExemptionKind, str] = {
    ExemptionKind.extra_layer: N_("May wear an extra layer"),
    ExemptionKind.uniform_waiver: N_("Need not wear the uniform"),
}
