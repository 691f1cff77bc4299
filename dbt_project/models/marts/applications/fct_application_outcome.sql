{{ fact_rows('fct_application_outcome', ['applicant_type', 'outcome_code', 'completion_code']) }}
