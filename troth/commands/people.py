"""People on the staff, as the commands add and name them."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from troth import roles
from troth.commands.errors import WrongInput


def add_person(email: str, *, password: str | None, named: Collection[str]) -> User:
    """A new member of staff with these roles."""
    person = User.objects.create_user(username=email, email=email, password=password, is_staff=True)
    roles.set_roles(person, named)
    return person


def check_email(email: str, option: str) -> None:
    """Raises `WrongInput`, naming the option, for what is not an email address."""
    try:
        validate_email(email)
    except ValidationError:
        raise WrongInput(f"{option}: {email!r} is not an email address") from None


def read_roles(text: str) -> set[str]:
    """By commas, or none. Raises `WrongInput` for one that there isn't."""
    named = {part.strip().lower() for part in text.split(",")} - {"none"}
    for unknown in sorted(named.difference(roles.ROLES)):
        raise WrongInput(
            f"--roles: {unknown!r} is not a role; there are {', '.join(roles.ROLES)}, or none"
        )
    return named


def roles_in_words(named: Collection[str]) -> str:
    """The roles in their usual order."""
    return ", ".join(role for role in roles.ROLES if role in named) or "no role"
