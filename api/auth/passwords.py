"""Passwords of people, hashed with argon2id."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LENGTH_MAX = 1024
AT_ONCE = 2

_hasher = PasswordHasher()
# Each takes 64 MiB and a core for a tenth of a second: log-ins wait for each other rather than starve the service.
_turn = BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    with _turn:
        return _hasher.hash(password)


def check_password(password: str, kept_hash: str | None) -> bool:
    """Whether this is the password. Without a hash (no such user) False, after as much work."""
    if len(password) > LENGTH_MAX:
        return False
    with _turn:
        try:
            _hasher.verify(kept_hash or _nobodys_hash(), password)
        except (VerificationError, InvalidHashError):
            return False
    return kept_hash is not None


def needs_rehash(kept_hash: str) -> bool:
    """Whether a hash was made with other costs than today's."""
    return _hasher.check_needs_rehash(kept_hash)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")
