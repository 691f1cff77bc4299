with

crosswalk as (select * from {{ ref('crosswalk') }})

select from_form as from_form_code, from_indicator as from_indicator_code, to_form as to_form_code, to_indicator as to_indicator_code, relation, note
from crosswalk

union all

-- what is the same is the same both ways
select to_form, to_indicator, from_form, from_indicator, relation, note
from crosswalk
where relation = 'same'
