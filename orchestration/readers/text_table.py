"""Tables pasted as text, in three layouts: a cell a line, rows between pipes, rows between tabs.

Belongs here: where such a table begins and ends, and its rows. Does not: decoding, passages, numbering.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestration.domain.records import Cell
from orchestration.readers.column_count import is_number, rows_of
from orchestration.readers.spans import refuse_large_grid

_RULE = re.compile(r"\|?[\s:]*-[\s:|-]*")  # Markdown's line below the header
_PIPE = re.compile(r"(?<!\\)\|")
_FEWEST_CELLS = 4


@dataclass(frozen=True, slots=True)
class PastedTable:
    """Rows of a table and the line after it; rows may be of different lengths."""

    rows: list[list[str]]
    end: int
    note: str = ""

    def cells(self) -> tuple[Cell, ...]:
        """Its cells; those of a first row without figures are headers."""
        has_header = not any(map(is_number, self.rows[0]))
        return tuple(
            Cell(r, c, text, is_header=has_header and r == 0)
            for r, row in enumerate(self.rows)
            for c, text in enumerate(row)
        )


def find_table(lines: list[str], at: int) -> PastedTable | None:
    """The table that begins at a line, if one does.

    Args:
        lines: Non-empty lines; blanks at their ends removed, tabs at their ends kept.
        at: Index of the line.

    Returns:
        The table with the index of the line after it, or None.
    """
    line = lines[at]
    if "|" in line:
        found = _rows_between_pipes(lines, at)
        return _cell_per_line(lines, at) if found is None and line.rstrip().endswith("|") else found
    return _rows_between_tabs(lines, at) if line.count("\t") >= 2 else None


def _cell_per_line(lines: list[str], at: int) -> PastedTable | None:
    """Cells are texts up to a ``|``; the table ends at a line that neither ends in one nor is followed by one."""
    cells: list[str] = []
    pending: list[str] = []  # a cell that is broken over lines
    end = at
    while end < len(lines):
        line = lines[end].strip()
        if not line.endswith("|") and not (end + 1 < len(lines) and lines[end + 1].lstrip().startswith("|")):
            break
        *closed, rest = line.split("|")
        for part in closed:
            cells.append("\n".join(filter(None, (*pending, part.strip()))))
            pending = []
        if rest.strip():
            pending.append(rest.strip())
        refuse_large_grid(len(cells), 1)
        end += 1
    if len(cells) < _FEWEST_CELLS:
        return None
    rows, how = rows_of(cells)
    return PastedTable(rows, end, f"one cell per line: {how}")


def _rows_between_pipes(lines: list[str], at: int) -> PastedTable | None:
    """At least two rows of as many cells, two or more; later rows may be longer or shorter."""
    rows: list[list[str]] = []
    end = at
    while end < len(lines) and "|" in lines[end]:
        if not (rows and _RULE.fullmatch(lines[end])):
            row = _between_pipes(lines[end].strip())
            if len(row) < 2 or (len(rows) == 1 and len(row) != len(rows[0])):
                break
            rows.append(row)
            refuse_large_grid(len(rows), len(row))
        end += 1
    if len(rows) < 2:
        return None
    is_ragged = any(len(row) != len(rows[0]) for row in rows)
    return PastedTable(rows, end, "rows between pipes have different numbers of cells" if is_ragged else "")


def _between_pipes(line: str) -> list[str]:
    parts = _PIPE.split(line)
    if not parts[0]:
        del parts[0]
    if parts and not parts[-1]:
        del parts[-1]
    return [part.strip().replace("\\|", "|") for part in parts]


def _rows_between_tabs(lines: list[str], at: int) -> PastedTable | None:
    """At least two lines with as many tabs, two or more; the first has words on both sides of one."""
    if "\t" not in lines[at].strip():
        return None  # indentation
    tabs = lines[at].count("\t")
    end = at
    while end < len(lines) and lines[end].count("\t") == tabs:
        end += 1
    rows = [[part.strip() for part in line.split("\t")] for line in lines[at:end]]
    return PastedTable(rows, end) if len(rows) >= 2 else None
