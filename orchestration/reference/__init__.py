"""The only Python that reads ``seeds/``: checked rows in, typed knowledge out. No document is looked at here."""

from orchestration.reference.knowledge import Knowledge, load_knowledge
from orchestration.reference.seed_check import check_seeds
from orchestration.reference.seed_files import read_seed

__all__ = ["Knowledge", "check_seeds", "load_knowledge", "read_seed"]
