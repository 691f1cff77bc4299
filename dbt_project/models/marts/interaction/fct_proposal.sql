{{ fact_rows('fct_proposal', ['kind_code']) }}
