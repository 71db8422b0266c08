"""What exemptions are called."""

from conduct.words import N_
from models.values.roster import ExemptionKind

EXEMPTIONS: dict[ExemptionKind, str] = {
    ExemptionKind.extra_layer: N_("may wear one layer more"),
    ExemptionKind.uniform_waiver: N_("need not wear the uniform"),
}
