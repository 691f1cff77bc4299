select
    unit_zh,
    canonical_unit_zh,
    {{ exact('factor') }} as factor,
    quantity
from {{ ref('units') }}
