"""What a rule is called, in the words of the pack that it was judged by."""

from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import Session, col, select

from conduct.rules.pack import Pack, Words, default_pack, parse_pack
from models.tables import PackAdoptionRow


@dataclass(frozen=True, slots=True)
class Titles:
    """Rule titles of one pack; a rule that it does not know goes by its code."""

    of_rule: dict[str, Words]

    def title(self, rule: str) -> Words:
        return self.of_rule.get(rule) or Words(zh=rule, en=rule)

    def say(self, rule: str, language: str) -> str:
        title = self.title(rule)
        return title.zh if language == "zh" else title.en


def titles_of(session: Session, pack_version: str | None = None) -> Titles:
    """The titles in an adopted pack; without a version, in the one adopted last."""
    query = select(PackAdoptionRow.text).order_by(col(PackAdoptionRow.adopted_at).desc())
    if pack_version is not None:
        query = query.where(PackAdoptionRow.version == pack_version)
    text = session.exec(query).first()
    return Titles({**_titles(None), **_titles(text)})


@lru_cache(maxsize=32)
def _titles(text: str | None) -> dict[str, Words]:
    pack: Pack = parse_pack(text) if text is not None else default_pack()
    return {name: rule.title for name, rule in pack.rules.items()}
