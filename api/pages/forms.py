"""A form as a page shows it: what stands in its fields, and what could not be taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from api.language import Language
from api.setup.refused import SetupRefused


@dataclass(frozen=True, slots=True)
class ShownForm:
    """What was typed stays, with what is wrong above it; `field` is the one to be mended."""

    values: Mapping[str, str] = field(default_factory=dict[str, str])
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """Of fields with several answers: those that are ticked."""
    error: str = ""
    field: str = ""

    @property
    def status(self) -> int:
        return 422 if self.error else 200

    def refused(self, refused: SetupRefused, language: Language) -> "ShownForm":
        said = refused.said(language.translate)
        return ShownForm(self.values, self.chosen, said[:1].upper() + said[1:], refused.field)
