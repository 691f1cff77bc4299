{{ fact_rows('fct_resource', []) }}
