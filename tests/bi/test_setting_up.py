"""Setting up the dashboards without Superset: what is refused in words, what is kept secret, what is done once."""

from __future__ import annotations

import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.bi import set_up_dashboards
from orchestration.domain.errors import GongkaiError
from orchestration.settings import Settings
from tests.conftest import Build, run_gongkai

# stands for Superset's interpreter: says what it was asked, and fails if it is told to
_INTERPRETER = """#!{python}
import os, pathlib, sys
data = pathlib.Path(os.environ["GONGKAI_DATA"])
with (data / "asked").open("a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
print("a password, once")
print("the log", file=sys.stderr)
sys.exit((data / "broken").exists())
"""


@pytest.fixture
def installed(built: Build, tmp_path: Path) -> Settings:
    """A project folder with an interpreter for Superset, and data that are published."""
    interpreter = tmp_path / "project" / ".venv-bi" / "bin" / "python"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text(_INTERPRETER.format(python=sys.executable), encoding="utf-8")
    interpreter.chmod(0o755)
    (tmp_path / "project" / "bi").mkdir()
    (tmp_path / "project" / "requirements-bi.lock").write_text("a==1\n", encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "published").symlink_to(built.data / "published")
    return Settings(project_dir=tmp_path / "project", data_dir=data)


def asked(settings: Settings) -> int:
    """How often Superset was set up."""
    path = settings.data_dir / "asked"
    return len(path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0


def test_without_published_data_it_says_what_to_do(tmp_path: Path) -> None:
    done = run_gongkai("bi", "--data", tmp_path)
    assert done.returncode == 1
    assert "请先运行 make run" in done.stderr and "run make run first" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "bi").exists()


def test_without_superset_it_says_what_to_do(installed: Settings) -> None:
    installed.bi_python.unlink()
    with pytest.raises(GongkaiError, match="make bi"):
        set_up_dashboards(installed)


def test_it_is_set_up_once_and_again_when_a_file_or_a_password_changes(
    installed: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_dashboards(installed)
    assert "a password, once" in capsys.readouterr().out
    assert (installed.bi_dir / "set_up.log").read_text(encoding="utf-8") == "the log\n"
    set_up_dashboards(installed)
    assert (asked(installed), capsys.readouterr().out) == (1, "")
    (installed.project_dir / "bi" / "chart.yaml").write_text("slice_name: 图\n", encoding="utf-8")
    set_up_dashboards(installed)
    set_up_dashboards(replace(installed, bi_password="another"))  # noqa: S106 - of nobody
    assert asked(installed) == 3


def test_a_failed_set_up_is_told_and_tried_again(installed: Settings) -> None:
    (installed.data_dir / "broken").touch()
    with pytest.raises(GongkaiError, match=r"set_up\.log"):
        set_up_dashboards(installed)
    (installed.data_dir / "broken").unlink()
    set_up_dashboards(installed)
    assert asked(installed) == 2


def test_the_key_is_made_once_for_its_owner_alone(installed: Settings) -> None:
    set_up_dashboards(installed)
    key = installed.bi_secret_file
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    first = key.read_text(encoding="utf-8")
    assert len(first) >= 60
    (installed.project_dir / "bi" / "chart.yaml").touch()
    set_up_dashboards(installed)
    assert key.read_text(encoding="utf-8") == first
