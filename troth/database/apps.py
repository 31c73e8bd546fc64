"""After every `migrate`, the guards are what the apps declare; a check says where they are not."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from troth.database.own_apps import last_app


class DatabaseConfig(AppConfig):
    name = "troth.database"

    def ready(self) -> None:
        """Registers the check, and installs the guards once the last app is migrated."""
        from troth.database import checks, installing  # noqa: F401 - the checks register themselves

        post_migrate.connect(
            installing.install_on_migrate, sender=last_app(), dispatch_uid="troth.guards"
        )
