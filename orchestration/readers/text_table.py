"""Tables pasted as text, in four layouts: a cell a line with or without a mark, rows between pipes, between tabs.

Belongs here: where such a table begins and ends, and its rows. Does not: decoding, passages, numbering.
"""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass

from orchestration.domain.records import Cell
from orchestration.readers.column_count import is_cell_value, is_number, rows_of
from orchestration.readers.spans import refuse_large_grid

_RULE = re.compile(r"\|?[\s:]*-[\s:|-]*")  # Markdown's line below the header
_PIPE = re.compile(r"(?<!\\)\|")
_FEWEST_CELLS = 4

# A table pasted from a page row by row: cells merged downwards leave their rows shorter, those over a whole row alone.
_LONGEST_LABEL = 45  # characters of a line that may be a cell
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、.*情况$|附[件表]")  # begins or ends a table, is no row of it
_SENTENCE = re.compile(r"[。；;：:，,]$|20\d\d年.*(?:报告|年报|通报)|。")

# Bare lines are cells only where figures stand among them in numbers.
_FEWEST_FIGURES = 8
_LEAST_SHARE = 0.25
_HEADER_REACH = 40  # lines before the first figure that may be labels


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


def find_table(lines: list[str], at: int, gaps: list[int]) -> PastedTable | None:
    """The table that begins at a line, if one does.

    Args:
        lines: Non-empty lines; blanks at their ends removed, tabs at their ends kept.
        at: Index of the line.
        gaps: For each line how many empty ones stood before it.

    Returns:
        The table with the index of the line after it, or None.
    """
    line = lines[at]
    if "|" in line:
        found = _rows_between_pipes(lines, at)
        return _cell_per_line(lines, at) if found is None and line.rstrip().endswith("|") else found
    if "\t" in line:
        return _rows_between_tabs(lines, at)
    return _bare_lines(lines, at, gaps)


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
    # Whether pipes stand at the ends of rows too: a row that begins or ends with a blank cell cannot tell.
    rule = next((line for line in lines[at + 1 : at + 2] if _RULE.fullmatch(line)), lines[at]).strip()
    outer = rule.startswith("|"), rule.endswith("|")
    rows: list[list[str]] = []
    end = at
    while end < len(lines) and "|" in lines[end]:
        if not (rows and _RULE.fullmatch(lines[end])):
            row = _between_pipes(lines[end].strip(), *outer)
            if len(row) < 2 or (len(rows) == 1 and len(row) != len(rows[0])):
                break
            rows.append(row)
            refuse_large_grid(len(rows), len(row))
        end += 1
    if len(rows) < 2:
        return None
    is_ragged = any(len(row) != len(rows[0]) for row in rows)
    return PastedTable(rows, end, "rows between pipes have different numbers of cells" if is_ragged else "")


def _between_pipes(line: str, begins_with_pipe: bool, ends_with_pipe: bool) -> list[str]:
    parts = _PIPE.split(line)
    if begins_with_pipe and not parts[0]:
        del parts[0]
    if ends_with_pipe and parts and not parts[-1]:
        del parts[-1]
    return [part.strip().replace("\\|", "|") for part in parts]


def _rows_between_tabs(lines: list[str], at: int) -> PastedTable | None:
    """At least two lines with tabs inside, one of them with two or more; a short line between such may be a row too."""
    rows: list[list[str]] = []
    end, most, tabbed = at, 0, 0
    while end < len(lines):
        # before the first row, tabs that stand before the text alone are its indentation
        tabs = lines[end].count("\t") if rows or "\t" in lines[end].lstrip("\t") else 0
        if not tabs and not (rows and _is_row_alone(lines, end)):
            break
        rows.append([part.strip() for part in lines[end].split("\t")])
        refuse_large_grid(len(rows), tabs + 1)
        most, tabbed = max(most, tabs), tabbed + bool(tabs)
        end += 1
    if tabbed < 2 or (most < 2 and not _holds_figures(rows)):
        return None
    is_ragged = any(len(row) != len(rows[0]) for row in rows)
    return PastedTable(rows, end, "rows between tabs have different numbers of cells" if is_ragged else "")


def _is_row_alone(lines: list[str], at: int) -> bool:
    """Whether a line without tabs is a row of one cell: a short one before a row with tabs, and no heading."""
    following = lines[at + 1] if at + 1 < len(lines) else ""
    return "\t" in following.strip() and _may_be_cell(lines[at])


def _may_be_cell(line: str) -> bool:
    text = line.strip()
    return len(text) <= _LONGEST_LABEL and not _SECTION.match(text) and not _SENTENCE.search(text)


def _may_stand_alone(line: str) -> bool:
    """Whether a line may be a cell among others; a heading may, where it does not begin the table."""
    text = line.strip()
    return len(text) <= _LONGEST_LABEL and not _SENTENCE.search(text) and "|" not in text and "\t" not in text


def _holds_figures(rows: list[list[str]]) -> bool:
    """Whether the last cells of most rows of two cells are figures."""
    last = [row[-1] for row in rows if len(row) > 1]
    return len(last) >= 3 and sum(map(is_number, last)) >= len(last) / 2


def _bare_lines(lines: list[str], at: int, gaps: list[int]) -> PastedTable | None:
    """Each line a cell, and nothing to mark it: labels and then figures, for as long as there are many of both."""
    if is_cell_value(lines[at]) or not _may_be_cell(lines[at]):
        return None
    first = next((i for i in range(at, min(at + _HEADER_REACH, len(lines))) if is_cell_value(lines[i])), None)
    if first is None or not all(map(_may_stand_alone, lines[at:first])):
        return None
    end, values, last_value = first, 0, first
    while end < len(lines) and end - last_value <= _HEADER_REACH and _may_stand_alone(lines[end]):
        if is_cell_value(lines[end]):
            values, last_value = values + 1, end
        end += 1
    end = last_value + 1
    cells = _with_blank_cells(lines[at:end], gaps[at:end])
    if values < _FEWEST_FIGURES or values + cells.count("") < _LEAST_SHARE * len(cells):
        return None
    rows, how = rows_of(cells)
    if len(rows[0]) == 1 and any(_has_columns(lines, start, end, gaps) for start in range(at + 1, min(at + 4, first))):
        return None  # this line stands above the table, which has columns if it begins a little later
    return PastedTable(rows, end, f"one cell per line: {how}")


def _has_columns(lines: list[str], start: int, end: int, gaps: list[int]) -> bool:
    return len(rows_of(_with_blank_cells(lines[start:end], gaps[start:end]))[0][0]) > 1


def _with_blank_cells(lines: list[str], gaps: list[int]) -> list[str]:
    """Empty lines are blank cells, unless every line has as many before it."""
    usual = statistics.mode(gaps[1:]) if len(gaps) > 1 else 0
    cells = [lines[0]]
    for line, gap in zip(lines[1:], gaps[1:], strict=True):
        cells += [""] * ((gap - usual) // (usual + 1))
        cells.append(line)
    return cells
