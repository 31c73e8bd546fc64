"""What each role may do beyond opening pages: the permissions that the actions ask for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group

from troth import roles
from troth.catalog.actions import JUDGE, SEE_SERIALS, permission_of
from troth.payments.actions import MOVE_MONEY

RIGHTS = {
    roles.CARE: [MOVE_MONEY],
    roles.WAREHOUSE: [],
    roles.AUTHENTICATOR: [JUDGE, SEE_SERIALS],
    roles.FINANCE: [MOVE_MONEY],
    roles.OWNER: [JUDGE, SEE_SERIALS, MOVE_MONEY],
}


def create_role_groups(**_signal: Any) -> None:
    """Each role is a group with exactly these rights. Called after every `migrate`, once Django has
    made the permissions; a second time changes nothing.
    """
    for role, rights in RIGHTS.items():
        group, _made = Group.objects.get_or_create(name=role)
        group.permissions.set([permission_of(right) for right in rights])
