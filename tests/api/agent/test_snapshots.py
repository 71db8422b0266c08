"""Pictures from a real HTTP server: log-ins, what is no picture, and that no failure shows a password."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from pydantic import SecretStr

from api.agent import snapshots
from api.agent.pictures import NoPicture, Stopped
from api.agent.snapshots import Snapshots
from api.agent.told import CameraTold
from api.clock import GivenClock, SystemClock
from tests.api.agent.camera import PASSWORD, USER, Camera, snapshot_camera
from tests.api.conftest import MORNING


def source(camera: Camera, password: str | None = PASSWORD) -> Snapshots:
    login = {"user": USER, "password": SecretStr(password)} if password else {}
    told = CameraTold.model_validate({"code": "lobby-1", "url": camera.url, "key": "sc_key", **login})
    return Snapshots(told, GivenClock(MORNING), time.sleep)


def now() -> float:
    return 0.0


@pytest.mark.parametrize(
    ("auth", "ways"),
    [
        ("none", ["", "", ""]),
        ("basic", ["", "Basic", "Basic", "Basic"]),
        ("md5", ["", "", "Digest", "Digest", "Digest"]),
        ("sha-256", ["", "", "Digest", "Digest", "Digest"]),
    ],
)
def test_log_ins(auth: str, ways: list[str], jpegs: Callable[[int], bytes]) -> None:
    numbers = iter(range(3))
    with snapshot_camera(lambda: jpegs(next(numbers)), auth) as camera:
        pictures = source(camera)
        taken = [pictures.take(now) for _ in range(3)]
        pictures.close()
    assert [each.jpeg for each in taken] == [jpegs(0), jpegs(1), jpegs(2)]
    assert {each.captured_at for each in taken} == {MORNING}
    assert [shown.partition(" ")[0] for shown in camera.asked] == ways, (
        "the password is sent when asked for, and as asked"
    )


def test_a_nonce_that_expired_is_followed_by_the_next(jpeg: bytes) -> None:
    with snapshot_camera(lambda: jpeg, "md5") as camera:
        pictures = source(camera)
        pictures.take(now)
        camera.nonces.clear()
        assert pictures.take(now).jpeg == jpeg
        pictures.close()


@pytest.mark.parametrize("auth", ["basic", "md5", "sha-256"])
@pytest.mark.parametrize("password", ["wr0ng", None])
def test_a_wrong_log_in(auth: str, password: str | None, jpeg: bytes) -> None:
    with snapshot_camera(lambda: jpeg, auth) as camera:
        pictures = source(camera, password)
        with pytest.raises(NoPicture, match="refuses user and password") as refused:
            pictures.take(now)
        pictures.close()
    assert "wr0ng" not in str(refused.value)


@pytest.mark.parametrize(
    ("body", "status", "content_type", "words"),
    [
        (lambda _: b"<html>log in</html>", 200, "text/html", "no whole JPEG"),
        (lambda _: b"", 200, "image/jpeg", "no whole JPEG"),
        (lambda jpeg: jpeg[: len(jpeg) // 2], 200, "image/jpeg", "cut off"),
        (lambda jpeg: jpeg, 404, "image/jpeg", "answered 404"),
        (lambda jpeg: jpeg, 503, "image/jpeg", "answered 503"),
        (lambda jpeg: jpeg, 403, "image/jpeg", "refuses user and password"),
        (lambda jpeg: jpeg, 200, "multipart/x-mixed-replace; boundary=b", "without end"),
        (lambda jpeg: jpeg.ljust(snapshots.BYTES_MAX + 1, b"\0"), 200, "image/jpeg", "more than 20000000 bytes"),
    ],
)
def test_what_is_no_picture(
    body: Callable[[bytes], bytes], status: int, content_type: str, words: str, jpeg: bytes
) -> None:
    given = iter([body(jpeg), jpeg])
    with snapshot_camera(lambda: next(given), "none", content_type) as camera:
        camera.status = status
        pictures = source(camera)
        with pytest.raises(NoPicture, match=words):
            pictures.take(now)
        camera.status, camera.content_type = 200, "image/jpeg"
        assert pictures.take(now).jpeg == jpeg
        pictures.close()


def test_a_camera_that_is_not_there_or_too_slow(jpeg: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "WITHIN_S", 0.3)
    with snapshot_camera(lambda: jpeg) as camera:
        pictures = source(camera)
        camera.delay_s = 1
        with pytest.raises(NoPicture, match="in time"):
            pictures.take(now)
        camera.delay_s, camera.chunk_delay_s = 0, 0.1
        with pytest.raises(NoPicture, match=r"more than 0\.3 s"):
            pictures.take(now)
    with pytest.raises(NoPicture, match="cannot be reached"):
        pictures.take(now)
    pictures.close()


def test_the_time_is_when_the_answer_began(jpeg: bytes) -> None:
    with snapshot_camera(lambda: jpeg) as camera:
        camera.delay_s, camera.chunk_delay_s = 0.3, 0.02
        told = CameraTold.model_validate({"code": "lobby-1", "url": camera.url, "key": "sc_key"})
        clock = SystemClock()
        pictures = Snapshots(told, clock, time.sleep)
        began = clock.now()
        at = pictures.take(now).captured_at
        took = clock.now() - began
        pictures.close()
    assert timedelta(seconds=0.3) <= at - began <= took - timedelta(seconds=0.1)


def test_it_is_not_asked_before_a_picture_is_due_and_waiting_can_end(jpeg: bytes) -> None:
    waited: list[float] = []

    def wait(for_s: float) -> None:
        waited.append(for_s)
        if len(waited) == 3:
            raise Stopped

    overdue = iter([-3.0, -1.0, 0.0, -9.0])
    with snapshot_camera(lambda: jpeg) as camera:
        pictures = source(camera)
        pictures._wait = wait
        pictures.take(lambda: next(overdue))
        assert (waited, len(camera.asked)) == ([3.0, 1.0], 1)
        with pytest.raises(Stopped):
            pictures.take(lambda: next(overdue))
        assert len(camera.asked) == 1
        pictures.close()
