{{ fact_rows('fct_application_intake', ['applicant_type', 'intake_code']) }}
