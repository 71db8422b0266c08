"""Stills in a bucket of an S3 service. Keys, region and endpoint come from its usual AWS_ variables."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import PurePosixPath

from obstore.exceptions import BaseError
from obstore.store import S3Store

from api.evidence.stored import SUFFIX, Stored, checked, digest

MIME = "image/jpeg"
CONNECT_WITHIN, ANSWER_WITHIN, RETRIES = timedelta(seconds=3), timedelta(seconds=10), 2
"""Judging waits for a put: a service that is away is better tried again with the next looks."""


class EvidenceBucket:
    """A bucket, or a part of one. A put has arrived when it returns: the service promises no less."""

    def __init__(self, url: str) -> None:
        """`url`: s3://BUCKET or s3://BUCKET/PREFIX. Nothing is asked of the service yet."""
        plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
        # a service without a certificate has to be named as such, and then is meant
        self._store = S3Store.from_url(
            url,
            client_options={"allow_http": plain, "connect_timeout": CONNECT_WITHIN, "timeout": ANSWER_WITHIN},
            retry_config={"max_retries": RETRIES, "retry_timeout": ANSWER_WITHIN},
        )

    def put(self, still: bytes) -> str:
        sha256 = digest(still)
        with _os_errors():
            self._store.put(_key(sha256), still, attributes={"Content-Type": MIME})
        return sha256

    def get(self, sha256: str) -> bytes:
        with _os_errors():
            return checked(bytes(self._store.get(_key(sha256)).bytes()), sha256)

    def delete(self, sha256: str) -> None:
        with _os_errors():
            self._store.delete(_key(sha256))

    def list(self) -> Iterator[Stored]:
        with _os_errors():
            for portion in self._store.list():
                for found in portion:
                    name = PurePosixPath(found["path"])
                    if name.suffix == SUFFIX:
                        yield Stored(name.stem, found["size"], found["last_modified"])


@contextmanager
def _os_errors() -> Generator[None]:
    """What is not there is a FileNotFoundError by itself; all else that the service refuses becomes an OSError."""
    try:
        yield
    except BaseError as error:
        raise OSError(f"the evidence bucket: {error}") from error


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}{SUFFIX}"
