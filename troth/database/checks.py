"""Django's system check of the guards: `troth manage check --database default`, and every
`migrate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from troth.database.installing import guard_faults

HINT = "troth manage migrate puts every guard back."


@register(Tags.database)
def check_guards(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """An error for each guard that is missing, altered, or declared by nobody."""
    return [
        Error(f"The guard {fault}.", hint=HINT, id="troth.E001")
        for alias in databases or ()
        for fault in guard_faults(alias)
    ]
