"""Figures of the running service, printed: `python -m tests.bench.serving [WEIGHTS]`.

One camera of four drawn windows posts as fast as it is answered while the worker looks; then the same
frames go through bare `ultralytics predict`. Nothing is asserted.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import httpx

from api.demo import script
from vision.scene import Scene, Seat

ROUNDS, POSTS = 5, 60
PORT = 18431


def command(environment: dict[str, str], *words: str) -> str:
    code = "from api.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def hall_toml(scene: Scene) -> str:
    lines = ['[[halls]]\ncode = "H1"\nname = "bench"']
    lines += [f'[[halls.windows]]\ncode = "{v.window}"\ntag = {v.tag_number}' for v in scene.views()]
    lines.append(f'[[halls.cameras]]\ncode = "{script.CAMERA}"')
    for v in scene.views():
        zones = {"staff_zone": v.staff_zone, "sign_zone": v.sign_zone}
        told = "\n".join(f"{k} = {[list(p) for p in z or ()]}" for k, z in zones.items())
        lines.append(f'[[halls.cameras.views]]\nwindow = "{v.window}"\n{told}')
    return "\n".join(lines)


def peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    weights = sys.argv[1] if len(sys.argv) > 1 else None
    folder = Path(tempfile.mkdtemp(prefix="conduct-bench-"))
    environment = {**os.environ, "CONDUCT_DATA_DIR": str(folder), "CONDUCT_PORT": str(PORT)}
    environment |= {"CONDUCT_LOOK_EVERY_S": "0.0001"} | ({"CONDUCT_WEIGHTS": weights} if weights else {})
    scene = Scene()
    (folder / "hall.toml").write_text(hall_toml(scene), "utf-8")
    command(environment, "halls", "apply", str(folder / "hall.toml"))
    key = command(environment, "keys", "make", "--camera", script.CAMERA)
    monitor = command(environment, "keys", "make", "--monitor")
    frames = [scene.frame({"W1": Seat(person=n % 4), "W2": Seat(person=(n + 1) % 4)}, tick=n) for n in range(POSTS)]
    print(f"{POSTS} frames of {sum(map(len, frames)) / POSTS / 1000:.0f} kB, four windows, weights {weights}")
    code = "from api.cli import main; main()"
    log = (folder / "log").open("w")
    serving = subprocess.Popen([sys.executable, "-c", code, "serve"], env=environment, stderr=log)
    try:
        measure(frames, key, monitor, serving.pid)
    finally:
        serving.terminate()
        serving.wait()
    if weights:
        bare(frames, Path(weights), folder)


def measure(frames: list[bytes], key: str, monitor: str, pid: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60) as client:
        watch = {"Authorization": f"Bearer {monitor}"}
        wait_ready(client, watch)
        start = datetime.now(UTC) - timedelta(hours=2)  # noqa: TID251 - real frames of a real service
        p50, p99, rates = [], [], []
        for n in range(ROUNDS):
            took: list[float] = []
            began = time.perf_counter()
            for i, jpeg in enumerate(frames):
                at = (start + timedelta(seconds=n * 600 + i)).isoformat()
                sent = time.perf_counter()
                answer = client.post(
                    f"/api/v1/cameras/{script.CAMERA}/frames",
                    content=jpeg,
                    headers={"Authorization": f"Bearer {key}", "X-Captured-At": at, "Content-Type": "image/jpeg"},
                )
                took.append((time.perf_counter() - sent) * 1000)
                assert answer.status_code == 202, answer.text
            looked = (n + 1) * len(frames)
            while f'status="looked"}} {looked}.0' not in client.get("/metrics", headers=watch).text:
                time.sleep(0.05)
            rates.append(len(frames) / (time.perf_counter() - began))
            ordered = sorted(took)
            p50.append(median(ordered))
            p99.append(ordered[int(len(ordered) * 0.99)])
        print(
            f"POST while the worker is busy: p50 {median(p50):.1f} ms, p99 {median(p99):.1f} ms (medians of {ROUNDS})"
        )
        print(
            f"spool and detectors: {median(rates):.1f} frames/s, {median(rates) * 4:.1f} windows/s (median of {ROUNDS})"
        )
        print(f"peak memory of serve: {peak_mb(pid):.0f} MB")


def wait_ready(client: httpx.Client, watch: dict[str, str]) -> None:
    for _ in range(600):
        try:
            if client.get("/readyz", headers=watch).json()["detectors"]:
                return
        except (httpx.HTTPError, KeyError):
            pass
        time.sleep(0.2)
    raise SystemExit("the service did not get ready")


def bare(frames: list[bytes], weights: Path, folder: Path) -> None:
    for i, jpeg in enumerate(frames):
        (folder / f"{i:03}.jpg").write_bytes(jpeg)
    code = (
        "import os, sys, time, statistics; os.environ['YOLO_AUTOINSTALL'] = 'false'; os.environ['YOLO_OFFLINE'] = 'true'\n"
        "from ultralytics import YOLO; y = YOLO(sys.argv[1], task='pose' if 'pose' in sys.argv[1] else 'detect')\n"
        "names = sys.argv[2:]; y.predict(names[0], verbose=False); rates = []\n"
        f"for _ in range({ROUNDS}):\n"
        "    t = time.perf_counter()\n"
        "    for n in names: y.predict(n, verbose=False)\n"
        "    rates.append(len(names) / (time.perf_counter() - t))\n"
        "print(f'bare ultralytics predict, one look a whole frame: {statistics.median(rates):.1f} frames/s')"
    )
    names = [str(p) for p in sorted(folder.glob("*.jpg"))]
    subprocess.run([sys.executable, "-c", code, str(weights), *names], check=True)


if __name__ == "__main__":
    main()
