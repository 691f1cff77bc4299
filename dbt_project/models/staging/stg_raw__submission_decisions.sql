with

decisions as (select * from {{ source('raw', 'raw_submission_decisions') }}),

arrivals as (select * from {{ ref('stg_raw__arrivals') }})

select
    decisions.decision_no,
    arrivals.submission_id,
    arrivals.document_id,
    decisions.decision,
    decisions.decided_by,
    decisions.reason,
    -- nothing can be decided about what has not come yet
    greatest(cast(decisions.decided_at as timestamp), arrivals.received_at) as decided_at
from decisions
inner join arrivals on arrivals.submission_id = decisions.submission_id
