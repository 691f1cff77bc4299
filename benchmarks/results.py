"""Results of the benchmarks: printed as a table, and kept together in ``latest.json``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

_LATEST = Path(__file__).with_name("latest.json")


@dataclass(frozen=True, slots=True)
class Result:
    """One ratio and its goal."""

    name: str
    ratio: float
    goal: float
    at_least: bool = False  # else at most

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal


def report(title: str, results: Sequence[Result]) -> None:
    """Print results, and put them in the place of those of the same name in ``latest.json``."""
    table = Table(title=title)
    for column in ("name", "ratio", "goal", "met"):
        table.add_column(column, justify="left" if column == "name" else "right")
    for result in results:
        bound = ">=" if result.at_least else "<="
        table.add_row(result.name, f"{result.ratio:.2f}", f"{bound} {result.goal}", "yes" if result.is_met else "no")
    Console().print(table)
    names = {result.name for result in results}
    kept = [row for row in json.loads(_LATEST.read_text(encoding="utf-8")) if row["name"] not in names]
    kept += [{"name": r.name, "ratio": round(r.ratio, 3), "goal": r.goal, "met": r.is_met} for r in results]
    _LATEST.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
