"""`troth staff`: who is on the staff, with which roles."""

from __future__ import annotations

from collections.abc import Callable, Collection
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
            "who lost their way in: a new first password, printed once; passkeys, app and recovery"
            " codes are removed, and every session ends"
        ),
    )
    staff.add_argument(
        "--remove",
        action="store_true",
        help=(
            "takes them off the staff: no roles, no sign-in, every session ends; what they did"
            " stays on record, and --roles takes them on again"
        ),
    )
    staff.add_argument(
        "--sign-out", action="store_true", help="ends every session of theirs, wherever it is"
    )
    staff.add_argument(
        "--device-link",
        action="store_true",
        help=(
            "prints a link, good once and for half an hour: the browser that opens it may try"
            " their password while tries from unknown browsers are refused"
        ),
    )
    staff.set_defaults(run=_staff)


def _staff(arguments: Any) -> None:
    prepared()
    from django.contrib.auth.models import User

    named = None if arguments.roles is None else _roles(arguments.roles)
    acts = _acts(arguments, named)
    if arguments.email is None:
        if acts:
            raise WrongInput("EMAIL: whose roles, whose way in?")
        return _list()
    check_email(arguments.email, "EMAIL")
    user = User.objects.filter(username__iexact=arguments.email).first()
    if user is None:
        if arguments.reset or arguments.remove or arguments.sign_out or arguments.device_link:
            raise WrongInput(f"EMAIL: {arguments.email} is not on the staff")
        return _add(arguments.email, named or set())
    if not acts:
        raise WrongInput(
            f"EMAIL: {user.get_username()} is already known; change what they do with --roles"
        )
    for act in acts:
        act(user)
    return None


def _acts(arguments: Any, named: set[str] | None) -> list[Callable[[Any], None]]:
    """What is asked to be done to somebody who is known already."""
    acts: list[Callable[[Any], None]] = []
    if named is not None:
        acts.append(lambda user: _change(user, named))
    if arguments.reset:
        acts.append(_reset)
    if arguments.remove:
        acts.append(_remove)
    if arguments.sign_out:
        acts.append(_sign_out)
    if arguments.device_link:
        acts.append(_device_link)
    return acts


def _roles(text: str) -> set[str]:
    from troth.roles import ROLES

    named = {part.strip().lower() for part in text.split(",")} - {"none"}
    for unknown in sorted(named.difference(ROLES)):
        raise WrongInput(
            f"--roles: {unknown!r} is not a role; there are {', '.join(ROLES)}, or none"
        )
    return named


def _list() -> None:
    from allauth.mfa.utils import is_mfa_enabled
    from django.contrib.auth.models import User

    people = User.objects.filter(is_staff=True, is_active=True).order_by("username")
    for person in people.prefetch_related("groups"):
        roles_held = in_words([group.name for group in person.groups.all()])
        factor = "has a second factor" if is_mfa_enabled(person) else "has no second factor"
        seen = f"{person.last_login:%Y-%m-%d %H:%M} UTC" if person.last_login else "never"
        print(f"{person.get_username()}: {roles_held}; {factor}; last signed in: {seen}")


def _add(email: str, named: set[str]) -> None:
    from django.contrib.auth.models import User

    from troth import roles

    first = not User.objects.filter(is_staff=True).exists()
    named = named | ({roles.OWNER} if first else set())
    if not named:
        raise WrongInput(f"--roles: what is {email} to do? {', '.join(roles.ROLES)}, by commas")
    person = add_person(email, password=None, named=named)
    password = _issue_password(person)
    _record("staff_added", person, f"roles: {in_words(named)}")
    print(
        f"{email} is on the staff: {in_words(named)}{', as the first one here' if first else ''}."
    )
    print(f"They may sign in at /desk/ with the password {password} {_until()}")


def _change(user: Any, named: set[str]) -> None:
    from troth import roles

    try:
        roles.give(user, named)
    except roles.OnlyOwner as only:
        raise WrongInput(f"--roles: {only}") from only
    user.is_staff = user.is_active = True
    user.save(update_fields=["is_staff", "is_active"])
    _record("roles_changed", user, f"roles: {in_words(named)}")
    print(f"{user.get_username()} from now on: {in_words(named)}.")


def _reset(user: Any) -> None:
    """A new first password also ends every session of theirs."""
    from allauth.mfa.models import Authenticator

    password = _issue_password(user)
    Authenticator.objects.filter(user=user).delete()
    _record("factor_removed", user, "all of them")
    print(
        f"{user.get_username()} may sign in at /desk/ with the password {password} {_until()}"
        " They are signed out everywhere."
    )


def _remove(user: Any) -> None:
    from troth import roles

    try:
        roles.give(user, [])
    except roles.OnlyOwner as only:
        raise WrongInput(f"--remove: {only}") from only
    user.is_active = False
    user.save(update_fields=["is_active"])
    _record("staff_removed", user, "")
    _sign_out(user)
    print(f"{user.get_username()} is off the staff.")


def _sign_out(user: Any) -> None:
    """Ends every session of theirs, those too that no list shows."""
    from django.contrib.sessions.models import Session

    ended = 0
    for session in Session.objects.all().iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    _record("session_ended", user, f"{ended} of them")
    print(f"{user.get_username()} is signed out everywhere: {ended} sessions have ended.")


def _device_link(user: Any) -> None:
    from troth.desk.devices import device_link

    link = device_link(user)
    _record("device_link_made", user, "")
    print(f"For {user.get_username()} alone, once, within half an hour: {link}")


def _issue_password(person: Any) -> str:
    from troth import clock
    from troth.desk.passwords import issue_password

    password = issue_password(person, now=clock.now())
    _record("password_issued", person, "")
    return password


def _until() -> str:
    from django.conf import settings

    return f"within {settings.FIRST_PASSWORD_HOURS} hours, and must then choose one of their own."


def _record(kind: str, person: Any, detail: str) -> None:
    """What was done to whose sign-in, and by which user of this machine."""
    import getpass

    from troth import clock
    from troth.access_log.actions import record_access

    record_access(
        kind=kind,
        who=f"operator:{getpass.getuser()}",
        about=person.get_username(),
        detail=detail,
        now=clock.now(),
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
