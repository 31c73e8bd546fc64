"""The roles on the staff, as Django groups that are made after each `migrate`: which there are, and
who holds them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import Group, User

CARE, WAREHOUSE, AUTHENTICATOR, FINANCE, OWNER = (
    "care",
    "warehouse",
    "authenticator",
    "finance",
    "owner",
)
ROLES = (CARE, WAREHOUSE, AUTHENTICATOR, FINANCE, OWNER)
ORDERS = (CARE, WAREHOUSE, FINANCE)  # who may see anybody's order


class OnlyOwner(Exception):
    """The role of the only owner can't be taken away: nobody could give it back."""


def roles_of(person: Any) -> frozenset[str]:
    """The roles that they hold; asked of the database once for each request."""
    if not hasattr(person, "roles_held"):
        person.roles_held = frozenset(person.groups.values_list("name", flat=True))
    held: frozenset[str] = person.roles_held
    return held


def may_act(person: Any) -> bool:
    """Whether they act for the store as they are signed in: in production, not without a second
    factor.
    """
    if not (person.is_active and person.is_staff):
        return False
    if settings.SECOND_FACTOR_REQUIRED and not hasattr(person, "has_second_factor"):
        person.has_second_factor = is_mfa_enabled(
            person, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        )
    return bool(not settings.SECOND_FACTOR_REQUIRED or person.has_second_factor)


def has_role(person: Any, named: Collection[str]) -> bool:
    """Whether one of these roles is theirs, or that of an owner, who may everything."""
    return may_act(person) and not roles_of(person).isdisjoint({*named, OWNER})


def set_roles(person: User, roles: Collection[str]) -> None:
    """They hold exactly these roles from now on. Raises `OnlyOwner`, and KeyError for a role that
    there is not.
    """
    groups = Group.objects.in_bulk(roles, field_name="name")
    if OWNER not in roles and [owner.pk for owner in all_owners()[:2]] == [person.pk]:
        raise OnlyOwner(f"{person.get_username()} is the only owner; make another one first")
    person.groups.set([groups[role] for role in roles])
    vars(person).pop("roles_held", None)


def all_owners() -> Any:
    """Who holds the role of owner, and may sign in."""
    return User.objects.filter(groups__name=OWNER, is_active=True, is_staff=True)


def has_owner() -> bool:
    return bool(all_owners().exists())
