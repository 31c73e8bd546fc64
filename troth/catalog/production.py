"""Whether this store is in production: by its environment, or by a mark that its database bears.

A shell can say `TROTH_ENV=development` over the database of a store in production. What only
development may do, such as an import that approves, asks here.
"""

from __future__ import annotations

from django.conf import settings

from troth.catalog.models import ProductionMark

MARK = "production"


def is_production() -> bool:
    """Whether the environment or the database says so."""
    return not settings.DEVELOPMENT or ProductionMark.objects.exists()


def mark_production() -> None:
    """Marks the database as that of a store in production, for good."""
    ProductionMark.objects.get_or_create(name=MARK)
