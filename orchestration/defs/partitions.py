"""How the work is cut: raw tables by report year, so that one year can be read anew without the others."""

import dagster as dg

FIRST_YEAR = 2008  # the Regulations on Open Government Information came into force
LAST_YEAR = 2060
UNKNOWN_YEAR = "unknown"  # documents that can't be read or name no period

report_years = dg.StaticPartitionsDefinition([*map(str, range(FIRST_YEAR, LAST_YEAR + 1)), UNKNOWN_YEAR])
