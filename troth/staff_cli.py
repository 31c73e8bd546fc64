"""`troth staff`: who is on the staff, with which roles."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from troth.money_cli import WrongInput, prepared


def add_commands(commands: Any) -> None:
    """Adds it to the parser of `troth.cli`."""
    staff = commands.add_parser(
        "staff",
        help=(
            "list the staff; add somebody, whose password is printed once; change somebody's roles"
        ),
        description=(
            "Without EMAIL, lists the staff. The first one on it becomes an owner, who may do"
            " everything."
        ),
    )
    staff.add_argument(
        "email", metavar="EMAIL", nargs="?", help="who is added, or changed where known already"
    )
    staff.add_argument(
        "--roles",
        metavar="ROLES",
        help=(
            "exactly these from now on, by commas: care, warehouse, authenticator, finance, owner;"
            " or none"
        ),
    )
    staff.add_argument(
        "--reset",
        action="store_true",
        help=(
            "who lost their way in: a new password, printed once; passkeys, app and recovery codes"
            " are forgotten"
        ),
    )
    staff.set_defaults(run=_staff)


def _staff(arguments: Any) -> None:
    prepared()
    from django.contrib.auth.models import User

    named = None if arguments.roles is None else _roles(arguments.roles)
    if arguments.email is None:
        if named is not None or arguments.reset:
            raise WrongInput("EMAIL: whose roles, whose way in?")
        return _list()
    check_email(arguments.email, "EMAIL")
    known = User.objects.filter(username__iexact=arguments.email).first()
    if known is None:
        return _add(arguments.email, named or set())
    if named is None and not arguments.reset:
        raise WrongInput(
            f"EMAIL: {known.get_username()} is already known; change what they do with --roles"
        )
    if named is not None:
        _change(known, named)
    if arguments.reset:
        _reset(known)
    return None


def _roles(text: str) -> set[str]:
    from troth.roles import ROLES

    named = {part.strip().lower() for part in text.split(",")} - {"none"}
    for unknown in sorted(named.difference(ROLES)):
        raise WrongInput(
            f"--roles: {unknown!r} is not a role; there are {', '.join(ROLES)}, or none"
        )
    return named


def _list() -> None:
    from django.contrib.auth.models import User

    for person in (
        User.objects.filter(is_staff=True).order_by("username").prefetch_related("groups")
    ):
        print(f"{person.get_username()}: {in_words([group.name for group in person.groups.all()])}")


def _add(email: str, named: set[str]) -> None:
    import secrets

    from django.contrib.auth.models import User

    from troth import roles

    first = not User.objects.filter(is_staff=True).exists()
    named = named | ({roles.OWNER} if first else set())
    if not named:
        raise WrongInput(f"--roles: what is {email} to do? {', '.join(roles.ROLES)}, by commas")
    password = secrets.token_urlsafe(12)
    add_person(email, password=password, named=named)
    print(
        f"{email} is on the staff: {in_words(named)}{', as the first one here' if first else ''}."
    )
    print(f"They may sign in at /desk/ with the password {password}")


def _change(known: Any, named: set[str]) -> None:
    from troth import roles

    try:
        roles.give(known, named)
    except roles.OnlyOwner as only:
        raise WrongInput(f"--roles: {only}") from only
    if not known.is_staff:
        known.is_staff = True
        known.save(update_fields=["is_staff"])
    print(f"{known.get_username()} from now on: {in_words(named)}.")


def _reset(known: Any) -> None:
    """A new password also ends every session of theirs."""
    import secrets

    from allauth.mfa.models import Authenticator

    password = secrets.token_urlsafe(12)
    known.set_password(password)
    known.save(update_fields=["password"])
    Authenticator.objects.filter(user=known).delete()
    print(
        f"{known.get_username()} may sign in at /desk/ with the password {password}, and is signed"
        " out everywhere."
    )


def in_words(named: Collection[str]) -> str:
    """The roles in their usual order."""
    from troth import roles

    return ", ".join(role for role in roles.ROLES if role in named) or "no role"


def add_person(email: str, *, password: str | None, named: Collection[str]) -> Any:
    """A new member of staff with these roles."""
    from django.contrib.auth.models import User

    from troth import roles

    person = User.objects.create_user(username=email, email=email, password=password, is_staff=True)
    roles.give(person, named)
    return person


def check_email(email: str, option: str) -> None:
    """Raises `WrongInput`, naming the option, for what is not an email address."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(email)
    except ValidationError:
        raise WrongInput(f"{option}: {email!r} is not an email address") from None
