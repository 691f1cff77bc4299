"""What assets are given: the settings of this installation, and dbt."""

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
    """dbt, without the process of several seconds that asks it only for its version."""

    @cached_property
    def _cli_version(self) -> version.Version:
        return version.parse(installed_version("dbt-core"))


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
