"""A page of the desk: its address, view, name and roles, as one entry of its subject's `urls`. None
is without roles, but for those of signing in.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponseBase
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RoutePattern

from troth.desk.looks import record_looks
from troth.desk.staff import require_roles, require_staff
from troth.roles import AUTHENTICATOR, CARE, FINANCE, ROLES, WAREHOUSE

View = Callable[..., HttpResponseBase]
EVERYBODY = (CARE, WAREHOUSE, AUTHENTICATOR, FINANCE)


class Page(URLPattern):
    """An address of the desk and who may open it; `roles` is empty for the pages of signing in."""

    def __init__(self, route: str, view: View, *, name: str, roles: tuple[str, ...] = ()) -> None:
        super().__init__(RoutePattern(route, name=name, is_endpoint=True), view, None, name)
        self.roles = roles


def page(route: str, view: View, *, name: str, roles: tuple[str, ...]) -> Page:
    """A page for staff with one of these roles, or an owner's; it leaves a record if in `looks`.

    Raises ImproperlyConfigured where no role is named, or one that there is not.
    """
    if not roles or not set(roles) <= set(ROLES):
        raise ImproperlyConfigured(f"{name} is for {roles!r}; name some of {', '.join(ROLES)}")
    guarded = require_roles(record_looks(view, page=name), page=name, needed=roles)
    return Page(route, guarded, name=name, roles=roles)


def own_page(route: str, view: View, *, name: str, for_first_password: bool = False) -> Page:
    """A page of one's own sign-in, for whoever is on the staff. With `for_first_password` it opens
    before a password that was printed has been changed.
    """
    return Page(route, require_staff(view, for_first_password=for_first_password), name=name)


def open_page(route: str, view: Any, *, name: str) -> Page:
    """A page for somebody who hasn't signed in."""
    return Page(route, view, name=name)


@cache
def page_roles() -> dict[str, tuple[str, ...]]:
    """The roles of each page that asks for one, by the page's name."""
    patterns = get_resolver("troth.desk.urls").url_patterns
    return {
        str(pattern.name): pattern.roles
        for pattern in patterns
        if isinstance(pattern, Page) and pattern.roles
    }
