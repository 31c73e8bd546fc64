"""First passwords of the staff: made by a command, and changed before anything else."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from troth.desk.models import IssuedPassword


def issue_password(person: User, *, now: datetime) -> str:
    """Gives them a random password that must be changed at the first sign-in, and expires before
    long. Returns it; every session of theirs ends.
    """
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        expires_at = now + timedelta(hours=settings.FIRST_PASSWORD_HOURS)
        IssuedPassword.objects.update_or_create(
            user=person, defaults={"issued_at": now, "expires_at": expires_at}
        )
    return password


def is_expired(person: User, *, now: datetime) -> bool:
    """Whether the password that was issued to them opens nothing any more."""
    return IssuedPassword.objects.filter(user=person, expires_at__lte=now).exists()


def must_change(person: User) -> bool:
    """Whether their password is still the one that was issued."""
    return IssuedPassword.objects.filter(user=person).exists()


def mark_changed(person: User) -> None:
    """From now on their password is their own."""
    IssuedPassword.objects.filter(user=person).delete()
