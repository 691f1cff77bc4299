{{ fact_rows('fct_review_litigation', ['proceeding_code', 'result_code']) }}
