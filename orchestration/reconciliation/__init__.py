"""Which cell is wrong: the smallest change of figures after which the checks of a document hold again.

Belongs here: the search for such changes, their plain reasons, and how they are put into a table. Does not: whether a
check holds, which SQL decides, and any change of a value, which nobody makes.
"""

from orchestration.reconciliation.suspects import find_suspects

__all__ = ["find_suspects"]
