"""What cannot be set up as it was asked for: a page says it in either language, the command line in English."""

from collections.abc import Callable


class SetupRefused(ValueError):
    """`field` is the one of a form that is to be mended, empty where it is none."""

    def __init__(self, message: str, field: str = "", /, **places: object) -> None:
        super().__init__(message.format(**places))
        self.message, self.field, self.places = message, field, places

    def said(self, translate: Callable[[str], str]) -> str:
        return translate(self.message).format(**self.places)
