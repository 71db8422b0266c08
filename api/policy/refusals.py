"""What is refused, in the reader's words: a sentence for each code, and for what has none the English one."""

from collections.abc import Mapping

from api.language import Language
from api.pages.errors import WORDS
from conduct.review.violations import Refused
from conduct.words import N_

REFUSALS: Mapping[str, str] = {
    "no-document": N_("Name the document by which it was adopted and announced."),
    "announced-late": N_("It cannot hold on days before it was announced."),
    "version-taken": N_("Another pack was adopted under this version: give this one a version of its own."),
    "judged-already": N_("Days from there on were judged already, and what was judged stays. Take a later day."),
    "season-notices": N_("A hall's notice names a dress code that this pack does not know. Withdraw the notice first."),
    "backwards": N_(
        "Nothing was adopted yet: the first day is over. Read below what it reaches, and type it once more."
    ),
    "bad-days": N_("These days do not fit: the last one is before the first, or they are too many."),
    "too-many-days": N_("These are too many days: take a year at most."),
    "no-such-rule": N_("Only a rule that judging finds can be watched."),
    "watched-already": N_("This rule is only watched there already."),
    "not-watched": N_("This rule is not watched there, or no longer on that day."),
    "bad-season": N_(
        "These days cannot have that dress code: a notice only moves the boundary between two neighbours."
    ),
    "withdrawn": N_("This was withdrawn before."),
    "not-marked": N_("This day has no mark of its own to take away."),
    "official-day": N_("An official day is not forgotten: mark it as a workday or holiday to overrule it."),
    "no-official-data": N_("Nothing official is known of this year yet: there is nothing to fill in."),
    "own-commendation": N_("Nobody commends themselves, or decides on their own commendation."),
    "own-proposal": N_("Whoever proposed a commendation does not confirm it: somebody else has to."),
    "no-words": N_("Say it in a few words."),
    "already-decided": N_("This is decided already."),
    "overlaps": N_("On some of these days the person belongs to a hall already: end that stretch first."),
    "own-hearing": N_("Nobody records an inquiry or hearing about themselves."),
    "own-exemption": N_("Nobody grants an exemption to themselves, or ends it."),
    "already-granted": N_("This was granted before."),
    "ends-before": N_("An exemption cannot be made longer: grant another one."),
    "unknown-staff": N_("Nobody of this staff number is among those whom you look after."),
    "unknown-hall": N_("There is no such hall among yours."),
    "no-such-delivery": N_("This delivery is gone: its notice was thrown away meanwhile."),
    "delivered-already": N_("This was delivered, or is of no use to anybody any more."),
    "not-yours": N_("Only who proposed a commendation withdraws it."),
    "nothing-told": N_("First say since when the person belongs to the present hall."),
    "same-hall": N_("The person belongs to that hall already."),
    "no-day": N_("A day is missing, or is none."),
    "no-reason": N_("Give a reason: whoever is concerned reads it."),
}


def refusal_said(refused: Refused, language: Language) -> str:
    message = REFUSALS.get(refused.code) or WORDS.get(refused.code)
    return language.say(message) if message else str(refused)
