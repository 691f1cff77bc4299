"""Where things are, in one typed object. Nothing else reads the environment."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from orchestration.domain.errors import GongkaiError

_DAGSTER_YAML = """\
telemetry:
  enabled: false
event_log_storage:
  module: orchestration.defs.run_history
  class: SharedConnectionEventLogStorage
  config:
    base_dir: {events}
"""

PROJECT_DIR = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths of one installation; all derived from the project folder and the data folder."""

    project_dir: Path = PROJECT_DIR
    data_dir: Path = PROJECT_DIR / "data"
    source_dir: Path = PROJECT_DIR / "seeds" / "documents"
    target: str = "duckdb"
    versions_kept: int = 3  # published versions that stay, the current one among them
    bi_password: str = ""  # of the dashboards' administrator; blank: made at the first set-up
    bi_viewer_password: str = ""

    @property
    def seeds_dir(self) -> Path:
        return self.project_dir / "seeds"

    @property
    def dbt_dir(self) -> Path:
        return self.project_dir / "dbt_project"

    @property
    def contract_dir(self) -> Path:
        """What readers of the marts were promised."""
        return self.dbt_dir / "contracts"

    @property
    def landing_dir(self) -> Path:
        return self.data_dir / "landing"

    @property
    def inbox_dir(self) -> Path:
        return self.data_dir / "inbox"

    @property
    def raw_dir(self) -> Path:
        return self.data_dir / "raw"

    @property
    def work_db(self) -> Path:
        return self.data_dir / "work" / "gongkai_work.duckdb"

    @property
    def published_dir(self) -> Path:
        return self.data_dir / "published"

    @property
    def data_docs_dir(self) -> Path:
        return self.data_dir / "data_docs"

    @property
    def docs_dir(self) -> Path:
        return self.data_dir / "docs"

    @property
    def verdict_file(self) -> Path:
        """What the gate said last; publication passes it on to readers."""
        return self.data_dir / "work" / "gate_verdict.json"

    @property
    def dagster_home(self) -> Path:
        return self.data_dir / "dagster"

    @property
    def bi_dir(self) -> Path:
        """What the dashboards keep on this machine: their own database, their secret key."""
        return self.data_dir / "bi"

    @property
    def bi_secret_file(self) -> Path:
        return self.bi_dir / "secret_key"

    @property
    def bi_python(self) -> Path:
        """The interpreter of Superset's own environment."""
        return self.project_dir / ".venv-bi" / "bin" / "python"

    @property
    def dbt_executable(self) -> Path:
        """Our launcher of dbt beside this interpreter; a console script does not find it on PATH."""
        return Path(sys.executable).with_name("gongkai-dbt")


def load_settings(source: Path | None = None, data: Path | None = None, target: str | None = None) -> Settings:
    """The settings of this run: what is given, else ``GONGKAI_SOURCE``, ``GONGKAI_DATA`` and ``GONGKAI_TARGET``.

    Raises:
        GongkaiError: ``GONGKAI_VERSIONS_KEPT`` is no number from 1 to 1000.
    """
    source = source or _path_from("GONGKAI_SOURCE") or PROJECT_DIR / "seeds" / "documents"
    data = data or _path_from("GONGKAI_DATA") or PROJECT_DIR / "data"
    return Settings(
        data_dir=data.resolve(),
        source_dir=source.resolve(),
        target=target or os.environ.get("GONGKAI_TARGET", "duckdb"),
        versions_kept=_versions_kept(),
        bi_password=os.environ.get("GONGKAI_BI_PASSWORD", ""),
        bi_viewer_password=os.environ.get("GONGKAI_BI_VIEWER_PASSWORD", ""),
    )


def export_settings(settings: Settings) -> None:
    """Hand the settings to what reads only the environment: dbt's profile, Dagster, and the code it loads anew."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    configuration = settings.dagster_home / "dagster.yaml"
    if not configuration.exists():
        configuration.write_text(_DAGSTER_YAML.format(events=settings.dagster_home / "events"), encoding="utf-8")
    os.environ.update(
        {
            "DAGSTER_HOME": str(settings.dagster_home),
            "DAGSTER_DISABLE_TELEMETRY": "1",
            "DO_NOT_TRACK": "1",
            "GX_ANALYTICS_ENABLED": "false",
            "GONGKAI_DATA": str(settings.data_dir),
            "GONGKAI_SOURCE": str(settings.source_dir),
            "GONGKAI_TARGET": settings.target,
            "GONGKAI_VERSIONS_KEPT": str(settings.versions_kept),
            "GONGKAI_WORK_DB": str(settings.work_db),
        }
    )


def _versions_kept() -> int:
    value = os.environ.get("GONGKAI_VERSIONS_KEPT", "3")
    if re.fullmatch(r"[0-9]{1,4}", value) and 1 <= int(value) <= 1000:
        return int(value)
    raise GongkaiError(f"GONGKAI_VERSIONS_KEPT={value!r}: 应为 1 到 1000 的整数（must be a number from 1 to 1000）")


def bi_environment(settings: Settings) -> dict[str, str]:
    """The environment that Superset's processes are started in."""
    return {
        **os.environ,
        "GONGKAI_DATA": str(settings.data_dir),
        "GONGKAI_SOURCE": str(settings.source_dir),
        "PYTHONPATH": str(settings.project_dir),
        "SUPERSET_CONFIG_PATH": str(settings.project_dir / "bi" / "superset_config.py"),
        "SUPERSET_HOME": str(settings.bi_dir),
        "FLASK_APP": "superset.app:create_app()",
    }


def _path_from(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value) if value else None
