"""Tables that list units: columns by their labels, total rows, lists side by side, and what is not read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.domain import Cell, Passage, ReadDocument, Table
from orchestration.extraction.document import ExtractedDocument, extract_document
from orchestration.extraction.unit_lists import group_of, recognise_unit_list, squeeze
from orchestration.reference import Knowledge
from tests.unit.extraction.conftest import Accounts

TITLE = "佳木斯市人民政府办公室关于2018年第一季度政务信息报送与政民互动工作的通报"
ReadTables = Callable[..., ExtractedDocument]
Spanned = tuple[str, int, int]  # text, rows, columns


def table(*rows: str | list[str | Spanned], number: int = 1, after_passage: int = 1) -> Table:
    """A table of rows: ``甲局|10|6``, or a list whose members may span rows and columns."""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for row, written in enumerate(rows):
        column = 0
        for member in written.split("|") if isinstance(written, str) else written:
            text, height, width = (member, 1, 1) if isinstance(member, str) else member
            while (row, column) in taken:
                column += 1
            cells.append(Cell(row, column, text, height, width))
            taken |= {(row + r, column + c) for r in range(height) for c in range(width)}
    return Table.of_cells(number, len(rows), max(c for _, c in taken) + 1, cells, after_passage)


@pytest.fixture(scope="session")
def read(knowledge: Knowledge) -> ReadTables:
    """A bulletin with these tables, and these lines below its title and above them."""

    def run(*tables: Table, lines: tuple[str, ...] = ()) -> ExtractedDocument:
        passages = tuple(Passage(i, text) for i, text in enumerate((TITLE, *lines), 1))
        return extract_document(ReadDocument("text/html", "utf-8", tables, passages), knowledge)

    return run


def figures(extracted: ExtractedDocument, group: str = "all") -> dict[tuple[str, str], str]:
    """(unit, last part of the indicator) -> value, or status where there is none; of one group."""
    found = {}
    for o in extracted.observations:
        dimensions = dict(o.dimensions)
        if dimensions["group"] == group:
            key = dimensions["organ"], o.indicator_code.split(".")[1]
            assert key not in found
            found[key] = o.value_status if o.number is None else str(o.number)
    return found


def left(extracted: ExtractedDocument) -> list[tuple[str, str, str]]:
    return [(u.value_raw, u.place, u.reason_code) for u in extracted.unmapped if u.place.startswith("t")]


class TestHeaders:
    def test_columns_are_told_by_their_labels_not_their_position(self, read: ReadTables) -> None:
        extracted = read(table("采发量排序|采发条数|单位名称|报送条数", "1|63|市人社局|90", "2|46|市林业局|51"))
        assert figures(extracted) == {
            ("市人社局", "rank"): "1",
            ("市人社局", "adopted"): "63",
            ("市人社局", "reported"): "90",
            ("市林业局", "rank"): "2",
            ("市林业局", "adopted"): "46",
            ("市林业局", "reported"): "51",
        }

    def test_every_figure_knows_its_cell_document_and_unit(self, read: ReadTables) -> None:
        extracted = read(table("单位|报送条数", "市 人社局|1，143条"))
        (observation,) = extracted.observations
        assert (observation.place, observation.method, observation.value_raw) == ("t1!r2c2", "table", "1，143条")
        assert (observation.number, observation.unit_raw) == (Decimal(1143), "条")
        assert (observation.organ_raw, observation.period) == ("佳木斯市人民政府办公室", "2018Q1")
        assert observation.dimensions == (("group", "all"), ("organ", "市人社局"))

    @pytest.mark.parametrize("above", [0, 1, 3])
    def test_the_header_need_not_be_the_first_row(self, read: ReadTables, above: int) -> None:
        titles: list[str | list[str | Spanned]] = [[("信息报送情况表", 1, 3)] for _ in range(above)]
        extracted = read(table(*titles, "单位|报送条数|采用条数", "甲局|10|6"))
        assert figures(extracted) == {("甲局", "reported"): "10", ("甲局", "adopted"): "6"}
        assert extracted.observations[0].place == f"t1!r{above + 2}c2"

    def test_a_year_in_a_title_row_is_a_date(self, read: ReadTables) -> None:
        extracted = read(table([("2018年一季度信息报送情况表", 1, 2)], "单位|报送条数", "甲局|10"))
        assert left(extracted) == [("2018年一季度信息报送情况表", "t1!r1c1", "date")]

    @pytest.mark.parametrize(
        "header",
        [
            "单位|报送条数（条）|采用率（%）",
            "单 位|报送条数(条)|采用率[%]",
            "单\n位|报送\n条数|采　用　率",
            "单位（盖章）|报送条数|采用率",
        ],
    )
    def test_blanks_and_brackets_of_a_label_do_not_count(self, read: ReadTables, header: str) -> None:
        extracted = read(table(header, "甲局|10|60"))
        assert figures(extracted) == {("甲局", "reported"): "10", ("甲局", "adoption_rate"): "60"}

    def test_a_header_of_two_rows(self, read: ReadTables) -> None:
        extracted = read(table([("单位", 2, 1), ("信息报送情况", 1, 2)], "报送条数|采用条数", "甲局|10|6"))
        assert figures(extracted) == {("甲局", "reported"): "10", ("甲局", "adopted"): "6"}

    def test_a_column_that_nobody_knows_is_left_over(self, read: ReadTables, accounts_for_all: Accounts) -> None:
        extracted = read(table("单位|报送条数|约稿数|采用条数", "甲局|10|3|6", "乙局|8|—|4"))
        assert left(extracted) == [("3", "t1!r2c3", "no_label")]
        assert ("甲局", "adopted") in figures(extracted)
        accounts_for_all(extracted)

    def test_a_rank_is_of_the_quantity_it_stands_beside(self, read: ReadTables) -> None:
        submission = read(table("单位|报送条数|排名", "甲局|10|1"))
        interaction = read(table("单位|咨询反映数|排名", "甲局|10|1"))
        assert submission.observations[1].indicator_code == "submission.rank"
        assert interaction.observations[1].indicator_code == "interaction.rank"

    def test_a_rank_beside_both_is_left_over(self, read: ReadTables) -> None:
        extracted = read(table("单位|报送条数|回复数|排名", "甲局|3|2|1"))
        assert left(extracted) == [("1", "t1!r2c4", "no_label")]

    @pytest.mark.parametrize(
        "rows",
        [
            ("项目|数量", "新收申请|12", "办结|11"),
            ("单位|约稿数", "甲局|12", "乙局|11"),  # units without a known quantity
            ("报送条数|采用条数", "12|11"),  # quantities without units
            ("12|11", "10|9"),
        ],
    )
    def test_a_table_that_is_no_list(
        self, read: ReadTables, knowledge: Knowledge, accounts_for_all: Accounts, rows: tuple[str, ...]
    ) -> None:
        assert recognise_unit_list(table(*rows), knowledge) is None
        extracted = read(table(*rows))
        assert extracted.observations == ()
        assert {reason for _, _, reason in left(extracted)} == {"no_layout"}
        accounts_for_all(extracted)

    def test_a_header_too_far_down_is_not_looked_for(self, knowledge: Knowledge) -> None:
        rows = ["甲|乙", "丙|丁", "戊|己", "庚|辛", "单位|报送条数", "市人社局|90"]
        assert recognise_unit_list(table(*rows), knowledge) is None
        assert recognise_unit_list(table(*rows[1:]), knowledge) is not None

    def test_a_header_repeated_on_the_next_page_is_no_unit(self, read: ReadTables) -> None:
        extracted = read(table("单位|报送条数", "甲局|10", "单位|报送条数", "乙局|11"))
        assert figures(extracted) == {("甲局", "reported"): "10", ("乙局", "reported"): "11"}


class TestSideBySide:
    def test_lists_with_serial_numbers(self, read: ReadTables, accounts_for_all: Accounts) -> None:
        extracted = read(
            table(
                "序号|单位|报送条数|采用条数|序号|单位|报送条数|采用条数",
                "1|甲局|10|6|3|丙局|7|5",
                "2|乙局|8|4|4|丁局|0|",
            )
        )
        assert figures(extracted) == {
            ("甲局", "reported"): "10",
            ("甲局", "adopted"): "6",
            ("丙局", "reported"): "7",
            ("丙局", "adopted"): "5",
            ("乙局", "reported"): "8",
            ("乙局", "adopted"): "4",
            ("丁局", "reported"): "0",
            ("丁局", "adopted"): "blank",
        }
        assert {(raw, reason) for raw, _, reason in left(extracted)} == {(n, "serial_number") for n in "1234"}
        accounts_for_all(extracted)

    def test_lists_without_serial_numbers_and_an_odd_number_of_units(self, read: ReadTables) -> None:
        extracted = read(table("单位|报送条数|单位|报送条数", "甲局|10|丙局|7", "乙局|8||", "合计|25||"))
        assert figures(extracted) == {
            ("甲局", "reported"): "10",
            ("丙局", "reported"): "7",
            ("乙局", "reported"): "8",
            ("total", "reported"): "25",
        }

    def test_a_total_at_the_end_of_the_second_list(self, read: ReadTables) -> None:
        extracted = read(table("单位|报送条数|单位|报送条数", "甲局|10|丙局|7", "乙局|8|合 计|25"))
        assert figures(extracted)["total", "reported"] == "25"

    def test_a_total_merged_over_both_lists(self, read: ReadTables) -> None:
        extracted = read(table("单位|报送条数|单位|报送条数", "甲局|10|丙局|7", ["合计", ("17", 1, 3)]))
        assert figures(extracted) == {
            ("甲局", "reported"): "10",
            ("丙局", "reported"): "7",
            ("total", "reported"): "17",
        }


class TestTotals:
    @pytest.mark.parametrize("label", ["合计", "总计", "合 计", "总　计", "共计", "总数"])
    def test_a_total_row_by_its_label(self, read: ReadTables, label: str) -> None:
        extracted = read(table("序号|单位|报送条数|采用条数", "1|甲局|10|6", f"|{label}|10|6"))
        assert figures(extracted)["total", "reported"] == "10"

    def test_the_label_of_a_total_may_stand_under_the_serial_numbers(self, read: ReadTables) -> None:
        extracted = read(table("序号|单位|报送条数", "1|甲局|10", "合计||10"))
        assert figures(extracted) == {("甲局", "reported"): "10", ("total", "reported"): "10"}

    def test_the_label_of_a_total_may_be_merged(self, read: ReadTables, accounts_for_all: Accounts) -> None:
        extracted = read(table("序号|单位|报送条数|采用条数", "1|甲局|10|6", [("合计", 1, 2), "10", "6"]))
        assert figures(extracted)["total", "reported"] == "10"
        assert figures(extracted)["total", "adopted"] == "6"
        accounts_for_all(extracted)

    def test_the_label_of_a_total_may_cover_a_quantity(self, read: ReadTables) -> None:
        extracted = read(table("序号|单位|报送条数|采用条数", "1|甲局|10|6", [("总计", 1, 3), "6"]))
        assert figures(extracted) == {("甲局", "reported"): "10", ("甲局", "adopted"): "6", ("total", "adopted"): "6"}

    def test_a_total_has_no_rank(self, read: ReadTables) -> None:
        extracted = read(table("单位|报送条数|排名", "甲局|10|1", "合计|10|"))
        assert ("total", "rank") not in figures(extracted)

    def test_a_unit_without_a_rank_is_a_blank(self, read: ReadTables) -> None:
        extracted = read(table("单位|报送条数|排名", "甲局|10|"))
        assert figures(extracted)["甲局", "rank"] == "blank"


class TestValues:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("0", "0"),
            ("", "blank"),
            (" \n", "blank"),
            ("/", "dash"),
            ("—", "dash"),
            ("-", "dash"),
            ("无", "dash"),
            ("不适用", "not_applicable"),
            ("未报", "text"),
            ("1,143", "1143"),
            ("１１４３", "1143"),
            ("1 143", "text"),
            ("59237.2449", "59237.2449"),
        ],
    )
    def test_blanks_and_dashes_are_not_zero(
        self, read: ReadTables, accounts_for_all: Accounts, text: str, value: str
    ) -> None:
        extracted = read(table("单位|报送条数", ["甲局", text]))
        assert figures(extracted) == {("甲局", "reported"): value}
        assert extracted.observations[0].value_raw == text
        accounts_for_all(extracted)

    def test_a_figure_in_a_remark_is_left_over(self, read: ReadTables, accounts_for_all: Accounts) -> None:
        extracted = read(table("单位|报送条数", "甲局|22（其中修订16件）"))
        assert figures(extracted) == {("甲局", "reported"): "22"}
        assert left(extracted) == [("16件", "t1!r2c2", "no_label")]
        accounts_for_all(extracted)

    def test_a_figure_without_a_unit_is_left_over(self, read: ReadTables, accounts_for_all: Accounts) -> None:
        extracted = read(table("单位|报送条数", "|10", "甲局|3"))
        assert left(extracted) == [("10", "t1!r2c2", "no_label")]
        accounts_for_all(extracted)

    def test_a_merged_value_counts_once(self, read: ReadTables, accounts_for_all: Accounts) -> None:
        extracted = read(table("单位|报送条数|采用条数", ["甲局", ("10", 2, 1), "4"], "乙局|5"))
        assert figures(extracted) == {("甲局", "reported"): "10", ("甲局", "adopted"): "4", ("乙局", "adopted"): "5"}
        accounts_for_all(extracted)


class TestGroups:
    @pytest.mark.parametrize(
        ("titles", "group"),
        [
            (["2018年一季度单位信息报送采用情况统计表"], "departments"),
            (["2018年一季度县(市)区信息报送采用情况统计表"], "counties"),
            (["各乡镇信息报送情况"], "counties"),
            (["市直部门信息报送情况"], "departments"),
            (["附件3", "2018年一季度政民互动回复情况统计表"], "all"),
            (["市直部门信息报送情况", "县区信息报送情况"], "counties"),  # the nearest line decides
            ([], "all"),
        ],
    )
    def test_a_group_by_the_lines_above(self, knowledge: Knowledge, titles: list[str], group: str) -> None:
        assert group_of(table("单位|报送条数"), titles, knowledge, set()) == group

    def test_a_group_that_another_list_has_is_numbered(self, knowledge: Knowledge) -> None:
        third = table("单位|报送条数", number=3)
        assert group_of(third, ["市直部门信息报送情况"], knowledge, {"departments"}) == "t3"
        assert group_of(third, [], knowledge, {"all"}) == "t3"

    def test_two_lists_of_one_group_stay_apart(self, read: ReadTables) -> None:
        extracted = read(
            table("单位|报送条数", "甲局|10", "合计|10"),
            table("单位|咨询反映数", "甲局|7", "合计|7", number=2),
            table("单位|报送条数", "甲局|3", number=3, after_passage=2),
            lines=("县(市)区信息报送情况统计表",),
        )
        assert figures(extracted) == {("甲局", "reported"): "10", ("total", "reported"): "10"}
        assert figures(extracted, "t2") == {("甲局", "received"): "7", ("total", "received"): "7"}
        assert figures(extracted, "counties") == {("甲局", "reported"): "3"}

    def test_a_sentence_above_a_table_is_no_title(self, read: ReadTables) -> None:
        extracted = read(table("单位|报送条数", "甲局|3", after_passage=2), lines=("各县区、各部门报送情况见下表。",))
        assert figures(extracted) == {("甲局", "reported"): "3"}

    def test_a_group_by_the_title_row_of_the_table(self, read: ReadTables) -> None:
        extracted = read(table([("县(市)区信息报送情况统计表", 1, 2)], "单位|报送条数", "富锦市|520"))
        assert figures(extracted, "counties") == {("富锦市", "reported"): "520"}


@pytest.mark.parametrize(("text", "squeezed"), [("郊 区", "郊区"), ("合\n　计", "合计"), ("", "")])
def test_squeeze(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed


HEADER = st.sampled_from(
    ["序号", "单位", "报送条数", "采用条数（条）", "采用率", "排名", "约稿数", "", "合计", "咨询数"]
)
VALUES = st.sampled_from(
    [
        "甲局",
        "乙县",
        "合计",
        "",
        "/",
        "0",
        "5",
        "1,143",
        "97.5%",
        "22（其中修订16件）",
        "3-5",
        "2018年",
        "单位",
        "12345热线",
    ]
)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_every_figure_of_any_table_is_stated_or_left_over(
    read: ReadTables, accounts_for_all: Accounts, data: st.DataObject
) -> None:
    width = data.draw(st.integers(1, 6))
    header: list[str | Spanned] = data.draw(st.lists(HEADER, min_size=width, max_size=width))
    body: list[list[str | Spanned]] = [
        data.draw(st.lists(VALUES, min_size=width, max_size=width)) for _ in range(data.draw(st.integers(0, 5)))
    ]
    if body and width > 1 and data.draw(st.booleans()):
        body.append([("合计", 1, 2), *body[0][2:]])
    extracted = read(table(header, *body))
    accounts_for_all(extracted)
    ids = [(o.indicator_code, o.dimensions, o.place) for o in extracted.observations]
    assert len(ids) == len(set(ids))
