"""What tasks are called and what is to be done about each, in English; the catalogue has the Chinese."""

from conduct.words import N_

TASKS: dict[str, tuple[str, str]] = {
    "camera-offline": (
        N_("Camera offline"),
        N_("See whether it has power and network, and whether its key and the service's address are still set in it."),
    ),
    "camera-clock-skew": (
        N_("Camera clock off"),
        N_("Set the camera's clock, best by NTP; or let it send its pictures without delay."),
    ),
    "camera-frozen": (
        N_("Camera picture frozen"),
        N_("Start the camera again; if it comes back, see whether its stream or the program that posts it hangs."),
    ),
    "camera-covered": (
        N_("Camera covered"),
        N_("Take away what hangs or stands before the lens, and clean it."),
    ),
    "camera-defocused": (
        N_("Camera out of focus"),
        N_("Clean the lens and focus it on the counter again."),
    ),
    "camera-dark": (
        N_("Camera sees only darkness"),
        N_("See whether the lights are on and the lens is free; set its exposure if it is."),
    ),
    "camera-moved": (
        N_("Camera moved"),
        N_("Turn it back as it was; or, if it is to hang so, draw its zones anew and say that it hangs right."),
    ),
    "camera-precision": (
        N_("Camera by which a rule is often wrong"),
        N_("See how it hangs, what stands in its view and where its zones lie; teach the window if that helps."),
    ),
    "roster-gap": (
        N_("Nobody left at a window"),
        N_("Find a stand-in by a swap or another shift, or put the away sign out."),
    ),
    "roster-conflict": (
        N_("Somebody at two windows at once"),
        N_("Take one of the two shifts out: until then this person is on duty at neither."),
    ),
    "missed-punch": (
        N_("A punch is missing"),
        N_("Ask the person, and put it right by a correction of attendance; nobody is blamed for it."),
    ),
    "unattributed": (
        N_("A window was empty, and nobody is named"),
        N_("Ask who was to be there; what a person has seen can be reported on the spot."),
    ),
    "calendar-missing": (
        N_("The official calendar is missing"),
        N_("Fill in the year's holidays once they are announced, then fill the rotations again."),
    ),
}
OTHER = (N_("Something to look after"), "")
STEPS_WRONG: dict[str, str] = {
    "not-open": N_("This task is closed already."),
    "reason-missing": N_("Say why nothing is to be done."),
    "not-taken": N_("Somebody else has taken this task."),
}
EVERY_STATUS = N_("All")
STATUSES: dict[str, str] = {"open": N_("Open"), "done": N_("Done"), "withdrawn": N_("Over by itself")}
