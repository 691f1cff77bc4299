"""One door to all formats: which there are, in which variants, and what an office calls such a file."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from orchestration.synthesis.model import Paragraph, Report, Table
from orchestration.synthesis.render_docx import VARIANTS as DOCX_VARIANTS
from orchestration.synthesis.render_docx import render_docx
from orchestration.synthesis.render_html import VARIANTS as HTML_VARIANTS
from orchestration.synthesis.render_html import render_html
from orchestration.synthesis.render_pdf import VARIANTS as PDF_VARIANTS
from orchestration.synthesis.render_pdf import render_pdf
from orchestration.synthesis.render_text import (
    CSV_VARIANTS,
    MARKDOWN_VARIANTS,
    TEXT_VARIANTS,
    render_csv,
    render_markdown,
    render_text,
)
from orchestration.synthesis.render_xls import VARIANTS as XLS_VARIANTS
from orchestration.synthesis.render_xls import render_xls
from orchestration.synthesis.render_xlsx import VARIANTS as XLSX_VARIANTS
from orchestration.synthesis.render_xlsx import render_xlsx

VARIANTS = {
    "html": HTML_VARIANTS,
    "docx": DOCX_VARIANTS,
    "xlsx": XLSX_VARIANTS,
    "pdf": PDF_VARIANTS,
    "txt": TEXT_VARIANTS,
    "xls": XLS_VARIANTS,
    "md": MARKDOWN_VARIANTS,
    "et": XLS_VARIANTS,
    "csv": CSV_VARIANTS,
}
FORMATS = tuple(VARIANTS)
SPREADSHEETS = frozenset({"xlsx", "xls", "et", "csv"})  # hold the tables and their titles, no running text
LOSSY_VARIANT = "line_bare"  # blank cells can't be told from blank lines: never of a document without drifts


def render(report: Report, file_format: str, variant: str, drops_merges: bool, rng: Random) -> bytes:
    """The bytes of a report.

    Args:
        report: What it says; see ``without_prose`` for spreadsheets.
        file_format: One of ``FORMATS``.
        variant: One of ``VARIANTS`` of that format.
        drops_merges: In a plain text, merged cells stand once.
        rng: Of what surrounds the report.
    """
    match file_format:
        case "html":
            return render_html(report, variant, rng)
        case "docx":
            return render_docx(report, variant)
        case "xlsx":
            return render_xlsx(report, variant)
        case "pdf":
            return render_pdf(report, variant)
        case "txt":
            return render_text(report, variant, drops_merges)
        case "md":
            return render_markdown(report, variant)
        case "csv":
            return render_csv(report, variant)
        case _:
            return render_xls(report, variant)


def without_prose(report: Report) -> Report:
    """The report as a spreadsheet holds it."""
    blocks = [b for b in report.blocks if isinstance(b, Table) or _is_title(b)]
    return replace(report, blocks=blocks, said=[])


def _is_title(block: Paragraph) -> bool:
    return block.style in ("title", "caption")
