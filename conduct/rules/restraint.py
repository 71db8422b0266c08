"""How far a pack lets its rules go before they hold themselves back. Values only."""

from typing import Annotated

from pydantic import Field

from conduct.frozen import Frozen

Floor = Annotated[float, Field(ge=0, le=1)]


class Restraint(Frozen):
    """Said once for the whole pack, and versioned with it."""

    precision_floor: Floor = 0.7
    """Of what a rule finds this share must be right as people decided it. Higher silences good rules by a few bad days;
    lower has people look at cards that tell nothing."""
    last_decided: Annotated[int, Field(ge=1)] = 30
    """So many decided cases tell, and fewer tell nothing. More is surer and later; less is sooner and by chance."""
    cards_a_day: Annotated[int, Field(ge=1)] = 40
    """So many cases of a day lie before a supervisor one by one, the rest together in a digest. More tires people until
    they confirm unread; less leaves more to the digest."""
