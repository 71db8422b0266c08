"""Pictures in base64, in every way that it is written into JSON and XML."""

import base64
import time
from collections.abc import Callable

import pytest

from api.intake.pushes.encoded import encoded_jpegs_in

WAYS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda jpeg: b'"' + base64.b64encode(jpeg) + b'"',
    "slashes escaped": lambda jpeg: b'"' + base64.b64encode(jpeg).replace(b"/", b"\\/") + b'"',
    "signs escaped": lambda jpeg: b'"' + base64.b64encode(jpeg).replace(b"+", b"\\u002B").replace(b"=", b"\\u003d") + b'"',
    "lines": lambda jpeg: b"<Data>\r\n" + base64.encodebytes(jpeg) + b"</Data>",
    "escaped lines": lambda jpeg: b'"' + base64.encodebytes(jpeg).replace(b"\n", b"\\r\\n") + b'"',
    "for addresses, without padding": lambda jpeg: base64.urlsafe_b64encode(jpeg).rstrip(b"="),
    "with a data address": lambda jpeg: b'"data:image/jpeg;base64,' + base64.b64encode(jpeg) + b'"',
    "after what looks like a beginning": lambda jpeg: b'"/9j/x/9j/' + base64.b64encode(jpeg) + b'"',
    "with more after it": lambda jpeg: base64.b64encode(jpeg) + b"==AAAA",
    "cut off after the picture": lambda jpeg: b'{"Data":"' + base64.b64encode(jpeg).rstrip(b"="),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("padding", [0, 1, 2])
def test_found(way: str, padding: int, jpeg: bytes) -> None:
    commented = jpeg[:2] + b"\xff\xfe\x00" + bytes([2 + padding]) + b"x" * padding + jpeg[2:]
    (encoded,) = encoded_jpegs_in(b"{}" + WAYS[way](commented))
    assert encoded.found is not None
    assert encoded.found.whole
    assert encoded.decoded[encoded.found.start : encoded.found.end] == commented


def test_several_in_their_order(jpegs: Callable[[int], bytes]) -> None:
    body = b",".join(b'"' + base64.b64encode(jpegs(n)) + b'"' for n in (3, 1, 2))
    found = [each.decoded[each.found.start : each.found.end] for each in encoded_jpegs_in(body) if each.found]
    assert found == [jpegs(3), jpegs(1), jpegs(2)]


@pytest.mark.parametrize("body", [b"", b'"/9j/"', b'"/9j/' + b"A" * 400 + b'"', b"/9j/" * 3, b"9j" * 500])
def test_what_only_looks_like_one_is_none(body: bytes) -> None:
    assert not any(each.found and each.found.whole for each in encoded_jpegs_in(body))


@pytest.mark.parametrize("body", [b"/9j/" * 1_000_000, b'/9j/"' * 1_000_000, b"\\/9j\\/" * 600_000])
def test_what_is_made_to_take_long_does_not(body: bytes) -> None:
    began = time.process_time()
    encoded_jpegs_in(body)
    assert time.process_time() - began < 20
