"""What an operator says about where mails and calls go, read strictly. Pure; no message repeats a secret."""

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
KEY_PREFIX = "whsec_"
KEY_BYTES = range(24, 65)
"""As Standard Webhooks asks for."""


class Security(StrEnum):
    tls = "smtps"
    """From the first byte."""
    starttls = "smtp+starttls"
    """Asked for before anything is said, and insisted on."""
    none = "smtp"
    """For a relay on this machine or network: no password travels so."""


PORTS = {Security.tls: 465, Security.starttls: 587, Security.none: 25}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    security: Security
    host: str
    port: int
    user: str = ""
    password: str = ""


def parse_smtp_url(text: str) -> SmtpServer:
    """`smtps://user:password@host:port`, with `%40` for an @ in either. Raises ValueError."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("it is no address of a mail server") from None
    if parts.scheme not in list(Security):
        raise ValueError(f"it begins with {', '.join(f'{each}://' for each in Security)}")
    if not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("it names a host and a port, and no more")
    security = Security(parts.scheme)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("a user has a password, and a password a user")
    if password and security is Security.none:
        raise ValueError("a password would travel in the clear: use smtps:// or smtp+starttls://")
    return SmtpServer(security, parts.hostname, port or PORTS[security], user, password)


def mail_address(text: str) -> str:
    """A bare address in ASCII, as every mail server takes it. Raises ValueError."""
    if not MAIL_ADDRESS.fullmatch(text):
        raise ValueError(f"{text!r} is no mail address as name@host")
    return text


def signing_key(secret: str) -> bytes:
    """The bytes behind `whsec_...`. Raises ValueError."""
    try:
        key = base64.b64decode(secret.removeprefix(KEY_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(KEY_PREFIX) or len(key) not in KEY_BYTES:
        raise ValueError(f"it is {KEY_PREFIX} and {KEY_BYTES[0]} to {KEY_BYTES[-1]} random bytes in base64")
    return key
