"""Numbers that count the rows or columns of a table, and say nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from orchestration.domain import Table
from orchestration.extraction.numerals import CellValue
from orchestration.extraction.runs import Layout
from orchestration.reference.knowledge import Knowledge

_COUNTED = frozenset("12345")
_FEWEST = 5  # numbers 1, 2, 3 ... from which a column without a label is taken to count its rows


def cells_to_number(layout: Layout, knowledge: Knowledge) -> frozenset[int]:
    """Positions of the cells below 序号 or 代码, and of those in the row 甲 乙 丙 1 2, by the labels of a table."""
    labels, names = _serial_labels(knowledge), knowledge.vocabulary["column_number"]
    columns: set[int] = set()
    words: dict[int, bool] = {}
    at = layout.placement
    for row, column, label in zip(at.rows, at.columns, layout.texts, strict=True):
        if label is not None:
            text = "".join(label.split())
            if text in labels:
                columns.add(column)
            words[row] = text in names and words.get(row, True)
    rows = {row for row, all_names in words.items() if all_names}
    places = enumerate(zip(at.rows, at.columns, strict=True))
    return frozenset(i for i, (row, column) in places if column in columns or row in rows)


def columns_to_count(layout: Layout) -> bool:
    """Whether some column has values enough, each before a label, that they may count its rows."""
    columns, texts = layout.placement.columns, layout.texts
    before_labels = (columns[i] for i in range(len(texts) - 1) if texts[i] is None and texts[i + 1] is not None)
    return max(Counter(before_labels).values(), default=0) >= _FEWEST


def serial_numbers(
    table: Table, texts: Sequence[str], values: Sequence[CellValue], to_number: frozenset[int], *, may_count: bool
) -> frozenset[int]:
    """Positions of the cells that number rows or columns.

    These are the figures among the cells that are there to number, and where no label says so, the figures of a
    column, or of a table pasted a cell a line, that go 1, 2, 3 and each stand before a label.

    Args:
        table: The table.
        texts: Of its cells.
        values: What each of its cells says.
        to_number: What ``cells_to_number`` gives for its layout.
        may_count: What ``columns_to_count`` gives for it.
    """
    found = {i for i in to_number if values[i].value_status == "number"}
    if may_count and _COUNTED.issubset(texts):
        found |= _counting(table, values)
    return frozenset(found)


@lru_cache(maxsize=4)
def _serial_labels(knowledge: Knowledge) -> frozenset[str]:
    return frozenset(
        label
        for label, options in knowledge.column_labels.items()
        if any(option.role == "serial" for option in options)
    )


def _counting(table: Table, values: Sequence[CellValue]) -> set[int]:
    """Cells that go 1, 2, 3 down a column, each before a label, and before nearly all labels of that column's rows."""
    by_column: dict[int, list[int]] = defaultdict(list)
    for i in range(len(values) - 1):
        if values[i].value_status == "number" and values[i + 1].value_status == "text":
            by_column[table.placement.columns[i]].append(i)
    found: set[int] = set()
    for cells in by_column.values():
        counted: list[int] = []
        for i in cells:
            if table.texts[i].strip() == str(len(counted) + 1):
                counted.append(i)
        if len(counted) >= _FEWEST and len(counted) >= 0.8 * (len(cells) if table.column_count > 1 else _FEWEST):
            found.update(counted)
    return found
