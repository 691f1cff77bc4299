"""Reports to work metrics out on: the samples, pages written by hand, and a small synthetic country of all forms."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.reference import load_knowledge
from tests.conftest import PROJECT
from tests.consolidation.country import Country
from tests.consolidation.pages import applications, old_page, page
from tests.submissions.conftest import Season

MARTS = [
    "rpt_submission", "rpt_submission_status", "rpt_metric", "dim_metric", "dim_metric_definition", "dim_document", "fct_application_outcome",
    "fct_review_litigation", "fct_disclosure_channel", "fct_information_submission", "fct_public_interaction",
    "fct_new_media", "fct_sum_check", "rpt_certification",
]  # fmt: skip
NAME = "双鸭山市"
PERSON, FIRM, ALL = ("applicant=natural_person", "applicant=commercial", "applicant=total")

OF_2018 = {
    "reply.total": "40", "reply.granted": "20", "reply.partial": "4", "reply.refused": "6", "reply.already_public": "10",
    "reply.refused.state_secret": "1", "reply.refused.trade_secret": "5", "completion.total": "40",
    "completion.on_time": "38", "completion.extended": "2", "applications.received": "40", "intake.online": "40",
    "review.total": "5", "review.upheld": "3", "review.corrected": "1", "review.other": "1",
    "litigation.total": "4", "litigation.upheld": "1", "litigation.corrected": "2", "litigation.other": "1",
    "channel.website": "300", "channel.gazette": "100", "disclosure.total": "350",
}  # fmt: skip
# 20 by persons (12 granted, 3 in part, 2 + 1 refused, 2 unclear), 5 by firms (all granted); one kind of other handling
OF_2021 = {
    ("applications.received", PERSON): "20", ("applications.received", FIRM): "5", ("applications.received", ALL): "25",
    ("outcome.granted", PERSON): "12", ("outcome.granted", FIRM): "5", ("outcome.granted", ALL): "17",
    ("outcome.partial", PERSON): "3", ("outcome.partial", ALL): "3",
    ("outcome.refused.state_secret", PERSON): "2", ("outcome.refused.state_secret", ALL): "2",
    ("outcome.refused.third_party_rights", PERSON): "1", ("outcome.refused.third_party_rights", ALL): "1",
    ("outcome.unable.unclear", PERSON): "2", ("outcome.unable.unclear", ALL): "2",
    ("outcome.total", PERSON): "20", ("outcome.total", FIRM): "5", ("outcome.total", ALL): "25",
    ("review.total", ""): "9", ("review.upheld", ""): "4", ("review.corrected", ""): "2", ("review.pending", ""): "3",
    ("litigation_direct.total", ""): "4", ("litigation_direct.upheld", ""): "3", ("litigation_direct.corrected", ""): "1",
    ("litigation_after_review.total", ""): "3", ("litigation_after_review.corrected", ""): "1",
    ("litigation_after_review.other", ""): "1", ("litigation_after_review.pending", ""): "1",
}  # fmt: skip
UNREADABLE = {("outcome.granted", ALL): "见附件"}
BLANK = {("review.upheld", ""): "", ("review.corrected", ""): "2", ("review.total", ""): "2"}
ONE_ROW_OF_OTHERS = {("outcome.other", PERSON): "0", ("outcome.other", ALL): "0"}


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The sample documents and reports of a city and its province written by hand; of 2022 there are two, the later one counts."""
    samples = sorted((PROJECT / "seeds" / "documents").iterdir())
    pages = [
        old_page(f"{NAME}人民政府", 2018, OF_2018),
        page(f"{NAME}人民政府", 2021, "NF2021", OF_2021),
        page(f"{NAME}人民政府", 2021, "NF2021", applications(40), is_consolidated=True),
        page(f"{NAME}人民政府", 2022, "NF2021", applications(9)),
        page(f"{NAME}人民政府", 2022, "NF2021", applications(0) | BLANK),
        page(f"{NAME}人民政府", 2023, "NF2021", applications(8) | UNREADABLE),
        # the province collects the reports of its cities: those of 2021 came two years late, that of 2024 in time
        page("黑龙江省人民政府", 2021, "NF2021", applications(1)),
        page("黑龙江省人民政府", 2024, "NF2021", applications(1)),
        page(f"{NAME}人民政府", 2024, "NF2021", applications(3)),
    ]
    season = Season(tmp_path_factory.mktemp("reports"), load_knowledge(PROJECT / "seeds"))
    season.deliver("2024-03-01", {path.name: path.read_bytes() for path in samples})
    for number, data in enumerate(pages):
        season.deliver(f"2024-03-{2 + number:02}", {f"{number}.html": data})
    return season.build(*MARTS).connection


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """Sixteen synthetic organs over four years and three forms, with their bulletins; some reports with faults."""
    made = Country(tmp_path_factory.mktemp("metrics"), 16, (2018, 2021), seed=3)
    return made.build(made.arrivals(made.documents), MARTS)
