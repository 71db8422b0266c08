"""The sentences for what is odd in a week's roster, in English; other languages translate these very sentences.

`N_` only marks a sentence for the catalogue.
"""

from collections.abc import Callable, Mapping

from conduct.words import N_
from models.values.why import Why

SENTENCES: dict[str, str] = {
    "week.gap": N_("nobody is rostered at {window} from {start} to {end}"),
    "week.gap-leave": N_("{window} is without anybody from {start} to {end}: {staff} is on leave"),
    "week.two-windows": N_("{staff} is rostered at {window} and at {other} from {start} to {end}"),
    "week.overlap": N_("{staff} is rostered twice from {start} to {end}"),
    "week.on-leave": N_("{staff} is on approved leave from {start} to {end}"),
    "week.no-break": N_("{staff} works from {start} to {end} without a break: {hours} h at most"),
    "week.window-retired": N_("{window} is no longer in use since {day}; {staff} is rostered there"),
    "week.person-retired": N_("{staff} no longer works here since {day}"),
    "week.closed": N_("the hall is closed on {day}; {staff} is rostered all the same"),
    "copy.begun": N_("it would have begun already"),
    "copy.window-retired": N_("{window} is no longer in use"),
    "copy.person-retired": N_("{staff} no longer works here"),
    "copy.there-already": N_("{staff} has a shift at that time already"),
    "copy.on-leave": N_("{staff} is on approved leave then"),
    "copy.closed": N_("the hall is closed on {day}"),
}


def say_of_week(reason: Why, translate: Callable[[str], str] = str, names: Mapping[str, str] | None = None) -> str:
    """The reason as a sentence; `names` are what people are called in place of their numbers."""
    facts = dict(reason.facts)
    if names and "staff" in facts:
        facts["staff"] = ", ".join(names.get(no, no) for no in facts["staff"].split(", "))
    return translate(SENTENCES[reason.code]).format(**facts)
