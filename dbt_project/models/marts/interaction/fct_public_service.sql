{{ fact_rows('fct_public_service', ['kind_code']) }}
