"""PDF files put together and read back. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError


class NoPdf(ValueError):
    """A file that is no PDF, or one too damaged to read."""


@dataclass(frozen=True, slots=True)
class ReadPdf:
    """What a PDF carries: its attachments by name, the words of its pages, its keywords, and whether anything was
    laid over its pages."""

    attached: dict[str, bytes]
    pages: tuple[str, ...]
    keywords: str
    annotated: bool


def joined(parts: Sequence[bytes]) -> bytes:
    """One PDF of all pages in their order; what belongs to the whole is that of the first."""
    if len(parts) == 1:
        return parts[0]
    writer = PdfWriter(clone_from=BytesIO(parts[0]))
    for part in parts[1:]:
        writer.append(BytesIO(part), import_outline=False)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def read_pdf(content: bytes) -> ReadPdf:
    """Raises NoPdf."""
    try:
        reader = PdfReader(BytesIO(content))
        return ReadPdf(
            attached={name: files[0] for name, files in reader.attachments.items() if files},
            pages=tuple(" ".join(page.extract_text().split()) for page in reader.pages),
            keywords=(reader.metadata.keywords or "") if reader.metadata else "",
            annotated=any("/Annots" in page for page in reader.pages),
        )
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoPdf(f"it cannot be read as a PDF: {error}") from error
