"""After every `migrate`, the roles on the staff are there, with their rights."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.apps import apps as all_apps
from django.conf import settings
from django.db.models.signals import post_migrate

from troth.database.registry import last_app


class DeskConfig(AppConfig):
    name = "troth.desk"

    def ready(self) -> None:
        """Makes the roles once the last app is migrated, and all have their permissions."""
        from troth.desk.auth import sign_in_records  # noqa: F401  # listens to what allauth tells

        post_migrate.connect(_create_roles, sender=last_app(), dispatch_uid="troth.roles")
        post_migrate.connect(_mark_production, sender=last_app(), dispatch_uid="troth.production")


def _create_roles(*, apps: Any = all_apps, **_: Any) -> None:
    try:  # `migrate` may stop before these are made
        for model in ("auth.Group", "catalog.Evaluation", "payments.Movement"):
            apps.get_model(model)
    except LookupError:
        return
    from troth.desk.rights import create_role_groups

    create_role_groups()


def _mark_production(*, apps: Any = all_apps, **_: Any) -> None:
    """The database of a store in production bears a mark from now on."""
    try:
        apps.get_model("catalog.ProductionMark")
    except LookupError:
        return
    from troth.catalog.production import mark_production

    if not settings.DEVELOPMENT:
        mark_production()
