"""A broken row of declared knowledge stops everything and is named by file and line, without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.domain.errors import SeedError
from orchestration.reference import check_seeds, read_seed


def edit(seeds: Path, name: str, old: str, new: str) -> int:
    """Change the first line that holds a text; its number."""
    path = seeds / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    number = next(i for i, line in enumerate(lines) if old in line)
    lines[number] = lines[number].replace(old, new, 1)
    path.write_text("\n".join(lines), encoding="utf-8")
    return number + 1


def append(seeds: Path, name: str, row: str) -> int:
    """Add a row at the end; the number of its first line."""
    path = seeds / f"{name}.csv"
    text = path.read_text(encoding="utf-8").rstrip("\n") + "\n"
    path.write_text(text + row + "\n", encoding="utf-8")
    return text.count("\n") + 1


def complaint(seeds: Path, name: str) -> str:
    with pytest.raises(SeedError) as caught:
        read_seed(seeds, name)
    return str(caught.value)


def complaint_of_all(seeds: Path) -> str:
    with pytest.raises(SeedError) as caught:
        check_seeds(seeds)
    return str(caught.value)


class TestRowsOfOneSeed:
    def test_a_missing_field(self, seeds: Path) -> None:
        line = edit(seeds, "catalogue/units", ",ten thousand yuan", "")
        assert complaint(seeds, "catalogue/units").startswith(
            f"seeds/catalogue/units.csv, line {line}: 4 fields, expected 5 (unit_zh, canonical_unit_zh,"
        )

    def test_a_field_too_many(self, seeds: Path) -> None:
        line = edit(seeds, "catalogue/units", "ten thousand yuan", "ten, thousand, yuan")
        message = complaint(seeds, "catalogue/units")
        assert f"seeds/catalogue/units.csv, line {line}: 7 fields" in message
        assert "unquoted comma" in message

    def test_a_quote_that_ends_too_early(self, seeds: Path) -> None:
        line = edit(seeds, "catalogue/units", "ten thousand yuan", '"ten" thousand yuan')
        message = complaint(seeds, "catalogue/units")
        assert f"seeds/catalogue/units.csv, line {line}: " in message
        assert "Check the quotes" in message

    def test_a_quote_that_is_never_closed(self, seeds: Path) -> None:
        line = edit(seeds, "catalogue/units", "ten thousand yuan", '"ten thousand yuan')
        assert f"seeds/catalogue/units.csv, line {line}: " in complaint(seeds, "catalogue/units")

    def test_a_quote_that_is_never_closed_names_its_file(self, seeds: Path) -> None:
        edit(seeds, "catalogue/units", "ten thousand yuan", '"ten thousand yuan')
        message = complaint(seeds, "catalogue/units")
        assert "seeds/catalogue/units.csv, line " in message
        assert "Check the quotes" in message

    @pytest.mark.parametrize(
        ("name", "old", "new", "column", "expected"),
        [
            ("catalogue/units", ",10000,", ",1e4,", "factor", "an exact decimal factor"),
            ("catalogue/units", ",money,", ",moeny,", "quantity", "one of count, money, rate, rank, score"),
            ("catalogue/units", "万元,元", "万元, ", "canonical_unit_zh", "something, not a blank"),
            ("catalogue/indicators", "disclosure.total,", "Disclosure total,", "indicator_code", "a code such as"),
            ("catalogue/indicators", ",fct_proactive_disclosure", ",proactive", "mart", "the name of a fact table"),
            ("rules/sum_rules", "SUM_NF2014_003", "SUM-NF2014-3", "rule_id", "an id such as SUM_NF2021_T3_001"),
            ("rules/sum_rule_terms", ",right,", ",rihgt,", "side", "one of left, right"),
            ("forms/form_versions", ",2014,", ",14,", "year_from", "a year"),
            ("registry/organs", ",city,", ",town hall,", "level", "one of nation, province"),
            ("registry/regions", ",2009,", ",09,", "valid_to", "a year or a blank"),
            ("registry/regions", ",county,", ",parish,", "level", "one of province, city, county"),
            ("registry/townships", "001", "1", "towns_zh", "towns such as 001东华门街道"),
            ("forms/sentence_emissions", ",none,", ",nil,", "slot", "one of n, p, ns, ps, none"),
        ],
    )
    def test_an_unknown_code_or_a_malformed_value(
        self, seeds: Path, name: str, old: str, new: str, column: str, expected: str
    ) -> None:
        line = edit(seeds, name, old, new)
        message = complaint(seeds, name)
        assert f"seeds/{name}.csv, line {line}, column {column}: " in message
        assert expected in message

    @pytest.mark.parametrize(
        ("name", "row", "column"),
        [
            ("forms/sentence_patterns", "new_one,any,,,主动公开(?:各类?{n}条,", "pattern"),
            ("forms/sentence_patterns", "new_one,any,,申请(,收到{n}件,", "sentence_must_have"),
            ("forms/title_patterns", "bulletin,1,{organ}{year}年(,", "pattern"),
            ("forms/contexts", "hotline,cases,inline,市民热线|[,", "pattern"),
            ("forms/number_names", "(?<!+[0-9])12345,", "pattern"),
        ],
    )
    def test_a_pattern_that_does_not_compile(self, seeds: Path, name: str, row: str, column: str) -> None:
        line = append(seeds, name, row)
        message = complaint(seeds, name)
        assert f"seeds/{name}.csv, line {line}, column {column}: " in message
        assert "a regular expression that compiles" in message

    def test_a_key_that_is_there_already(self, seeds: Path) -> None:
        line = append(seeds, "catalogue/units", "万元,元,10000,money,ten thousand yuan")
        message = complaint(seeds, "catalogue/units")
        assert f"seeds/catalogue/units.csv, line {line}, column unit_zh: '万元'" in message

    def test_a_key_that_is_there_already_is_told_in_words(self, seeds: Path) -> None:
        append(seeds, "catalogue/units", "万元,元,10000,money,ten thousand yuan")
        assert "field_uniqueness" not in complaint(seeds, "catalogue/units")

    def test_a_key_of_several_columns_names_the_row_it_repeats(self, seeds: Path) -> None:
        line = append(seeds, "forms/vocabulary", "channel,weibo,政府公报")
        message = complaint(seeds, "forms/vocabulary")
        assert f"seeds/forms/vocabulary.csv, line {line}, column list + alias: 'channel, 政府公报'" in message
        assert "line 2 has it" in message

    @pytest.mark.parametrize(
        ("old", "new"),
        [("factor", "faktor"), ("unit_zh,canonical_unit_zh", "canonical_unit_zh,unit_zh"), (",name_en", "")],
    )
    def test_a_wrong_header(self, seeds: Path, old: str, new: str) -> None:
        assert edit(seeds, "catalogue/units", old, new) == 1
        message = complaint(seeds, "catalogue/units")
        assert message.startswith("seeds/catalogue/units.csv, line 1: columns are [")
        assert "expected ['unit_zh', 'canonical_unit_zh', 'factor', 'quantity', 'name_en']" in message

    def test_every_broken_row_is_named_up_to_ten(self, seeds: Path) -> None:
        path = seeds / "catalogue" / "units.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(",count,", ",cuont,"), encoding="utf-8")
        message = complaint(seeds, "catalogue/units")
        assert [f"line {n}, " in message for n in (2, 3, 11, 12)] == [True, True, True, False]
        assert " more" in message.splitlines()[-1]


class TestFiles:
    def test_a_missing_file(self, seeds: Path) -> None:
        (seeds / "catalogue" / "units.csv").unlink()
        assert complaint(seeds, "catalogue/units").startswith("seeds/catalogue/units.csv is missing.")

    @pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
    def test_a_file_that_is_not_utf8(self, seeds: Path, encoding: str) -> None:
        path = seeds / "catalogue" / "units.csv"
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
        message = complaint(seeds, "catalogue/units")
        assert message.startswith("seeds/catalogue/units.csv is not UTF-8 at byte ")
        assert "Save it as UTF-8" in message

    def test_an_empty_file(self, seeds: Path) -> None:
        (seeds / "catalogue" / "units.csv").write_text("")
        assert complaint(seeds, "catalogue/units").startswith("seeds/catalogue/units.csv, line 1: columns are []")

    @pytest.mark.parametrize(
        "rewrite", [lambda data: b"\xef\xbb\xbf" + data, lambda data: data.replace(b"\n", b"\r\n")]
    )
    def test_what_a_spreadsheet_writes_reads_the_same(self, seeds: Path, rewrite) -> None:
        path = seeds / "forms" / "sentence_patterns.csv"
        before = read_seed(seeds, "forms/sentence_patterns")
        path.write_bytes(rewrite(path.read_bytes()))
        assert read_seed(seeds, "forms/sentence_patterns") == before

    def test_rows_come_as_strings_in_the_order_of_the_file(self, seeds: Path) -> None:
        rows = read_seed(seeds, "catalogue/units")
        assert list(rows[0].values()) == ["条", "条", "1", "count", "pieces"]
        assert {row["factor"] for row in rows if row["unit_zh"] == "亿元"} == {"100000000"}

    def test_no_message_tells_where_this_machine_keeps_the_file(self, seeds: Path, tmp_path: Path) -> None:
        (seeds / "catalogue" / "units.csv").unlink()
        assert str(tmp_path) not in complaint(seeds, "catalogue/units")


class TestFieldsOverSeveralLines:
    HEAD = "reason_code,pattern,sentence_must_have,note\n"
    ROWS = 'date,{n}年,,"a note\nover three\nlines"\n\ntime,{n}:{n},,"of ""two""\nlines"\n'

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            ("date,({n},,bad\n", "line 8, column pattern: "),
            ('"date",{n},,"bad\n",\n', "line 8: 5 fields"),
            ("date,{n}\n", "line 8: 2 fields"),
            ('date,{n},(,"bad\nin two lines"\n', "line 8, column sentence_must_have: "),
        ],
    )
    def test_line_numbers_stay_right(self, seeds: Path, row: str, words: str) -> None:
        (seeds / "forms" / "non_statistics.csv").write_text(self.HEAD + self.ROWS + row, encoding="utf-8")
        assert f"seeds/forms/non_statistics.csv, {words}" in complaint(seeds, "forms/non_statistics")

    def test_line_numbers_stay_right_in_references(self, seeds: Path) -> None:
        (seeds / "forms" / "non_statistics.csv").write_text(self.HEAD + self.ROWS + "nosuch,{n},,\n", encoding="utf-8")
        assert "seeds/forms/non_statistics.csv, line 8, column reason_code: 'nosuch'" in complaint_of_all(seeds)

    def test_the_field_is_kept_as_written(self, seeds: Path) -> None:
        (seeds / "forms" / "non_statistics.csv").write_text(self.HEAD + self.ROWS, encoding="utf-8")
        notes = [row["note"] for row in read_seed(seeds, "forms/non_statistics")]
        assert notes == ["a note\nover three\nlines", 'of "two"\nlines']


class TestBetweenSeeds:
    def test_the_seeds_as_they_are(self, seeds: Path) -> None:
        assert check_seeds(seeds) > 1500

    @pytest.mark.parametrize(
        ("name", "row", "column", "value"),
        [
            ("registry/organ_aliases", "佳木斯,G999999", "organ_id", "G999999"),
            ("registry/organ_hosts", "www.example.cn,G230800-NOTHING,page", "organ_id", "G230800-NOTHING"),
            ("registry/department_aliases", "某某局,NOTHING", "department_code", "NOTHING"),
            ("registry/townships", "999999,001某镇,page", "county_code", "999999"),
            ("registry/region_changes", "1999,renamed,更名,230800,佳木斯市,999999,某市,page", "to_code", "999999"),
            ("forms/form_cells", "NF2014,一,行,列,disclosure.totl,", "indicator_code", "disclosure.totl"),
            ("forms/relative_indicators", "share,chanel.*,channel_share,channel", "base", "chanel.*"),
            ("forms/sentence_emissions", "no_such_pattern,n,disclosure.total,,,", "pattern_id", "no_such_pattern"),
            (
                "registry/organs",
                "G230899,某县,Some County,government,county,230899,G999999,,,registry",
                "parent_organ_id",
                "G999999",
            ),
            ("metrics/metrics", "x_rate,比率,a rate,data_quality,%,,子,part,母,whole,,", "metric_code", "x_rate"),
            ("metrics/metric_terms", "grant_rate,NF2099,all,1,numerator,1,outcome.total,", "form_code", "NF2099"),
            ("metrics/metric_terms", "grant_rate,NF2021,all,1,numerator,1,outcome.totl,", "measure", "outcome.totl"),
            ("metrics/metric_terms", "grant_rate,ANY,all,1,numerator,1,outcome.*,", "measure", "outcome.*"),
            (
                "metrics/metric_terms",
                "outcome_mix,NF2021,grantd,1,numerator,1,outcome.granted,",
                "member_code",
                "grantd",
            ),
            ("metrics/metric_members", "no_rate,all,1,比率,a rate", "metric_code", "no_rate"),
            (
                "corrections/corrections",
                "G230800,2017,no.such,,77,78,reason,me,2026-01-01",
                "indicator_code",
                "no.such",
            ),
        ],
    )
    def test_a_reference_to_nothing(self, seeds: Path, name: str, row: str, column: str, value: str) -> None:
        line = append(seeds, name, row)
        assert f"seeds/{name}.csv, line {line}, column {column}: '{value}'" in complaint_of_all(seeds)

    def test_a_macro_that_nobody_declares(self, seeds: Path) -> None:
        line = append(seeds, "forms/sentence_patterns", "new_one,any,,,{orgz}报送{n}条,")
        message = complaint_of_all(seeds)
        assert f"seeds/forms/sentence_patterns.csv, line {line}, column pattern: '{{orgz}}'" in message

    def test_a_context_that_nobody_declares(self, seeds: Path) -> None:
        line = append(seeds, "forms/sentence_patterns", "new_one,any,campain,,报送{n}条,")
        message = complaint_of_all(seeds)
        assert f"seeds/forms/sentence_patterns.csv, line {line}, column contexts: 'campain'" in message

    def test_a_pattern_that_compiles_only_without_its_macros(self, seeds: Path) -> None:
        append(seeds, "forms/sentence_patterns", "new_one,any,,,(?<={orgs})报送{n}条,")
        complaint_of_all(seeds)

    def test_a_slot_that_the_pattern_does_not_have(self, seeds: Path) -> None:
        append(seeds, "forms/sentence_emissions", "disclosure_total,p,disclosure.total,,,")
        complaint_of_all(seeds)

    def test_a_figure_is_corrected_once(self, seeds: Path) -> None:
        for value in (78, 79):
            append(
                seeds, "corrections/corrections", f"G230800,2017,completion.on_time,,77,{value},reason,me,2026-01-01"
            )
        complaint_of_all(seeds)
