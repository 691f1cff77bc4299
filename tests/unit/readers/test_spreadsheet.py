"""Workbooks give, cell by cell, what a person sees in them, and the text around their tables as passages."""

from __future__ import annotations

import datetime
import io
import re
import struct
import time
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from xlwt.CompoundDoc import XlsDoc

from orchestration.domain.errors import UnreadableDocumentError
from orchestration.domain.records import ReadDocument, Table
from orchestration.landing import detect_media_type
from orchestration.readers import xlsx_sheet
from orchestration.readers.sheet_values import number_text, parse_format
from orchestration.readers.xls import read_xls
from orchestration.readers.xlsx import read_xlsx

CODES = {"damaged", "encrypted", "too_large", "grid_too_large", "nested_too_deep", "unsupported_format"}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}"><sheetData>%s</sheetData>%s</worksheet>'


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    started = time.perf_counter()
    yield
    assert time.perf_counter() - started < 30


def xlsx(fill: Callable[[xlsxwriter.Workbook], object], **options: object) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book)
    return out.getvalue()


def xls(fill: Callable[[xlwt.Workbook], object]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content.decode()).encode() if part == name else content)
    return out.getvalue()


def of_xml(rows: str, rest: str = "") -> bytes:
    """A workbook whose only sheet has these rows."""
    plain = xlsx(lambda book: book.add_worksheet().write(0, 0, "共享"))
    return with_part(plain, "xl/worksheets/sheet1.xml", lambda _: SHEET % (rows, rest))


def ole(stream: bytes) -> bytes:
    out = io.BytesIO()
    XlsDoc().save(out, stream)
    return out.getvalue()


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def biff(sheet: bytes, before: bytes = b"", version: int = 0x600, name: bytes = b"\4\0data") -> bytes:
    """An old workbook of one sheet with these records."""
    begin = struct.pack("<HHHH", version, 5, 0, 0)
    head = record(0x809, begin) + before
    bound = 4 + 6 + len(name)
    start = len(head) + bound + 4
    book = head + record(0x85, struct.pack("<LH", start, 0) + name) + record(0x0A, b"")
    stream = book + record(0x809, struct.pack("<HHHH", version, 0x10, 0, 0)) + sheet + record(0x0A, b"")
    return ole(stream)


def grid(document: ReadDocument, number: int = 1) -> list[list[str | None]]:
    return [[cell and cell.text for cell in row] for row in document.tables[number - 1].grid()]


def passages(document: ReadDocument) -> list[str]:
    return [passage.text for passage in document.passages]


def spans(table: Table) -> dict[str, tuple[int, int, int, int]]:
    return {c.text: (c.row, c.column, c.row_span, c.column_span) for c in table.cells if c.row_span + c.column_span > 2}


def reason(data: bytes, read: Callable[[bytes], ReadDocument] = read_xlsx) -> str:
    with pytest.raises(UnreadableDocumentError) as refused:
        read(data)
    assert str(refused.value).endswith(".")
    return refused.value.reason_code


def code_of(data: bytes, read: Callable[[bytes], ReadDocument]) -> str:
    """The reason for which a workbook is refused; "" if it is read."""
    try:
        read(data)
    except UnreadableDocumentError as refused:
        return refused.reason_code
    return ""


def fill_requests(sheet: object) -> None:
    """The table of requests for disclosure, cut down; both libraries write it."""
    merge = getattr(sheet, "merge_range", None) or (lambda r, c, r2, c2, text: sheet.write_merge(r, r2, c, c2, text))
    merge(0, 0, 0, 5, "三、收到和处理政府信息公开申请情况")
    merge(1, 0, 3, 1, "（本列数据的勾稽关系）")
    merge(1, 2, 1, 5, "申请人情况")
    merge(2, 2, 3, 2, "自然人")
    merge(2, 3, 2, 4, "法人或其他组织")
    merge(2, 5, 3, 5, "总计")
    sheet.write(3, 3, "商业企业")
    sheet.write(3, 4, "其他")
    merge(4, 0, 4, 1, "一、本年新收")
    merge(5, 0, 6, 0, "三、办理结果")
    sheet.write(5, 1, "（一）予以公开")
    sheet.write(6, 1, "（七）总计")
    for row, values in enumerate(((12, 1, 0, 13), (10, 1, 0, 11), (12, 1, 0, 13)), 4):
        for column, value in enumerate(values, 2):
            sheet.write(row, column, value)
    merge(7, 0, 7, 5, "注：截至2023年12月31日。")


REQUESTS = [
    ["（本列数据的勾稽关系）"] * 2 + ["申请人情况"] * 4,
    ["（本列数据的勾稽关系）"] * 2 + ["自然人", "法人或其他组织", "法人或其他组织", "总计"],
    ["（本列数据的勾稽关系）"] * 2 + ["自然人", "商业企业", "其他", "总计"],
    ["一、本年新收", "一、本年新收", "12", "1", "0", "13"],
    ["三、办理结果", "（一）予以公开", "10", "1", "0", "11"],
    ["三、办理结果", "（七）总计", "12", "1", "0", "13"],
]


@pytest.mark.parametrize("kind", ["xlsx", "inline", "xls"])
def test_merged_cells_titles_and_remarks(kind: str) -> None:
    if kind == "xls":
        document = read_xls(xls(lambda book: fill_requests(book.add_sheet("表三"))))
        assert document.media_type == "application/vnd.ms-excel"
    else:
        document = read_xlsx(xlsx(lambda book: fill_requests(book.add_worksheet("表三"))))
        assert document.media_type.endswith("spreadsheetml.sheet")
        if kind == "inline":
            book = openpyxl.load_workbook(io.BytesIO(xlsx(lambda book: fill_requests(book.add_worksheet("表三")))))
            out = io.BytesIO()
            book.save(out)
            document = read_xlsx(out.getvalue())
    assert grid(document) == REQUESTS
    assert passages(document) == ["表三", "三、收到和处理政府信息公开申请情况", "注：截至2023年12月31日。"]
    (table,) = document.tables
    assert (table.number, table.after_passage, table.note) == (1, 2, "sheet 表三, from A2")
    assert spans(table) == {
        "（本列数据的勾稽关系）": (0, 0, 3, 2),
        "申请人情况": (0, 2, 1, 4),
        "自然人": (1, 2, 2, 1),
        "法人或其他组织": (1, 3, 1, 2),
        "总计": (1, 5, 2, 1),
        "一、本年新收": (3, 0, 1, 2),
        "三、办理结果": (4, 0, 2, 1),
    }
    assert {cell.row for cell in table.cells if cell.is_header} == {0, 1, 2}
    assert (document.encoding, document.notes) == ("", ())


def test_position_and_trimmed_blanks() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Sheet1")
        bordered = book.add_format({"border": 1})
        for row in range(30):
            for column in range(12):
                sheet.write_blank(row, column, None, bordered)
        sheet.write_row(3, 1, ["单位", "报送", "采发"])
        sheet.write_row(4, 1, ["富锦市", 520, " \u3000"])
        sheet.write_row(6, 1, ["合计", 520, 219])

    document = read_xlsx(xlsx(fill))
    assert passages(document) == []
    assert grid(document) == [["单位", "报送", "采发"], ["富锦市", "520", ""], ["", "", ""], ["合计", "520", "219"]]
    assert document.tables[0].note == "sheet Sheet1, from B4"


def rows_of(*rows: list[object]) -> Callable[[xlsxwriter.Workbook], None]:
    """Fill a sheet; a text ending in ~ is merged over four columns."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            if row and isinstance(row[0], str) and row[0].endswith("~"):
                sheet.merge_range(number, 0, number, 3, row[0].rstrip("~"))
            else:
                sheet.write_row(number, 0, row)

    return fill


HEADER, ROW, TOTAL = ["单位", "报送", "采发", "排序"], ["富锦市", 520, 219, 1], ["合计", 520, 219]


@pytest.mark.parametrize(
    ("rows", "titles", "height", "remarks"),
    [
        ([["附件1"], ["2018年统计表~"], ["", "", "", "单位：件"], HEADER, ROW], 3, 2, 0),
        ([["2018"], HEADER, ROW], 0, 3, 0),
        ([HEADER, ["市直部门~"], ROW, ["县区~"], ROW], 0, 5, 0),
        ([["统计表~"], ["第二十条第（一）项~"], HEADER, ROW, ["第二十条第（五）项~"], HEADER, ROW], 1, 6, 0),
        ([HEADER, ROW, ["合计"]], 0, 3, 0),
        ([HEADER, ROW, ["（七）总计"], ["填表人：张三 联系电话：123"], ["2018年4月"]], 0, 3, 2),
        ([HEADER, ROW, ["备 注：本表一式两份"]], 0, 2, 1),
        ([HEADER, ROW, ["以上数据由各单位报送~"]], 0, 2, 1),
        ([HEADER, ROW, [], ["佳木斯市人民政府办公室"]], 0, 2, 1),
        ([HEADER, ROW, ["", "其中："]], 0, 3, 0),
        ([HEADER, ROW, [520]], 0, 3, 0),
        ([["", "申请人情况"], ["", "自然人"]], 2, 0, 0),
        ([["通知"], ["各县（市）区："], ["现将情况通报如下。"]], 3, 0, 0),
    ],
)
def test_what_is_title_and_what_is_remark(rows: list[list[object]], titles: int, height: int, remarks: int) -> None:
    document = read_xlsx(xlsx(rows_of(*rows)))
    assert len(document.passages) == titles + remarks
    assert [table.row_count for table in document.tables] == ([height] if height else [])
    assert [table.after_passage for table in document.tables] == ([titles] if height else [])


def test_the_heading_of_some_columns_beside_a_blank_corner_is_no_title() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 1, 0, 3, "申请人情况")
        sheet.write_row(1, 0, ["项目", "自然人", "法人", "总计"])
        sheet.write_row(2, 0, ["本年新收", 12, 1, 13])

    document = read_xlsx(xlsx(fill))
    assert passages(document) == []
    assert grid(document)[0] == ["", "申请人情况", "申请人情况", "申请人情况"]


def test_two_tables_in_one_sheet() -> None:
    document = read_xlsx(xlsx(rows_of(["表一~"], HEADER, ROW, [], [], ["表二~"], HEADER, ROW, ["注：完"])))
    assert passages(document) == ["表一", "表二", "注：完"]
    assert [(t.number, t.after_passage, t.row_count, t.note) for t in document.tables] == [
        *((1, 1, 2, "sheet Sheet1, from A2"), (2, 2, 2, "sheet Sheet1, from A7"))
    ]


def test_a_single_blank_row_parts_tables_if_a_header_follows_the_title() -> None:
    document = read_xlsx(
        xlsx(rows_of(["表一~"], HEADER, ROW, [], ["附件2"], ["表二~"], HEADER[:3], ROW[:3], [], ["局~"]))
    )
    assert passages(document) == ["表一", "附件2", "表二", "局"]
    assert [(t.after_passage, t.row_count, t.column_count) for t in document.tables] == [(1, 2, 4), (3, 2, 3)]
    (table,) = read_xlsx(xlsx(rows_of(HEADER, ROW, [], ["县区~"], ROW))).tables
    assert table.row_count == 5


def test_blank_rows_without_a_title_after_them_part_nothing() -> None:
    (table,) = read_xlsx(xlsx(rows_of(HEADER, ROW, [], [], ROW))).tables
    assert table.row_count == 5


def test_a_stray_cell_far_below_is_a_table_of_its_own() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        rows_of(HEADER, ROW)(book)
        book.worksheets()[0].write(1_048_575, 16_383, 7)

    document = read_xlsx(xlsx(fill))
    assert [(t.row_count, t.column_count, t.note) for t in document.tables] == [
        *((2, 4, "sheet Sheet1, from A1"), (1, 1, "sheet Sheet1, from XFD1048576"))
    ]


def fill_values(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet()

    def put(row: int, value: object, code: str = "General") -> None:
        sheet.write(row, 0, f"行{row}")
        sheet.write(row, 1, value, book.add_format({"num_format": code}))

    for row, (value, code, _) in enumerate(VALUES):
        put(row, value, code)


VALUES = [
    (1143.0, "General", "1143"),
    (1143, "#,##0", "1143"),
    (59237.2449, "0.00", "59237.2449"),
    (96.69000000000001, "General", "96.69"),
    (0.1 + 0.2, "General", "0.3"),
    (1e20, "General", "100000000000000000000"),
    (1e-7, "General", "0.0000001"),
    (-0.5, "0", "-0.5"),
    (123456789012345, "General", "123456789012345"),
    (0.9669, "0.00%", "96.69%"),
    (534 / 543, "0.00%", "98.34%"),
    (0.9, "0%", "90%"),
    (0.015, "0%", "2%"),
    (0.966, "0.##%", "96.6%"),
    (-0.03, "0.0%;[Red]-0.0%", "-3.0%"),
    (44439, "yyyy-mm-dd", "2021-08-31"),
    (44439, 'yyyy"年"m"月"d"日"', "2021-08-31"),
    (44439, 'yyyy"年"m"月"', "2021-08"),
    (44439.604166667, "yyyy/m/d h:mm", "2021-08-31T14:30:00"),
    (0.604166667, "h:mm:ss", "14:30:00"),
    (1.5, "[h]:mm", "36:00:00"),
    (60, "yyyy-mm-dd", "1900-02-29"),
    (5, '0"件"', "5"),
    (5, "[$-804]#,##0.00", "5"),
    (5, "[Red]General", "5"),
    (-1, "yyyy-mm-dd", "-1"),
    (True, "General", "TRUE"),
    ("007", "General", "007"),
    ("１，１４３", "General", "１，１４３"),
    ("1,143", "@", "1,143"),
    ("上\r\n下 ", "General", "上\n下"),
    ("a<b & c", "General", "a<b & c"),
]


def test_values_as_they_are_seen() -> None:
    table = grid(read_xlsx(xlsx(fill_values)))
    assert [row[1] for row in table] == [expected for _, _, expected in VALUES]


def test_values_of_old_workbooks() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("Sheet1")
        for row, (value, code, _) in enumerate(VALUES):
            sheet.write(row, 0, f"行{row}")
            sheet.write(row, 1, value, xlwt.easyxf(num_format_str=code))

    table = grid(read_xls(xls(fill)))
    assert [row[1] for row in table] == [expected for _, _, expected in VALUES]


def test_days_counted_from_1904() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_row(0, 0, ["截至", datetime.date(2021, 8, 31)], book.add_format({"num_format": 14}))

    assert grid(read_xlsx(xlsx(fill, date_1904=True))) == [["截至", "2021-08-31"]]


def test_formulas_give_their_stored_results() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "合计")
        sheet.write_formula(0, 1, "=SUM(B2:B3)", None, 1143)
        sheet.write_formula(0, 2, '=IF(B1>0,"是","")', None, "是")
        sheet.write_formula(0, 3, "=B1/0", None, "#DIV/0!")
        sheet.write_formula(0, 4, "=B1>0", None, True)
        sheet.write_formula(0, 5, "=B1", book.add_format({"num_format": "0%"}), 0.9)
        sheet.write_array_formula(1, 1, 1, 1, "{=SUM(B2:B3)}", None, 7)

    document = read_xlsx(xlsx(fill))
    assert grid(document) == [["合计", "1143", "是", "#DIV/0!", "TRUE", "90%"], ["", "7", "", "", "", ""]]
    assert document.notes == ()


def test_formulas_without_a_stored_result_are_said() -> None:
    book = openpyxl.Workbook()
    for row in (["单位", "报送"], ["富锦市", 520], ["合计", "=SUM(B2:B2)"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    document = read_xlsx(out.getvalue())
    assert grid(document) == [["单位", "报送"], ["富锦市", "520"], ["合计", ""]]
    assert document.notes == ("1 formula without a stored result; open and save the workbook in its program",)


def test_formulas_of_old_workbooks() -> None:
    def formula(column: int, result: bytes) -> bytes:
        return record(0x06, struct.pack("<HHH", 0, column, 0) + result + struct.pack("<HLH", 0, 0, 0))

    special = [bytes([kind, 0, value, 0, 0, 0, 0xFF, 0xFF]) for kind, value in ((1, 1), (2, 0x17), (3, 0), (0, 0))]
    records = formula(0, struct.pack("<d", 97.5)) + b"".join(formula(i, s) for i, s in enumerate(special, 1))
    document = read_xls(biff(records + record(0x207, b"\2\0\1" + "合计".encode("utf-16-le"))))
    assert grid(document) == [["97.5", "TRUE", "#REF!", "", "合计"]]
    assert document.notes == (
        "1 formula has an empty result; if it should be a figure, open and save the workbook in its program",
    )


def test_hidden_rows_and_columns_are_read_and_said() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("明细")
        for row in range(8):
            sheet.write_row(row, 0, ["单位", "报送", "采发"] if row == 0 else [f"单位{row}", row, row])
        for row in (2, 3, 6, 20):
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
        sheet.set_column(5, 16_383, None, None, {"hidden": True})

    for data in (xlsx(fill), with_part(xlsx(fill), "xl/worksheets/sheet1.xml", lambda xml: xml + "<!-- -->")):
        document = read_xlsx(data)
        assert document.notes == ("rows 3-4, 7 of sheet 明细 are hidden", "column C of sheet 明细 is hidden")
        (table,) = document.tables
        assert (table.row_count, table.column_count) == (8, 3)
        assert table.note == "sheet 明细, from A1; hidden: rows 3-4, 7, column C"


def test_a_table_says_what_of_itself_is_hidden() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        rows_of(["表一~"], HEADER, ROW, [], [], ["表二~"], HEADER, ROW)(book)
        book.worksheets()[0].set_row(7, None, None, {"hidden": True})

    document = read_xlsx(xlsx(fill))
    assert document.notes == ("row 8 of sheet Sheet1 is hidden",)
    assert [t.note for t in document.tables] == ["sheet Sheet1, from A2", "sheet Sheet1, from A7; hidden: row 8"]


def test_hidden_parts_of_old_workbooks() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("明细")
        for row in range(4):
            for column in range(3):
                sheet.write(row, column, f"格{row}{column}")
        sheet.row(2).hidden = True
        sheet.col(1).hidden = True
        draft = book.add_sheet("底稿")
        draft.write(0, 0, "草稿")
        draft.visibility = 2

    document = read_xls(xls(fill))
    assert document.notes == (
        *("sheet 底稿 is hidden and left out", "row 3 of sheet 明细 is hidden", "column B of sheet 明细 is hidden"),
    )
    assert passages(document) == ["明细"]


def test_sheets_in_workbook_order_without_blank_and_hidden_ones() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        for name in ("表三", "空表", "底稿", "深藏", "Sheet5", "工作表1"):
            sheet = book.add_worksheet(name)
            if name != "空表":
                sheet.write_row(0, 0, [name, 1])
        book.get_worksheet_by_name("底稿").hide()
        book.get_worksheet_by_name("深藏").very_hidden()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=表三!$B$1"})
        book.add_chartsheet("图").set_chart(chart)

    document = read_xlsx(xlsx(fill))
    assert passages(document) == ["表三"]
    assert [grid(document, n) for n in (1, 2, 3)] == [[["表三", "1"]], [["Sheet5", "1"]], [["工作表1", "1"]]]
    assert document.notes == ("sheet 底稿 is hidden and left out", "sheet 深藏 is hidden and left out")


def test_rich_text_and_pronunciation() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_rich_string(0, 0, "富锦", book.add_format({"bold": True}), "市", "局")
        sheet.write(0, 1, "换行")

    def add(xml: str) -> str:
        return xml.replace("换行", "换_x000D_\n行_x005F_x_xD800_").replace(
            "</si></sst>", '<rPh sb="0" eb="1"><t>ふ</t></rPh></si></sst>'
        )

    assert grid(read_xlsx(with_part(xlsx(fill), "xl/sharedStrings.xml", add))) == [["富锦市局", "换\n行_x"]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>单位</t></is></c><c r="B1"><v>5</v></c></row>', [["单位", "5"]]),
        ("<row><c t='inlineStr'><is><r><t>单</t></r><r><t>位</t></r></is></c><c><v>5</v></c></row>", [["单位", "5"]]),
        ('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="e"><v>#N/A</v></c></row>', [["共享", "#N/A"]]),
        ('<row r="1"><c r="A1" t="str"><f>A2&amp;"b"</f><v>a&lt;b</v></c><c r="B1"/><c r="C1"><v>07</v></c></row>', [["a<b", "", "7"]]),
        ('<row r="1"><c r="A1" t="d"><v>2021-08-31T00:00:00</v></c><c r="B1" t="b"><v>0</v></c></row>', [["2021-08-31", "FALSE"]]),
        ('<row r="1"><c r="A1"><v>nan</v></c><c r="B1"><v>1_0</v></c><c r="C1"><v>1E400</v></c></row>', [["nan", "1_0", "inf"]]),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="1"><c r="A1"><v>3</v></c></row>', [["3", "2"]]),
        ('<row r="2"><c r="B2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>', [["2", ""], ["", "1"]]),
    ],
)  # fmt: skip
def test_other_shapes_of_cells(rows: str, expected: list[list[str]]) -> None:
    assert grid(read_xlsx(of_xml(rows))) == expected


def test_another_prefix_and_the_strict_namespace() -> None:
    rows = '<row r="1"><c r="A1" s="0"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    prefixed = (SHEET % (rows, "")).replace("<?", "\0").replace("</", "\1").replace("<", "<x:").replace("\1", "</x:")
    prefixed = prefixed.replace("\0", "<?").replace("xmlns=", "xmlns:x=")
    strict = (SHEET % (rows, "")).replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    for xml in (prefixed, strict):
        assert grid(read_xlsx(with_part(of_xml(""), "xl/worksheets/sheet1.xml", lambda _, xml=xml: xml))) == [
            ["1", "2"]
        ]


def test_wrong_merges_are_clamped() -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}"><v>{r}</v></c></row>' for r in (1, 2, 3))
    merges = ("A1:XFD1048576", "A1:B2", "B2:C3", "C9:A7", "A0:B1", "nonsense", "A1", "ZZZ9999999:A1", "B3:A2")
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    (table,) = read_xlsx(of_xml(rows, f"<mergeCells>{merged}</mergeCells>")).tables
    assert spans(table) == {"1": (0, 0, 3, 2)}
    assert table.note.endswith("; 5 values under merged cells left out")
    (table,) = read_xlsx(
        of_xml(rows, '<mergeCells><mergeCell ref="B1:B2"/><mergeCell ref="A2:B3"/></mergeCells>')
    ).tables
    assert [(c.row, c.column, c.row_span, c.column_span) for c in table.cells] == [
        *((0, 0, 1, 1), (0, 1, 2, 1), (1, 0, 2, 1), (2, 1, 1, 1))
    ]


def test_a_size_that_lies_is_not_believed() -> None:
    rows = '<row r="1" spans="1:16384"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    data = with_part(
        of_xml(rows),
        "xl/worksheets/sheet1.xml",
        lambda x: x.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
    )
    assert grid(read_xlsx(data)) == [["1", "2"]]


def test_half_a_million_rows_with_a_style_and_nothing_else() -> None:
    blank = "".join(
        f'<row r="{r}" s="1" customFormat="1"><c r="A{r}" s="1"/><c r="B{r}" s="1"/></row>' for r in range(2, 500_000)
    )
    data = of_xml(f'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>{blank}')
    assert grid(read_xlsx(data)) == [["1", "2"]]


def test_cells_far_apart() -> None:
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c><c r="XFD{0}"><v>2</v></c></row>'
    assert reason(of_xml(row.format(1))) == "grid_too_large"
    assert (
        reason(of_xml("".join(row.format(r).replace("XFD", "CV") for r in range(1, 1_000_000, 40)))) == "grid_too_large"
    )


def test_too_many_cells() -> None:
    row = '<row r="1">' + '<c r="A1"><v>1</v></c>' * 1_000_001 + "</row>"
    data = of_xml(row)
    assert reason(data) in ("too_large",)


def test_old_texts_that_go_on_in_the_next_record() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("Sheet1")
        for row in range(60):
            sheet.write(row, 0, f"文字{row}" * 300)
            sheet.write(row, 1, f"latin{row}" * 300)

    assert grid(read_xls(xls(fill))) == [[f"文字{r}" * 300, f"latin{r}" * 300] for r in range(60)]


def test_a_text_cut_between_two_widths() -> None:
    sst = struct.pack("<LL", 2, 2) + struct.pack("<HB", 4, 0) + b"ab"
    rest = b"\1" + "公开".encode("utf-16-le") + struct.pack("<HBH", 1, 8, 1) + b"z" + b"\0\0\0\0"
    cells = record(0xFD, struct.pack("<HHHL", 0, 0, 0, 0)) + record(0xFD, struct.pack("<HHHL", 0, 1, 0, 1))
    assert grid(read_xls(biff(cells, record(0xFC, sst) + record(0x3C, rest)))) == [["ab公开", "z"]]


def test_a_workbook_of_excel_5() -> None:
    label = "富锦市".encode("gbk")
    cells = record(0x204, struct.pack("<HHHH", 0, 0, 0, len(label)) + label)
    cells += record(
        0xBD, struct.pack("<HH", 0, 1) + struct.pack("<HLHL", 0, 520 << 2 | 2, 0, 9669 << 2 | 3) + struct.pack("<H", 2)
    )
    name = "表三".encode("gbk")
    document = read_xls(biff(cells, record(0x42, struct.pack("<H", 936)), 0x500, bytes([len(name)]) + name))
    assert grid(document) == [["富锦市", "520", "96.69"]]
    assert passages(document) == ["表三"]


@pytest.mark.parametrize("name", ["报表.xls", "报表.et", "报表.xlsx"])
def test_the_name_does_not_matter(name: str) -> None:
    assert detect_media_type(xls(lambda book: fill_requests(book.add_sheet(name[:2])))) == "application/vnd.ms-excel"


def test_encrypted_workbooks() -> None:
    cells = record(0x203, struct.pack("<HHHd", 0, 0, 0, 5.0))
    assert reason(biff(cells, record(0x2F, b"\1\0" + b"\0" * 52)), read_xls) == "encrypted"
    assert grid(read_xls(biff(cells))) == [["5"]]


def test_what_is_no_workbook() -> None:
    plain = xlsx(lambda book: book.add_worksheet().write(0, 0, "x"))
    assert reason(plain[: len(plain) // 2]) == "damaged"
    assert reason(with_part(plain, "xl/worksheets/sheet1.xml", lambda x: x[:-20])) == "damaged"
    assert reason(with_part(plain, "xl/worksheets/sheet1.xml", lambda x: x.replace("<v>0<", "<v>9<"))) == "damaged"
    entity = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><v>&e;</v></worksheet>'
    )
    assert reason(with_part(plain, "xl/worksheets/sheet1.xml", lambda _: entity)) == "damaged"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.bin", b"\0")
    assert reason(out.getvalue()) == "unsupported_format"


def test_bombs() -> None:
    plain = xlsx(lambda book: book.add_worksheet().write(0, 0, "x"))
    assert reason(with_part(plain, "xl/worksheets/sheet1.xml", lambda x: x + " " * 100_000_000)) == "too_large"
    nested = SHEET % ("<!-- -->" + "<a>" * 100_000, "")
    assert reason(with_part(plain, "xl/worksheets/sheet1.xml", lambda _: nested)) == "nested_too_deep"


def test_hostile_containers() -> None:
    whole = xls(lambda book: fill_requests(book.add_sheet("表三")))
    assert reason(whole[: len(whole) // 2], read_xls) == "damaged"
    assert reason(whole[:600], read_xls) == "damaged"
    many_sectors = whole[:44] + b"\xff\xff\xff\x7f" + whole[48:]
    assert reason(many_sectors, read_xls) == "damaged"
    assert reason(whole[:30] + b"\xff\0" + whole[32:], read_xls) == "damaged"
    assert reason(ole(b"\0" * 5_000), read_xls) == "damaged"
    texts_without_end = record(0xFC, struct.pack("<LL", 900_000, 900_000) + b"\1\0\0a")
    assert reason(biff(b"", texts_without_end), read_xls) == "damaged"
    assert reason(biff(b"", record(0xFC, b"\0\0\0\0\xff\xff\xff\xff")), read_xls) == "too_large"


OLD = xls(lambda book: fill_requests(book.add_sheet("表三")))
NEW = xlsx(lambda book: fill_requests(book.add_worksheet("表三")))


@settings(deadline=None, max_examples=300)
@given(st.data(), st.sampled_from(["old", "new"]))
def test_changed_bytes_never_crash(data: st.DataObject, which: str) -> None:
    whole = bytearray(OLD if which == "old" else NEW)
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    changed = bytes(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole)
    assert code_of(changed, read_xls if which == "old" else read_xlsx) in {"", *CODES}
    detect_media_type(changed)


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_changed_records_never_crash(data: st.DataObject) -> None:
    stream = bytearray(OLD[512 : 512 + 4096])
    for _ in range(data.draw(st.integers(1, 8))):
        stream[data.draw(st.integers(0, len(stream) - 1))] = data.draw(st.integers(0, 255))
    assert code_of(ole(bytes(stream)), read_xls) in {"", *CODES}


@settings(deadline=None, max_examples=300)
@given(
    st.data(),
    st.sampled_from(
        [
            "xl/worksheets/sheet1.xml",
            "xl/workbook.xml",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "xl/_rels/workbook.xml.rels",
        ]
    ),
)
def test_changed_parts_never_crash(data: st.DataObject, part: str) -> None:
    def change(xml: str) -> str:
        texts = list(xml)
        for _ in range(data.draw(st.integers(1, 6))):
            texts[data.draw(st.integers(0, len(texts) - 1))] = data.draw(
                st.sampled_from(["<", ">", '"', "9", "A", "", "-", " ", "/", "&"])
            )
        return "".join(texts)

    assert code_of(with_part(NEW, part, change), read_xlsx) in {"", *CODES}


CELLS = st.one_of(
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.text(alphabet='富锦市公开 <&>\n"_x000D_12.5%', max_size=12),
    st.none(),
)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8), st.booleans())
def test_the_pattern_and_the_parser_read_alike(rows: list[list[object]], in_line: bool) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    sheet.write(r, c, value)
        sheet.merge_range(len(rows), 0, len(rows) + 1, 2, "合并")
        sheet.set_row(0, None, None, {"hidden": True})

    data = xlsx(fill, constant_memory=in_line, strings_to_numbers=False, strings_to_formulas=False)
    by_pattern = read_xlsx(data)
    by_parser = read_xlsx(with_part(data, "xl/worksheets/sheet1.xml", lambda xml: xml + "<!-- -->"))
    assert by_pattern == by_parser


def test_the_usual_shape_is_read_by_the_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr(xlsx_sheet, "parse_xml", refuse)
    assert grid(read_xlsx(NEW)) == REQUESTS


@given(st.floats(-1e300, 1e300))
def test_numbers_keep_what_is_stored(value: float) -> None:
    text = number_text(value)
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text)
    assert float(text) == pytest.approx(value, rel=1e-14, abs=0)


@given(st.text(max_size=60), st.floats())
def test_any_format(code: str, value: float) -> None:
    assert isinstance(number_text(value, parse_format(code)), str)
    assert isinstance(number_text(value, parse_format(code), is_1904=True), str)
