"""The sentences for what is wrong with an imported table, in English; other languages translate these very sentences.

`N_` only marks a sentence for the catalogue.
"""

from collections.abc import Callable

from conduct.words import N_
from models.values.why import Why

SENTENCES: dict[str, str] = {
    "sheet.too-large": N_("the file is larger than {bytes_max} bytes"),
    "sheet.old-format": N_("this is an old or encrypted workbook: save it as .xlsx, without a password"),
    "sheet.empty": N_("there is nothing in the table"),
    "sheet.too-many-rows": N_("there is something below row {rows_max}: delete it, or send several files"),
    "sheet.too-many-columns": N_("there is something beyond column {columns_max}: delete it"),
    "sheet.bad-csv": N_("not well-formed CSV at line {line}: {reason}"),
    "sheet.no-table": N_("this is neither XLSX nor CSV in UTF-8 or GB18030"),
    "sheet.bad-xlsx": N_("the workbook is damaged or no XLSX at all"),
    "import.no-header": N_("there is no row with the columns' names"),
    "import.unknown-column": N_("unknown column; known are {known}"),
    "import.column-twice": N_("the same column as {other}"),
    "import.column-missing": N_("the column is missing"),
    "import.empty": N_("is empty"),
    "import.not-a-text": N_("is no text: format the cell as text"),
    "import.text-too-long": N_("may have up to {characters_max} printable characters"),
    "import.not-a-code": N_("{given} is no code: Latin letters, digits, point, dash and underscore"),
    "import.not-a-day": N_("{given} is no day like 2026-06-03"),
    "import.not-a-time": N_("{given} is no time like 08:30 or 2026-06-03 08:30"),
    "import.not-breaks": N_("{given} is no break like 12:00-13:00"),
    "import.not-yes-or-no": N_("{given} is neither yes nor no nor a day"),
    "import.time-skipped": N_("{given} does not exist: the clocks go forward"),
    "import.no-hall": N_("there is no hall {hall} for you to import into"),
    "import.other-hall": N_("this import is for hall {hall} only"),
    "import.number-twice": N_("{number} stands in row {row} already"),
    "import.badge-twice": N_("badge {badge} stands in row {row} already"),
    "import.badge-taken": N_("badge {badge} belongs to {holder}"),
    "import.badge-taken-away": N_(
        "badge {badge} was taken away from this person: under Badges on their page they can be given it again"
    ),
    "import.no-person": N_("there is no person {number} for you to roster"),
    "import.retired": N_("{number} left on {day}"),
    "import.no-window": N_("hall {hall} has no window {window}"),
    "import.other-day": N_("is not on {day}"),
    "import.ends-first": N_("is not after the start"),
    "import.too-long": N_("the shift is longer than {hours_max} hours"),
    "import.break-outside": N_("the break {start} to {end} is not within the shift"),
    "import.breaks-overlap": N_("the breaks overlap"),
    "import.overlaps-row": N_("overlaps the shift of the same person in row {row}"),
    "import.overlaps-stored": N_("overlaps the person's stored shift {start} to {end} in hall {hall}"),
}


def say_refusal(reason: Why, translate: Callable[[str], str] = str) -> str:
    """Why a table or a cell was refused, as a sentence."""
    return translate(SENTENCES[reason.code]).format(**dict(reason.facts))
