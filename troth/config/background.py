"""What the worker does: tasks, who follows events, and the sweeps."""

from __future__ import annotations

from troth.config.environment import env

TASKS = {
    "default": {
        "BACKEND": env("TASK_BACKEND", "django_tasks_db.DatabaseBackend"),
        "ENQUEUE_ON_COMMIT": False,
    }
}

# Who is told that something happened to an order: tasks that take the event's id.
FOLLOWERS = [
    "troth.fulfillment.tasks.on_event",
    "troth.care.tasks.on_event",
    "troth.notifications.tasks.on_event",
    "troth.alerting.tasks.on_event",
    "troth.payments.tasks.on_event",
]
# How often the worker looks for what is owed; shorter in tests alone.
SWEEP_SECONDS = float(env("SWEEP_SECONDS", "60"))
# What the worker looks for every minute: work that is owed and that nobody is doing.
SWEEPS = [
    "troth.checkout.tasks.sweep_payments",
    "troth.fulfillment.tasks.sweep_fulfillment",
    "troth.care.tasks.sweep_care",
    "troth.notifications.tasks.sweep_notices",
    "troth.webhooks.mail.tasks.sweep_mailbox",
    "troth.catalog.tasks.sweep_catalog",
    "troth.scorecard.tasks.catch_up_scorecard",
    "troth.publishing.tasks.sweep_what_ifs",
    "troth.alerting.tasks.sweep_alerts",
    "troth.access_log.tasks.sweep_access_log",
    "troth.scanning.tasks.sweep_held_uploads",
    "troth.operations.tasks.sweep_health",
]
