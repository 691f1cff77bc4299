"""The laws of the house: who imports whom, one truth for each column, nothing of a machine in the repository."""

from __future__ import annotations

import csv
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from importlinter.cli import lint_imports

from orchestration.contracts import RAW_SCHEMAS
from orchestration.publication.receipt.words import OUTCOMES
from orchestration.reference import check_seeds
from orchestration.reference.seed_schemas import RULE_DIMENSIONS, SCHEMAS
from tests.conftest import PROJECT

SEEDS = PROJECT / "seeds"
MARTS = PROJECT / "dbt_project" / "models" / "marts"


def test_rooms_import_only_what_stands_below_them() -> None:
    assert lint_imports(config_filename=str(PROJECT / "pyproject.toml"), cache_dir=None) == 0


def test_every_seed_is_declared_and_keeps_to_its_schema() -> None:
    files = {path.relative_to(SEEDS).with_suffix("").as_posix() for path in SEEDS.rglob("*.csv")}
    assert files == set(SCHEMAS)
    assert check_seeds(SEEDS) > 1500


def test_seed_columns_are_the_same_for_python_and_for_dbt() -> None:
    project = yaml.safe_load((PROJECT / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8"))
    for folder, seeds in project["seeds"]["gongkai"].items():
        for seed, config in (seeds or {}).items() if isinstance(seeds, dict) else ():
            if seed.startswith("+"):
                continue
            assert list(config["+column_types"]) == list(SCHEMAS[f"{folder}/{seed}"].columns), seed


def test_rule_dimensions_are_the_same_for_python_and_for_dbt() -> None:
    project = yaml.safe_load((PROJECT / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8"))
    assert tuple(project["vars"]["rule_dimensions"]) == RULE_DIMENSIONS


def test_raw_sources_of_dbt_are_the_tables_of_the_contract() -> None:
    sources = yaml.safe_load((PROJECT / "dbt_project/models/staging/_sources.yml").read_text(encoding="utf-8"))
    assert {table["name"] for table in sources["sources"][0]["tables"]} == set(RAW_SCHEMAS)


def test_every_mart_has_a_contract_and_says_its_grain_first() -> None:
    described = {}
    for path in MARTS.rglob("_*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            described[model["name"]] = model
    files = {
        version.get("defined_in", f"{name}_v{version['v']}") if version else name
        for name, model in described.items()
        for version in model.get("versions", [None])
    }
    assert files == {path.stem for path in MARTS.rglob("*.sql")}
    for name, model in described.items():
        assert model["description"].startswith("One row per "), name
        assert all(column.get("description") for column in model["columns"]), name


def test_outcomes_are_called_the_same_by_marts_and_receipts() -> None:
    with (SEEDS / "catalogue" / "code_names.csv").open(encoding="utf-8") as file:
        names = {row["code"]: row["name_zh"] for row in csv.DictReader(file) if row["list"] == "outcome"}
    assert names == OUTCOMES


def test_every_indicator_has_a_mart_that_exists() -> None:
    with (SEEDS / "catalogue" / "indicators.csv").open(encoding="utf-8") as file:
        marts = {row["mart"] for row in csv.DictReader(file)}
    assert marts <= {path.stem for path in MARTS.rglob("fct_*.sql")}


def test_every_rule_has_terms_on_both_sides() -> None:
    sides: dict[str, set[str]] = {}
    with (SEEDS / "rules" / "sum_rule_terms.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sides.setdefault(row["rule_id"], set()).add(row["side"])
    with (SEEDS / "rules" / "sum_rules.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            wanted = {"left", "numerator", "denominator"} if row["relation"] == "rate" else {"left", "right"}
            assert sides[row["rule_id"]] == wanted, row["rule_id"]


@pytest.fixture(scope="module")
def tracked_texts() -> dict[str, str]:
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    texts = {}
    for name in listed.stdout.splitlines():
        path = PROJECT / name
        if path.is_file() and path.suffix not in {".svg", ".png", ".ttf"} and "seeds/documents" not in name:
            texts[name] = path.read_text(encoding="utf-8")
    return texts


def test_no_path_of_a_machine_and_no_registry_in_the_repository(tracked_texts: dict[str, str]) -> None:
    forbidden = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/|(?:pypi|pythonhosted|npmjs)\.(?:org|com)")
    here = Path(__file__).relative_to(PROJECT).as_posix()
    found = [
        f"{name}: {match[0]}"
        for name, text in tracked_texts.items()
        if name != here
        for match in forbidden.finditer(text)
    ]
    assert not found


def test_no_result_depends_on_a_clock() -> None:
    clock = re.compile(r"datetime\.now\(|date\.today\(|utcnow\(|time\.time\(|current_(?:date|timestamp)|\bnow\(\)")
    # what they read goes into the manifest and the record of decisions, or is the day that a status is asked for
    allowed = {"orchestration/defs/landing.py", "orchestration/season.py"}
    files = [*(PROJECT / "orchestration").rglob("*.py"), *(PROJECT / "dbt_project" / "models").rglob("*.sql")]
    readers = {path.relative_to(PROJECT).as_posix() for path in files if clock.search(path.read_text(encoding="utf-8"))}
    assert readers <= allowed


def test_only_the_settings_read_the_environment() -> None:
    reads = re.compile(r"os\.environ|os\.getenv")
    files = (PROJECT / "orchestration").rglob("*.py")
    readers = {path.relative_to(PROJECT).as_posix() for path in files if reads.search(path.read_text(encoding="utf-8"))}
    # the compiler of models and the early dbt hand an environment to dbt
    assert readers <= {"orchestration/settings.py", "orchestration/warehouse/models.py", "orchestration/early_dbt.py"}
