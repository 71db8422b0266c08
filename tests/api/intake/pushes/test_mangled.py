"""Whatever happens to a body: nothing is raised, no intact picture is lost, and of what is kept nothing is a picture."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.intake.pushes.dialects import DIALECTS, Vendor
from api.intake.pushes.kept_text import kept_text
from api.intake.pushes.reading import read_push
from api.intake.pushes.unpacking import unpacked
from tests.api.conftest import picture_bytes
from tests.api.intake.pushes.mangling import Mangled, damaged_anywhere, damaged_around

VIEW = picture_bytes(1)
MANY = settings(max_examples=400, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(damaged_around(VIEW))
def test_an_intact_picture_is_never_lost(damaged: Mangled) -> None:
    assert VIEW in read_push(damaged.body, DIALECTS[damaged.form.vendor]).frames


@MANY
@given(damaged_anywhere(VIEW))
def test_nothing_is_raised_and_what_is_given_is_a_picture(damaged: Mangled) -> None:
    pushed = read_push(damaged.body, DIALECTS[damaged.form.vendor])
    for each in pushed.frames:
        assert each.startswith(b"\xff\xd8\xff")
        assert each.endswith(b"\xff\xd9")
    if not pushed.frames and not pushed.broken:
        assert pushed.oddity is not None or pushed.why in {"a sign of life", "a message without a picture"}


@MANY
@given(damaged_anywhere(VIEW))
def test_what_is_kept_holds_no_picture(damaged: Mangled) -> None:
    assert not re.search(r"[A-Za-z0-9+/]{50,}", kept_text(damaged.body))


@MANY
@given(st.binary(max_size=3000), st.sampled_from(Vendor), st.sampled_from(["", "gzip", "deflate"]))
def test_anything_at_all(body: bytes, vendor: Vendor, encoding: str) -> None:
    read_push(unpacked(body, encoding, 10_000), DIALECTS[vendor])
    kept_text(body)
