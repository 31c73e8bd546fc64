"""Why something can't be done: one family of errors, caught by its root or by its leaf."""

from __future__ import annotations


class ActionRefused(Exception):
    """An action can't be done. The text says why, and what is still possible.

    `clause` is the promise that says so, and `field` the input that stands in the way; each is
    empty where there is none.
    """

    def __init__(self, message: str, *, clause: str = "", field: str = "") -> None:
        super().__init__(message)
        self.clause, self.field = clause, field


class ServiceUnavailable(Exception):
    """Another system didn't answer. `sent` says whether it may have got the request."""

    def __init__(self, message: str = "", *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class ServiceRefused(Exception):
    """Another system said no: its own word for it, and its sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class InvalidSignature(Exception):
    """A message isn't signed by who it is said to come from."""
