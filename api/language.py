"""Two languages: sentences are written in English, and the catalogue says them in Chinese.

The catalogue is read from its text form at start: nothing is compiled, so nothing can be stale. To add what is new:
`pybabel extract -F api/locale/babel.cfg -k N_ -o - . | pybabel update -i - -d api/locale -l zh` (`--help` of both).
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from babel.messages.pofile import read_po
from fastapi import Request

from api.state import state_of
from models.values.why import Why

COOKIE = "conduct_language"
QUERY = "lang"
Code = Literal["zh", "en"]
NAMES: dict[Code, str] = {"zh": "中文", "en": "English"}
"""Each in its own words, so that whoever looks for it can read it."""
TAGS: dict[Code, str] = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Language:
    code: Code

    @property
    def tag(self) -> str:
        """For `lang` attributes."""
        return TAGS[self.code]

    def translate(self, message: str) -> str:
        return catalogue(self.code).get(message, message)

    def say(self, message: str, /, **places: object) -> str:
        """An English message in this language, its places filled."""
        said = self.translate(message)
        return said.format(**places) if places else said


@cache
def catalogue(code: Code) -> dict[str, str]:
    """What each English message is in a language; English needs none."""
    if code == "en":
        return {}
    with files("api").joinpath(f"locale/{code}/LC_MESSAGES/messages.po").open("rb") as file:
        read = read_po(file, locale=code)
    return {
        str(message.id): str(message.string) for message in read if message.id and message.string and not message.fuzzy
    }


def language_of(request: Request, locale: str | None = None) -> Language:
    """The language for a request, of somebody with this locale or not logged in."""
    return Language(
        choose(
            request.query_params.get(QUERY),
            request.cookies.get(COOKIE),
            locale,
            *accepted(request.headers.get("accept-language", "")),
            state_of(request).settings.language,
        )
    )


def choose(*wishes: str | None) -> Code:
    """The first wish that is one of ours; Chinese when none is."""
    for wish in wishes:
        code = (wish or "").lower().partition("-")[0]
        if code in NAMES:
            return code
    return "zh"


def accepted(header: str) -> list[str]:
    """What an Accept-Language header asks for, the most wanted first."""
    wanted: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        try:
            q = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        if q > 0:
            wanted.append((q, tag.strip()))
    return [tag for _, tag in sorted(wanted, key=lambda each: -each[0])]


def why_of(kept: dict[str, object]) -> Why:
    """A reason as it was stored."""
    facts = kept.get("facts")
    told = cast(dict[str, object], facts) if isinstance(facts, dict) else {}
    return Why(str(kept.get("code", "")), tuple((name, str(value)) for name, value in told.items()))
