"""`staff-conduct weights`: getting and checking the person detector's weights."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.failing import fail
from api.cli.opening import read_settings

app = typer.Typer(no_args_is_help=True, help="The person detector's weights. The service itself never downloads.")


@app.command()
def fetch(
    name: Annotated[str, typer.Argument(help="ultralytics weights, for example yolo11n-pose.")],
    timeout_s: Annotated[float, typer.Option(help="Give up when the file is not whole after this many seconds.")] = 600,
) -> None:
    """Download weights into the data folder and print their SHA-256."""
    from vision.weights import FetchFailed, NoSuchWeights, fetch_weights

    try:
        place, sha256 = fetch_weights(name, read_settings().weights_dir, timeout_s)
    except (NoSuchWeights, OSError) as error:
        fail(error)
    except FetchFailed as error:
        fail(f"{error}; without network bring the file from another machine and set CONDUCT_WEIGHTS to where it lies")
    typer.echo(f"{place}  sha256 {sha256}")


@app.command()
def check(
    weights: Annotated[str, typer.Argument(help="A .pt or .onnx file, an OpenVINO folder, or a fetched name.")],
    pictures: Annotated[Path, typer.Option(help="A folder of JPEG pictures to look at.")] = Path(),
) -> None:
    """Prove weights by looking, and say how fast they are and whom they find in a folder of pictures."""
    from vision.check import check_weights
    from vision.weights import WeightsUnusable, find_weights

    try:
        report = check_weights(find_weights(weights, read_settings().weights_dir), pictures)
    except WeightsUnusable as error:
        fail(error)
    for name, persons in report.persons_in:
        typer.echo(f"{persons:3d} persons  {name}")
    for name in report.undecodable:
        typer.echo(f"  damaged    {name}")
    speed = f"{report.look_ms_median:.0f} ms a look (median)" if report.look_ms_median else "no picture to look at"
    typer.echo(f"{report.weights}: usable, {'with' if report.keypoints else 'without'} keypoints, {speed}")


@app.command()
def optimize(
    name: Annotated[str, typer.Argument(help="A .pt file, or a fetched name.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder to put the model into; without, beside fetched weights.")
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(help="20 or more JPEG pictures of the hall: with them INT8, without FP32.")
    ] = None,
) -> None:
    """Export weights to OpenVINO for this CPU, prove them, and say how fast they were and are."""
    from vision.optimize import optimize as export
    from vision.weights import WeightsUnusable, find_weights

    folder = read_settings().weights_dir
    try:
        given = Path(f"{folder / name}.pt")
        made = export(given if given.is_file() else find_weights(name, folder), out or folder, pictures)
    except (WeightsUnusable, OSError) as error:
        fail(error)
    kind = "INT8" if made.int8 else "FP32"
    typer.echo(f"{made.place}: {kind}, {made.before_ms:.0f} ms a look before, {made.after_ms:.0f} ms now (medians)")
