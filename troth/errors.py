"""Base exceptions: each package subclasses one of these four. Catch the base or the subclass."""

from __future__ import annotations


class ActionRefused(Exception):
    """An action can't be done. The text says why, and what is still possible.

    `clause` names the policy clause that forbids it, and `field` the input at fault. Either may be
    empty.
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
    """Another system said no. `code` is its own error code, and the text its sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class InvalidSignature(Exception):
    """A message isn't signed by who it is said to come from."""
