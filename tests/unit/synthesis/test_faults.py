"""Each kind of fault is what it says, and its place and effect are recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

from orchestration.synthesis.faults import FAULTS
from tests.unit.synthesis.conftest import Country

DIGITS = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


def by_document(country: Country) -> dict[str, list[dict[str, str]]]:
    faults: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in country.faults:
        faults[row["path"]].append(row)
    return faults


def number(text: str) -> Decimal:
    return Decimal(text or 0)


def test_the_share_asked_for_has_one_fault_each(country: Country) -> None:
    faults = by_document(country)
    with_figures = [row for row in country.documents if country.cells[row["path"]][0]["method"] == "table"]
    assert 0.3 < len(faults) / len(with_figures) < 0.5
    for row in country.documents:
        kinds = {fault["fault"] for fault in faults.get(row["path"], [])}
        assert kinds == ({row["fault"]} if row["fault"] else set())
    assert set(Counter(row["fault"] for row in country.faults)) == set(FAULTS)
    changed = {
        (path, row["indicator_code"], row["dimensions"])
        for path, rows in country.cells.items()
        for row in rows
        if row["has_fault"]
    }
    assert changed == {(row["path"], row["indicator_code"], row["dimensions"]) for row in country.faults}


def test_each_kind_is_what_it_says(country: Country) -> None:
    for path, rows in by_document(country).items():
        kind, first = rows[0]["fault"], rows[0]
        true, printed = first["true_raw"].translate(DIGITS), first["printed_raw"].translate(DIGITS)
        assert all(row["true_raw"] != row["printed_raw"] for row in rows)
        assert len(rows) == 1 or kind in ("shifted_column", "carry_over_broken")
        if kind == "digit_swap":
            assert sorted(filter(str.isdigit, true)) == sorted(filter(str.isdigit, printed))
        elif kind == "digit_off":
            step = str(abs(number(first["true_value"]) - number(first["printed_value"])))
            assert step.strip("0") == "1", path
        elif kind == "total_blank":
            assert printed == "" and number(first["true_value"]) > 0
        elif kind == "total_zero":
            assert printed == "0" and number(first["true_value"]) > 0
        elif kind == "part_omitted":
            assert printed in ("", "0") and number(first["true_value"]) > 0
            assert not first["dimensions"].endswith("total")
        elif kind == "factor_10000":
            ratio = number(first["printed_value"]) / number(first["true_value"])
            assert ratio in (10_000, Decimal(1) / 10_000)
        elif kind == "shifted_column":
            assert len({(row["table"], row["row"]) for row in rows}) == 1
        else:
            assert kind == "carry_over_broken" and len(rows) == 4


def test_shifted_values_stand_one_column_beside(country: Country) -> None:
    shifted = [path for path, rows in by_document(country).items() if rows[0]["fault"] == "shifted_column"]
    assert shifted
    for path in shifted:
        place = next((int(f["table"]), int(f["row"])) for f in country.faults if f["path"] == path)
        row = [cell for cell in country.cells[path] if (cell["table"], cell["row"]) == place]
        faults = {(f["indicator_code"], f["dimensions"]): f["true_raw"] for f in country.faults if f["path"] == path}
        true = [faults.get((c["indicator_code"], c["dimensions"]), c["value_raw"]) for c in row]
        printed = [c["value_raw"] for c in row]
        assert printed[1:] == true[:-1] or printed[:-1] == true[1:]


def test_most_faults_break_a_declared_rule_and_name_it(country: Country) -> None:
    breaks: dict[str, list[bool]] = defaultdict(list)
    for rows in by_document(country).values():
        breaks[rows[0]["fault"]].append(bool(rows[0]["broken_rules"]))
    for kind in ("digit_swap", "digit_off", "part_omitted", "total_blank", "total_zero"):
        assert all(breaks[kind]), kind
    for row in country.faults:
        if row["fault"] == "carry_over_broken":
            # the sums of the report itself still hold
            assert all(rule.startswith("CARRY_") for rule in row["broken_rules"].split(";"))
    assert all(breaks["carry_over_broken"])
