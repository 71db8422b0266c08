"""Bodies damaged anywhere but in their picture, and bodies damaged anywhere."""

import base64
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.api.intake.pushes.bodies import FORMS, Form

JUNK = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [b"\r\n", b"\n", b"--", b"\r\n--MIME_boundary\r\n", b"--MIME_boundary--", b"\0" * 600, b'"', b"{", b"}", b"<", b"\\",
         b"\xff\xd8", b"\xff\xd9", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"/9j/", b"/9j/4AAQ", b"\x89PNG\r\n\x1a\n",
         b"Content-Type: image/jpeg\r\n\r\n", b"<dateTime>", b'"dateTime":"2026-99-99T99:99:99+99:99"']
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Damage:
    """`at` is a share of the place where it happens; so many bytes are taken out there, and some are put in."""

    at: float
    taken_out: int
    put_in: bytes

    def done_to(self, body: bytes) -> bytes:
        at = int(self.at * len(body))
        return body[:at] + self.put_in + body[at + self.taken_out :]


DAMAGES = st.lists(
    st.builds(Damage, st.floats(0, 1), st.integers(0, 60), JUNK), min_size=1, max_size=4
)  # fmt: skip


@dataclass(frozen=True)
class Mangled:
    """A damaged push of a form; its pieces are shown without the picture, which is long."""

    form: Form
    pieces: tuple[bytes, ...]

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    def __repr__(self) -> str:
        return f"{self.form.name}: {[each if len(each) < 3000 else len(each) for each in self.pieces]}"


@st.composite
def damaged_around(draw: st.DrawFn, jpeg: bytes) -> Mangled:
    """A push in which the picture is intact, and whatever is before and after it is not; it may end right after it."""
    form = draw(st.sampled_from(FORMS))
    before, picture, after = around(form.make(jpeg), jpeg)
    for damage in draw(DAMAGES):
        if draw(st.booleans()):
            before = damage.done_to(before)
        else:
            after = damage.done_to(after)
    return Mangled(form, (before, picture, after[: draw(st.integers(0, len(after)))]))


@st.composite
def damaged_anywhere(draw: st.DrawFn, jpeg: bytes) -> Mangled:
    form = draw(st.sampled_from(FORMS))
    body = form.make(jpeg)
    for damage in draw(DAMAGES):
        body = damage.done_to(body)
    return Mangled(form, (body[: draw(st.integers(0, len(body)))],))


def around(body: bytes, jpeg: bytes) -> tuple[bytes, bytes, bytes]:
    """The body before, of and after its picture as it is written there."""
    plain = base64.b64encode(jpeg)
    for written in (jpeg, plain, plain.replace(b"/", b"\\/"), base64.encodebytes(jpeg)):
        if written in body:
            before, _, after = body.partition(written)
            return before, written, after
    raise AssertionError("the picture is not in it")
