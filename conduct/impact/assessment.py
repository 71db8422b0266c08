"""What an impact assessment has to say about this very service, read from its configuration. Pure: facts in, words out.

It asserts nothing about the law's being kept: facts are what is set up, everything else is what the operator states,
quoted as such, or listed as not stated yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from conduct.impact import words
from conduct.impact.documents import Block, Bullets, Document, Facts, Grid, Paragraph, Section
from conduct.impact.facts import CameraFacts, Configuration
from conduct.impact.processing import ACCESS, COLLECTED, GRANTS, NEVER
from conduct.impact.risks import ANCHORS, STORES, risks_of
from conduct.impact.statements import OF_A_CAMERA, OF_THE_OPERATOR
from conduct.impact.words import NOT_STATED, OFF, ON, TOPICS
from conduct.keeping.retention import everything_kept
from conduct.months.rows import Translate
from conduct.words import N_
from models.tables.impact import Topic

TITLE = N_("Personal information protection impact assessment")


def missing(configuration: Configuration, translate: Translate = str) -> list[str]:
    """What only the operator can say and has not said yet."""
    own = [translate(TOPICS[topic]) for topic in OF_THE_OPERATOR if not configuration.stated.get(topic)]
    of_cameras = [
        translate(N_("camera {code}: {what}")).format(code=camera.code, what=translate(TOPICS[topic]))
        for camera in configuration.cameras
        for topic in OF_A_CAMERA
        if not camera.stated.get(topic)
    ]
    return own + of_cameras


def impact_document(
    configuration: Configuration, *, version: int, made_at: datetime, digest: str, translate: Translate = str
) -> Document:
    """The whole of it; `made_at` is told in the zone that it comes in."""
    told = _Told(configuration, translate)
    return Document(
        translate(TITLE),
        (
            Section(translate(N_("About this document")), told.about(version, made_at, digest)),
            Section(translate(N_("Purpose and manner")), told.purpose()),
            Section(translate(N_("What is collected")), told.collected()),
            Section(translate(N_("Cameras")), told.cameras()),
            Section(translate(N_("Necessity and proportion")), told.necessity()),
            Section(translate(N_("Rights of the people concerned, and how they use them")), told.rights()),
            Section(translate(N_("Who has access")), told.access()),
            Section(translate(N_("Safeguards as they are set up")), told.safeguards()),
            Section(translate(N_("Risks to people, and what meets them")), told.risks()),
            Section(translate(N_("How long everything is kept")), told.kept()),
            Section(translate(N_("Consultation and decision")), told.decision()),
            Section(translate(N_("Not stated yet")), told.not_stated()),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    c: Configuration
    translate: Translate

    def say(self, message: str, /, **places: object) -> str:
        said = self.translate(message)
        return said.format(**places) if places else said

    def stated(self, topic: Topic, of: Mapping[str, str] | None = None) -> str:
        return (self.c.stated if of is None else of).get(topic) or self.say(NOT_STATED)

    def quoted(self, topic: Topic) -> Block:
        stated, name = self.c.stated.get(topic), self.say(TOPICS[topic])
        if not stated:
            return Paragraph(self.say(N_("{what}: not stated yet."), what=name))
        return Paragraph(self.say(N_("{what}, as the operator states it: {words}"), what=name, words=stated))

    def is_on(self, on: bool) -> str:
        return self.say(ON if on else OFF)

    def about(self, version: int, made_at: datetime, digest: str) -> list[Block]:
        return [
            Facts(
                [
                    *((self.say(TOPICS[t]), self.stated(t)) for t in (Topic.operator, Topic.contact, Topic.officer)),
                    (self.say(N_("Version")), str(version)),
                    (self.say(N_("Written on")), f"{made_at:%Y-%m-%d %H:%M %z}"),
                    (self.say(N_("Program")), f"staff-conduct {self.c.program}"),
                    (self.say(N_("Digest of the configuration")), digest),
                ]
            ),
            Paragraph(self.say(words.ABOUT)),
        ]

    def purpose(self) -> list[Block]:
        return [
            self.quoted(Topic.purpose),
            self.quoted(Topic.legal_basis),
            Paragraph(self.say(words.MANNER)),
            Facts([
                (self.say(N_("Halls")), str(self.c.halls)), (self.say(N_("Windows")), str(self.c.windows)),
                (self.say(N_("People on the roster")), str(self.c.people)),
                (self.say(N_("Cameras")), str(len(self.c.cameras))),
                (self.say(N_("Badge readers")), str(self.c.readers)),
                (self.say(N_("Rule pack")), self.c.pack),
            ]),
        ]  # fmt: skip

    def collected(self) -> list[Block]:
        kept = {each.code: each for each in everything_kept(self.c.retention)}
        header = [self.say(word) for word in (N_("What"), N_("Source"), N_("What it serves"), N_("Kept"))]
        rows = [
            [
                self.say(each.what), self.say(each.source), self.say(each.serves),
                "; ".join(dict.fromkeys(self.say(kept[c].until, days=kept[c].days) for c in each.kept)),
            ]
            for each in COLLECTED
        ]  # fmt: skip
        never = [f"{self.say(each.what)}: {self.say(each.by)}" for each in NEVER]
        return [Grid(header, rows), Paragraph(self.say(N_("What the machine never does:"))), Bullets(never)]

    def cameras(self) -> list[Block]:
        if not self.c.cameras:
            return [Paragraph(self.say(N_("No camera is set up.")))]
        header = [self.say(word) for word in (
            N_("Camera"), N_("Hall"), N_("Windows"), N_("Share of the picture in their zones"), N_("A picture every"),
            N_("Hours in which it is looked at"), N_("Legal basis"), N_("Purpose"),
            N_("Where a notice tells of the camera"),
        )]  # fmt: skip
        return [
            Grid(header, [self._camera(camera) for camera in self.c.cameras]),
            Paragraph(self.say(words.OF_CAMERAS)),
        ]

    def _camera(self, camera: CameraFacts) -> list[str]:
        hours = camera.hours or self.say(N_("always: no opening hours are set"))
        return [
            f"{camera.code} {camera.name}".strip(), camera.hall, ", ".join(camera.windows) or "–",
            f"{camera.share:.0%}", self.say(N_("{n} s"), n=f"{camera.interval_s:g}"), hours,
            *(self.stated(t, camera.stated) for t in (Topic.legal_basis, Topic.purpose, Topic.notice_place)),
        ]  # fmt: skip

    def necessity(self) -> list[Block]:
        return [
            self.quoted(Topic.necessity),
            Bullets([*map(self.say, words.SPARING), self.say(words.RESTRAINT, share=f"{self.c.precision_floor:.0%}")]),
        ]

    def rights(self) -> list[Block]:
        appeal = self.say(words.APPEALS, lodge=self.c.lodge_days, decide=self.c.decide_days)
        return [
            Facts([(self.say(what), self.say(how)) for what, how in words.RIGHTS]),
            Paragraph(appeal),
            Paragraph(self.say(N_("Whom people turn to: {contact}"), contact=self.stated(Topic.contact))),
        ]

    def access(self) -> list[Block]:
        roles = {
            "staff": N_("Staff"), "supervisor": N_("Supervisor"), "hr": N_("Human resources"),
            "admin": N_("Administrator"), "auditor": N_("Auditor"),
        }  # fmt: skip
        header = ["", *(f"{self.say(said)} ({self.c.log_ins.get(role, 0)})" for role, said in roles.items())]
        rows = [[self.say(each.what), *(self.say(GRANTS[getattr(each, role)]) for role in roles)] for each in ACCESS]
        note = N_("In brackets how many log-ins are in use. Every look at a picture is on record before it is shown.")
        return [Grid(header, rows), Paragraph(self.say(note))]

    def safeguards(self) -> list[Block]:
        c = self.c
        return [Facts([
            (self.say(N_("Pictures of cases lie in")), self.say(STORES[c.evidence])),
            (self.say(N_("Database")), {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(c.database, c.database)),
            (self.say(N_("Notes of the audit trail's head lie")), self.say(ANCHORS[c.anchors_apart])),
            (self.say(N_("Session cookies over HTTPS only")), self.is_on(c.secure_cookies)),
            (self.say(N_("People have to log in again after")), self.say(N_("{n} h"), n=f"{c.session_hours:g}")),
            (self.say(N_("Mail that there is a notice, without what it says")), self.is_on(c.mail)),
            (self.say(N_("Calls to a webhook, by ids and codes alone")), self.is_on(c.webhook)),
            (self.say(N_("Person detector")), c.persons or self.say(N_("none: tags alone"))),
            (self.say(N_("Second person detector")), c.second or self.say(OFF)),
            (self.say(N_("Model that helps to tell sleeves")), self.is_on(c.attributes)),
            (self.say(N_("A site's own model for badges and plates")), self.is_on(c.site_signals)),
            (self.say(N_("Windows that were taught")), str(c.taught_windows)),
            (self.say(N_("Decided cases looked at by a second person")), f"{c.second_share:.0%}"),
        ])]  # fmt: skip

    def risks(self) -> list[Block]:
        header = [self.say(word) for word in (N_("Risk"), N_("What meets it"), N_("As it is set up"))]
        return [
            Grid(header, [[self.say(a), self.say(b), as_set] for a, b, as_set in risks_of(self.c, self.say)]),
            self.quoted(Topic.risks),
        ]

    def kept(self) -> list[Block]:
        header = [self.say(word) for word in (N_("What"), N_("Until when"))]
        kept = everything_kept(self.c.retention)
        return [Grid(header, [[self.say(each.what), self.say(each.until, days=each.days)] for each in kept])]

    def decision(self) -> list[Block]:
        signed = self.say(N_("Name, signature, date"))
        return [
            self.quoted(Topic.consultation),
            self.quoted(Topic.decided_by),
            Facts([(self.say(who), signed) for who in words.SIGNERS]),
        ]

    def not_stated(self) -> list[Block]:
        lacking = missing(self.c, self.translate)
        if not lacking:
            return [Paragraph(self.say(N_("Everything that this document asks the operator for is stated.")))]
        return [Bullets(lacking)]
