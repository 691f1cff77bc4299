"""Errors that a user can act on. Their message is the whole story; no stack trace is shown with them."""


class GongkaiError(Exception):
    """Base of every error that is explained to the user instead of being traced."""


class UnreadableDocumentError(GongkaiError):
    """A file that can't be read; it is quarantined with ``reason_code`` and the words of this error."""

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code


class SeedError(GongkaiError):
    """A row of declared knowledge is broken; the message names file, line, column and what is expected."""


class BuildError(GongkaiError):
    """A stage of the build failed for a reason that the message explains."""
