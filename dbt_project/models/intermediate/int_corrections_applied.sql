-- One row per figure that a reviewed correction speaks of, with the value that is accepted in its place.
with

corrections as (select * from {{ ref('corrections') }}),

observations as (select * from {{ ref('int_observations_resolved') }})

select
    observations.observation_id,
    corrections.organ_id,
    corrections.period,
    corrections.indicator_code,
    coalesce(corrections.dimensions, '') as dimensions,
    observations.is_latest,
    {{ try_exact('corrections.value_accepted') }} as value_accepted,
    corrections.reason,
    corrections.reviewed_by,
    corrections.reviewed_date
from corrections
inner join observations
    on observations.organ_id = corrections.organ_id
    and observations.period = corrections.period
    and observations.indicator_code = corrections.indicator_code
    and observations.dimensions = coalesce(corrections.dimensions, '')
    and case
        when coalesce(corrections.value_expected, '') = '' then observations.value is null
        else observations.value = {{ try_exact('corrections.value_expected') }}
    end
