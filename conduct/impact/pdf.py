"""A document of plain parts as a PDF with its fonts in it. Pure: a document in, bytes out."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from conduct.export.slip_fonts import slip_fonts
from conduct.export.typesetting import typeset
from conduct.impact.documents import Document

TEMPLATE = Path(__file__).with_name("impact.typ")


def document_pdf(document: Document, *, language: str, digest: str, made_at: datetime) -> bytes:
    """A4 pages; the same document makes the same bytes. Raises FontMissing without a Chinese font, NotSet when typst
    reports anything, a warning too."""
    data = {
        **asdict(document),
        "lang": language,
        "region": "cn" if language == "zh" else "gb",
        "digest": digest,
        "made": [made_at.year, made_at.month, made_at.day, made_at.hour, made_at.minute, made_at.second],
    }
    return typeset(TEMPLATE, data, slip_fonts())
