"""One frame to the service, over HTTP."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.agent.answers import Answered, Outcome, Skew, skew, understand
from api.agent.thinning import Kept
from api.clock import Clock

TIMEOUT = httpx.Timeout(30, connect=5)
KEPT_ALIVE_S = 2
"""Shorter than servers keep a resting connection, so that none is used just when it is closed."""

KEY_REFUSED = {
    401: "the service does not know it, or it was revoked",
    403: "it belongs to another device",
    404: "the service has no camera of this code",
}


@dataclass(frozen=True, slots=True)
class Posted:
    answered: Answered
    skew: Skew | None


class Service:
    """The service as the agent reaches it. Belongs to one thread."""

    def __init__(self, url: str, ca_file: Path | None, clock: Clock) -> None:
        """Raises OSError for a CA file that cannot be read."""
        self._clock = clock
        self._client = httpx.Client(
            base_url=url.rstrip("/"),
            timeout=TIMEOUT,
            verify=ssl.create_default_context(cafile=str(ca_file)) if ca_file else True,
            limits=httpx.Limits(keepalive_expiry=KEPT_ALIVE_S),
        )

    def close(self) -> None:
        self._client.close()

    def post(self, frame: Kept, jpeg: bytes, key: str) -> Posted:
        headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "image/jpeg",
            "X-Captured-At": frame.captured_at.isoformat(timespec="microseconds"),
        }
        path = f"/api/v1/cameras/{frame.camera}/frames"
        try:
            answer, ahead = self._ask(self._client.build_request("POST", path, content=jpeg, headers=headers))
        except httpx.HTTPError as error:
            return Posted(Answered(Outcome.later, _words(error)), None)
        return Posted(understand(answer.status_code, answer.headers, answer.content), ahead)

    def look(self) -> tuple[str | None, Skew | None]:
        """Why it is not there, None if it is, by the one address that needs no key; and how the clocks differ."""
        try:
            answer, ahead = self._ask(self._client.build_request("GET", "/healthz"))
        except httpx.HTTPError as error:
            return _words(error), None
        return (None if answer.is_success else f"answered {answer.status_code}"), ahead

    def try_key(self, camera: str, key: str) -> str | None:
        """Why this camera could not post with this key, None if it could; nothing is posted."""
        request = self._client.build_request(
            "GET", f"/api/v1/cameras/{camera}/push/axis", headers={"Authorization": f"Bearer {key}"}
        )
        try:
            answer, _ = self._ask(request)
        except httpx.HTTPError as error:
            return _words(error)
        return None if answer.is_success else KEY_REFUSED.get(answer.status_code, f"answered {answer.status_code}")

    def _ask(self, request: httpx.Request) -> tuple[httpx.Response, Skew | None]:
        asked = self._clock.now()
        answer = self._client.send(request)
        return answer, skew(answer.headers.get("date"), asked, self._clock.now())


def _words(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"no answer in time ({type(error).__name__})"
    return f"cannot be reached ({error or type(error).__name__})"
