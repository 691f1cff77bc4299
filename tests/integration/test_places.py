"""Where organs stand, and what is added up by place: on the samples, figures as the facts have them."""

from __future__ import annotations

from tests.conftest import Build


def test_every_organ_has_its_province_city_and_county(built: Build) -> None:
    rows = built.rows("""
        select organ_name_zh, province_name_zh, city_name_zh, county_name_zh from dim_organ
        where organ_id in ('G230000', 'G230800', 'G320800', 'G321203', 'G610330', 'G310000-OFFICE') order by organ_id
    """)
    assert rows == [
        ("黑龙江省", "黑龙江省", "省本级", "省本级"),
        ("佳木斯市", "黑龙江省", "佳木斯市", "市本级"),
        ("上海市人民政府办公厅", "上海市", "省本级", "省本级"),
        ("淮安市", "江苏省", "淮安市", "市本级"),
        ("泰州市高港区", "江苏省", "泰州市", "泰州市高港区"),
        ("宝鸡市凤县", "陕西省", "宝鸡市", "宝鸡市凤县"),
    ]


def test_places_agree_with_the_parents(built: Build) -> None:
    """An organ is in the province of its parent, and a government is its own place."""
    assert (
        built.rows("""
        select organs.organ_id from dim_organ as organs
        inner join dim_organ as parents on parents.organ_id = organs.parent_organ_id
        where organs.province_organ_id is distinct from parents.province_organ_id
            or (parents.city_organ_id is not null and organs.city_organ_id <> parents.city_organ_id)
            or (parents.county_organ_id is not null and organs.county_organ_id <> parents.county_organ_id)
    """)
        == []
    )
    assert (
        built.rows("""
        select organ_id from dim_organ
        where (organ_kind = 'government' and organ_level = 'city' and city_organ_id is distinct from organ_id)
            or (organ_kind = 'government' and organ_level = 'province' and province_organ_id is distinct from organ_id)
    """)
        == []
    )


def test_regions_hold_each_figure_of_the_series_once(built: Build) -> None:
    """Jiamusi's consolidated report of 2017 and the annual report of Gaogang, each under its own basis."""
    rows = built.rows("""
        select county_name_zh, basis_code, report_year, cast(value_stated as bigint), organ_count
        from rpt_series_by_region where indicator_code = 'channel.website'
    """)
    assert ("市本级", "consolidated_city", 2017, 44585, 1) in rows
    sums = """
        select is_consolidated, report_year, indicator_code, dimensions, comparability, sum(value), sum(value_stated)
        from rpt_series group by all
    """
    by_region = """
        select basis_code <> 'own', report_year, indicator_code, dimensions, comparability, sum(value), sum(value_stated)
        from rpt_series_by_region group by all
    """
    assert built.rows(f"({sums}) except ({by_region})") == []
    assert built.rows(f"({by_region}) except ({sums})") == []


def test_regions_count_every_check_of_the_latest_documents_once(built: Build) -> None:
    by_outcome = "select outcome, count(*) from fct_sum_check where is_latest group by outcome order by outcome"
    counted = "select outcome, sum(check_count)::bigint from rpt_check_by_region group by outcome order by outcome"
    assert built.rows(by_outcome) == built.rows(counted)
    violated = built.rows("""
        select city_name_zh, report_year, rule_id, check_count from rpt_check_by_region
        where outcome = 'violated' order by all
    """)
    assert violated == [
        ("佳木斯市", 2017, "RATE_NF2014_013", 2),
        ("宝鸡市", 2023, "RATE_BUL_009", 1),
        ("宝鸡市", 2023, "RATE_BUL_010", 1),
    ]


def test_cells_are_the_latest_figures_of_all_facts_each_once(built: Build) -> None:
    """Jiamusi's website in 2017 among them, where it stands."""
    marts = [mart for (mart,) in built.rows("select distinct mart_name from dim_indicator")]
    figures = "observation_id, value_raw, value_accepted, place, file_name, document_id, is_certified, has_violation"
    facts = " union all ".join(f"select {figures} from {mart} where is_latest" for mart in marts)
    assert built.rows(f"(select {figures} from rpt_cell) except all ({facts})") == []
    assert built.rows(f"({facts}) except all (select {figures} from rpt_cell)") == []
    assert built.rows("""
        select city_name_zh, county_name_zh, period, value_raw, place from rpt_cell
        where indicator_code = 'channel.website' and organ_id = 'G230800' and period = '2017'
    """) == [("佳木斯市", "市本级", "2017", "44585条", "p27:31-37")]


def test_reports_and_findings_are_those_of_the_latest_documents(built: Build) -> None:
    latest = "select document_id from rpt_certification where is_latest order by 1"
    assert built.rows("select document_id from rpt_report order by 1") == built.rows(latest)
    violated = "select check_id from fct_sum_check where is_latest and outcome = 'violated' order by 1"
    assert built.rows("select check_id from rpt_finding order by 1") == built.rows(violated) != []


def test_codes_have_names(built: Build) -> None:
    """Every code that a reader filters by is in dim_code."""
    for name, column, mart in (
        ("outcome", "outcome", "fct_sum_check"),
        ("severity", "severity", "fct_sum_check"),
        ("scope", "reporting_scope", "rpt_certification"),
        ("method", "method", "fct_disclosure_channel"),
        ("applicant", "applicant_type", "fct_application_outcome"),
        ("organ_level", "organ_level", "dim_organ"),
        ("channel", "channel_code", "fct_disclosure_channel"),
    ):
        missing = f"""
            select distinct {column} from {mart}
            where {column} <> '' and {column} not in (select code from dim_code where list_name = '{name}')
        """
        assert built.rows(missing) == [], name
