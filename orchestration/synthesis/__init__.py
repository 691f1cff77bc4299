"""A synthetic country: organs, their reports in all forms and formats, and beside them what each report should say.

Shares with the readers the declared catalogue and forms alone, read as plain CSV. No layout, matching, number or label
code is shared, so that a report is never read rightly merely because one hand wrote both ends.
"""

from orchestration.synthesis.country import SynthesisSummary, generate_country
from orchestration.synthesis.errors import SynthesisError
from orchestration.synthesis.province import Province

__all__ = ["Province", "SynthesisError", "SynthesisSummary", "generate_country"]
