"""The commands of a season as people type them: deliveries, decisions, and who owes what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from orchestration.cli import app
from orchestration.domain.errors import GongkaiError
from tests.submissions.conftest import FENGXIAN, GAOGANG, Season, jiamusi
from tests.unit.landing.zips import Part, zip_bytes


def run(season: Season, *arguments: str) -> Result:
    result = CliRunner().invoke(app, [*arguments, "--data", str(season.settings.data_dir)])
    if isinstance(result.exception, GongkaiError):
        raise result.exception
    return result


def publish(season: Season) -> None:
    """The marts that the status is read from, where a publication puts them."""
    built = season.build("dim_organ").connection
    season.settings.published_dir.mkdir(parents=True, exist_ok=True)
    path = season.settings.published_dir / "gongkai.duckdb"
    path.unlink(missing_ok=True)
    built.execute(f"attach '{path}' as published")
    for mart in ("dim_organ", "rpt_submission", "rpt_submission_status", "rpt_reporting_duty"):
        built.execute(f"create table published.main.{mart} as from marts.{mart}")
    built.execute("detach published")


def id_of(season: Season, name: str) -> str:
    return next(one.submission_id for one in season.store.current_arrivals() if one.file_name == name)


@pytest.fixture
def held(season: Season) -> Season:
    """Heilongjiang's season of 2017: Jiamusi sent twice, from two hands; a faulty bulletin of Feng county; Gaogang late."""
    season.deliver("2018-03-20", {"a.html": jiamusi()}, "佳木斯市")
    season.deliver("2018-04-10", {"b.html": jiamusi(44600)}, "黑龙江省大数据局")
    season.deliver("2019-04-10", {"高港区2018.txt": GAOGANG}, "泰州市")
    season.deliver("2023-10-10", {"凤县.txt": FENGXIAN.replace("投诉459件", "投诉495件")}, "凤县政府办")
    season.send_back("凤县.txt", "2023-10-12", why="热线类别之和不等于受理数")
    publish(season)
    return season


def test_the_status_of_a_province_in_a_year(held: Season) -> None:
    out = run(held, "status", "黑龙江省", "2017", "--on", "2018-04-11").stdout
    assert "黑龙江省 · 2018-04-11" in out
    jiamusi_line = next(line for line in out.splitlines() if "佳木斯市" in line)
    assert "待裁定" in jiamusi_line and id_of(held, "b.html")[:8] in jiamusi_line
    harbin = next(line for line in out.splitlines() if "哈尔滨市" in line)
    assert "未报送" in harbin and "2018-03-31" in harbin and "11 天" in harbin
    assert "合计 13：未报送 12（逾期 12），待裁定 1" in out


def test_a_day_before_the_deadline_nobody_is_late_and_what_came_later_had_not_come(held: Season) -> None:
    lines = [
        json.loads(line)
        for line in run(held, "status", "黑龙江省", "2017", "--on", "2018-03-19", "--json").stdout.splitlines()
    ]
    assert len(lines) == 13
    assert {(line["state"], line["overdue_days"], line["on"]) for line in lines} == {("owed", 0, "2018-03-19")}


def test_who_is_returned_and_why_and_who_is_late(held: Season) -> None:
    out = run(held, "status", "宝鸡市", "--on", "2023-10-20").stdout
    line = next(line for line in out.splitlines() if "凤县" in line)
    assert "已退回" in line and "热线类别之和不等于受理数" in out and "王静" in out
    out = run(held, "status", "泰州市", "2018", "--on", "2019-05-01").stdout
    assert "已核准 1（迟报 1）" in out
    assert "10 天" in next(line for line in out.splitlines() if "高港区" in line)


def test_all_levels_and_all_offices(held: Season) -> None:
    cities = run(held, "status", "江苏省", "2018", "--on", "2019-05-01").stdout
    assert "合计 13：" in cities
    assert "合计 19：" in run(held, "status", "江苏省", "2018", "--on", "2019-05-01", "--all-levels").stdout
    everything = run(held, "status", "2017").stdout
    assert "佳木斯市" in everything and "泰州市" not in everything


def test_an_office_that_has_received_nothing_is_told_who_will_owe(held: Season) -> None:
    lines = [
        json.loads(line)
        for line in run(held, "status", "江苏省", "2024", "--on", "2025-02-10", "--json").stdout.splitlines()
    ]
    assert {line["organ_name_zh"] for line in lines} >= {"南京市", "泰州市"} and len(lines) == 13
    assert {(line["state_name_zh"], line["due_date"], line["overdue_days"]) for line in lines} == {
        ("未报送", "2025-01-31", 10)
    }


def test_what_can_not_be_asked_is_explained(held: Season, tmp_path: Path) -> None:
    with pytest.raises(GongkaiError, match="没有“南京市民”这个机关"):
        run(held, "status", "南京市民")
    with pytest.raises(GongkaiError, match="没有应报或已报的报告"):
        run(held, "status", "佳木斯市", "1999")
    with pytest.raises(GongkaiError, match="--on “soon”不是日期"):
        run(held, "status", "--on", "soon")
    with pytest.raises(GongkaiError, match="请先运行 gongkai build"):
        run(Season(tmp_path / "other", held._knowledge), "status")


def test_archives_by_the_command(season: Season, tmp_path: Path) -> None:
    folder = tmp_path / "delivery"
    folder.mkdir()
    members = (
        Part("高港区2018年报.txt".encode("gbk"), GAOGANG.encode()),
        Part("海陵区2018年报.txt".encode("gbk"), flags=1),
    )
    (folder / "泰州市.zip").write_bytes(zip_bytes(*members))
    said = run(season, "inbox", str(folder), "--received", "2019-03-20", "--sender", "泰州市").stdout
    assert said.startswith("1 files in the folder, 1 new documents, 1 new archives, 1 not taken out of archives")
    again = run(season, "inbox", str(folder), "--received", "2019-03-21").stdout
    assert again.startswith("1 files in the folder, 0 new documents.")
    marts = season.build()
    assert marts.states() == {"高港区2018年报.txt": "certified", "海陵区2018年报.txt": "unreadable"}
    row = marts.submission("高港区2018年报.txt")
    assert (row["uri"], row["archive_uri"]) == ("inbox/泰州市.zip!高港区2018年报.txt", "inbox/泰州市.zip")
    locked = marts.status("泰州市海陵区", "2018")
    assert (locked["state"], locked["reason"]) == ("unreadable", "文件已加密或设有打开密码")
    with pytest.raises(GongkaiError, match="--received “yesterday”不是日期"):
        run(season, "inbox", str(folder), "--received", "yesterday")


def test_decisions_by_the_command(held: Season, tmp_path: Path) -> None:
    wanted = id_of(held, "b.html")[:8]
    said = run(held, "accept", wanted, "--by", "王静", "--at", "2018-04-12").stdout
    assert "已采用 b.html" in said and wanted in said
    assert held.build().states()["b.html"] == "certified"
    receipt = tmp_path / "receipt.html"
    said = run(
        held, "return", "b.html", "--by", "王静", "--why", "附表缺页", "--at", "2018-04-13", "--receipt", str(receipt)
    ).stdout
    assert "已退回 b.html" in said and "回执已写入" in said
    assert "b.html" in receipt.read_text(encoding="utf-8") and "佳木斯市" in receipt.read_text(encoding="utf-8")
    assert held.build().states() == {
        "a.html": "superseded", "b.html": "returned", "高港区2018.txt": "certified", "凤县.txt": "returned",
    }  # fmt: skip


def test_what_can_not_be_decided_is_explained_and_nothing_is_written(held: Season, tmp_path: Path) -> None:
    log = held.settings.landing_dir / "decisions.jsonl"
    before = log.read_bytes()
    held.deliver("2018-05-01", {"x/a.html": jiamusi(1)}, "佳木斯市")
    with pytest.raises(GongkaiError, match=r"指不止一份报送.*\n.*inbox/a.html\n.*inbox/x/a.html"):
        run(held, "accept", "a.html", "--by", "王静")
    with pytest.raises(GongkaiError, match=r"没有报送“c\.html”"):
        run(held, "accept", "c.html", "--by", "王静")
    with pytest.raises(GongkaiError, match="--why"):
        run(held, "return", "b.html", "--by", "王静")
    with pytest.raises(GongkaiError, match="--by"):
        run(held, "accept", "b.html", "--by", " ")
    with pytest.raises(GongkaiError, match="不能在此之前决定"):
        run(held, "accept", "b.html", "--by", "王静", "--at", "2018-04-09")
    with pytest.raises(GongkaiError, match=r"ends in \.html or \.xlsx"):
        run(held, "return", "b.html", "--by", "王静", "--why", "缺页", "--receipt", str(tmp_path / "receipt.pdf"))
    assert log.read_bytes() == before
    assert run(held, "accept", "b.html").exit_code == 2  # --by is required
