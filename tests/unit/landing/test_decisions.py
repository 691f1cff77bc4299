"""Decisions are kept as they were made, in order, from however many processes."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.domain import Decision
from orchestration.domain.errors import BuildError
from orchestration.landing import ACCEPTED, RETURNED, DecisionLog

NOON = datetime(2025, 2, 3, 12, tzinfo=UTC)


def decided(decision: str = RETURNED, why: str = "合计不符", at: datetime = NOON) -> Decision:
    return Decision("5" * 32, "a" * 64, decision, "王静", why, at)


def test_decisions_are_kept_in_order_and_repeating_one_changes_nothing(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path / "decisions.jsonl")
    later = NOON + timedelta(days=1)
    assert log.record(decided(), recorded_at=later)
    assert not log.record(decided(), recorded_at=later)
    assert not log.record(decided(at=later), recorded_at=later)  # the same again holds already
    assert log.record(decided(ACCEPTED, at=later), recorded_at=later)
    assert not log.record(decided(), recorded_at=later)  # a season replayed
    assert log.record(decided(at=later + timedelta(hours=1)), recorded_at=later)
    kept = DecisionLog(tmp_path / "decisions.jsonl").decisions()
    assert [one.decision for one in kept] == [RETURNED, ACCEPTED, RETURNED]
    assert kept[0] == decided()
    assert (tmp_path / "decisions.jsonl").read_text().count(later.isoformat()) == 4


def test_a_torn_line_is_written_over_and_a_strange_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    DecisionLog(path).record(decided(), recorded_at=NOON)
    path.write_bytes(path.read_bytes() + b'{"submission_id": "5')
    assert DecisionLog(path).record(decided(ACCEPTED), recorded_at=NOON)
    assert [one.decision for one in DecisionLog(path).decisions()] == [RETURNED, ACCEPTED]
    path.write_bytes(path.read_bytes().replace(b'"returned"', b'"burnt"'))
    with pytest.raises(BuildError, match="line 1, is not a decision of the office"):
        DecisionLog(path).decisions()


def test_several_processes_decide_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from datetime import *; from pathlib import Path\n"
        "from orchestration.domain import Decision; from orchestration.landing import DecisionLog\n"
        "log = DecisionLog(Path(sys.argv[1]))\n"
        "at = datetime(2025, 2, 3, tzinfo=UTC)\n"
        "for n in range(40): log.record(Decision(f'{sys.argv[2]}{n}', 'a' * 64, 'accepted', '王静', '', at), recorded_at=at)"
    )
    path = tmp_path / "decisions.jsonl"
    running = [subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in "abc"]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    assert {one.submission_id for one in DecisionLog(path).decisions()} == {
        f"{name}{n}" for name in "abc" for n in range(40)
    }
