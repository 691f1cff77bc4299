{{ fact_rows('fct_campaign', ['task_name_zh', 'unit_role', 'unit_organ_name_zh']) }}
