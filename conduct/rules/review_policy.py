"""How people report and look twice: the employer's numbers, told under `[review]` of a pack."""

from typing import Annotated

from pydantic import Field

from conduct.frozen import Frozen


class ReviewPolicy(Frozen):
    """Defaults hold for packs that say nothing."""

    report_days: Annotated[int, Field(ge=0)] = 7
    """How long ago something may have been seen that is reported. More lets memories fade, fewer lose what was seen
    before a holiday."""
    second_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Part of the decided cases that a second person looks at. More tells sooner where people judge differently, and
    costs as many looks more."""
    second_after_min: Annotated[float, Field(ge=1)] = 60
    """How long after a verdict a second opinion is asked for. Sooner leaves less time in which the first verdict can be
    seen; later disturbs less whoever works on the same queue, for until then all see the case as ever."""
    second_days: Annotated[int, Field(ge=0)] = 7
    """For how long after a verdict a second opinion is asked for. Longer waits for people on leave; beyond the days
    for which pictures of dismissed cases are kept, a missing picture would tell the first verdict."""
