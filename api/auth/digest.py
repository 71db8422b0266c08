"""HTTP Digest (RFC 7616, and RFC 2069 for old cameras) with nonces that need no storage. Pure."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from api.auth.authorization import Digest

REALM = "staff-conduct"
"""Part of every stored HA1: changed, all Digest cameras need new keys."""

NONCE_LIFETIME_S = 300


class Algorithm(StrEnum):
    md5 = "MD5"
    sha256 = "SHA-256"


class NonceState(StrEnum):
    fresh = "fresh"
    stale = "stale"
    forged = "forged"


def ha1(algorithm: Algorithm, username: str, realm: str, password: str) -> str:
    """The hash that stands for a password: as good as the password itself within the realm."""
    return _hash(algorithm, f"{username}:{realm}:{password}")


def expected_response(algorithm: Algorithm, ha1_hex: str, digest: Digest, method: str) -> str:
    """What `response` must be, for the nonce, URI and qop that the client named."""
    ha2 = _hash(algorithm, f"{method}:{digest.uri}")
    if digest.qop is None:
        return _hash(algorithm, f"{ha1_hex}:{digest.nonce}:{ha2}")
    return _hash(algorithm, f"{ha1_hex}:{digest.nonce}:{digest.nc}:{digest.cnonce}:{digest.qop}:{ha2}")


def make_nonce(key: bytes, now: datetime) -> str:
    """A nonce that says when it was made and proves that it was made here.

    Nonce counts are not tracked, so that any process may check any request and nothing is kept: whoever overhears a
    request without TLS can repeat it with another body until the nonce expires. With qop=auth the body could be
    replaced on its way anyway; against both only TLS helps.
    """
    made = f"{int(now.timestamp()):x}-{secrets.token_hex(8)}"
    return f"{made}-{_signature(key, made)}"


def judge_nonce(key: bytes, nonce: str, now: datetime) -> NonceState:
    made, _, signature = nonce.rpartition("-")
    if not hmac.compare_digest(_signature(key, made).encode(), signature.encode()):
        return NonceState.forged
    age_s = now.timestamp() - int(made.partition("-")[0], 16)
    return NonceState.fresh if age_s <= NONCE_LIFETIME_S else NonceState.stale


def challenges(nonce: str, *, stale: bool = False) -> list[str]:
    """The `WWW-Authenticate` values of a device route.

    MD5 comes first: old clients look only at the first Digest challenge and give up on SHA-256, newer ones know both,
    and behind 256 random bits MD5 is not the weak point.
    """
    rest = f'realm="{REALM}", qop="auth", nonce="{nonce}"' + (", stale=true" if stale else "")
    digests = [f"Digest {rest}, algorithm={algorithm.value}" for algorithm in Algorithm]
    return [*digests, f'Basic realm="{REALM}", charset="UTF-8"', f'Bearer realm="{REALM}"']


def _signature(key: bytes, made: str) -> str:
    return hmac.new(key, made.encode(), hashlib.sha256).hexdigest()[:32]


def _hash(algorithm: Algorithm, text: str) -> str:
    functions: dict[Algorithm, Callable[..., Any]] = {Algorithm.md5: hashlib.md5, Algorithm.sha256: hashlib.sha256}
    return functions[algorithm](text.encode(), usedforsecurity=False).hexdigest()
