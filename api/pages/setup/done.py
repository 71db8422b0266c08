"""What was done just before, said once more on the page that an answer leads to."""

from conduct.words import N_

DONE: dict[str, str] = {
    "added": N_("Added."),
    "changed": N_("Changed."),
    "hall-retired": N_("The hall is retired. All that it holds stays, and it can be brought back."),
    "hall-back": N_("The hall is in use again, with what had retired with it."),
    "window-retired": N_("The window is retired. What was seen of it stays, and it can be brought back."),
    "window-back": N_("The window is in use again."),
    "left": N_("The last day is set. All that was stays."),
    "returned": N_("The person is here again."),
    "badge-taken": N_("The badge is taken away: what it punched till then stays theirs."),
    "badge-given": N_("They have the badge again."),
    "badge-given-to": N_("The badge is given: the days on which it punched are judged again."),
    "approved": N_("The terminal is approved: what it sends from now on is taken."),
    "lines-settled": N_("The lines are settled: with the last of a reader, its word counts for all times again."),
    "reader-retired": N_("The reader is retired: it is let in no more, and its punches stay."),
    "reader-back": N_("The reader is in use again."),
    "key-revoked": N_("The key is revoked: whatever sends with it is refused."),
    "user-retired": N_("This log-in is closed: its sessions have ended, and its tokens open nothing."),
    "user-back": N_("This log-in is open again, with the password that it had."),
    "sessions-ended": N_("All sessions have ended: whoever was in has to log in again."),
    "session-ended": N_("The session has ended."),
    "tokens-revoked": N_("All personal tokens are revoked: they open nothing any more."),
    "token-revoked": N_("The token is revoked: it opens nothing any more."),
    "password-changed": N_("Your password is changed; your other sessions have ended."),
}
"""By the word that stands in the address."""
