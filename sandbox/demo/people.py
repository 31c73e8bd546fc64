"""The demo's people: who works in the demo store, and the password that they share."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from troth import roles
from troth.files import PRIVATE, replace_text

DOMAIN = "fathomandreed.example"
STAFF = f"staff@{DOMAIN}"
EXPERTS = (f"expert@{DOMAIN}", f"second@{DOMAIN}")
PACKER, JAPAN, CARE, FINANCE = (f"{name}@{DOMAIN}" for name in ("pat", "kenji", "gus", "fay"))
SECOND_OWNER = f"ola@{DOMAIN}"
# Who may sign in, by what they do here; the experts hold their role from the loading of the demo.
ROLES = {
    STAFF: roles.OWNER,
    SECOND_OWNER: roles.OWNER,
    PACKER: roles.WAREHOUSE,
    JAPAN: roles.WAREHOUSE,
    CARE: roles.CARE,
    FINANCE: roles.FINANCE,
}
PEOPLE = (*ROLES, *EXPERTS)


def create_people() -> None:
    """Two owners, two experts, and who packs, answers and counts, once. Nobody may sign in before
    `share_password`.
    """
    people = User.objects.filter(username__in=PEOPLE)
    if not _password_file().exists():
        people.update(password="")
        replace_text(_password_file(), secrets.token_urlsafe(9), mode=PRIVATE)
    for email in PEOPLE:
        User.objects.get_or_create(username=email, defaults={"email": email, "is_staff": True})


def share_password() -> str:
    """Gives everybody the password that lies beside the database, and returns it."""
    people = User.objects.filter(username__in=PEOPLE)
    password = _password_file().read_text(encoding="ascii")
    if people.filter(password="").exists():
        people.update(password=make_password(password))
        for email, role in ROLES.items():
            roles.set_roles(User.objects.get(username=email), [role])
    return password


def _password_file() -> Path:
    return Path(settings.VAR_DIR) / "demo-password"
