"""What the codes of these pages are called, in English; the catalogue has the Chinese."""

from api.policy.replays import Stand
from conduct.words import N_

REPLAY_STANDS: dict[Stand, str] = {
    Stand.waiting: N_("Waiting"),
    Stand.running: N_("Running"),
    Stand.finished: N_("Finished"),
    Stand.failed: N_("Failed"),
    Stand.stopped: N_("Stopped"),
}
