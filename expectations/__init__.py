"""The release gate: what must be true of the marts before anyone may read them.

`suites.csv` holds every expectation as data; `suites` expands it against the tables that are there, `gate` has Great
Expectations judge them and `page` shows the verdict. Rules of the forms are no business of this room: a violated sum
is a row of fct_sum_check, and is published.
"""
