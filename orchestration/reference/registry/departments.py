"""Usual names of departments, whatever the government they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from orchestration.reference.seed_files import read_plain

LEVEL_WORDS = "省市县区州盟旗"
OFFICE = "OFFICE"
_ONLY_OF_PROVINCES = "厅"


class Department(NamedTuple):
    """A kind of department; the organ is that of a government, ``G230800-EDU``."""

    code: str
    name: str
    name_of_province: str
    source: str


class DepartmentIndex:
    """Departments by their usual names; a name stands for one kind alone."""

    def __init__(self, seeds_dir: Path) -> None:
        self.by_code = {row[0]: Department(row[0], row[1], row[2], row[4]) for row in
                        read_plain(seeds_dir, "registry/department_kinds")}  # fmt: skip
        self._by_name: dict[str, str] = {}
        self._with_level: set[str] = set()
        for department in self.by_code.values():
            self._by_name.setdefault(department.name, department.code)
            self._by_name.setdefault(department.name_of_province, department.code)
        for alias, code in read_plain(seeds_dir, "registry/department_aliases"):
            if "{level}" not in alias:
                self._by_name[alias] = code
                continue
            self._by_name[alias.replace("{level}", "")] = code
            for level in LEVEL_WORDS:
                self._by_name[alias.replace("{level}", level)] = code
                self._with_level.add(alias.replace("{level}", level))
        self._beginnings = {name[:length] for name in self._by_name for length in range(2, len(name) + 1)}

    def names(self) -> list[tuple[str, str]]:
        """(usual name, code) of all departments, level words left out."""
        return [named for named in self._by_name.items() if named[0] not in self._with_level]

    def begin_with(self, text: str) -> bool:
        """Whether the name of some department begins so: 公安 is no short name of 公安县."""
        return text in self._beginnings

    def find(self, name: str) -> str:
        """The code of a usual name; blank where there is none."""
        return self._by_name.get(name, "")

    def is_of_level(self, name: str, level: str) -> bool:
        """A 厅 is a province's; of the other levels nothing is told by the name."""
        return level == "province" or not name.endswith(_ONLY_OF_PROVINCES) or name.endswith("办公厅")
