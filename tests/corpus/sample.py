"""One picture of the corpus, and what the interface's documentation says becomes of it."""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of a picture that is posted."""

    looked = "looked"
    """202, and the worker looks at it."""
    broken = "broken"
    """202, and the worker counts it as broken."""
    too_large = "413"
    not_a_jpeg = "415"
    refused = "422"
    """The header cannot be read, or the end is missing."""


TAKEN = frozenset({Fate.looked, Fate.broken})
ANY = frozenset(Fate)


@dataclass(frozen=True, slots=True)
class Sample:
    """`fates`: those allowed; one where the bytes leave no doubt, several where damage fell at random."""

    name: str
    body: bytes
    fates: frozenset[Fate]


def sample(name: str, body: bytes, *fates: Fate) -> Sample:
    return Sample(name, body, frozenset(fates) or ANY)
