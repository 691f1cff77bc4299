"""What is in force, by the models, is what a clerk finds who goes through the events one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.warehouse.models import build_models, compiled_nodes
from tests.conftest import PROJECT

NODES = compiled_nodes(PROJECT / "dbt_project")
GIVEN = ("int_documents_identified", "stg_raw__submission_decisions")

Arrival = tuple[str, str, int]  # document, family, hour
Decided = tuple[str, str, int]  # document, accepted or returned, hour


@dataclass
class Clerk:
    """One report's files in the order in which they came, and what is in force."""

    families: dict[str, str] = field(default_factory=dict)
    came: dict[str, int] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)  # in force, or a rival of what is
    out: set[str] = field(default_factory=set)  # returned
    born: dict[str, tuple[int, str]] = field(default_factory=dict)  # of a family: since when anything of it counts
    in_force: str = ""

    def receive(self, documents: list[tuple[str, str]], hour: int) -> None:
        for document, family in sorted(documents):
            self.families[document], self.came[document] = family, hour
            self.waiting.add(document)
            self.born.setdefault(family, (hour, document))
        for _, family in documents:
            older = {one for one in self.waiting if self.families[one] == family and self.came[one] < hour}
            if self.in_force in older:
                self.in_force = min(new for new, its_family in documents if its_family == family)
            self.waiting -= older
        self._settle()

    def decide(self, document: str, decision: str) -> None:
        if decision == "accepted":
            self.out.discard(document)
            self.waiting = {document}
            self.in_force = document
        else:
            self.out.add(document)
            self.waiting.discard(document)
            if self.in_force == document:
                self.in_force = ""
        self._settle()

    def _settle(self) -> None:
        """Families of which nothing counts are forgotten; where nothing is in force, the rival that came first is let in."""
        counting = {self.families[one] for one in self.waiting}
        self.born = {family: since for family, since in self.born.items() if family in counting}
        if not self.in_force and self.waiting:
            first = min(counting, key=lambda family: self.born[family])
            self.in_force = min(one for one in self.waiting if self.families[one] == first)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Arrival], list[Decided]]:
    count = draw(st.integers(1, 5))
    hours = draw(st.lists(st.integers(0, 5), min_size=count, max_size=count))
    families = draw(st.lists(st.sampled_from("AB"), min_size=count, max_size=count))
    arrivals = [(f"d{n}", families[n], 10 * hours[n]) for n in range(count)]
    decisions = []
    for hour in sorted(draw(st.lists(st.integers(0, 60), max_size=4, unique=True))):
        there = [document for document, _, came in arrivals if came < hour]
        if there and hour % 10:
            decisions.append((draw(st.sampled_from(there)), draw(st.sampled_from(["accepted", "returned"])), hour))
    return arrivals, decisions


def by_models(arrivals: list[Arrival], decisions: list[Decided]) -> tuple[dict[int, str], dict[str, str]]:
    """Hour -> document in force; document -> how it stands at the end."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("create schema intermediate; create schema staging")
    connection.execute(
        "create table intermediate.int_documents_identified (document_id varchar, report_key varchar, family varchar, arrived_at timestamp)"
    )
    connection.execute(
        "create table staging.stg_raw__submission_decisions "
        "(document_id varchar, decision varchar, decided_at timestamp, decision_no bigint)"
    )
    for document, family, hour in arrivals:
        connection.execute(
            "insert into intermediate.int_documents_identified values (?, 'r', ?, timestamp '2025-01-01' + to_hours(?))",
            [document, family, hour],
        )
    for number, (document, decision, hour) in enumerate(decisions):
        connection.execute(
            "insert into staging.stg_raw__submission_decisions values (?, ?, timestamp '2025-01-01' + to_hours(?), ?)",
            [document, decision, hour, number],
        )
    build_models(connection, NODES, PROJECT / "seeds", ["int_document_validity"], given=GIVEN)
    in_force = connection.execute(
        "select date_diff('hour', timestamp '2025-01-01', instant_at), max(case when is_in_force then document_id end), "
        "count(*) filter (is_in_force) from intermediate.int_report_standing group by 1"
    ).fetchall()
    assert all(count <= 1 for _, _, count in in_force)
    standing = dict(
        connection.execute("select document_id, standing from intermediate.int_document_validity").fetchall()
    )
    return {hour: document or "" for hour, document, _ in in_force}, standing


@settings(max_examples=300)
@given(histories())
def test_the_models_find_what_a_clerk_finds(history: tuple[list[Arrival], list[Decided]]) -> None:
    arrivals, decisions = history
    clerk, expected = Clerk(), {}
    hours = sorted({hour for _, _, hour in (*arrivals, *decisions)})
    for hour in hours:
        clerk.receive([(document, family) for document, family, came in arrivals if came == hour], hour)
        for document, decision, decided in decisions:
            if decided == hour:
                clerk.decide(document, decision)
        expected[hour] = clerk.in_force
    in_force, standing = by_models(arrivals, decisions)
    if len(arrivals) == 1 and not decisions:
        assert in_force == {}  # nothing to decide between
        return
    assert in_force == expected
    for document, stands in standing.items():
        found = (
            "in_force" if document == clerk.in_force
            else "returned" if document in clerk.out
            else "conflict" if document in clerk.waiting
            else "superseded"
        )  # fmt: skip
        assert stands == found, document
