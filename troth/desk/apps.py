"""After every `migrate`, the roles on the staff are there, with their rights."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from troth.database.own_apps import last_app


class DeskConfig(AppConfig):
    name = "troth.desk"

    def ready(self) -> None:
        """Makes the roles once the last app is migrated, and listens to what allauth tells."""
        from troth.desk import after_migrate
        from troth.desk.auth import sign_in_records  # noqa: F401 - listens by itself

        last = last_app()
        post_migrate.connect(after_migrate.create_roles, sender=last, dispatch_uid="troth.roles")
        post_migrate.connect(
            after_migrate.mark_database, sender=last, dispatch_uid="troth.config.production"
        )
