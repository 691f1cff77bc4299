{{ fact_rows('fct_proactive_disclosure', ['field_name_zh']) }}
