"""What a migrated database needs: the groups of the roles, and the mark of production."""

from __future__ import annotations

from typing import Any

from django.apps import apps as all_apps
from django.conf import settings

from troth.catalog.production import mark_production
from troth.desk.rights import create_role_groups


def create_roles(*, apps: Any = all_apps, **_: Any) -> None:
    """Creates the groups with their rights, once every model that they name is there."""
    try:  # `migrate` may stop before these are made
        for model in ("auth.Group", "catalog.Evaluation", "payments.PaymentOperation"):
            apps.get_model(model)
    except LookupError:
        return
    create_role_groups()


def mark_database(*, apps: Any = all_apps, **_: Any) -> None:
    """Marks the database of a store in production, from now on."""
    try:
        apps.get_model("catalog.ProductionMark")
    except LookupError:
        return
    if not settings.DEVELOPMENT:
        mark_production()
