"""Setting a template by typst, with the fonts that there are and nothing from elsewhere. Pure: texts in, bytes out."""

import json
from collections.abc import Mapping
from pathlib import Path

import typst

from conduct.export.slip_fonts import SlipFonts


class NotSet(RuntimeError):
    """A document could not be set; the message says why in one line."""


def typeset(template: Path, data: Mapping[str, object], fonts: SlipFonts, carried: Mapping[str, str] = {}) -> bytes:
    """A PDF. The template is given `data`, with the families of the fonts, as JSON, and each of `carried` as it is.

    Raises NotSet when typst reports anything, a warning too.
    """
    inputs = {"data": json.dumps({**data, "fonts": fonts.families}), **carried}
    try:
        compiler = typst.Compiler(template, font_paths=fonts.found, ignore_system_fonts=True, sys_inputs=inputs)
        made, warnings = compiler.compile_with_warnings(format="pdf", pdf_tags=False)
    except typst.TypstError as error:
        raise NotSet(f"typst cannot set {template.stem}: {error.message}") from error
    if warnings:
        raise NotSet("typst warns: " + "; ".join(warning.message for warning in warnings))
    if not isinstance(made, bytes):
        raise NotSet("typst made nothing")
    return made
