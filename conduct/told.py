"""A message that is English text and remembers what it was made of, so that it can be said in another language."""

from collections.abc import Mapping


class Told(str):
    """`Told(N_("unknown key {key}"), key="x")` is `unknown key x` wherever text is wanted."""

    __slots__ = ("facts", "message")
    message: str
    facts: Mapping[str, str]

    def __new__(cls, message: str, **facts: object) -> "Told":
        told = {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in facts.items()}
        made = super().__new__(cls, message.format(**told))
        made.message, made.facts = message, told
        return made
