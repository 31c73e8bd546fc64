"""Migrations that a process may be killed in at any moment."""

from __future__ import annotations

from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class AtomicExecutor(MigrationExecutor):
    """Django's executor, which records each migration in the transaction that makes its tables.

    Django records a migration that defers statements, as most that make tables do, in a second
    transaction. A process that ends between the two leaves tables that no later `migrate` gets
    past: it begins with the same migration, and the tables are there already.
    """

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        """As Django's. Returns the state of the models after the migration."""
        if fake or fake_initial or not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        self._report_progress("apply_start", migration)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            while editor.deferred_sql:  # else they are executed when the block ends
                editor.execute(editor.deferred_sql.pop(0), None)
            self.record_migration(migration)  # type: ignore[call-arg,arg-type]  # stale types
        self._report_progress("apply_success", migration)
        return state

    def _report_progress(self, step: str, migration: Migration) -> None:
        if self.progress_callback:
            self.progress_callback(step, migration, False)
