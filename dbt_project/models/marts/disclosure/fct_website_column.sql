{{ fact_rows('fct_website_column', ['topic_name_zh', 'kind_code']) }}
