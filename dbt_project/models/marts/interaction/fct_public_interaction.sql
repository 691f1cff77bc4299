{{ fact_rows('fct_public_interaction', ['unit_role', 'unit_organ_name_zh', 'unit_group_code', 'kind_code', 'topic_name_zh']) }}
