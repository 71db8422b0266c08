"""A reason as a value: a stable code and the facts that fill it. Its words, in both languages, come later."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Why:
    """`code` names a sentence in `conduct.words`; `facts` fill its places, already formatted."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, object]:
        return {"code": self.code, "facts": dict(self.facts)}


def why(code: str, **facts: object) -> Why:
    return Why(code, tuple((name, str(value)) for name, value in facts.items()))
