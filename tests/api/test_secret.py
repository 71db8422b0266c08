"""The service's secret is made once, kept to its owner, and never silently replaced."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.secret import load_secret


def test_made_on_first_use_and_the_same_ever_after(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret"
    first = load_secret(file).key_for("a")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_secret(file).key_for("a") == first
    assert list(file.parent.iterdir()) == [file]


def test_each_purpose_has_its_own_key(tmp_path: Path) -> None:
    secret = load_secret(tmp_path / "secret")
    assert len({secret.key_for("a"), secret.key_for("b"), (tmp_path / "secret").read_bytes()}) == 3


def test_many_at_once_agree_on_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_secret(tmp_path / "secret").key_for("a"), range(32)))
    assert len(keys) == 1


def test_a_damaged_one_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"short")
    with pytest.raises(ValueError, match="secret"):
        load_secret(file)
    assert file.read_bytes() == b"short"
