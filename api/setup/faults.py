"""What is wrong with a file that somebody wrote, in words for whoever wrote it. Pure."""

from collections.abc import Callable

from pydantic import ValidationError
from pydantic_core import ErrorDetails

WORDS: dict[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda _: "is missing",
    "extra_forbidden": lambda _: "there is no such key",
    "value_error": lambda fault: str(fault.get("ctx", {}).get("error", fault["msg"])),
    "string_type": lambda _: 'is to be text in quotes, like "A1"',
    "string_pattern_mismatch": lambda fault: f"{fault['input']!r} is not of the form {_of(fault, 'pattern')}",
    "int_type": lambda _: "is to be a whole number",
    "int_parsing": lambda _: "is to be a whole number",
    "int_from_float": lambda _: "is to be a whole number",
    "float_type": lambda _: "is to be a number",
    "float_parsing": lambda _: "is to be a number",
    "bool_type": lambda _: "is to be true or false",
    "bool_parsing": lambda _: "is to be true or false",
    "tuple_type": lambda _: "is to be a list, in [ ]",
    "list_type": lambda _: "is to be a list, in [ ]",
    "model_type": lambda _: "is to be a table with keys of its own",
    "datetime_type": lambda _: "is to be a date and time, like 2026-06-03T08:30:00",
    "datetime_parsing": lambda _: "is to be a date and time, like 2026-06-03T08:30:00",
    "datetime_from_date_parsing": lambda _: "is to be a date and time, like 2026-06-03T08:30:00",
    "greater_than": lambda fault: f"is to be more than {_of(fault, 'gt')}",
    "greater_than_equal": lambda fault: f"is to be {_of(fault, 'ge')} or more",
    "less_than_equal": lambda fault: f"is to be {_of(fault, 'le')} or less",
    "too_short": lambda fault: f"needs at least {_of(fault, 'min_length')}, and has {_of(fault, 'actual_length')}",
    "too_long": lambda fault: f"may have at most {_of(fault, 'max_length')}, and has {_of(fault, 'actual_length')}",
}
"""By pydantic's name for the fault; of any other its own words are told."""


def first_fault(error: ValidationError) -> str:
    """The place of the first fault and what is wrong there, one line."""
    fault = error.errors()[0]
    place = ".".join(str(part) for part in fault["loc"])
    words = WORDS.get(fault["type"], lambda it: it["msg"])(fault)
    return f"{place}: {words}" if place else words


def _of(fault: ErrorDetails, name: str) -> str:
    told = fault.get("ctx", {}).get(name)
    return f"{told:g}" if isinstance(told, int | float) else str(told)
