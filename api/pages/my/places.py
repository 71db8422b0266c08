"""The tabs of one's own log-in."""

from api.pages.navigation import Place, everybody
from conduct.words import N_

PLACES = (
    Place("/my/password", N_("Password and sessions"), everybody),
    Place("/my/tokens", N_("Tokens for programs"), everybody),
)
