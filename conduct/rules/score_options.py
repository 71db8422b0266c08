"""What a formula may do beside taking points off: each part is off unless a pack turns it on. Values only."""

from typing import Annotated

from pydantic import Field

from conduct.frozen import Frozen
from conduct.rules.rule import Points


class ScoreOptions(Frozen):
    """With the values shown a month's score is that of confirmed violations and nothing else."""

    expiry_days: Annotated[int, Field(ge=0, le=31)] = 0
    """A deduction falls away when its person breaks the same rule no second time for so many days, by the month's end.
    0 lets none. Shorter forgives more, of what happened early in a month above all."""
    clean_credit: Points = 0
    """How much is given back at most, of what violations of the month took, after months without any that counted.
    0 gives nothing."""
    clean_months: Annotated[int, Field(ge=1, le=24)] = 1
    """How many locked months before have to be so, in a row, for that credit."""
    commendations: dict[str, Points] = Field(default_factory=dict[str, float])
    """What each kind of commendation adds. A kind that is not here adds nothing."""
    commendation_cap: Points = 0
    """How much commendations add in a month at most; a score may rise above the base by them.
    0 turns them off."""
    pro_rata: bool = False
    """Whether base, caps and credit are for the share of the month's days on which somebody belonged to any hall."""
