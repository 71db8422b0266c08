"""The reasons that verdicts are most often given for: stable codes, which may stand beside words of one's own."""

from collections.abc import Mapping

from conduct.words import N_
from models.tables import Verdict

VERDICT_REASONS: Mapping[Verdict, Mapping[str, str]] = {
    Verdict.confirm: {"as-shown": N_("As the picture and the facts show")},
    Verdict.dismiss: {
        "was-there": N_("The person was at the window"),
        "camera-wrong": N_("Camera, tag or sign was out of order"),
        "badge-wrong": N_("Badge or reader was out of order"),
        "roster-wrong": N_("The roster was wrong"),
    },
    Verdict.excuse: {
        "sent-elsewhere": N_("Sent elsewhere on duty"),
        "with-customer": N_("With a customer away from the window"),
        "agreed": N_("Agreed with the supervisor beforehand"),
        "emergency": N_("An emergency"),
    },
    Verdict.unclear: {"cannot-tell": N_("It cannot be told from what is here")},
}


def reason_with_code(code: str, words: str) -> str:
    """A reason as it is stored: a code, free words, or both as `code: words`. Pure."""
    return ": ".join(part for part in (code, words.strip()) if part)
