"""Whether an unsafe request that carries a person's cookie comes from our own pages (CSRF). Pure."""

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OUR_SITES = frozenset({"same-origin", "none"})


@dataclass(frozen=True, slots=True)
class Sent:
    """What a request shows about where it was sent from."""

    method: str
    content_type: str
    """Without parameters; empty when there is none."""
    host: str
    origin: str | None
    fetch_site: str | None
    """`Sec-Fetch-Site`."""
    token: str | None
    """From the header `X-CSRF-Token` or the form field `csrf`."""


def comes_from_elsewhere(sent: Sent) -> bool:
    """Whether the browser itself says that another site made the request."""
    if sent.fetch_site is not None and sent.fetch_site.lower() not in OUR_SITES:
        return True
    return sent.origin is not None and urlsplit(sent.origin).netloc.lower() != sent.host.lower()


def forgery(sent: Sent, session_token: str) -> str | None:
    """Why a request must be taken for forged, None when it need not.

    Forms, and whatever else another site's page can send without asking first (a POST without a content type is one),
    must carry the session's token. JSON and the other methods cannot be sent from another site without a preflight,
    which is never granted here: for those it is enough that the browser does not say otherwise.
    """
    if sent.method in SAFE_METHODS:
        return None
    if comes_from_elsewhere(sent):
        return "It was sent from another site."
    if sent.token is not None:
        same = hmac.compare_digest(sent.token.encode(), session_token.encode())
        return None if same else "Its CSRF token is not this session's."
    if sent.method == "POST" and not _is_json(sent.content_type):
        return "It carries no CSRF token."
    return None


def _is_json(content_type: str) -> bool:
    kind = content_type.strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
