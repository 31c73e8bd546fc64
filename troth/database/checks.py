"""Django's system checks of the guards, and of the role that could change them: `troth manage check
--database default`, and every `migrate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from troth.database.app_role import role_faults
from troth.database.installing import guard_faults

HINT = "troth manage migrate puts every guard back."
TWO_ROLES = "Let another role own the tables: docs/operations.md, PostgreSQL."


@register(Tags.database)
def check_guards(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """An error for each guard that is missing, altered, or declared by nobody."""
    return [
        Error(f"The guard {fault}.", hint=HINT, id="troth.E001")
        for alias in databases or ()
        for fault in guard_faults(alias)
    ]


@register(Tags.database)
def check_role(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """In production, a warning for each way in which the application's role could change a
    guard.
    """
    if settings.DEVELOPMENT:
        return []
    return [
        checks.Warning(f"The database's role {fault}.", hint=TWO_ROLES, id="troth.W001")
        for alias in databases or ()
        for fault in role_faults(alias)
    ]
