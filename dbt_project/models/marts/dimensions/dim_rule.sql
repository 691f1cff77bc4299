select
    rule_id,
    form_code,
    kind,
    description_zh,
    description_en,
    relation,
    severity,
    scope as scope_words,
    source,
    note
from {{ ref('sum_rules') }}
