"""Who is at work: a row for each worker, wherever it runs."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When a worker was last seen going through what is owed. Real time, which nobody moves."""

    worker = models.CharField(max_length=100, unique=True)  # its machine and process
    since = models.DateTimeField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker
