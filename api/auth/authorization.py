"""Reading an `Authorization` header into what was claimed; nothing is looked up or believed here."""

import base64
import binascii
import re
from dataclasses import dataclass

PARAMETER = re.compile(r'\s*([A-Za-z0-9_*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))\s*(?:,|$)')


class Malformed(ValueError):
    """Neither Bearer nor Basic nor Digest, or not well formed."""


@dataclass(frozen=True, slots=True)
class Bearer:
    key: str


@dataclass(frozen=True, slots=True)
class Basic:
    username: str
    password: str


@dataclass(frozen=True, slots=True)
class Digest:
    """RFC 7616; without `qop`, `nc` and `cnonce` it is the older RFC 2069."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str = "MD5"
    qop: str | None = None
    nc: str | None = None
    cnonce: str | None = None


Credentials = Bearer | Basic | Digest


def parse_authorization(header: str) -> Credentials:
    """What a header claims. Raises Malformed."""
    scheme, _, rest = header.strip().partition(" ")
    match scheme.lower():
        case "bearer":
            return Bearer(rest.strip())
        case "basic":
            return _basic(rest.strip())
        case "digest":
            return _digest(rest)
        case _:
            raise Malformed("only Bearer, Basic and Digest are understood")


def _basic(encoded: str) -> Basic:
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise Malformed("Basic credentials are not base64") from None
    username, colon, password = _text(decoded).partition(":")
    if not colon:
        raise Malformed("Basic credentials have no colon")
    return Basic(username, password)


def _digest(rest: str) -> Digest:
    given = _parameters(rest)
    try:
        digest = Digest(
            username=_text(given["username"].encode("latin-1")),
            realm=given["realm"],
            nonce=given["nonce"],
            uri=given["uri"],
            response=given["response"].lower(),
            algorithm=given.get("algorithm", "MD5").upper(),
            qop=given.get("qop"),
            nc=given.get("nc"),
            cnonce=given.get("cnonce"),
        )
    except KeyError as missing:
        raise Malformed(f"Digest credentials have no {missing}") from None
    if digest.qop is not None and (digest.nc is None or digest.cnonce is None):
        raise Malformed("Digest credentials with qop need nc and cnonce")
    return digest


def _parameters(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = PARAMETER.match(text, at)
        if match is None or match[1].lower() in found:
            raise Malformed("Digest parameters are not well formed")
        quoted, token = match[2], match[3]
        found[match[1].lower()] = token if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        at = match.end()
    return found


def _text(raw: bytes) -> str:
    # Headers reach us as Latin-1; user names come as UTF-8 from newer devices and as Latin-1 from older ones.
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
