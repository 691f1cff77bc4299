"""The country as a whole: its organs form a tree, its documents cover forms and formats, the same seed is the same country."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from orchestration.synthesis import SynthesisError, generate_country
from orchestration.synthesis.organs import found_organs
from tests.unit.synthesis.conftest import SEEDS, Country


def hashes(out: Path) -> dict[str, str]:
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def documents_of(hashes: dict[str, str]) -> set[str]:
    return {digest for name, digest in hashes.items() if name.startswith("documents/")}


def test_the_same_seed_gives_the_same_bytes_whatever_the_number_of_processes(tmp_path: Path) -> None:
    for name, seed, workers in (("one", 5, 1), ("two", 5, 2), ("other", 6, 1)):
        generate_country(tmp_path / name, 9, (2018, 2022), 0.3, seed, SEEDS, None, workers)
    one, two, other = (hashes(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two
    assert len(one) > 60
    assert not documents_of(one) & documents_of(other)


@pytest.mark.parametrize("how_many", [1, 12, 300, 5000])
def test_organs_form_a_tree_with_unique_names(how_many: int) -> None:
    organs = found_organs(how_many, 3)
    assert len({organ.name for organ in organs}) == len({organ.organ_id for organ in organs}) == how_many
    order = ["province", "city", "county", "town"]
    for organ in organs:
        if organ.parent is None:
            assert organ.level == "province"
            continue
        assert organ.parent.index < organ.index
        assert organ.parent.kind == "government"
        below = 0 if organ.kind == "department" else 1
        assert order.index(organ.level) == order.index(organ.parent.level) + below
        assert organ in organ.parent.children
        assert organ.region_code[:2] == organ.parent.region_code[:2]
    if how_many >= 300:
        assert {(o.level, o.kind) for o in organs} >= {(level, "government") for level in order}


def test_documents_are_as_their_truth_says(country: Country) -> None:
    assert country.summary.documents == len(country.documents) > 300
    for row in country.documents:
        data = (country.out / row["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["sha256"]
        assert len(data) == int(row["size_bytes"])
        assert row["path"].endswith("." + row["format"])
    assert {row["organ_id"] for row in country.documents} == {row["organ_id"] for row in country.organs}
    assert sum(map(len, country.cells.values())) == country.summary.cells


def test_every_form_comes_in_every_format_half_of_it_clean(country: Country) -> None:
    old_forms = sum("old_form" in row["drifts"] for row in country.documents)
    for form in ("NF2014", "NF2019", "NF2021", "BULLETIN"):
        of_form = [row for row in country.documents if row["form"] == form]
        formats = Counter(row["format"] for row in of_form)
        assert len(formats) == 9
        assert max(formats.values()) - min(formats.values()) <= 1 + old_forms
        clean = sum(row["is_clean"] == "true" for row in of_form)
        assert 0.35 < clean / len(of_form) < 0.6
    assert {row["reporting_scope"] for row in country.documents} == {"own", "consolidated"}
    drifts = Counter(name for row in country.documents for name in row["drifts"].split(";"))
    assert len(drifts) > 18


@pytest.mark.parametrize(
    ("organs", "years", "rate", "says"),
    [
        (0, (2020, 2021), 0.1, "1 organ or more"),
        (5, (2012, 2021), 0.1, "from 2014"),
        (5, (2021, 2020), 0.1, "from 2014"),
        (5, (2020, 2021), 1.5, "0 to 1"),
        (100_000, (2020, 2021), 0.1, "has room for"),
    ],
)
def test_what_cannot_be_generated_is_refused(
    tmp_path: Path, organs: int, years: tuple[int, int], rate: float, says: str
) -> None:
    with pytest.raises(SynthesisError, match=says):
        generate_country(tmp_path / "out", organs, years, rate, 1, SEEDS, None, 1)


def test_a_folder_with_files_and_a_folder_without_seeds_are_refused(tmp_path: Path) -> None:
    (tmp_path / "old.txt").touch()
    with pytest.raises(SynthesisError, match="not empty"):
        generate_country(tmp_path, 3, (2020, 2021), 0, 1, SEEDS, None, 1)
    with pytest.raises(SynthesisError, match=r"form_cells\.csv is not in"):
        generate_country(tmp_path / "new", 3, (2020, 2021), 0, 1, tmp_path, None, 1)


def test_progress_counts_up_to_what_was_planned(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    summary = generate_country(
        tmp_path / "out", 2, (2021, 2022), 0, 1, SEEDS, lambda done, planned: seen.append((done, planned)), 1
    )
    assert seen == [(number, summary.documents) for number in range(1, summary.documents + 1)]
