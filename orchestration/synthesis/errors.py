"""Why a synthetic country can't be generated."""

from orchestration.domain.errors import GongkaiError


class SynthesisError(GongkaiError):
    """The message says what is wrong with what was asked for, and what to give instead."""
