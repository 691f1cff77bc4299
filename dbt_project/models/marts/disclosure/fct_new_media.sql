{{ fact_rows('fct_new_media', []) }}
