-- What dashboards ask of the published marts. Each statement has a name; `needs` names a mart that it is left out without.
-- $province, $city and $county are regions as prefixes of their codes; $organ, $document and $year are what they say.

-- name: overview of a province
select indicator_code, sum(value) as value, count(*) as reports
from rpt_series
where region_code >= $province and region_code < $province || ':' and report_year = $year and not is_consolidated
    and dimensions in ('', 'applicant=total')
    and indicator_code in ('applications.received', 'outcome.total', 'outcome.granted', 'review.total', 'litigation.total')
group by indicator_code;

-- name: trend of an indicator in a province
select report_year, comparability, sum(value) as value, count(*) as reports
from rpt_series
where region_code >= $province and region_code < $province || ':' and not is_consolidated
    and indicator_code = 'applications.received' and dimensions in ('', 'applicant=total')
group by report_year, comparability
order by report_year;

-- name: outcome mix of a city
select outcome_code, sum(value_accepted) as cases
from fct_application_outcome
where region_code >= $city and region_code < $city || ':' and period = cast($year as varchar) and is_latest
    and unit = '件' and coalesce(applicant_type, '') in ('', 'total')
group by outcome_code
order by cases desc;

-- name: channels of a city
select channel_code, sum(value_accepted) as pieces
from fct_disclosure_channel
where region_code >= $city and region_code < $city || ':' and period = cast($year as varchar) and is_latest
    and indicator_code like 'channel.%'
group by channel_code
order by pieces desc;

-- name: ranking of the cities of a province
select substr(region_code, 1, 4) as city, sum(value) as received
from rpt_series
where region_code >= $province and region_code < $province || ':' and report_year = $year and not is_consolidated
    and indicator_code = 'applications.received' and dimensions in ('', 'applicant=total')
group by 1
order by received desc;

-- name: ranking of all regions
-- needs: rpt_series_by_region
select province_name_zh, sum(value) as received
from rpt_series_by_region
where report_year = $year and basis_code = 'own' and indicator_code = 'applications.received'
group by province_name_zh
order by received desc;

-- name: trend of a metric
-- needs: rpt_metric_by_region
select report_year, comparability, sum(numerator) / nullif(sum(denominator), 0) as rate
from rpt_metric_by_region
where metric_code = 'grant_rate' and basis_code = 'own'
group by report_year, comparability
order by report_year;

-- name: findings by rule in the country
-- needs: rpt_check_by_region
select rule_id, outcome, sum(check_count) as checks
from rpt_check_by_region
where report_year = $year
group by rule_id, outcome;

-- name: findings by rule in a province
select rule_id, outcome, count(*) as checks
from fct_sum_check
where region_code >= $province and region_code < $province || ':' and period = cast($year as varchar) and is_latest
group by rule_id, outcome;

-- name: findings of an organ by year
select period, rule_id, scope, left_value, right_value, difference, reason, document_id
from fct_sum_check
where organ_id = $organ and outcome = 'violated' and is_latest
order by period, rule_id;

-- name: certification of a province
select period, is_certified, count(*) as reports
from rpt_certification
where region_code >= $province and region_code < $province || ':' and is_latest
group by period, is_certified;

-- name: counties of a city
select organs.organ_id, organs.organ_name_zh, count(distinct reports.document_id) as reports,
    count(distinct reports.document_id) filter (reports.is_certified) as certified
from dim_organ as organs
left join rpt_certification as reports on reports.organ_id = organs.organ_id and reports.is_latest
where organs.region_code >= $city and organs.region_code < $city || ':'
group by organs.organ_id, organs.organ_name_zh
order by organs.organ_id;

-- name: series of an organ
select report_year, indicator_code, dimensions, value, change_pct, comparability
from rpt_series
where organ_id = $organ and not is_consolidated
order by indicator_code, dimensions, report_year;

-- name: cells of an organ and year
select outcomes.indicator_code, outcomes.applicant_type, outcomes.value_raw, outcomes.value_accepted, outcomes.place,
    documents.file_name
from fct_application_outcome as outcomes
inner join dim_document as documents on documents.document_id = outcomes.document_id
where outcomes.organ_id = $organ and outcomes.period = cast($year as varchar) and outcomes.is_latest
order by outcomes.place;

-- name: suspects of a county
select organ_name_zh, period, indicator_code, value_reported, value_repair, why_zh, place
from fct_sum_check_suspect
where region_code = $county and is_latest
order by organ_id, period;

-- name: a document and where its figures stand
select document_id, title_raw, file_name, form_code, period, known_from
from dim_document
where document_id = $document;
