"""The one way to say that a file is broken inside."""

from __future__ import annotations

from orchestration.domain.errors import UnreadableDocumentError


def damaged(found: str) -> UnreadableDocumentError:
    """The error for a file that can't be what its program wrote.

    Args:
        found: What is wrong with it, as the end of a sentence.
    """
    return UnreadableDocumentError(
        "damaged",
        f"The file is damaged: {found}. Open it in the program that made it and save it anew, "
        "or ask the sender for it again.",
    )
