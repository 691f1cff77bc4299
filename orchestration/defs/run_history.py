"""Where Dagster keeps its events: one SQLite file, one connection a process.

Dagster's own SQLite storage opens a database and compiles its statements anew for each event, of which a build of
this project has some five hundred; that is a tenth of a second a dozen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

_BUSY_TIMEOUT_SECONDS = 60


class SharedConnectionEventLogStorage(ConsolidatedSqliteEventLogStorage):
    """The same tables in the same file, through an engine that is kept."""

    @cached_property
    def _engine(self) -> Engine:
        engine = create_engine(
            self._conn_string,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=8,
            connect_args={"timeout": _BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        )

        @event.listens_for(engine, "connect")
        def _relax(connection: object, _record: object) -> None:
            # with a write-ahead log nothing is corrupted by a crash; a power cut may cost the last events
            connection.execute("PRAGMA synchronous=NORMAL")

        return engine

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection
