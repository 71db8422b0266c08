"""A document of plain parts as a PDF with its fonts in it. Pure: a document in, bytes out."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import typst

from conduct.export.slip_fonts import slip_fonts
from conduct.impact.documents import Document

TEMPLATE = Path(__file__).with_name("impact.typ")


class NotSet(RuntimeError):
    """The document could not be set; the message says why in one line."""


def document_pdf(document: Document, *, language: str, digest: str, made_at: datetime) -> bytes:
    """A4 pages; the same document makes the same bytes. Raises FontMissing without a Chinese font, NotSet when typst
    reports anything, a warning too."""
    fonts = slip_fonts()
    data = {
        **asdict(document),
        "lang": language,
        "region": "cn" if language == "zh" else "gb",
        "digest": digest,
        "made": [made_at.year, made_at.month, made_at.day, made_at.hour, made_at.minute, made_at.second],
        "fonts": fonts.families,
    }
    inputs = {"data": json.dumps(data)}
    try:
        compiler = typst.Compiler(TEMPLATE, font_paths=fonts.found, ignore_system_fonts=True, sys_inputs=inputs)
        made, warnings = compiler.compile_with_warnings(format="pdf", pdf_tags=False)
    except typst.TypstError as error:
        raise NotSet(f"typst cannot set the document: {error.message}") from error
    if warnings:
        raise NotSet("typst warns: " + "; ".join(warning.message for warning in warnings))
    if not isinstance(made, bytes):
        raise NotSet("typst made nothing")
    return made
