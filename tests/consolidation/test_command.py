"""``gongkai consolidate`` from end to end: a project with a registry of its own, built, published and asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import PROJECT, Build, run_gongkai
from tests.consolidation.conftest import COUNTY, YEAR
from tests.consolidation.country import Country

pytestmark = pytest.mark.slow


def run_in(project: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line of a copy of the project."""
    command = [sys.executable, "-m", "orchestration.cli", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(project)}
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, country: Country) -> Path:
    """A copy of the project whose registry is that of the synthetic country, built over the reports of one county."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("orchestration", "expectations", "dbt_project"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("target", "logs", "__pycache__"))
    shutil.copytree(country.seeds, folder / "seeds")
    documents = folder / "documents"
    documents.mkdir()
    for row in country.family(COUNTY, YEAR):
        shutil.copy(country.folder / row["path"], documents / f"{row['organ_id']}-{Path(row['path']).name}")
    done = run_in(folder, "build", "--source", documents, "--data", folder / "data")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_a_form_is_written_from_what_is_published(project: Path, country: Country) -> None:
    done = run_in(project, "consolidate", "文州县", YEAR, "-o", project / "form.xlsx", "--data", project / "data")
    assert (done.returncode, done.stdout) == (0, f"文州县人民政府 {YEAR} 年汇总表已写入 {project / 'form.xlsx'}\n"), (
        done.stderr
    )
    sheet = openpyxl.load_workbook(project / "form.xlsx", data_only=True)["汇总表"]
    truth = country.truth(country.annual(COUNTY, YEAR, "consolidated")["path"])
    labels = {sheet.cell(row, 1).value: sheet.cell(row, 15).value for row in range(1, sheet.max_row + 1)}
    assert labels["一、本年新收政府信息公开申请数量"] == truth["applications.received", "applicant=total"]


def test_before_anything_arrived_there_is_nothing(project: Path) -> None:
    out = project / "form.docx"
    done = run_in(project, "consolidate", COUNTY, YEAR, "-o", out, "--data", project / "data", "--as-of", "2001-01-01")
    assert done.returncode == 1 and "截至 2001-01-01" in done.stderr and not out.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("佳木斯市", "2017", "-o", "{folder}/form.pdf"), ".xlsx 或 .docx"),
        (("佳木斯市", "2017", "-o", "{folder}/no/form.xlsx"), "不存在"),
        (("凤县", "2023", "-o", "{folder}/form.xlsx"), "没有可汇总的报告"),
        (("火星市", "2017", "-o", "{folder}/form.xlsx"), "没有“火星市”这个机关"),
        (("黑龙江省", "1999", "-o", "{folder}/form.xlsx"), "1999 年"),
    ],
)
def test_what_cannot_be_done_is_explained(built: Build, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    given = [argument.format(folder=tmp_path) for argument in arguments]
    done = run_gongkai("consolidate", *given, "--data", built.data)
    assert done.returncode == 1 and said in done.stderr, done.stderr
    assert "Traceback" not in done.stderr and not list(tmp_path.glob("form.*"))


def test_nothing_published_is_explained(tmp_path: Path) -> None:
    done = run_gongkai("consolidate", "江苏省", "2018", "-o", tmp_path / "form.xlsx", "--data", tmp_path)
    assert done.returncode == 1 and "gongkai build" in done.stderr
