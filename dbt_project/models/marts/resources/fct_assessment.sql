{{ fact_rows('fct_assessment', ['component_name_zh']) }}
