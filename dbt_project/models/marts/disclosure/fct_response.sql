{{ fact_rows('fct_response', []) }}
