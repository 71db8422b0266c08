"""Device keys: making, checking and revoking them.

A key is `sc_PREFIX_SECRET` with 256 random bits; only the prefix and the SHA-256 are kept. A plain hash is enough for
bits that nobody can guess, and a slow one (argon2: 127 ms) would cost more than everything else about a frame.

A short key, for cameras whose password field holds no more, is 16 letters and digits: 93 random bits. Nobody guesses
those at this service; whoever has the hashes, or overheard Digest without TLS, needs some hundred million years at a
trillion tries a second. It has no prefix of its own: the beginning of its hash takes that place.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Session, select

from api.auth.digest import REALM, Algorithm, ha1
from api.secret import Secret
from models.tables import DeviceKeyRow, KeyKind

PREFIX_BYTES = 5
SECRET_BYTES = 32
SHORT_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Without 0, 1, I, O and l: it is typed by hand, from paper or a screen."""
SHORT_CHARACTERS = 16
AES_NONCE_BYTES = 12
PURPOSE = "ha1"


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key: `text` is shown to a person once and kept nowhere, `row` is to be stored."""

    text: str
    row: DeviceKeyRow


def make_camera_key(
    camera_id: UUID, camera_code: str, now: datetime, digest_with: Secret | None = None, *, short: bool = False
) -> MadeKey:
    """A camera's key; with the service's secret also for cameras that can only do Digest.

    There the user name is the camera's code and the password the whole key. `short` for a narrow password field.
    """
    text = _short_text() if short else None
    made = _make(KeyKind.camera, now, text)
    made.row.camera_id = camera_id
    if digest_with is not None:
        hashes = {algorithm.value: ha1(algorithm, camera_code, REALM, made.text) for algorithm in Algorithm}
        made.row.ha1_encrypted = seal(digest_with, made.row.prefix, hashes)
    return made


def make_reader_key(reader_id: UUID, now: datetime) -> MadeKey:
    made = _make(KeyKind.reader, now)
    made.row.reader_id = reader_id
    return made


def make_monitor_key(now: datetime) -> MadeKey:
    return _make(KeyKind.monitor, now)


def find_key(session: Session, text: str) -> DeviceKeyRow | None:
    """The row of a key that is known and not revoked."""
    prefix = _prefix_of(text)
    row = session.exec(select(DeviceKeyRow).where(DeviceKeyRow.prefix == prefix)).first() if prefix else None
    kept = row.sha256 if row is not None else bytes(32)
    same = hmac.compare_digest(hashlib.sha256(text.encode()).digest(), kept)
    return row if row is not None and same and row.revoked_at is None else None


def revoke(row: DeviceKeyRow, now: datetime) -> None:
    """From now on the key opens nothing; a key revoked before keeps its time."""
    row.revoked_at = row.revoked_at or now


def seal(secret: Secret, prefix: str, hashes: Mapping[str, str]) -> bytes:
    """HA1s by algorithm, encrypted (AES-256-GCM) and tied to the key that they belong to."""
    nonce = os.urandom(AES_NONCE_BYTES)
    return nonce + AESGCM(secret.key_for(PURPOSE)).encrypt(nonce, json.dumps(dict(hashes)).encode(), prefix.encode())


def unseal(secret: Secret, prefix: str, sealed: bytes) -> dict[str, str]:
    """What `seal` was given. Raises ValueError when it was sealed with another secret or for another key."""
    nonce, encrypted = sealed[:AES_NONCE_BYTES], sealed[AES_NONCE_BYTES:]
    try:
        return json.loads(AESGCM(secret.key_for(PURPOSE)).decrypt(nonce, encrypted, prefix.encode()))
    except InvalidTag:
        raise ValueError(f"the HA1 of key {prefix} was not encrypted with this data folder's secret") from None


def _make(kind: KeyKind, now: datetime, text: str | None = None) -> MadeKey:
    text = text or f"sc_{secrets.token_hex(PREFIX_BYTES)}_{secrets.token_urlsafe(SECRET_BYTES)}"
    prefix = _prefix_of(text)
    assert prefix is not None, "every key that is made here has one"
    sha256 = hashlib.sha256(text.encode()).digest()
    return MadeKey(text, DeviceKeyRow(prefix=prefix, sha256=sha256, kind=kind, created_at=now))


def _short_text() -> str:
    """Many forms insist on a digit, a small and a capital letter."""
    while True:
        text = "".join(secrets.choice(SHORT_ALPHABET) for _ in range(SHORT_CHARACTERS))
        if any(map(str.isdigit, text)) and any(map(str.islower, text)) and any(map(str.isupper, text)):
            return text


def _prefix_of(text: str) -> str | None:
    parts = text.split("_", 2)
    if len(parts) == 3 and parts[0] == "sc":
        return parts[1]
    if len(text) == SHORT_CHARACTERS and set(text) <= set(SHORT_ALPHABET):
        return hashlib.sha256(text.encode()).hexdigest()[: 2 * PREFIX_BYTES]
    return None
