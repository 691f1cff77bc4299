{{ fact_rows('fct_disclosure_channel', ['channel_code']) }}
