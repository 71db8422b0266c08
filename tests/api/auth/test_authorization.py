"""Authorization headers as devices write them."""

import base64

import pytest

from api.auth.authorization import Basic, Bearer, Credentials, Digest, Malformed, parse_authorization

PLAIN = Digest("east-1", "r", "n", "/x", "abc")
WITH_QOP = Digest("east-1", "r", "n", "/x", "abc", "SHA-256", "auth", "00000001", "c,d")


def basic(text: str, encoding: str = "utf-8") -> str:
    return "Basic " + base64.b64encode(text.encode(encoding)).decode()


@pytest.mark.parametrize(
    ("header", "claimed"),
    [
        ("Bearer sc_1_2", Bearer("sc_1_2")),
        ("bearer  sc_1_2 ", Bearer("sc_1_2")),
        (basic("east-1:a:b"), Basic("east-1", "a:b")),
        (basic("东一:k"), Basic("东一", "k")),
        (basic("café:k", "latin-1"), Basic("café", "k")),
        ('Digest username="east-1", realm="r", nonce="n", uri="/x", response="ABC"', PLAIN),
        ('DIGEST username="east-1",realm="r",nonce="n",uri="/x",response="abc"', PLAIN),
        (
            'Digest username="east-1", realm="r", nonce="n", uri="/x", algorithm=sha-256, response="abc", qop=auth, '
            'nc=00000001, cnonce="c,d"',
            WITH_QOP,
        ),
        (
            'Digest username="east-1", realm="r", nonce="n", uri="/x", algorithm="SHA-256", response="abc", qop="auth",'
            ' nc=00000001, cnonce="c,d", opaque=""',
            WITH_QOP,
        ),
        (
            'Digest username="a\\"b", realm="r", nonce="n", uri="/x", response="abc"',
            Digest('a"b', "r", "n", "/x", "abc"),
        ),
    ],
)
def test_understood(header: str, claimed: Credentials) -> None:
    assert parse_authorization(header) == claimed


def test_a_utf8_user_name_survives_latin1_headers() -> None:
    header = 'Digest username="东一", realm="r", nonce="n", uri="/x", response="abc"'.encode().decode("latin-1")
    parsed = parse_authorization(header)
    assert isinstance(parsed, Digest)
    assert parsed.username == "东一"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "sc_1_2",
        "Negotiate abc",
        "Basic",
        "Basic !!!",
        basic("no colon"),
        "Digest",
        'Digest username="east-1"',
        'Digest username="east-1", realm="r", nonce="n", uri="/x", response="abc", qop=auth',
        'Digest username="east-1", username="b", realm="r", nonce="n", uri="/x", response="abc"',
        'Digest username="east-1, realm="r", nonce="n", uri="/x", response="abc"',
        "Digest " + 'a="' * 5000,
    ],
)
def test_refused(header: str) -> None:
    with pytest.raises(Malformed):
        parse_authorization(header)
