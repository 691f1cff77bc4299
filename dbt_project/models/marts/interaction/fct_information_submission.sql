{{ fact_rows('fct_information_submission', ['unit_role', 'unit_organ_name_zh', 'unit_group_code']) }}
