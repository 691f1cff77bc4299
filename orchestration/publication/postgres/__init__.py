"""The published marts on a PostgreSQL server, for readers who can't open files.

Each version is a schema of tables, `gongkai_<version_id>`, that never changes; the schema `gongkai` holds a view on
each table of the current one. A switch renames a schema of views, so it takes no lock that a reader waits for.
"""

from orchestration.publication.postgres.connection import describe_address
from orchestration.publication.postgres.publication import PostgresPublication, publish_to_postgres

__all__ = ["PostgresPublication", "describe_address", "publish_to_postgres"]
