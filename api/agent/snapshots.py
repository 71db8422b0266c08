"""Pictures asked for one by one, from a camera's snapshot address."""

from collections.abc import Callable, Generator
from time import monotonic

import httpx

from api.agent.pictures import NoPicture, Picture, checked
from api.agent.told import CameraTold
from api.clock import Clock

WITHIN_S = 10
BYTES_MAX = 20_000_000
ENDLESS = "multipart/x-mixed-replace"


class OfferedAuth(httpx.Auth):
    """Digest where the camera offers it, else Basic; neither before it asks."""

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx.DigestAuth(user, password)
        self._basic = httpx.BasicAuth(user, password)
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            offered = [one.lower() for one in response.headers.get_list("www-authenticate")]
            self._chosen = self._digest if any(one.startswith("digest ") for one in offered) else self._basic
        yield from self._chosen.auth_flow(request)


class Snapshots:
    def __init__(self, camera: CameraTold, clock: Clock, wait: Callable[[float], None]) -> None:
        self._url, self._clock, self._wait = camera.url, clock, wait
        self._client = httpx.Client(
            auth=OfferedAuth(*camera.login) if camera.login else None,
            verify=camera.tls_verify,
            timeout=WITHIN_S,
            trust_env=False,  # a proxy for the world outside does not lead to a camera of this hall
            # many cameras close a connection that rests, just when it is used again
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def take(self, overdue_s: Callable[[], float]) -> Picture:
        while (due_in_s := -overdue_s()) > 0:
            self._wait(due_in_s)
        try:
            return self._fetch()
        except httpx.HTTPError as error:
            raise NoPicture(f"{_words(error)}: {error}") from None
        except (KeyError, ValueError, NotImplementedError) as error:
            raise NoPicture(f"its log-in cannot be done: {error!r}") from None

    def close(self) -> None:
        self._client.close()

    def _fetch(self) -> Picture:
        until = monotonic() + WITHIN_S
        with self._client.stream("GET", self._url) as answer:
            at = self._clock.now()
            _check(answer)
            taken = bytearray()
            for piece in answer.iter_bytes():
                taken += piece
                if len(taken) > BYTES_MAX:
                    raise NoPicture(f"it sent more than {BYTES_MAX} bytes")
                if monotonic() > until:
                    raise NoPicture(f"its picture took more than {WITHIN_S} s")
        return checked(bytes(taken), at)


def _check(answer: httpx.Response) -> None:
    if answer.status_code in {401, 403}:
        raise NoPicture(f"it refuses user and password ({answer.status_code})")
    if answer.status_code != 200:
        raise NoPicture(f"it answered {answer.status_code}")
    if answer.headers.get("content-type", "").lower().startswith(ENDLESS):
        raise NoPicture("this address sends pictures without end; a snapshot address sends one")


def _words(error: httpx.HTTPError) -> str:
    return "it did not answer in time" if isinstance(error, httpx.TimeoutException) else "it cannot be reached"
