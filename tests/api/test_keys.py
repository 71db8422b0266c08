"""Device keys: what is kept of them, and when they open something."""

import math
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from api.keys import SHORT_ALPHABET, find_key, make_camera_key, make_monitor_key, revoke, unseal
from api.secret import load_secret
from models.tables import KeyKind
from models.tables.base import new_id

MORNING = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)


def test_a_key_has_256_bits_and_no_two_are_alike() -> None:
    made = [make_monitor_key(MORNING) for _ in range(50)]
    assert all(re.fullmatch(r"sc_[0-9a-f]{10}_[A-Za-z0-9_-]{43}", key.text) for key in made)
    assert len({key.text for key in made}) == len({key.row.prefix for key in made}) == 50


def test_a_short_key_fits_a_narrow_field_and_its_rules(tmp_path: Path) -> None:
    secret = load_secret(tmp_path / "secret")
    made = [make_camera_key(new_id(), "east-1", MORNING, secret, short=True) for _ in range(200)]
    for key in made:
        assert re.fullmatch(r"[2-9A-HJ-NP-Za-km-z]{16}", key.text)
        assert re.search(r"[0-9]", key.text)
        assert re.search(r"[a-z]", key.text)
        assert re.search(r"[A-Z]", key.text)
        assert key.row.prefix not in key.text
    assert len({key.text for key in made}) == len({key.row.prefix for key in made}) == 200
    assert 16 * math.log2(len(SHORT_ALPHABET)) > 93


def test_a_short_key_is_found_whole_and_only_so(sqlite_database) -> None:
    made, other = (make_camera_key(new_id(), "east-1", MORNING, short=True) for _ in range(2))
    with Session(sqlite_database) as session:
        made.row.camera_id = None
        session.add(made.row)
        session.flush()
        assert find_key(session, made.text) is made.row
        for wrong in (
            other.text,
            made.text[:-1],
            made.text + "2",
            made.text.swapcase(),
            made.row.prefix,
            f"sc_{made.row.prefix}_{made.text}",
        ):
            assert find_key(session, wrong) is None, wrong
        revoke(made.row, MORNING)
        assert find_key(session, made.text) is None


def test_only_prefix_and_hash_are_kept() -> None:
    made = make_monitor_key(MORNING)
    hidden = made.text.split("_", 2)[2]
    assert hidden not in repr(made.row.model_dump())
    assert made.row.kind is KeyKind.monitor
    assert made.row.ha1_encrypted is None


def test_a_stored_key_is_found_until_revoked(sqlite_database) -> None:
    made = make_monitor_key(MORNING)
    with Session(sqlite_database) as session:
        session.add(made.row)
        session.flush()
        found = find_key(session, made.text)
        assert found is made.row
        revoke(found, MORNING + timedelta(days=1))
        revoke(found, MORNING + timedelta(days=2))
        assert found.revoked_at == MORNING + timedelta(days=1)
        assert find_key(session, made.text) is None


def test_nothing_else_is_found(sqlite_database) -> None:
    made, other = make_monitor_key(MORNING), make_monitor_key(MORNING)
    _, prefix, hidden = made.text.split("_", 2)
    mixed = f"sc_{prefix}_{other.text.split('_', 2)[2]}"
    with Session(sqlite_database) as session:
        session.add(made.row)
        session.flush()
        for wrong in ("", "sc_", prefix, f"sc_{prefix}", f"sc_{prefix}_", mixed, made.text + "x", f"xx_{prefix}_{hidden}",
                      made.text.upper(), "密钥", made.text + " "):  # fmt: skip
            assert find_key(session, wrong) is None, wrong


def test_ha1_is_sealed_and_tied_to_its_key_and_secret(tmp_path: Path) -> None:
    ours, theirs = load_secret(tmp_path / "ours"), load_secret(tmp_path / "theirs")
    row = make_camera_key(new_id(), "east-1", MORNING, ours).row
    assert row.ha1_encrypted is not None
    hashes = unseal(ours, row.prefix, row.ha1_encrypted)
    assert {name: len(value) for name, value in hashes.items()} == {"MD5": 32, "SHA-256": 64}
    assert not any(value.encode() in row.ha1_encrypted for value in hashes.values())
    with pytest.raises(ValueError, match="secret"):
        unseal(theirs, row.prefix, row.ha1_encrypted)
    with pytest.raises(ValueError, match="secret"):
        unseal(ours, "0000000000", row.ha1_encrypted)
