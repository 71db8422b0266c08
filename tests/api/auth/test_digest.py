"""Digest arithmetic against the examples of the RFCs, and nonces that prove themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from api.auth.authorization import Digest
from api.auth.digest import NONCE_LIFETIME_S, Algorithm, NonceState, challenges, expected_response, ha1, judge_nonce
from api.auth.digest import make_nonce as made

MORNING = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)
KEY, OTHER_KEY = bytes(32), bytes([1] * 32)


def digest(realm: str, nonce: str, qop: str | None, cnonce: str | None) -> Digest:
    return Digest("Mufasa", realm, nonce, "/dir/index.html", "", "MD5", qop, "00000001" if qop else None, cnonce)


RFC_7616 = digest(
    "http-auth@example.org",
    "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    "auth",
    "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
)
RFC_2617 = digest("testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "auth", "0a4f113b")
RFC_2069 = digest("testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", None, None)


@pytest.mark.parametrize(
    ("algorithm", "given", "password", "response"),
    [
        (Algorithm.md5, RFC_7616, "Circle of Life", "8ca523f5e9506fed4657c9700eebdbec"),
        (
            Algorithm.sha256,
            RFC_7616,
            "Circle of Life",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
        (Algorithm.md5, RFC_2617, "Circle Of Life", "6629fae49393a05397450978507c4ef1"),
        (Algorithm.md5, RFC_2069, "CircleOfLife", "1949323746fe6a43ef61f9606e7febea"),
    ],
)
def test_the_rfcs_examples(algorithm: Algorithm, given: Digest, password: str, response: str) -> None:
    assert expected_response(algorithm, ha1(algorithm, "Mufasa", given.realm, password), given, "GET") == response


@pytest.mark.parametrize(
    ("age_s", "state"),
    [(0, NonceState.fresh), (NONCE_LIFETIME_S, NonceState.fresh), (NONCE_LIFETIME_S + 1, NonceState.stale)],
)
def test_a_nonce_ages(age_s: int, state: NonceState) -> None:
    assert judge_nonce(KEY, made(KEY, MORNING), MORNING + timedelta(seconds=age_s)) is state


def test_a_nonce_cannot_be_made_up_or_made_younger() -> None:
    nonce = made(KEY, MORNING)
    when, rest = nonce.split("-", 1)
    younger = f"{int(when, 16) + 3600:x}-{rest}"
    for forged in ("", "-", "--", "abc", "zz-zz-zz", nonce[:-1], younger, made(OTHER_KEY, MORNING), "中-文-字"):
        assert judge_nonce(KEY, forged, MORNING) is NonceState.forged, forged


def test_no_two_nonces_are_alike() -> None:
    assert len({made(KEY, MORNING) for _ in range(100)}) == 100


def test_md5_is_offered_before_sha256_and_stale_only_when_so() -> None:
    fresh = challenges("n")
    assert [value.split()[0] for value in fresh] == ["Digest", "Digest", "Basic", "Bearer"]
    assert "algorithm=MD5" in fresh[0]
    assert "algorithm=SHA-256" in fresh[1]
    assert not any("stale" in value for value in fresh)
    assert all("stale=true" in value for value in challenges("n", stale=True)[:2])
