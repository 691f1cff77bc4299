"""The verdicts of former builds, one line each beside the page; the oldest are dropped."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from expectations.verdict import GateResult

HISTORY = "history.jsonl"
_KEPT = 100


@dataclass(frozen=True, slots=True)
class FormerVerdict:
    """One verdict in numbers; ``built_at`` is when the warehouse was written (UTC)."""

    built_at: str
    passed: bool
    marts: int
    rows: int
    expectations: int
    refusals: int
    warnings: int


def add_verdict(docs_dir: Path, result: GateResult, built_at: str) -> tuple[FormerVerdict, ...]:
    """Keeps a verdict and gives all that are kept, the latest first; judging one build again replaces its line."""
    former = [verdict for verdict in _read(docs_dir / HISTORY) if verdict.built_at != built_at]
    latest = FormerVerdict(
        built_at=built_at,
        passed=result.passed,
        marts=len(result.row_counts),
        rows=sum(result.row_counts.values()),
        expectations=len(result.outcomes),
        refusals=len(result.refusals),
        warnings=len(result.warnings),
    )
    kept = (latest, *former)[:_KEPT]
    docs_dir.mkdir(parents=True, exist_ok=True)
    unfinished = docs_dir / f".{HISTORY}.next"
    unfinished.write_text("".join(json.dumps(asdict(verdict)) + "\n" for verdict in kept), encoding="utf-8")
    os.replace(unfinished, docs_dir / HISTORY)
    return kept


def _read(path: Path) -> list[FormerVerdict]:
    """The kept verdicts; a file that can't be read is as good as none, since the next build writes it anew."""
    try:
        return [FormerVerdict(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError, TypeError):
        return []
