"""A task for staff: what has to be done, by which role, until when, and who did it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from troth.orders.models import Order
from troth.roles import OWNER, ROLES
from troth.worklist.kinds import KINDS, kinds_of


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> Self:
        """Tasks that nobody has closed, the one due first first."""
        return self.filter(closed_at=None).order_by("due_at", "pk")

    def for_roles(self, roles: Collection[str]) -> Self:
        """Tasks on which somebody with these roles can act."""
        if OWNER in roles:
            return self.all()
        return self.filter(Q(role__in=roles) | Q(kind__in=kinds_of(roles)))

    def overdue(self, now: datetime) -> Self:
        """Open tasks whose time is over."""
        return self.open().filter(due_at__lt=now)


class Task(models.Model):
    """One thing that somebody on the staff must do. What it says is never edited."""

    key = models.CharField(max_length=80, unique=True)  # what it is about: one cause, one task
    kind = models.CharField(max_length=40)
    role = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    link = models.CharField(max_length=200, blank=True)  # the desk page where it is done
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="tasks")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner = models.CharField(max_length=150, blank=True)  # who said that they do it
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    outcome = models.CharField(max_length=500, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="task_role_known"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(closed_by=""), name="task_closed_by_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["role", "due_at"], condition=Q(closed_at=None), name="task_open"),
            models.Index(fields=["-closed_at"], name="task_closed"),
        ]

    def __str__(self) -> str:
        return self.title

    def may_act(self, roles: Collection[str]) -> bool:
        """Whether somebody with these roles can act on it: as `for_roles` finds it."""
        able = {self.role, OWNER, *(KINDS[self.kind].roles if self.kind in KINDS else ())}
        return not able.isdisjoint(roles)
