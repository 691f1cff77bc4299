"""The main job from end to end: what it publishes, what it says, and what a changed or broken input does to it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.conftest import PROJECT, Build, run_build, run_gongkai

pytestmark = pytest.mark.slow

JIAMUSI, FENG, YIJIANG, GAOGANG = "佳木斯市", "宝鸡市凤县", "芜湖市弋江区", "泰州市高港区"
PLACE = r"^(t[0-9]+!r[0-9]+c[0-9]+|p[0-9]+:[0-9]+-[0-9]+)$"


def test_the_build_publishes_and_ends_0(built: Build) -> None:
    assert built.code == 0, built.err
    assert "284" in built.out  # checks evaluated
    assert (built.data / "published" / "gongkai.duckdb").exists()
    assert (built.data / "data_docs" / "index.html").exists()


def test_channels_of_jiamusi_2017(built: Build) -> None:
    rows = built.rows(f"""
        select channel_code, value_reported, unit from fct_disclosure_channel
        where organ_name_zh = '{JIAMUSI}' and period = '2017' and indicator_code like 'channel.%'
          and regexp_matches(place, '{PLACE}') and length(document_id) = 64
    """)
    assert {code: (int(value), unit) for code, value, unit in rows} == {
        "gazette": (765, "条"), "website": (44585, "条"), "weibo": (12989, "条"), "wechat": (20224, "条"),
        "other": (28019, "条"),
    }  # fmt: skip


def test_replies_of_jiamusi_2017(built: Build) -> None:
    rows = built.rows(f"""
        select outcome_code, value_reported from fct_application_outcome
        where organ_name_zh = '{JIAMUSI}' and period = '2017' and indicator_code like 'reply.%'
    """)
    assert {code: int(value) for code, value in rows} == {
        "total": 82, "already_public": 35, "granted": 38, "partial": 0, "refused": 5, "not_this_organ": 3,
        "not_existing": 0, "amend_request": 0, "other_route": 1, "refused.state_secret": 1, "refused.trade_secret": 0,
        "refused.personal_privacy": 2, "refused.security_and_stability": 0,
        "refused.not_government_information": 2, "refused.other_by_law": 0,
    }  # fmt: skip


def test_stated_absence_of_reviews_and_lawsuits_is_a_reported_zero(built: Build) -> None:
    rows = built.rows(f"""
        select indicator_code, value_reported, value_status from fct_review_litigation
        where organ_name_zh = '{JIAMUSI}' and period = '2017'
    """)
    assert sorted(rows) == [("litigation.total", Decimal(0), "zero"), ("review.total", Decimal(0), "zero")]


def test_submissions_of_jiamusi_2018q1(built: Build) -> None:
    rows = built.rows(f"""
        select unit_group_code, indicator_code, count(*), sum(value_reported) from fct_information_submission
        where organ_name_zh = '{JIAMUSI}' and period = '2018Q1' and unit_role = 'each'
          and indicator_code in ('submission.reported', 'submission.adopted')
        group by all
    """)
    assert {(group, code.split(".")[1]): (count, int(total)) for group, code, count, total in rows} == {
        ("departments", "reported"): (49, 1143), ("departments", "adopted"): (49, 790),
        ("counties", "reported"): (10, 1775), ("counties", "adopted"): (10, 1020),
    }  # fmt: skip


def test_answers_of_jiamusi_2018q1(built: Build) -> None:
    rows = built.rows(f"""
        select indicator_code, count(*), sum(value_reported) from fct_public_interaction
        where organ_name_zh = '{JIAMUSI}' and period = '2018Q1' and unit_role = 'each'
          and indicator_code in ('interaction.received', 'interaction.replied')
        group by all
    """)
    assert {code: (count, int(total)) for code, count, total in rows} == {
        "interaction.received": (44, 343), "interaction.replied": (44, 332),
    }  # fmt: skip


def test_hotline_of_feng_county_2023q3(built: Build) -> None:
    def values(indicator: str, column: str) -> dict[str, int]:
        return {
            key: int(value)
            for key, value in built.rows(f"""
                select {column}, value_reported from fct_public_interaction
                where organ_name_zh = '{FENG}' and period = '2023Q3' and indicator_code = '{indicator}'
            """)
        }

    assert values("hotline.received", "unit_role") == {"overall": 543}
    assert values("hotline.kind", "kind_code") == {"建议": 3, "求助": 66, "投诉": 459, "咨询": 8, "举报": 7}
    assert values("hotline.topic", "topic_name_zh") == {
        "农村事务": 142, "劳资社保": 52, "城市管理": 297, "房产物业": 52,
    }  # fmt: skip


def test_campaigns_and_submissions_of_yijiang(built: Build) -> None:
    campaigns = built.rows(f"""
        select task_name_zh, indicator_code, value_reported, cast(as_of_date as varchar) from fct_campaign
        where organ_name_zh = '{YIJIANG}' and unit_role = 'overall'
          and indicator_code in ('campaign.done', 'campaign.target')
    """)
    assert {(task, code): (int(value), day) for task, code, value, day in campaigns}.items() >= {
        ("地市留言", "campaign.done"): (345, "2021-09-12"), ("地市留言", "campaign.target"): (995, "2021-09-12"),
        ("微信公众号关注", "campaign.done"): (31757, "2021-09-12"),
        ("微信公众号关注", "campaign.target"): (33700, "2021-09-12"),
    }.items()  # fmt: skip
    submissions = built.rows(f"""
        select period, indicator_code, value_reported from fct_information_submission
        where organ_name_zh = '{YIJIANG}' and indicator_code in ('submission.reported', 'submission.adopted')
    """)
    assert {(period, code.split(".")[1]): int(value) for period, code, value in submissions} == {
        ("2021-08", "reported"): 50, ("2021-08", "adopted"): 9,
        ("2021-01/2021-08", "reported"): 269, ("2021-01/2021-08", "adopted"): 72,
    }  # fmt: skip


def test_figures_of_gaogang_2018(built: Build) -> None:
    expected = {
        ("fct_application_intake", "applications.received"): 9, ("fct_review_litigation", "review.total"): 7,
        ("fct_disclosure_channel", "website.published"): 17228,
        ("fct_disclosure_channel", "platform.published"): 1687,
        ("fct_information_submission", "submission.reported"): 2067,
        ("fct_information_submission", "submission.adopted"): 468,
    }  # fmt: skip
    found = {
        (mart, code): int(
            built.rows(f"""
                select value_reported from {mart}
                where organ_name_zh = '{GAOGANG}' and period = '2018' and indicator_code = '{code}'
            """)[0][0]
        )
        for mart, code in expected
    }
    assert found == expected


def test_approximate_figures_keep_their_interval(built: Build) -> None:
    rows = built.rows("""
        select value_raw, value_reported, value_low, value_high, is_approximate from fct_public_service
        where indicator_code in ('publicity.materials', 'publicity.consultations', 'service.cases_handled')
    """)
    assert {raw: (int(value), int(low), int(high), about) for raw, value, low, high, about in rows} == {
        "3500余份": (3500, 3500, 3600, True), "2000多人次": (2000, 2000, 3000, True),
        "7万余条": (70000, 70000, 80000, True),
    }  # fmt: skip


def test_the_derived_value_stands_beside_the_reported_one(built: Build) -> None:
    rows = built.rows(f"""
        select value_reported, round(value_derived, 2), value_accepted, has_violation from fct_public_interaction
        where organ_name_zh = '{FENG}' and indicator_code = 'hotline.on_time_rate'
    """)
    assert rows == [(Decimal("96.69"), Decimal("98.34"), Decimal("96.69"), True)]


def test_nothing_is_lost(built: Build) -> None:
    assert built.rows("select count(*), sum(cast(is_conserved as integer)) from rpt_conservation") == [(5, 5)]
    mapped, statistics = built.rows(
        "select sum(mapped_figure_count), sum(unmapped_statistic_count) from rpt_conservation"
    )[0]
    assert statistics <= 0.05 * (mapped + statistics)


def test_coverage_counts_every_check_once(built: Build) -> None:
    evaluated = built.rows("select sum(evaluated_count) from fct_rule_coverage")[0][0]
    assert evaluated == built.rows("select count(*) from fct_sum_check")[0][0]
    declared = {rule for (rule,) in built.rows("select rule_id from dim_rule")}
    assert {rule for (rule,) in built.rows("select distinct rule_id from fct_rule_coverage")} == declared


def test_parquet_and_datapackage_say_the_same(built: Build) -> None:
    package = json.loads((built.data / "published" / "datapackage.json").read_text(encoding="utf-8"))
    assert len(package["resources"]) >= 20
    for resource in package["resources"]:
        path = built.data / "published" / resource["path"]
        assert pl.scan_parquet(path).select(pl.len()).collect().item() == resource["rows"]


def test_a_changed_figure_names_the_rules_it_breaks_and_putting_it_back_restores_the_copy(
    built: Build, sample_documents: Path, tmp_path: Path
) -> None:
    source, data = tmp_path / "documents", tmp_path / "data"
    shutil.copytree(sample_documents, source)
    shutil.copytree(built.data, data, symlinks=True)
    report = source / "jiamusi_2017_annual.html"
    original = report.read_text(encoding="utf-8")
    published = (data / "published" / "gongkai.duckdb").resolve()

    assert original.count("的35件") == 1
    report.write_text(original.replace("的35件", "的36件"), encoding="utf-8")
    changed = run_build(source, data)
    assert changed.code == 0, changed.err
    broken = changed.rows(
        "select rule_id, scope, left_value, right_value from fct_sum_check where outcome = 'violated'"
    )
    assert ("SUM_NF2014_003", "method=prose", Decimal(82), Decimal(83)) in broken
    assert "SUM_NF2014_003" in changed.out
    assert "RATE_NF2014_016" in {rule for rule, *_ in broken}

    report.write_text(original, encoding="utf-8")
    restored = run_build(source, data)
    assert restored.code == 0, restored.err
    assert restored.rows("select count(*) from fct_sum_check where outcome = 'violated'") == [(4,)]
    assert (data / "published" / "gongkai.duckdb").resolve().name == published.name
    assert (data / "published" / "current").resolve().name == (built.data / "published" / "current").resolve().name


def test_unreadable_files_are_quarantined_and_a_missing_figure_leaves_its_rules_undecided(
    sample_documents: Path, tmp_path: Path
) -> None:
    source = tmp_path / "documents"
    source.mkdir()
    report = (sample_documents / "jiamusi_2017_annual.html").read_text(encoding="utf-8")
    assert "传真申请0件，占比0%；" in report
    (source / "annual.html").write_text(report.replace("传真申请0件，占比0%；", ""), encoding="utf-8")
    (source / "empty.html").write_bytes(b"")
    (source / "noise.html").write_bytes(bytes(range(256)) * 64)
    (source / "picture.docx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    build = run_build(source, tmp_path / "data", "--lang", "en")
    assert build.code == 0, build.err
    quarantined = dict(build.rows("select file_name, reason_code from rpt_quarantine"))
    assert set(quarantined) == {"empty.html", "noise.html", "picture.docx"}
    assert quarantined["empty.html"] == "empty"
    outcome = build.rows("select outcome, reason_code, reason from fct_sum_check where rule_id = 'SUM_NF2014_001'")
    assert outcome == [("undecided", "term_missing", "缺少参与计算的数字：传真申请数")]
    # the rule that lets ways of applying go unmentioned says that it assumed so
    assert build.rows("select outcome, has_assumption from fct_sum_check where rule_id = 'SUM_ANY_002'") == [
        ("holds", True)
    ]


def test_a_refused_gate_leaves_the_last_good_copy(built: Build, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(built.data, data, symlinks=True)
    before = (data / "published" / "current").resolve().name
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    build = run_build(nothing, data)
    assert build.code == 3
    assert (data / "published" / "current").resolve().name == before
    assert build.rows("select count(*) from dim_document") == [(5,)]


def test_a_broken_seed_row_stops_the_run_before_anything_is_built(tmp_path: Path) -> None:
    project = tmp_path / "gongkai"
    ignore = shutil.ignore_patterns(".venv", "data", ".git", "target", "logs", ".hypothesis", "__pycache__")
    shutil.copytree(PROJECT, project, ignore=ignore)
    terms = project / "seeds" / "rules" / "sum_rule_terms.csv"
    lines = terms.read_text(encoding="utf-8").splitlines()
    lines[4] = lines[4].replace(",right,", ",rihgt,")
    terms.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; sys.argv = ['gongkai', 'build', '--data', sys.argv[1]];"
        "from orchestration.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "data")], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "seeds/rules/sum_rule_terms.csv, line 5" in done.stderr
    assert "rihgt" in done.stderr
    assert "Traceback" not in done.stderr
    assert not any((tmp_path / "data" / folder).exists() for folder in ("landing", "raw", "work", "published"))


def test_a_source_that_is_not_there_is_told_without_a_trace(tmp_path: Path) -> None:
    done = run_gongkai("build", "--source", tmp_path / "absent", "--data", tmp_path / "data")
    assert done.returncode == 1
    assert "there is no such folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_readers_and_a_build_do_not_block_each_other(built: Build, sample_documents: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(built.data, data, symlinks=True)
    with duckdb.connect(str(data / "published" / "gongkai.duckdb"), read_only=True) as reader:
        assert reader.execute("select count(*) from dim_document").fetchone() == (5,)
        build = run_build(sample_documents, data)
        assert build.code == 0, build.err
        assert reader.execute("select count(*) from dim_document").fetchone() == (5,)
