"""The officer's desk of a season: build, look who owes, return what is violated, settle conflicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import duckdb
from rich.progress import Progress

from benchmarks.office_deliveries import Post, report_of
from benchmarks.office_installation import Installation
from orchestration.domain import Decision
from orchestration.landing import LandingStore

_BY, _WHY_RETURNED, _WHY_ACCEPTED = "省政务公开办", "勾稽不符，请核对后重报", "经与报送单位核实，以此份为准"
_RECEIPTS = 5  # returns that are made by the command, with a receipt; and conflicts that are settled by it
_RETURNED_ON, _SETTLED_ON = (3, 1), (3, 31)  # month and day of the year after the reports
_VIOLATED = """
select submission_id, document_id, cast(left(period, 4) as integer) + 1
from rpt_submission
where state = 'read' and report_kind = 'annual_report'
order by received_at, submission_id
"""
_STATES = """
select state, count(*) from rpt_submission_status
where report_kind = 'annual_report' and period between ? and ?
group by state
"""
# Of each document with a fault: the strongest of what its own checks say.
_DETECTED = """
select
    faulty.fault,
    faulty.breaks_rule,
    case
        when bool_or(checks.outcome = 'violated' and checks.severity = 'error') then 'error'
        when bool_or(checks.outcome = 'violated') then 'warning'
        when bool_or(checks.outcome = 'undecided') then 'undecided'
        else 'silent'
    end as found,
    count(distinct faulty.document_id)
from (select document_id, fault, breaks_rule from faulty) as faulty
left join fct_sum_check as checks on checks.document_id = faulty.document_id
group by faulty.document_id, faulty.fault, faulty.breaks_rule
"""


class Desk:
    """What an office does between two deliveries; grain of a decision is one submission."""

    def __init__(self, office: Installation, post: Post, years: tuple[int, int], bar: Progress) -> None:
        self._office, self._post, self._years, self._bar = office, post, years, bar
        self._store = LandingStore(office.settings.landing_dir)

    def build(self) -> None:
        """Build and publish; what the build prints is kept beside the data."""
        task = self._bar.add_task("building", total=None)
        self._office.run("build", "--source", str(self._office.settings.source_dir), "--lang", "en")
        self._bar.update(task, total=1, completed=1)

    def states(self) -> Counter[str]:
        """State -> annual reports owed in it, over all years."""
        with self._published() as connection:
            return Counter(dict(connection.execute(_STATES, [str(year) for year in self._years]).fetchall()))

    def return_violated(self) -> int:
        """Return every report that is read and violates a rule; the first ones by the command, with a receipt."""
        with self._published() as connection:
            found = connection.execute(_VIOLATED).fetchall()
        for number, (submission_id, document_id, year) in enumerate(found):
            when = datetime(year, *_RETURNED_ON, tzinfo=UTC)
            self._decide("returned", submission_id, document_id, when, _WHY_RETURNED, number)
        return len(found)

    def settle_conflicts(self) -> int:
        """Accept, of two different files for one report, the one that the organ confirms."""
        right = {row["sha256"] for row in self._post.documents if report_of(row) in self._post.disputed}
        right &= {row["sha256"] for row in self._post.documents if row["version"] != "1"}
        with self._published() as connection:
            rows = connection.execute(
                "select submission_id, document_id, cast(left(period, 4) as integer) + 1 from rpt_submission "
                "where state = 'conflict' order by submission_id"
            ).fetchall()
        settled = [row for row in rows if row[1] in right]
        for number, (submission_id, document_id, year) in enumerate(settled):
            when = datetime(year, *_SETTLED_ON, tzinfo=UTC)
            self._decide("accepted", submission_id, document_id, when, _WHY_ACCEPTED, number)
        return len(settled)

    def detected(self) -> Counter[tuple[str, bool, str]]:
        """(fault, whether it breaks a rule, what its checks say) -> documents with it."""
        truth = self._post.province / "truth"
        with self._published() as connection:
            connection.execute(
                "create temp table faulty as select distinct d.sha256 as document_id, f.fault, "
                "coalesce(f.broken_rules, '') <> '' as breaks_rule "
                f"from read_csv('{truth}/faults.csv', all_varchar = true) as f "
                f"join read_csv('{truth}/documents.csv', all_varchar = true) as d using (path)"
            )
            counted: Counter[tuple[str, bool, str]] = Counter()
            for fault, breaks_rule, found, count in connection.execute(_DETECTED).fetchall():
                counted[fault, breaks_rule, found] += count
        return counted

    def status_page(self) -> str:
        """What ``gongkai status`` prints of the province in the last year."""
        province = next(row for row in self._post.organs.values() if row["level"] == "province")
        return self._office.run("status", province["region"], str(self._years[1]))

    def _decide(
        self, decision: str, submission_id: str, document_id: str, when: datetime, why: str, number: int
    ) -> None:
        if number < _RECEIPTS:
            receipt = self._office.settings.data_dir / "receipts" / f"{submission_id[:12]}.html"
            receipt.parent.mkdir(parents=True, exist_ok=True)
            command = [{"returned": "return", "accepted": "accept"}[decision], submission_id, "--by", _BY, "--why", why]
            options = ["--receipt", str(receipt)] if decision == "returned" else []
            self._office.run(*command, "--at", when.isoformat(), *options)
            return
        made = Decision(submission_id, document_id, decision, _BY, why, when)
        self._store.decisions.record(made, recorded_at=datetime.now(UTC))

    @contextmanager
    def _published(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect(str(self._office.published), read_only=True) as connection:
            yield connection
