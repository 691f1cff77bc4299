"""Merged cells take the places that the HTML standard gives them, each at most once."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.readers import read_document
from orchestration.readers.spans import SpanGrid

Spec = tuple[int, int, bool, str]  # rowspan, colspan, is header, text

CELL = st.tuples(
    st.sampled_from([1, 1, 1, 1, 2, 3, 5, 0, 70_000]),
    st.sampled_from([1, 1, 1, 1, 2, 3, 7, 0]),
    st.booleans(),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=4),
)
GROUPS = st.lists(st.lists(st.lists(CELL, max_size=6), min_size=1, max_size=7), min_size=1, max_size=3)


def page_of(groups: list[list[list[Spec]]], *, closed: bool, feet: set[int]) -> bytes:
    out = ["<table>"]
    for number, rows in enumerate(groups):
        name = "tfoot" if number in feet else "tbody"
        out.append(f"<{name}>")
        for row in rows:
            out.append("<tr>")
            for row_span, column_span, is_header, text in row:
                tag = "th" if is_header else "td"
                out.append(f'<{tag} rowspan="{row_span}" colspan={column_span}>{escape(text)}')
                out.append(f"</{tag}>" if closed else "")
            out.append("</tr>" if closed else "")
        out.append(f"</{name}>")
    return ("<!DOCTYPE html><p>x</p>" + "".join(out) + "</table>").encode()


def naive_grid(
    groups: list[list[list[Spec]]],
) -> tuple[dict[tuple[int, int], int], list[tuple[int, int, int, int]], int]:
    """Dense and slow: which cell covers which position, and where each cell is."""
    owner: dict[tuple[int, int], int] = {}
    places: list[tuple[int, int, int, int]] = []
    first_row = 0
    for rows in groups:
        for i, row in enumerate(rows):
            r, c = first_row + i, 0
            for row_span, column_span, _, _ in row:
                while (r, c) in owner:
                    c += 1
                left = len(rows) - i
                height = left if row_span == 0 else min(row_span, left)
                width = 1
                while width < column_span and (r, c + width) not in owner:
                    width += 1
                for y in range(r, r + height):
                    for x in range(c, c + width):
                        assert (y, x) not in owner
                        owner[y, x] = len(places)
                places.append((r, c, height, width))
                c += width
        first_row += len(rows)
    return owner, places, first_row


@settings(max_examples=300, deadline=None)
@given(groups=GROUPS, closed=st.booleans(), feet=st.sets(st.integers(0, 2), max_size=2))
def test_grid_agrees_with_a_naive_one(groups: list[list[list[Spec]]], closed: bool, feet: set[int]) -> None:
    in_order = [g for i, g in enumerate(groups) if i not in feet] + [g for i, g in enumerate(groups) if i in feet]
    owner, places, row_count = naive_grid(in_order)
    specs = [cell for rows in in_order for row in rows for cell in row]
    document = read_document(page_of(groups, closed=closed, feet=feet), "text/html")
    if not specs:
        assert document.tables == ()
        return
    (table,) = document.tables
    assert [(c.row, c.column, c.row_span, c.column_span) for c in table.cells] == places
    assert [c.is_header for c in table.cells] == [spec[2] for spec in specs]
    assert [c.text for c in table.cells] == [" ".join(spec[3].split()) for spec in specs]
    assert table.row_count == row_count
    assert table.column_count == 1 + max(c for _, c in owner)
    grid = table.grid()
    for r in range(table.row_count):
        for c in range(table.column_count):
            assert grid[r][c] is (table.cells[owner[r, c]] if (r, c) in owner else None)
    assert sum(c.row_span * c.column_span for c in table.cells) == len(owner)


def test_row_span_zero_reaches_the_end_of_its_group() -> None:
    grid = SpanGrid()
    grid.begin_group(3)
    grid.begin_row()
    assert grid.place(0) == (0, 0, 3, 1)
    grid.begin_row()
    assert grid.place(9) == (1, 1, 2, 1)
    grid.begin_row()
    grid.begin_group(1)
    grid.begin_row()
    assert grid.place() == (3, 0, 1, 1)


def test_a_wide_cell_ends_before_one_that_hangs_down() -> None:
    grid = SpanGrid()
    grid.begin_group(2)
    grid.begin_row()
    assert [grid.place(), grid.place(), grid.place(2)] == [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 2, 1)]
    grid.begin_row()
    assert [grid.place(1, 4), grid.place()] == [(1, 0, 1, 2), (1, 3, 1, 1)]


def test_a_grid_is_bounded() -> None:
    grid = SpanGrid()
    grid.begin_group(1_000_000)
    grid.begin_row()
    for _ in range(4):
        assert grid.place(1_000_000, 1_000_000)[2:] == (65_534, 1_000)
    with pytest.raises(UnreadableDocumentError, match="4,096 columns"):
        grid.place(1, 1_000)
    for _ in range(499):
        grid.begin_row()
    with pytest.raises(UnreadableDocumentError, match="2,000,000 positions"):
        grid.begin_row()
