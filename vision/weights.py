"""Where weights lie and what they are. Finding never downloads; fetching is its own function. No torch here."""

import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import httpx
import yaml

ASSETS_URL = "https://github.com/ultralytics/assets/releases/download/v8.4.0"
CONNECT_TIMEOUT_S = 3.0
SIZE_MAX_BYTES = 400_000_000
SUFFIXES = ("", ".pt", ".onnx", "_openvino_model", "_int8_openvino_model")
NAME = re.compile(r"^yolo(v\d+|\d+)[a-z](-pose)?(\.pt)?$")
TASKS = ("detect", "pose")


class WeightsUnusable(RuntimeError):
    """These weights cannot serve as eyes; the message says why in one line."""


class FetchFailed(RuntimeError):
    """Weights could not be downloaded; the message says why in one line."""


class NoSuchWeights(FetchFailed):
    """Nobody offers weights of this name."""


def find_weights(name_or_path: str, folder: Path) -> Path:
    """Where weights lie: a path as it is, or a name in `folder` with or without its suffix. Never downloads.

    A .pt or .onnx file or an OpenVINO folder. Raises WeightsUnusable when there is nothing of the kind.
    """
    if not name_or_path.strip():
        raise WeightsUnusable("no weights are named")
    for base in (Path(name_or_path), folder / name_or_path):
        for suffix in SUFFIXES:
            place = base.with_name(base.name + suffix)
            if (place.is_file() and place.suffix in {".pt", ".onnx"}) or is_openvino_folder(place):
                return place
    raise WeightsUnusable(
        f"no weights '{name_or_path}' here or in {folder}: neither a .pt nor an .onnx file nor an OpenVINO folder; "
        f"'staff-conduct weights fetch' gets them"
    )


def is_openvino_folder(place: Path) -> bool:
    """Whether this is a folder with an OpenVINO model in it."""
    return place.is_dir() and any(place.glob("*.xml"))


def task_of(weights: Path) -> str | None:
    """What exported weights are for, from their own metadata: detect or pose; None for a .pt, which tells itself.

    Raises WeightsUnusable where the metadata is missing or names another task.
    """
    if weights.suffix == ".pt":
        return None
    task = _task_of_onnx(weights) if weights.suffix == ".onnx" else str(_metadata(weights).get("task"))
    if task not in TASKS:
        raise WeightsUnusable(f"{weights} is made for the task '{task}'; eyes need one of: {', '.join(TASKS)}")
    return task


def fetch_weights(
    name: str, folder: Path, timeout_s: float, base_url: str = ASSETS_URL, connect_timeout_s: float = CONNECT_TIMEOUT_S
) -> tuple[Path, str]:
    """Downloads weights of ultralytics' own into `folder`: the file and its SHA-256 in hexadecimal.

    Gives up when no connection stands after `connect_timeout_s`, or the file is not whole after `timeout_s`. Raises
    FetchFailed, leaving nothing behind, not even folders that there were none of. A file of that name is replaced.
    """
    if NAME.match(name) is None:
        raise NoSuchWeights(
            f"'{name}' is no name of detection or pose weights; such are yolo11n, yolo11n-pose, yolov8s-pose"
        )
    file_name = name if name.endswith(".pt") else f"{name}.pt"
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _fetched(f"{base_url}/{file_name}", folder / file_name, timeout_s, connect_timeout_s)
    finally:
        with suppress(OSError):  # what holds something stays
            for place in made:
                place.rmdir()


def _fetched(url: str, target: Path, timeout_s: float, connect_timeout_s: float) -> tuple[Path, str]:
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".fetching-", ignore_cleanup_errors=True) as scratch:
        download = _Download(url, Path(scratch) / target.name, connect_timeout_s)
        # in a thread, because looking up a host's name obeys no timeout
        threading.Thread(target=download.run, daemon=True, name="fetch-weights").start()
        digest = download.wait(timeout_s)
        os.replace(download.target, target)
    return target, digest


@dataclass
class _Download:
    url: str
    target: Path
    connect_timeout_s: float
    connected: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    given_up: threading.Event = field(default_factory=threading.Event)
    digest: str = ""
    error: str = ""

    def wait(self, timeout_s: float) -> str:
        self.connected.wait(self.connect_timeout_s)
        if not self.connected.is_set() and not self.done.is_set():
            self.given_up.set()
            raise FetchFailed(f"no connection within {self.connect_timeout_s:g} s for {self.url}")
        if not self.done.wait(timeout_s):
            self.given_up.set()
            raise FetchFailed(f"not all of {self.url} within {timeout_s:g} s")
        if self.error:
            raise FetchFailed(self.error)
        return self.digest

    def run(self) -> None:
        try:
            self._download()
        except (httpx.HTTPError, OSError, ValueError) as error:
            self.error = f"{self.url}: {str(error) or type(error).__name__}"
        finally:
            self.done.set()
            self.connected.set()

    def _download(self) -> None:
        timeout = httpx.Timeout(10.0, connect=self.connect_timeout_s)
        with (
            httpx.Client(follow_redirects=True, timeout=timeout) as client,
            client.stream("GET", self.url, extensions={"trace": self._trace}) as response,
        ):
            if response.status_code != 200:
                raise ValueError(f"the server answers {response.status_code} {response.reason_phrase}")
            self._save(response)

    def _save(self, response: httpx.Response) -> None:
        sha256 = hashlib.sha256()
        size = 0
        with self.target.open("wb") as file:
            for chunk in response.iter_bytes():
                if self.given_up.is_set():
                    raise ValueError("given up")
                size += len(chunk)
                if size > SIZE_MAX_BYTES:
                    raise ValueError(f"more than {SIZE_MAX_BYTES} bytes")
                sha256.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        with self.target.open("rb") as file:
            if file.read(2) != b"PK":
                raise ValueError("what came is no PyTorch file")
        self.digest = sha256.hexdigest()

    def _trace(self, event: str, _info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            self.connected.set()


def _metadata(weights: Path) -> dict[str, Any]:
    place = weights / "metadata.yaml"
    load = cast(Callable[[str], Any], yaml.safe_load)
    try:
        content = load(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise WeightsUnusable(f"{place} cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise WeightsUnusable(f"{place} holds no metadata of ultralytics")
    return cast(dict[str, Any], content)


def _task_of_onnx(weights: Path) -> str | None:
    # ONNX keeps metadata as protobuf pairs: field 1 the key, field 2 the value, each with its length before it
    content = weights.read_bytes()
    found = re.search(rb"\x0a\x04task\x12(.)", content, re.DOTALL)
    if found is None:
        return None
    return content[found.end() : found.end() + found.group(1)[0]].decode(errors="replace")
