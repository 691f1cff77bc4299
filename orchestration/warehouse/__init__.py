"""Between extraction and SQL: documents to raw tables, raw tables to DuckDB, and the warehouse's own SQL in memory.

No parsing and no rule lives here; what a figure means is decided in extraction, what it proves in the dbt models.
"""
