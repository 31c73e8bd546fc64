"""Passwords that the operator's command printed, until their person has chosen one."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import models


class IssuedPassword(models.Model):
    """Whose password isn't their own yet, and until when it opens the desk."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="issued_password")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user.get_username()} until {self.expires_at:%Y-%m-%d %H:%M}"
