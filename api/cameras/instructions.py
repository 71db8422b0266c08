"""How a camera of each vendor is told to push to this service: what to type into which field. Pure.

The same words for the command line and for a page: sentences are English here, and other languages translate them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from shlex import quote

from api.cameras import vendor_steps
from api.cameras.instruction_parts import Kind, Place, Say, Step
from conduct.words import N_


@dataclass(frozen=True, slots=True)
class Instructions:
    title: str
    steps: tuple[Step, ...]
    notes: tuple[str, ...]


def instructions(kind: Kind, place: Place, say: Say = str) -> Instructions:
    """What to do so that this camera pushes here, in the language of `say`."""
    first = Step(say(N_("Make a key for the camera; it is shown this once.")), command=_make_key(kind, place))
    steps = STEPS[kind](place, say)
    title = say(N_("Camera {camera}: {vendor}")).format(camera=place.camera, vendor=VENDORS[kind])
    return Instructions(title, (first, *steps), tuple(say(note) for note in NOTES[kind]))


def as_text(told: Instructions) -> str:
    """For a terminal: numbered steps, their fields in a column, commands on lines of their own."""
    lines = [told.title, ""]
    for number, step in enumerate(told.steps, 1):
        lines.append(f"{number}. {step.text}")
        lines += [f"     {name}: {value}" for name, value in step.fields]
        lines += [f"     {line}" for line in (step.command or "").splitlines()]
        lines.append("")
    return "\n".join([*lines, *(f"- {note}" for note in told.notes)]) + "\n"


VENDORS: dict[Kind, str] = {
    Kind.axis: "Axis", Kind.hikvision: "Hikvision", Kind.dahua: "Dahua", Kind.uniview: "Uniview", Kind.curl: "curl",
}  # fmt: skip
STEPS: dict[Kind, Callable[[Place, Say], list[Step]]] = {
    Kind.axis: vendor_steps.axis,
    Kind.hikvision: vendor_steps.hikvision,
    Kind.dahua: vendor_steps.dahua,
    Kind.uniview: vendor_steps.uniview,
    Kind.curl: vendor_steps.curl,
}
STEADY = N_(
    "This pushes on events alone. For a steady picture, which judging needs, let the agent pull from the camera."
)
LABELS = N_("What fields and menus are called differs between models and versions.")
SHORT = N_("The key is short because password fields of such cameras are: leave --short away where 57 characters fit.")
NOTES: dict[Kind, tuple[str, ...]] = {
    Kind.axis: (
        N_("The form's test sends a GET, which is answered 200 when user name and password are right."),
        LABELS,
    ),
    Kind.hikvision: (STEADY, SHORT, LABELS),
    Kind.dahua: (
        STEADY,
        N_("The camera also asks for /PictureHttpUpload/keepalive at this host, with the same user name and key."),
        SHORT,
        LABELS,
    ),
    Kind.uniview: (
        STEADY,
        N_("Its paths are fixed and name no camera: user name and key do. A camera that sends none cannot push here."),
        SHORT,
        LABELS,
    ),
    Kind.curl: (N_("A time without an offset is refused; without the header the time of arrival counts."),),
}


def _make_key(kind: Kind, place: Place) -> str:
    options = {Kind.axis: " --digest", Kind.curl: ""}.get(kind, " --digest --short")
    return f"staff-conduct keys make --camera {quote(place.camera)}{options}"
