"""New documents taken into a built work database: the marts of a full build, by work on what depends alone.

Belongs here: what a change can reach, the models over that part alone, and the rows that differ. Does not: landing,
the gate, publication.
"""

from orchestration.warehouse.increment.changes import REBUILT_BY, NotIncrementalError, undeclared_marts, write_part
from orchestration.warehouse.increment.held import can_update, remember_build, remember_publication, work_fingerprint
from orchestration.warehouse.increment.incoming import Incoming, arrival_facts, find_incoming, keep_raw, read_arrivals
from orchestration.warehouse.increment.update import Stopwatch, Update, open_work, update_work

__all__ = [
    "REBUILT_BY",
    "Incoming",
    "NotIncrementalError",
    "Stopwatch",
    "Update",
    "arrival_facts",
    "can_update",
    "find_incoming",
    "keep_raw",
    "open_work",
    "read_arrivals",
    "remember_build",
    "remember_publication",
    "undeclared_marts",
    "update_work",
    "work_fingerprint",
    "write_part",
]
