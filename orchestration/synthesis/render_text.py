"""A report as plain text, Markdown or CSV: tables between tabs or pipes, or one cell a line as when pasted."""

from __future__ import annotations

import csv
import io

from orchestration.synthesis.model import Cell, Report, Table

TEXT_VARIANTS = ("tabs", "pipes", "line_pipe", "line_bare")
MARKDOWN_VARIANTS = ("outer_pipes", "no_outer_pipes")
CSV_VARIANTS = ("utf_8_bom", "gb18030", "utf_8")


def render_text(report: Report, variant: str, drops_merges: bool) -> bytes:
    """Write a plain text.

    Args:
        report: What it says.
        variant: One of ``TEXT_VARIANTS``; ``line_bare`` has a cell a line, a blank line for a blank cell.
        drops_merges: A merged cell stands once, as when copied from a page, instead of in each place it covered.
    """
    lines: list[str] = []
    for block in report.blocks:
        if not isinstance(block, Table):
            lines.append(block.text if block.style in ("title", "caption", "heading") else f"\u3000\u3000{block.text}")
        elif variant.startswith("line_"):
            mark = " |" if variant == "line_pipe" else ""
            lines.extend(text + mark for row in _texts(block, drops_merges) for text in row)
        elif variant == "tabs":
            lines.extend("\t".join(row) for row in _texts(block, drops_merges))
        else:
            lines.extend("| " + " | ".join(row) + " |" for row in _texts(block, drops_merges))
    return ("\n".join(lines) + "\n").encode()


def render_markdown(report: Report, variant: str) -> bytes:
    """Write Markdown with pipe tables, the first row as head; ``variant`` is one of ``MARKDOWN_VARIANTS``."""
    before, after = ("| ", " |") if variant == "outer_pipes" else ("", "")
    lines: list[str] = []
    for block in report.blocks:
        if isinstance(block, Table):
            rows = [[text.replace("|", "\\|") for text in row] for row in _texts(block, drops_merges=False)]
            rows.insert(1, ["---"] * len(rows[0]))
            lines.extend(before + " | ".join(row) + after for row in rows)
            lines.append("")
        else:
            lines.extend(({"title": "# ", "heading": "## ", "caption": "## "}.get(block.style, "") + block.text, ""))
    return "\n".join(lines).encode()


def render_csv(report: Report, variant: str) -> bytes:
    """Write titles and tables below each other; ``variant`` is one of ``CSV_VARIANTS``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for block in report.blocks:
        if isinstance(block, Table):
            writer.writerows(_texts(block, drops_merges=False))
            writer.writerow([])
        else:
            writer.writerow([block.text])
    return out.getvalue().encode({"utf_8_bom": "utf-8-sig", "gb18030": "gb18030"}.get(variant, "utf-8"))


def _texts(table: Table, drops_merges: bool) -> list[list[str]]:
    """Rows of texts. A label over several rows or columns of figures stands in each; any other merged cell but once."""
    if drops_merges:
        return [[cell.shown for cell in row] for row in table.rows]
    repeats = table.name in ("three", "four")
    return [
        [_text(cell, number, column, repeats) for column, cell in enumerate(row)]
        for number, row in enumerate(table.grid())
    ]


def _text(cell: Cell | None, row: int, column: int, repeats: bool) -> str:
    if cell is None:
        return ""
    is_first = (cell.row, cell.column) == (row, column)
    return cell.shown if is_first or (repeats and cell.figure is None) else ""
