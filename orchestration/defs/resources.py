"""What assets are given: the settings of this installation, and dbt."""

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version as installed_version

import dagster as dg
from dagster_dbt import DbtCliResource, DbtProject
from packaging import version

from orchestration.settings import Settings, load_settings


class SettingsResource(dg.ConfigurableResource):
    """The paths of this installation; read from the environment that the command line set up."""

    def get(self) -> Settings:
        """The settings as they are now."""
        return load_settings()


class InstalledDbt(DbtCliResource):
    """dbt, without two things that cost seconds and that nothing here asks for.

    dagster-dbt starts a process to learn dbt's version, and loads dbt's adapter into this process so that rows and
    columns could be fetched afterwards.
    """

    @cached_property
    def _cli_version(self) -> version.Version:
        return version.parse(installed_version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # type: ignore[override]
        return None


def dbt_project(settings: Settings) -> DbtProject:
    """The dbt project as Dagster sees it; its manifest is made by ``gongkai prepare``."""
    return DbtProject(project_dir=settings.dbt_dir, profiles_dir=settings.dbt_dir, target=settings.target)


def dbt_resource(settings: Settings) -> InstalledDbt:
    """The dbt beside this interpreter, on the project of the settings."""
    return InstalledDbt(
        project_dir=str(settings.dbt_dir),
        profiles_dir=str(settings.dbt_dir),
        dbt_executable=str(settings.dbt_executable),
    )
