"""`troth staff`: who is on the staff, with which roles."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management.base import CommandParser

from troth import clock, roles
from troth.access_log.actions import record_access
from troth.commands.base import StoreCommand, operator
from troth.commands.errors import WrongInput
from troth.commands.people import add_person, check_email, read_roles, roles_in_words
from troth.desk.auth.devices import device_link
from troth.desk.auth.passwords import issue_password


class Command(StoreCommand):
    """Lists, adds, changes and removes people."""

    help = (
        "Without EMAIL, lists the staff. The first one on it becomes an owner, who may do"
        " everything."
    )
    migrates = True

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, and what."""
        parser.add_argument(
            "email", metavar="EMAIL", nargs="?", help="who is added, or changed where known already"
        )
        parser.add_argument(
            "--roles",
            metavar="ROLES",
            help="exactly these from now on, by commas: care, warehouse, authenticator, finance,"
            " owner; or none",
        )
        parser.add_argument(
            "--reset",
            action="store_true",
            help="who lost their way in: a new first password, printed once; passkeys, app and"
            " recovery codes are removed, and every session ends",
        )
        parser.add_argument(
            "--remove",
            action="store_true",
            help="takes them off the staff: no roles, no sign-in, every session ends; what they did"
            " stays on record, and --roles takes them on again",
        )
        parser.add_argument(
            "--sign-out", action="store_true", help="ends every session of theirs, wherever it is"
        )
        parser.add_argument(
            "--device-link",
            action="store_true",
            help="prints a link, good once and for half an hour: the browser that opens it may try"
            " their password while tries from unknown browsers are refused",
        )

    def perform(self) -> None:
        """Does what the options say, in their order."""
        options = self.options
        named = None if options.roles is None else read_roles(options.roles)
        changes = self.changes(named)
        if options.email is None:
            if changes:
                raise WrongInput("EMAIL: whose roles, whose way in?")
            print_staff()
            return
        check_email(options.email, "EMAIL")
        user = User.objects.filter(username__iexact=options.email).first()
        if user is None:
            if options.reset or options.remove or options.sign_out or options.device_link:
                raise WrongInput(f"EMAIL: {options.email} is not on the staff")
            add_to_staff(options.email, named or set())
            return
        if not changes:
            raise WrongInput(
                f"EMAIL: {user.get_username()} is already known; change what they do with --roles"
            )
        for change in changes:
            change(user)

    def changes(self, named: set[str] | None) -> list[Callable[[User], None]]:
        """What is asked to be done to somebody who is known already."""
        options = self.options
        changes: list[Callable[[User], None]] = []
        if named is not None:
            changes.append(lambda user: change_roles(user, named))
        if options.reset:
            changes.append(reset_sign_in)
        if options.remove:
            changes.append(remove_from_staff)
        if options.sign_out:
            changes.append(sign_out_everywhere)
        if options.device_link:
            changes.append(print_device_link)
        return changes


def print_staff() -> None:
    """A line each."""
    people = User.objects.filter(is_staff=True, is_active=True).order_by("username")
    for person in people.prefetch_related("groups"):
        roles_held = roles_in_words([group.name for group in person.groups.all()])
        factor = "has a second factor" if is_mfa_enabled(person) else "has no second factor"
        seen = f"{person.last_login:%Y-%m-%d %H:%M} UTC" if person.last_login else "never"
        print(f"{person.get_username()}: {roles_held}; {factor}; last signed in: {seen}")


def add_to_staff(email: str, named: set[str]) -> None:
    """With a first password, printed once. The first person becomes an owner."""
    first = not User.objects.filter(is_staff=True).exists()
    named = named | ({roles.OWNER} if first else set())
    if not named:
        raise WrongInput(f"--roles: what is {email} to do? {', '.join(roles.ROLES)}, by commas")
    person = add_person(email, password=None, named=named)
    password = issue_recorded_password(person)
    record_staff_access("staff_added", person, f"roles: {roles_in_words(named)}")
    as_first = ", as the first one here" if first else ""
    print(f"{email} is on the staff: {roles_in_words(named)}{as_first}.")
    print(f"They may sign in at /desk/ with the password {password} {password_ends()}")


def change_roles(user: User, named: set[str]) -> None:
    """Exactly these from now on; somebody who was removed is taken on again."""
    try:
        roles.set_roles(user, named)
    except roles.OnlyOwner as only:
        raise WrongInput(f"--roles: {only}") from only
    user.is_staff = user.is_active = True
    user.save(update_fields=["is_staff", "is_active"])
    record_staff_access("roles_changed", user, f"roles: {roles_in_words(named)}")
    print(f"{user.get_username()} from now on: {roles_in_words(named)}.")


def reset_sign_in(user: User) -> None:
    """A new first password also ends every session of theirs."""
    password = issue_recorded_password(user)
    Authenticator.objects.filter(user=user).delete()
    record_staff_access("factor_removed", user, "all of them")
    print(
        f"{user.get_username()} may sign in at /desk/ with the password {password}"
        f" {password_ends()} They are signed out everywhere."
    )


def remove_from_staff(user: User) -> None:
    """What they did stays on record."""
    try:
        roles.set_roles(user, [])
    except roles.OnlyOwner as only:
        raise WrongInput(f"--remove: {only}") from only
    user.is_active = False
    user.save(update_fields=["is_active"])
    record_staff_access("staff_removed", user, "")
    sign_out_everywhere(user)
    print(f"{user.get_username()} is off the staff.")


def sign_out_everywhere(user: User) -> None:
    """Ends every session of theirs, those too that no list shows."""
    ended = 0
    for session in Session.objects.all().iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    record_staff_access("session_ended", user, f"{ended} of them")
    print(f"{user.get_username()} is signed out everywhere: {ended} sessions have ended.")


def print_device_link(user: User) -> None:
    """A link that lets one browser try."""
    link = device_link(user)
    record_staff_access("device_link_made", user, "")
    print(f"For {user.get_username()} alone, once, within half an hour: {link}")


def issue_recorded_password(person: User) -> str:
    """A first password, with a record that it was issued."""
    password = issue_password(person, now=clock.now())
    record_staff_access("password_issued", person, "")
    return password


def password_ends() -> str:
    """Until when a first password is good."""
    return f"within {settings.FIRST_PASSWORD_HOURS} hours, and must then choose one of their own."


def record_staff_access(kind: str, person: User, detail: str) -> None:
    """What was done to whose sign-in, and by which user of this machine."""
    about = person.get_username()
    record_access(kind=kind, who=operator(), about=about, detail=detail, now=clock.now())
