"""States and spans of validity, on real reports and revisions of them."""

from __future__ import annotations

from tests.submissions.conftest import FENGXIAN, GAOGANG, Season, jiamusi

CITY = "佳木斯市政务公开办"


def test_a_report_that_adds_up_is_certified_and_the_others_of_its_province_owe(season: Season) -> None:
    season.deliver("2018-03-20", {"佳木斯市2017年报.html": jiamusi()}, CITY)
    marts = season.build()
    row = marts.submission("佳木斯市2017年报.html")
    assert (row["state"], row["organ_name_zh"], row["period"], row["report_kind"]) == (
        "certified", "佳木斯市", "2017", "annual_report",
    )  # fmt: skip
    assert (row["organ_claim"], row["period_claim"], row["sender_claim"]) == ("agrees", "agrees", "agrees")
    assert (row["reason"], row["sender"], str(row["received_date"])) == ("", CITY, "2018-03-20")
    status = marts.status("佳木斯市", "2017")
    assert (status["state"], status["late_days"], str(status["due_date"])) == ("certified", 0, "2018-03-31")
    owing = marts.rows("select organ_name_zh, late_days from marts.rpt_submission_status where state = 'owed'")
    assert len(owing) == 12  # the cities of Heilongjiang but for Jiamusi
    assert {row["late_days"] for row in owing} == {None}


def test_a_late_report_counts_its_days_from_the_first_file(season: Season) -> None:
    season.deliver("2018-04-10", {"a.html": jiamusi()}, CITY)
    season.deliver("2018-05-10", {"b.html": jiamusi(44586)}, CITY)
    status = season.build().status("佳木斯市", "2017")
    assert (status["late_days"], status["file_name"], status["submission_count"]) == (10, "b.html", 2)


def test_midnight_is_that_of_china(season: Season) -> None:
    season.deliver("2018-03-31T23:59+08:00", {"a.html": jiamusi()})
    assert season.build().status("佳木斯市", "2017")["late_days"] == 0
    season.deliver("2019-04-01T00:00+08:00", {"b.txt": GAOGANG})
    assert season.build().status("泰州市高港区", "2018")["late_days"] == 1


def test_a_sum_that_is_violated_leaves_it_read(season: Season) -> None:
    season.deliver("2023-10-10", {"凤县.txt": FENGXIAN.replace("投诉459件", "投诉495件")}, "凤县政府办")
    marts = season.build()
    row = marts.submission("凤县.txt")
    assert (row["state"], row["error_count"], row["reason"]) == ("read", 1, "有未豁免的勾稽错误：1处")
    assert (row["is_in_force"], row["report_kind"]) == (True, "quarterly_bulletin")
    status = marts.status("宝鸡市凤县", "2023Q3")
    assert (status["state"], str(status["due_date"]), status["late_days"]) == ("read", "2023-10-15", 0)
    season.deliver("2023-10-20", {"凤县（更正）.txt": FENGXIAN}, "凤县政府办")
    marts = season.build()
    assert marts.states() == {"凤县.txt": "superseded", "凤县（更正）.txt": "certified"}
    (cell,) = marts.rows("select * from marts.rpt_submission_difference")
    assert (cell["value_raw"], cell["successor_value_raw"], cell["dimensions"]) == ("495件", "459件", "kind=投诉")


def test_a_later_file_of_the_same_sender_supersedes(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
    season.deliver("2018-03-25", {"b.html": jiamusi(44600)}, CITY)
    marts = season.build()
    assert marts.states() == {"a.html": "superseded", "b.html": "certified"}
    assert marts.validity() == {"a.html": ("2018-03-20", "2018-03-25"), "b.html": ("2018-03-25", "")}
    assert marts.website() == {"b.html": 44600}
    assert marts.submission("a.html")["reason_codes"] == "replaced"
    assert marts.submission("a.html")["successor_document_id"] == marts.submission("b.html")["document_id"]


def test_the_difference_is_told_cell_by_cell(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
    season.deliver("2018-03-25", {"b.html": jiamusi(44600)}, CITY)
    (cell,) = season.build().rows("select * from marts.rpt_submission_difference")
    assert (cell["indicator_code"], cell["change_kind"], cell["standing"]) == (
        "channel.website",
        "changed",
        "superseded",
    )
    assert (cell["value_raw"], cell["successor_value_raw"]) == ("44585条", "44600条")
    assert (int(cell["value"]), int(cell["successor_value"])) == (44585, 44600)
    assert cell["place"] == cell["successor_place"] == "p27:31-37"


def test_cells_that_are_gone_or_new_are_told_apart(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
    season.deliver("2018-03-25", {"b.html": jiamusi().replace("以微博公开12989条，占比12.2%；", "")}, CITY)
    rows = season.build().rows(
        "select indicator_code, change_kind, place, successor_place, value_raw from marts.rpt_submission_difference"
    )
    gone = {row["indicator_code"] for row in rows if row["change_kind"] == "removed"}
    assert gone == {"channel.weibo", "channel_share"}
    assert all(row["successor_place"] is None and row["value_raw"] for row in rows if row["change_kind"] == "removed")


def test_files_of_two_senders_wait_for_the_office(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
    season.deliver("2018-03-25", {"b.html": jiamusi(44600)}, "黑龙江省大数据局")
    marts = season.build()
    assert marts.states() == {"a.html": "certified", "b.html": "conflict"}
    assert marts.validity() == {"a.html": ("2018-03-20", ""), "b.html": ("2018-03-25", "2018-03-25")}
    assert marts.website() == {"a.html": 44585}
    status = marts.status("佳木斯市", "2017")
    assert (status["state"], status["file_name"], status["reason_codes"]) == ("conflict", "b.html", "rival")
    assert marts.submission("a.html")["reason_codes"] == "rival"
    assert [row["standing"] for row in marts.rows("select * from marts.rpt_submission_difference")] == ["conflict"]


def test_two_files_of_one_delivery_wait_for_the_office(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi(), "b.html": jiamusi(44600)}, CITY)
    assert sorted(season.build().states().values()) == ["certified", "conflict"]
    season.deliver("2018-03-29", {"c.html": jiamusi(44700)}, CITY)
    assert season.build().states() == {"a.html": "superseded", "b.html": "superseded", "c.html": "certified"}


def test_without_a_sender_a_folder_of_the_inbox_is_one_family(season: Season) -> None:
    season.deliver("2018-03-20", {"佳木斯市/a.html": jiamusi()})
    season.deliver("2018-03-25", {"佳木斯市/b.html": jiamusi(44600), "省局/c.html": jiamusi(44700)})
    assert season.build().states() == {"a.html": "superseded", "b.html": "certified", "c.html": "conflict"}


def test_the_office_accepts_one_and_sets_the_other_aside(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
    season.deliver("2018-03-25", {"b.html": jiamusi(44600)}, "黑龙江省大数据局")
    season.accept("b.html", "2018-04-02", why="省局数据为准")
    marts = season.build()
    assert marts.states() == {"a.html": "superseded", "b.html": "certified"}
    assert marts.validity() == {"a.html": ("2018-03-20", "2018-04-02"), "b.html": ("2018-04-02", "")}
    assert marts.submission("a.html")["reason_codes"] == "set_aside"
    chosen = marts.submission("b.html")
    assert (chosen["decision"], chosen["decided_by"], chosen["decision_reason"]) == ("accepted", "王静", "省局数据为准")
    season.accept("a.html", "2018-04-05")
    marts = season.build()
    assert marts.states() == {"a.html": "certified", "b.html": "superseded"}
    assert marts.validity() == {"a.html": ("2018-04-05", ""), "b.html": ("2018-04-02", "2018-04-05")}


def test_after_a_choice_a_later_file_of_the_chosen_sender_supersedes_and_another_is_a_new_conflict(
    season: Season,
) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
    season.deliver("2018-03-25", {"b.html": jiamusi(44600)}, "黑龙江省大数据局")
    season.accept("b.html", "2018-04-02")
    season.deliver("2018-04-03", {"c.html": jiamusi(44700)}, "黑龙江省大数据局")
    season.deliver("2018-04-04", {"d.html": jiamusi(44800)}, CITY)
    marts = season.build()
    assert marts.states() == {
        "a.html": "superseded",
        "b.html": "superseded",
        "c.html": "certified",
        "d.html": "conflict",
    }
    assert marts.website() == {"c.html": 44700}


def test_confirming_the_first_keeps_its_span(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
    season.deliver("2018-03-25", {"b.html": jiamusi(44600)}, "黑龙江省大数据局")
    season.accept("a.html", "2018-04-02")
    marts = season.build()
    assert marts.states() == {"a.html": "certified", "b.html": "superseded"}
    assert marts.validity()["a.html"] == ("2018-03-20", "")


def test_a_returned_report_is_out_and_visible(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
    season.send_back("a.html", "2018-03-22", why="附表缺页")
    marts = season.build("rpt_consolidated_member")
    row = marts.submission("a.html")
    assert (row["state"], row["is_in_force"], row["reason"]) == ("returned", False, "机关退回：附表缺页（王静）")
    assert marts.validity() == {"a.html": ("2018-03-20", "2018-03-22")}
    assert marts.website() == {}
    assert marts.status("佳木斯市", "2017")["state"] == "returned"
    assert marts.rows("select document_id from marts.rpt_consolidated_member where document_id is not null") == []
    season.deliver("2018-03-28", {"b.html": jiamusi(44600)}, CITY)
    marts = season.build()
    assert marts.states() == {"a.html": "returned", "b.html": "certified"}
    assert marts.status("佳木斯市", "2017")["state"] == "certified"
    assert marts.submission("a.html")["successor_document_id"] == marts.submission("b.html")["document_id"]


def test_what_was_replaced_does_not_come_back_when_its_successor_is_returned(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
    season.deliver("2018-03-25", {"b.html": jiamusi(44600)}, CITY)
    season.send_back("b.html", "2018-03-26")
    marts = season.build()
    assert marts.states() == {"a.html": "superseded", "b.html": "returned"}
    assert (marts.website(), marts.status("佳木斯市", "2017")["state"]) == ({}, "returned")
    season.accept("a.html", "2018-03-27")
    marts = season.build()
    assert (marts.website(), marts.status("佳木斯市", "2017")["state"]) == ({"a.html": 44585}, "certified")


def test_returning_one_of_two_rivals_lets_the_other_in(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
    season.deliver("2018-03-25", {"b.html": jiamusi(44600)}, "黑龙江省大数据局")
    season.send_back("a.html", "2018-03-26")
    marts = season.build()
    assert marts.states() == {"a.html": "returned", "b.html": "certified"}
    assert marts.validity() == {"a.html": ("2018-03-20", "2018-03-26"), "b.html": ("2018-03-26", "")}
    season.accept("a.html", "2018-03-27")  # a change of mind
    assert season.build().states() == {"a.html": "certified", "b.html": "superseded"}


def test_an_own_and_a_consolidated_report_do_not_compete(season: Season) -> None:
    own = jiamusi().replace("我市汇总县（市、区）和市直部门2017年年度报告，编成本报告", "市政府办公室编制本机关报告")
    season.deliver("2018-03-20", {"a.html": jiamusi(), "b.html": own}, CITY)
    marts = season.build()
    assert marts.states() == {"a.html": "certified", "b.html": "certified"}
    scopes = {marts.submission(name)["reporting_scope"] for name in ("a.html", "b.html")}
    assert len(scopes) == 2 and "consolidated" in scopes
    assert marts.status("佳木斯市", "2017")["submission_count"] == 2


def test_claims_that_the_document_denies_are_told(season: Season) -> None:
    season.deliver("2018-03-20", {"泰州市/鸡西市2016年报.html": jiamusi()}, "南京市")
    row = season.build().submission("鸡西市2016年报.html")
    assert (row["claimed_organ_name_zh"], row["claimed_period"]) == ("鸡西市", "2016")
    assert (row["organ_name_zh"], row["period"], row["state"]) == ("佳木斯市", "2017", "certified")
    assert row["reason_codes"] == "organ_differs;sender_differs;period_differs"
    assert "鸡西市" in row["reason"] and "2016" in row["reason"] and "南京市" in row["reason"]


def test_a_folder_and_a_sender_may_be_of_the_organ_above(season: Season) -> None:
    season.deliver("2019-03-20", {"泰州市/高港区.txt": GAOGANG}, "江苏省大数据管理中心")
    season.deliver("2019-03-21", {"泰州市/report.txt": GAOGANG + "\n"}, "泰州市")
    marts = season.build()
    assert marts.submission("高港区.txt")["organ_claim"] == "agrees"
    row = marts.submission("report.txt")
    assert (row["claimed_organ_name_zh"], row["organ_claim"], row["sender_claim"]) == ("泰州市", "agrees", "agrees")


def test_what_can_not_be_read_stands_under_what_it_claims(season: Season) -> None:
    season.deliver("2019-03-20", {"泰州市/高港区2018年报.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.bin": b"\0\1\2"})
    marts = season.build()
    assert set(marts.states().values()) == {"unreadable"}
    status = marts.status("泰州市高港区", "2018")
    assert marts.status("泰州市海陵区", "2018")["state"] == "owed"
    assert (status["state"], status["late_days"]) == ("unreadable", None)
    assert status["reason"] == "暂不支持这种文件格式"
    season.send_back("x.bin", "2019-03-21")
    assert season.build().states()["x.bin"] == "returned"


def test_the_same_content_again_is_a_submission_that_changes_nothing(season: Season) -> None:
    season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
    season.deliver("2018-03-25", {"b.html": jiamusi()}, "黑龙江省大数据局")
    marts = season.build()
    assert marts.states() == {"a.html": "certified", "b.html": "certified"}
    assert marts.submission("b.html")["reason_codes"] == "repeated"
    assert marts.status("佳木斯市", "2017")["file_name"] == "a.html"


def test_playing_the_season_again_changes_nothing(season: Season) -> None:
    def play() -> list[object]:
        season._deliveries = 0
        season.deliver("2018-03-20", {"a.html": jiamusi()}, CITY)
        season.deliver("2018-03-25", {"b.html": jiamusi(44600)}, "黑龙江省大数据局")
        season.accept("b.html", "2018-04-02")
        season.send_back("a.html", "2018-04-03")
        marts = season.build()
        return [
            marts.rows(f"select * from marts.{mart} order by all")
            for mart in ("rpt_submission", "rpt_submission_status")
        ]

    first = play()
    logs = [path.read_bytes() for path in sorted(season.settings.landing_dir.glob("*.jsonl"))]
    assert play() == first
    assert [path.read_bytes() for path in sorted(season.settings.landing_dir.glob("*.jsonl"))] == logs
