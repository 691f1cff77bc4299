"""One sheet a document: its figures in the official layout of its form, with what to look at marked and commented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from orchestration.publication.receipt.formats import LINE_HEIGHT, Formats, lines_needed, number_format
from orchestration.publication.receipt.layout import Box, Key, cell_key, is_official, official_boxes, table_boxes
from orchestration.publication.receipt.model import DocumentReceipt, Mark, Place, Record
from orchestration.publication.receipt.names import Names, parse_place, period_words, place_words, show
from orchestration.publication.receipt.remarks import Remark
from orchestration.publication.receipt.sentences import plain_number
from orchestration.publication.receipt.words import VERDICTS
from orchestration.reference.knowledge import FormCell

if TYPE_CHECKING:
    from orchestration.warehouse.examination import Examination

_FIRST_ROW = 4  # below the name, the verdict and the legend
_MOST_ROWS, _MOST_COLUMNS = 3000, 100
_GRID_WIDTH = 8.4  # characters of a grid column of an official layout
_MOST_DIGITS = 15  # digits that a number of a workbook holds exactly
_MOST_LISTED = 500
_COMMENT_LIMIT = 2000
_COMMENT_WIDTH = 46  # characters


def lay_out(
    document: DocumentReceipt, examination: Examination, observations: Sequence[Record], names: Names
) -> list[Box]:
    """The boxes of a document's sheet, with its figures in them, as reported."""
    forms = {code: name for code, name in names.forms.items() if is_official(_cells_of(names, code))}
    in_tables = [o for o in observations if o["place"].startswith("t")]
    if document.form in forms and in_tables:
        boxes, rest = _official(document, in_tables, names, forms)
    else:
        boxes, rest = (
            table_boxes(document.document, examination.tables(document.document), _MOST_ROWS, _MOST_COLUMNS),
            [],
        )
    row = max((box.row + box.row_span for box in boxes), default=-1) + 1
    width = max((box.column + box.column_span for box in boxes), default=1)
    boxes += _listed("表式以外的数字", rest[:_MOST_LISTED], names, document, row, width)
    row = max((box.row + box.row_span for box in boxes), default=-1) + 1
    marked = {place for finding in document.findings for place in finding.marks if place.passage}
    in_prose = [o for o in observations if parse_place(document.document, o["place"]) in marked]
    boxes += _listed("正文中需要核对的数字", in_prose, names, document, row, width)
    return [replace(box, row=box.row + _FIRST_ROW) for box in boxes]


def _cells_of(names: Names, form: str) -> list[FormCell]:
    return [cell for cell in names.form_cells if cell.form_code == form]


def _official(
    document: DocumentReceipt, observations: Sequence[Record], names: Names, forms: dict[str, str]
) -> tuple[list[Box], list[Record]]:
    by_key: dict[Key, Record] = {}
    for observation in observations:
        by_key.setdefault(cell_key(observation["indicator"], observation["dimensions"].items()), observation)
    boxes = []
    placed: set[str] = set()
    for box in official_boxes(document.form, names.form_cells, by_key.keys(), forms, names.form_sections):
        observation = by_key.get(box.key) if box.key else None
        if observation:
            placed.add(observation["place"])
            place = parse_place(document.document, observation["place"])
            box = replace(box, text=observation["value_raw"] or "", place=place)
        boxes.append(box)
    return boxes, [o for o in observations if o["place"] not in placed]


def _listed(
    title: str, observations: Sequence[Record], names: Names, document: DocumentReceipt, row: int, width: int
) -> Iterable[Box]:
    """Figures that no cell of the layout holds: what they are called, and as written."""
    if not observations:
        return
    half = max(width // 2, 1)
    yield Box(row, 0, 1, max(width, half + 1), title, "title")
    for n, observation in enumerate(observations, row + 1):
        place = parse_place(document.document, observation["place"])
        name = "·".join(names.parts(document.form, observation["indicator"], observation["dimensions"]))
        yield Box(n, 0, 1, half, f"{name}（{place_words(place)}）", "label")
        yield Box(n, half, 1, 1, observation["value_raw"] or "", "value", place=place)


class DocumentSheet:
    """Writes the sheet of one document, and knows afterwards where each place of the document stands in it."""

    def __init__(
        self, sheet: Worksheet, document: DocumentReceipt, formats: Formats, remarks: Mapping[Place, Remark]
    ) -> None:
        self._sheet = sheet
        self._document = document
        self._formats = formats
        self._remarks = remarks
        self._lines: dict[int, int] = {}  # row -> lines of its longest label
        self.cells: dict[Place, tuple[int, int]] = {}

    def write(self, boxes: Sequence[Box], is_official_form: bool) -> None:
        """Name and verdict, legend, then the boxes with their marks and comments."""
        document, sheet = self._document, self._sheet
        sheet.set_default_row(LINE_HEIGHT + 4)
        sheet.write_string(0, 0, f"{document.organ}　{period_words(document.period)}", self._formats.plain("name"))
        sheet.write_string(1, 0, f"{VERDICTS[document.verdict]}　{document.form_name or '表式未识别'}　{document.file}")
        legend = (
            "黄底粗框并有批注：建议核对；浅黄底虚框并有批注：也可能有误；蓝色粗框：不成立的勾稽关系所涉及的其他单元格。"
        )
        sheet.write_string(2, 0, legend, self._formats.plain("quiet"))
        for box in boxes:
            self._write_box(box)
            if is_official_form and box.kind in ("label", "head"):
                self._grow(box)
        columns = max((box.column + box.column_span for box in boxes), default=1)
        if is_official_form:
            sheet.set_column(0, columns - 1, _GRID_WIDTH)
        else:
            for column, width in _widths(boxes).items():
                sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)

    def _write_box(self, box: Box) -> None:
        mark, comment = self._remarks.get(box.place, (Mark(), "")) if box.place else (Mark(), "")
        number = _number(box.text) if box.kind == "value" else None
        shown = number_format(box.text) if number is not None else ""
        style = self._formats.cell(box.kind, mark, shown, is_text=box.kind == "value" and number is None)
        last_row, last_column = box.row + box.row_span - 1, box.column + box.column_span - 1
        if (last_row, last_column) != (box.row, box.column):
            self._sheet.merge_range(box.row, box.column, last_row, last_column, "", style)
        if number is not None:
            self._sheet.write_number(box.row, box.column, float(number), style)
        elif show(box.text):
            self._sheet.write_string(box.row, box.column, show(box.text), style)
        else:
            self._sheet.write_blank(box.row, box.column, None, style)
        if box.place:
            self.cells.setdefault(box.place, (box.row, box.column))
        if comment:
            size = {"width": 340, "height": 40 + 19 * lines_needed(comment, _COMMENT_WIDTH)}
            self._sheet.write_comment(box.row, box.column, comment[:_COMMENT_LIMIT], {"author": "核对", **size})

    def _grow(self, box: Box) -> None:
        """A row is as high as its longest label needs; programs do not see to that where cells are merged."""
        if box.row_span == 1:
            lines = lines_needed(show(box.text), box.column_span * _GRID_WIDTH)
            if lines > self._lines.get(box.row, 1):
                self._lines[box.row] = lines
                self._sheet.set_row(box.row, LINE_HEIGHT * lines + 4)


def _number(text: str) -> Decimal | None:
    """The figure of a cell that is written in digits alone and that a workbook holds exactly; None for all else."""
    number = plain_number(text)
    if number is None or len(number.as_tuple().digits) > _MOST_DIGITS:
        return None
    digits = text.strip().lstrip("-")
    return None if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit() else number


def _widths(boxes: Sequence[Box]) -> dict[int, float]:
    widths: dict[int, float] = {}
    for box in boxes:
        if box.kind != "title" and box.column_span == 1:
            needed = min(max(len(show(box.text)) * 1.9 + 2, 6), 40)
            widths[box.column] = max(widths.get(box.column, 6), needed)
    return widths
