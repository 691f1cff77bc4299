"""Published marts and what is made from them.

Reads fct_, dim_ and rpt_ only; no rule is computed and nothing is repaired here.
"""
