"""The sentences of a case, in the reader's language."""

from api.cases.rules import Titles
from api.language import Language
from conduct.words import N_, SENTENCES, in_words
from models.values.why import Why

DOUBTS: dict[str, str] = {
    "doubt.nobody-named": N_("Nobody is named: the roster does not give exactly one person who was certainly there."),
    "doubt.several": N_("Several people were on duty here at once: {staff}."),
    "doubt.swap": N_("{staff} stands in for {from_staff} by an approved swap."),
    "doubt.leave": N_("{staff} is on approved leave from {start} to {end}."),
    "doubt.break": N_("{staff} has a break from {start} to {end}."),
    "doubt.punch": N_("{staff} punched at {at}, while this went on."),
    "doubt.no-punch": N_("No punch of {staff} is known around this time: a reader may be silent."),
    "doubt.unknown": N_("Nothing usable was seen from {start} to {end}."),
    "doubt.staffed": N_("The camera saw {window} staffed from {start} to {end}."),
}
NAMING_A_RULE = ("explained_by", "rule")
"""Facts that are a rule's code, and are said as its title."""


def sentence(reason: Why, language: Language, titles: Titles) -> str:
    """A reason in words; one with a code of another version is said as its code."""
    message = SENTENCES.get(reason.code) or DOUBTS.get(reason.code)
    if message is None:
        return reason.code
    facts = in_words(reason, language.translate)
    for name in NAMING_A_RULE:
        if facts.get(name):
            facts[name] = titles.say(facts[name], language.code)
    try:
        return language.say(message, **facts)
    except KeyError:
        return reason.code
