import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from vision.weights import FetchFailed, WeightsUnusable, fetch_weights, find_weights, task_of

GOOD = b"PK" + bytes(range(256)) * 500


class Assets(BaseHTTPRequestHandler):
    """Stands in for the host of the weights, over a real connection."""

    def do_GET(self) -> None:
        name = self.path.rsplit("/", 1)[1]
        if name == "yolov8s.pt":
            return self.send_error(404, "Not Found")
        body = b"<html>not weights</html>" if name == "yolov8m.pt" else GOOD
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if name == "yolov8l.pt":
            self.wfile.write(body[:100])
            self.wfile.flush()
            time.sleep(2)
            return None
        self.wfile.write(body[:-5] if name == "yolov8x.pt" else body)
        return None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        """Keeps the test quiet."""


@pytest.fixture
def assets() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Assets)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v8.4.0"
    server.shutdown()
    server.server_close()


def openvino_folder(place: Path, metadata: str | None) -> Path:
    place.mkdir(parents=True)
    (place / "model.xml").write_text("<net/>")
    if metadata is not None:
        (place / "metadata.yaml").write_text(metadata)
    return place


def test_fetch(tmp_path: Path, assets: str) -> None:
    place, digest = fetch_weights("yolo11n-pose", tmp_path / "weights", 5, assets)
    assert place == tmp_path / "weights" / "yolo11n-pose.pt"
    assert place.read_bytes() == GOOD
    assert digest == hashlib.sha256(GOOD).hexdigest()
    assert find_weights("yolo11n-pose", tmp_path / "weights") == place
    assert fetch_weights("yolo11n-pose.pt", tmp_path / "weights", 5, assets)[0] == place


@pytest.mark.parametrize(
    ("name", "timeout_s", "message"),
    [
        pytest.param("yolov8s", 5, "the server answers 404", id="no such file"),
        pytest.param("yolov8m", 5, "no PyTorch file", id="a page instead"),
        pytest.param("yolov8x", 5, "yolov8x.pt", id="cut off"),
        pytest.param("yolov8l", 0.4, "not all of", id="too slow"),
        pytest.param("../yolov8n", 5, "no name of", id="a path"),
        pytest.param("sam_b", 5, "no name of", id="no eyes"),
        pytest.param("yolo11n-seg", 5, "no name of", id="another task"),
    ],
)
def test_fetch_fails_and_leaves_nothing(name: str, timeout_s: float, message: str, tmp_path: Path, assets: str) -> None:
    with pytest.raises(FetchFailed, match=message) as caught:
        fetch_weights(name, tmp_path, timeout_s, assets)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.glob("*.pt")) == []


def test_fetch_without_anybody_listening(tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match=r"127\.0\.0\.1"):
        fetch_weights("yolo11n", tmp_path / "data" / "weights", 5, "http://127.0.0.1:9")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_there_was_stays_though_nothing_was_fetched(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with pytest.raises(FetchFailed):
        fetch_weights("yolo11n", folder / "weights", 5, "http://127.0.0.1:9")
    assert list(tmp_path.rglob("*")) == [folder]


def test_fetch_gives_up_where_packets_are_dropped(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        # a full backlog drops further connections, as a firewall would
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        began = time.monotonic()
        with pytest.raises(FetchFailed, match=r"no connection within 0\.5 s"):
            fetch_weights("yolo11n", tmp_path, 60, f"http://127.0.0.1:{listener.getsockname()[1]}", 0.5)
        assert time.monotonic() - began < 2
        for one in waiting:
            one.close()


def test_find_takes_paths_and_names(tmp_path: Path) -> None:
    folder = openvino_folder(tmp_path / "mine_openvino_model", "task: pose")
    quantised = openvino_folder(tmp_path / "other_int8_openvino_model", "task: detect")
    onnx = tmp_path / "third.onnx"
    onnx.write_bytes(b"")
    assert find_weights(str(folder), tmp_path / "elsewhere") == folder
    assert find_weights("mine", tmp_path) == folder
    assert find_weights("other", tmp_path) == quantised
    assert find_weights("third", tmp_path) == onnx
    assert find_weights("third.onnx", tmp_path) == onnx


@pytest.mark.parametrize("name", ["nothing", "", "  ", "empty", "notes.txt"])
def test_find_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("no weights")
    with pytest.raises(WeightsUnusable, match="no weights"):
        find_weights(name, tmp_path)


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        pytest.param(None, "cannot be read", id="missing"),
        pytest.param("task: [", "cannot be read", id="no yaml"),
        pytest.param("- pose", "no metadata", id="a list"),
        pytest.param("task: segment", "task 'segment'", id="another task"),
        pytest.param("stride: 32", "task 'None'", id="no task"),
    ],
)
def test_openvino_metadata_that_does_not_serve(metadata: str | None, message: str, tmp_path: Path) -> None:
    with pytest.raises(WeightsUnusable, match=message) as caught:
        task_of(openvino_folder(tmp_path / "model", metadata))
    assert "\n" not in str(caught.value)


def test_tasks(tmp_path: Path) -> None:
    assert task_of(openvino_folder(tmp_path / "model", "task: pose\nbatch: 1")) == "pose"
    assert task_of(tmp_path / "any.pt") is None
    onnx = tmp_path / "some.onnx"
    # as protobuf writes the pair task = detect among the metadata
    onnx.write_bytes(b"\x08\x08graph\x72\x0e\x0a\x04task\x12\x06detect\x72\x0b\x0a\x05batch\x12\x011")
    assert task_of(onnx) == "detect"
    onnx.write_bytes(b"graph")
    with pytest.raises(WeightsUnusable, match="task 'None'"):
        task_of(onnx)
