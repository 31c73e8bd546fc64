"""The demo's people: who works in the demo store, and the password that they share."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from troth import roles

STAFF = "staff@fathomandreed.example"
EXPERTS = ("expert@fathomandreed.example", "second@fathomandreed.example")


def create_people() -> None:
    """An owner and two experts, once. Nobody may sign in before `share_password`."""
    people = User.objects.filter(username__in=(STAFF, *EXPERTS))
    if not _password_file().exists():
        people.update(password="")
        # Who is stopped while writing leaves no half password.
        half = _password_file().with_suffix(".half")
        half.touch(mode=0o600)
        half.write_text(secrets.token_urlsafe(9), encoding="ascii")
        half.replace(_password_file())
    User.objects.get_or_create(username=STAFF, defaults={"email": STAFF, "is_staff": True})


def share_password() -> str:
    """Gives everybody the password that lies beside the database, and returns it."""
    people = User.objects.filter(username__in=(STAFF, *EXPERTS))
    password = _password_file().read_text(encoding="ascii")
    if people.filter(password="").exists():
        people.update(password=make_password(password))
        roles.set_roles(User.objects.get(username=STAFF), [roles.OWNER])
    return password


def _password_file() -> Path:
    return Path(settings.VAR_DIR) / "demo-password"
