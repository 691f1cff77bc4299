"""However drifts bend a table, it stays a table: every place is covered, by one cell only."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.synthesis.catalogue import load_catalogue
from orchestration.synthesis.chance import chance, split
from orchestration.synthesis.drifts import DRIFTS, bend_tables, choose_drifts, plan_drifts
from orchestration.synthesis.figures import series_of
from orchestration.synthesis.layout import build_tables
from orchestration.synthesis.layout_2014 import LAYOUTS, build_statistics_table
from orchestration.synthesis.model import Report, Table
from orchestration.synthesis.organs import found_organs
from orchestration.synthesis.writing import Writer
from tests.unit.synthesis.conftest import SEEDS

CATALOGUE = load_catalogue(SEEDS)
FIGURES = series_of(found_organs(1, 1)[0], (2018, 2021), 1, CATALOGUE)


def tables_of(form: str, layout: str, drifts: tuple[str, ...], seed: int) -> list[Table]:
    rng = chance(seed)
    bent = plan_drifts(drifts, rng)
    writer = Writer(CATALOGUE, bent.writing)
    if form == "NF2014":
        tables = [build_statistics_table(FIGURES[2018], writer, CATALOGUE, layout, True, bent.shape.remark_row)]
    else:
        tables = build_tables(form, FIGURES[2021], writer, CATALOGUE, bent.shape)
    report = Report("", list(tables))
    bend_tables(report, drifts, rng)
    return report.tables


@settings(max_examples=60, deadline=None)
@given(
    form=st.sampled_from(["NF2014", "NF2019", "NF2021"]),
    layout=st.sampled_from(LAYOUTS),
    main=st.integers(0, 30),
    seed=st.integers(0, 10_000),
)
def test_every_place_is_covered_once(form: str, layout: str, main: int, seed: int) -> None:
    drifts = choose_drifts(form, main, chance(seed, "drifts"))
    assert set(drifts) <= set(DRIFTS[form])
    for table in tables_of(form, layout, drifts, seed):
        covered = [
            (row, column)
            for cell in table.cells()
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        ]
        assert len(covered) == len(set(covered)) == len(table.rows) * len(table.widths)


def test_a_form_without_drifts_holds_every_declared_cell_once() -> None:
    for form in ("NF2014", "NF2019", "NF2021"):
        tables = tables_of(form, "double", (), 1)
        figures = [cell.figure for table in tables for cell in table.cells() if cell.figure]
        declared = [(cell.code, cell.dimensions) for cell in CATALOGUE.cells[form]]
        assert sorted((f.code, f.dimensions) for f in figures) == sorted(declared)


def test_drifts_do_what_their_names_say() -> None:
    def labels(*drifts: str, form: str = "NF2021") -> list[str]:
        return [c.text for t in tables_of(form, "single", drifts, 4) for c in t.cells() if not c.figure]

    plain = labels()
    assert "（三）不予公开" in plain
    assert "（六）其他处理" in labels("hybrid_other_row")
    assert not any("逾期不补正" in label for label in labels("hybrid_other_row"))
    assert len(labels("heading_row_missing")) == len(plain) - 2
    assert labels("merges_repeated").count("三、本年度办理结果") == 22
    assert labels("merges_blank").count("三、本年度办理结果") == 1
    assert "备注" in labels("row_added")
    assert "\u3000\u30001.属于国家秘密" in labels("flat_labels")
    changed = [b for a, b in zip(plain, labels("label_cut"), strict=True) if a != b]
    assert changed
    assert all(any(label.startswith(cut) for label in plain) for cut in changed)


@given(
    seed=st.integers(0, 1000), total=st.integers(0, 5000), weights=st.lists(st.floats(0.01, 50), min_size=1, max_size=9)
)
def test_parts_add_up_to_what_was_split(seed: int, total: int, weights: list[float]) -> None:
    parts = split(chance(seed), total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0
