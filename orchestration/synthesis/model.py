"""The neutral report: paragraphs, and tables of cells with spans. Every renderer writes this, every drift bends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.synthesis.writing import Figure


@dataclass(slots=True, eq=False)
class Cell:
    """One cell; ``role`` is label, head, section, note, value or filler."""

    text: str = ""
    role: str = "label"
    rows: int = 1
    columns: int = 1
    figure: Figure | None = None
    row: int = 0  # 0-based, set by ``Table.place``
    column: int = 0

    @property
    def shown(self) -> str:
        """What stands in the cell."""
        return self.figure.raw if self.figure is not None else self.text


@dataclass(slots=True, eq=False)
class Table:
    """Rows of anchor cells, left to right; a merged cell stands in the row where it begins."""

    name: str
    rows: list[list[Cell]]
    widths: list[float]  # relative

    def place(self) -> None:
        """Give each cell its position on the grid."""
        free_at = [0] * len(self.widths)  # for each column the row from which it is free
        for number, row in enumerate(self.rows):
            column = 0
            for cell in row:
                while free_at[column] > number:
                    column += 1
                cell.row, cell.column = number, column
                for covered in range(column, column + cell.columns):
                    free_at[covered] = number + cell.rows
                column += cell.columns

    def grid(self) -> list[list[Cell | None]]:
        """Rows x columns, merged cells in every position they cover; None where nothing stands."""
        grid: list[list[Cell | None]] = [[None] * len(self.widths) for _ in self.rows]
        for cell in self.cells():
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    grid[row][column] = cell
        return grid

    def cells(self) -> Iterator[Cell]:
        """All anchor cells in order."""
        for row in self.rows:
            yield from row


@dataclass(slots=True)
class Paragraph:
    """A paragraph; ``style`` is title, heading, body, caption or signature."""

    text: str
    style: str = "body"


@dataclass(slots=True)
class Report:
    """A document before it has a format."""

    title: str
    blocks: list[Paragraph | Table] = field(default_factory=list)
    said: list[Figure] = field(default_factory=list)  # figures stated in the paragraphs

    @property
    def tables(self) -> list[Table]:
        """Its tables in order."""
        return [block for block in self.blocks if isinstance(block, Table)]
