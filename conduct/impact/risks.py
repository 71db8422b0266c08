"""What could become of people by this processing, what meets it, and how that is set up. Pure."""

from collections.abc import Callable, Iterator, Mapping

from conduct.impact.facts import Configuration
from conduct.impact.words import OFF, ON
from conduct.words import N_

STORES: Mapping[str, str] = {
    "folder": N_("a folder of this machine"),
    "bucket": N_("a store reached over the network"),
}
ANCHORS: Mapping[bool, str] = {True: N_("in a folder of their own"), False: N_("beside the data folder")}


def risks_of(c: Configuration, say: Callable[..., str]) -> Iterator[tuple[str, str, str]]:
    """A risk and what meets it, as messages; and how it is set up, said already."""

    def is_on(on: bool) -> str:
        return say(ON if on else OFF)

    yield (
        N_("Somebody is blamed for what did not happen"),
        N_("unknown never counts; people decide; appeals; rules hold themselves back"),
        say(N_("floor of precision {share}"), share=f"{c.precision_floor:.0%}"),
    )
    yield (
        N_("Somebody, a customer too, is recognised in a picture"),
        N_("zones alone, heads hidden, coarse blocks around; no clean picture is kept"),
        c.persons or say(N_("no person detector: heads are not found, the coarse blocks alone hide them")),
    )
    yield (
        N_("Pictures get into the wrong hands"),
        N_("rights by role and hall; every look on record; pictures deleted by their class"),
        say(STORES[c.evidence]),
    )
    yield (
        N_("A log-in is misused"),
        N_("attempts are slowed down; sessions end; tokens and keys can be revoked"),
        say(N_("cookies over HTTPS only: {on}"), on=is_on(c.secure_cookies)),
    )
    yield (
        N_("Records are altered afterwards"),
        N_("a chain of hashes through the audit trail, checked daily, its head noted outside of the database"),
        say(ANCHORS[c.anchors_apart]),
    )
    yield (
        N_("What is told of people leaves the house"),
        N_("no page, script or font comes from elsewhere; mail and webhook say no more than that there is something"),
        say(N_("mail {mail}, webhook {webhook}"), mail=is_on(c.mail), webhook=is_on(c.webhook)),
    )
    yield (
        N_("Watching grows beyond its purpose"),
        N_("rules are adopted by a document from a day on; what machines may find is fixed in the program"),
        say(N_("rule pack {version}"), version=c.pack),
    )
