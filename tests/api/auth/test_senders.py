"""Who showed a key a moment ago is known again, for a while, and by the very same words."""

import pytest

import api.auth.senders as module
from api.auth.senders import KNOWN_FOR_S, KNOWN_MAX, KnownCamera, Senders
from models.tables.base import new_id

EAST = KnownCamera(new_id(), "east-1", new_id())
KEY = "Bearer sc_0123456789_secret"


@pytest.fixture
def senders() -> Senders:
    senders = Senders()
    senders.put(KEY, "east-1", EAST)
    return senders


@pytest.mark.parametrize(
    ("authorization", "camera", "known"),
    [
        (KEY, "east-1", True),
        (KEY, "east-2", False),
        (KEY, None, False),
        (KEY + "x", "east-1", False),
        (None, "east-1", False),
        (None, None, False),
    ],
)
def test_known_by_both(authorization: str | None, camera: str | None, known: bool, senders: Senders) -> None:
    assert (senders.find(authorization, camera) == EAST) == known


def test_for_a_while(senders: Senders, monkeypatch: pytest.MonkeyPatch) -> None:
    later = module.monotonic() + KNOWN_FOR_S + 1
    monkeypatch.setattr(module, "monotonic", lambda: later)
    assert senders.find(KEY, "east-1") is None


def test_until_forgotten(senders: Senders) -> None:
    senders.put(KEY, None, EAST)
    senders.forget(new_id())
    assert senders.find(KEY, None) == EAST
    senders.forget(EAST.key_id)
    assert senders.find(KEY, None) is senders.find(KEY, "east-1") is None


def test_the_key_itself_stays_nowhere(senders: Senders) -> None:
    assert "secret" not in repr(vars(senders))


def test_no_more_than_so_many(senders: Senders) -> None:
    for n in range(KNOWN_MAX * 2):
        senders.put(f"Bearer {n}", "east-1", EAST)
    assert len(senders._known) <= KNOWN_MAX
    assert senders.find(f"Bearer {KNOWN_MAX * 2 - 1}", "east-1") == EAST
