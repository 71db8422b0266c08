"""`staff-conduct demo`: the main job, on a machine without network, weights or cameras."""

import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.failing import fail

if TYPE_CHECKING:
    from api.demo.run import Outcome, Prepared

DEMO_WEIGHTS = "yolo11n-pose"
FETCH_TIMEOUT_S = 60


def demo(
    leave: Annotated[bool, typer.Option("--exit", help="Leave when done, instead of keeping the pages up.")] = False,
    port: Annotated[int, typer.Option(help="Port of the pages; 0 takes a free one.")] = 0,
) -> None:
    """Run a scripted morning of a hall of four windows through the real service, and show what came of it."""
    from api.clock import GivenClock
    from api.demo import script
    from api.demo.posting import PostingFailed
    from api.demo.run import post_morning, prepare, review_and_appraise
    from api.hosting import NotReady, hosted
    from api.services import build_service
    from vision.scene import Scene

    began = perf_counter()
    folder = Path(tempfile.mkdtemp(prefix="staff-conduct-demo-"))
    weights, words = _weights()
    typer.echo(words)
    try:
        scene = Scene()
        clock = GivenClock(min(script.FIRST_FRAME, script.clock("08:00")))
        app = build_service(_settings(folder, weights), clock)
        with hosted(app, port=port) as url:
            prepared = prepare(app, scene)
            posted = post_morning(app, clock, url, prepared, scene, typer.echo)
            outcome = review_and_appraise(url, prepared, folder / "exports")
            typer.echo("\n".join(_report(outcome, posted)))
            typer.echo(f"\nDone in {perf_counter() - began:.0f} s. All of it lies in {folder}")
            if not leave:
                typer.echo("\n".join(_log_ins(url, prepared)))
                clock.run_on()
                _stay()
    except (NotReady, PostingFailed, OSError) as error:
        fail(error)


def _settings(folder: Path, weights: str | None) -> Any:
    from api.settings import Settings

    return Settings(
        data_dir=folder, database_url=None, weights=weights, host="127.0.0.1", smtp_url=None, webhook_url=None
    )


def _weights() -> tuple[str | None, str]:
    """The weights of the settings; else those fetched before; else one try to fetch them."""
    from api.cli.opening import read_settings
    from vision.weights import FetchFailed, WeightsUnusable, fetch_weights, find_weights

    settings = read_settings()
    wanted = settings.weights or DEMO_WEIGHTS
    try:
        place = find_weights(wanted, settings.weights_dir)
    except WeightsUnusable as missing:
        if settings.weights:
            fail(str(missing))
    else:
        return str(place.absolute()), f"Person detector: {place}"
    try:
        place, _ = fetch_weights(DEMO_WEIGHTS, settings.weights_dir, FETCH_TIMEOUT_S)
    except (FetchFailed, OSError) as error:
        return None, f"No person detector ({error}): the tags alone decide."
    return str(place.absolute()), f"Person detector: {place}"


def _report(outcome: "Outcome", posted: int) -> list[str]:
    from api.demo.script import CLERKS, ZONE

    names = {clerk.staff: clerk.name for clerk in CLERKS}
    lines = [f"\n{posted} frames posted and looked at. What the windows showed:"]
    for window, spans in outcome.timelines.items():
        told = "  ".join(f"{_clock(s['start'], ZONE)} {s['state']}" for s in spans)
        lines.append(f"  {window}  {told}")
    lines.append("\nWhat the rules found (a machine proposes, a named person decides):")
    for v in sorted(outcome.violations, key=lambda v: (v["start"], v["rule"])):
        who = f"{v['staff']} {names[v['staff']]}" if v["staff"] else "nobody named"
        explained = f" by {v['explained_by']}" if v["explained_by"] else ""
        lines.append(f"  {v['rule']:<18} {who:<10} {v['status']}{explained}: {v['why']}")
    lines.append("\nWhat the supervisor is asked to clear up, and nobody is blamed for:")
    lines.extend(f"  {t['kind']:<18} {t['window'] or '-':<10} {t['why']}" for t in outcome.tasks)
    lines.append("\nThe month so far:")
    lines.extend(
        f"  {a['staff']} {names[a['staff']]}  {a['score']} {a['grade']}  ({a['base']} - {a['deducted']})"
        for a in outcome.appraisal
    )
    lines.append("\nExports: " + "  ".join(str(file) for file in outcome.exports))
    return lines


def _clock(at: str, zone: Any) -> str:
    from datetime import datetime

    return datetime.fromisoformat(at).astimezone(zone).strftime("%H:%M:%S")


def _log_ins(url: str, prepared: "Prepared") -> list[str]:
    return [f"Pages: {url}", *(f"  {who.login} ({who.role.value})  password {who.password}" for who in prepared.people)]


def _stay() -> None:
    from threading import Event

    typer.echo("The pages stay up; Ctrl-C ends.")
    try:
        Event().wait()
    except KeyboardInterrupt:
        typer.echo("")
