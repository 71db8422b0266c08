"""Passwords that are set for people: made here, hashed before any transaction begins."""

import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from api.auth.passwords import AT_ONCE, LENGTH_MAX, hash_password
from api.setup.refused import SetupRefused
from conduct.words import N_

AT_LEAST = 10
"""Characters of a password that somebody chooses."""
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without 0, 1, i, l and o: a one-time password is typed from paper."""
GROUPS, GROUP_CHARACTERS = 3, 4
"""Twelve characters: 59 random bits, for the days until the first log-in."""


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password to be set, as it is kept; one that is `one_time` has to be changed at the first log-in."""

    kept_hash: str
    one_time: bool = False


@dataclass(frozen=True, slots=True)
class OneTime:
    """A one-time password: `text` is shown once and kept nowhere."""

    text: str
    password: NewPassword


def chosen(text: str, *, one_time: bool = False) -> NewPassword:
    """A password that somebody chose; takes a tenth of a second."""
    return NewPassword(hash_password(text), one_time)


def one_time() -> OneTime:
    """Takes a tenth of a second."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_CHARACTERS)) for _ in range(GROUPS))
    text = "-".join(groups)
    return OneTime(text, NewPassword(hash_password(text), one_time=True))


def one_time_for(people: Iterable[str]) -> dict[str, OneTime]:
    """One for each name, as many at once as hashing allows."""
    names = list(people)
    with ThreadPoolExecutor(AT_ONCE) as at_work:
        return dict(zip(names, at_work.map(_one_time_of, names), strict=True))


def _one_time_of(_name: str) -> OneTime:
    return one_time()


def check_choice(text: str, *, login: str, field: str = "") -> None:
    """Whether somebody may choose this password. Raises SetupRefused."""
    if len(text) < AT_LEAST:
        raise SetupRefused(N_("a password has {n} characters or more"), field, n=AT_LEAST)
    if len(text) > LENGTH_MAX:
        raise SetupRefused(N_("a password has {n} characters at most"), field, n=LENGTH_MAX)
    if login.lower() in text.lower() or len(set(text)) <= 3:
        raise SetupRefused(N_("this password is too easily guessed"), field)
