"""Who may come in at the desk, and as whom they act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from troth import clock, roles
from troth.access_log.actions import record_access
from troth.desk import access
from troth.desk.sessions import MUST_CHANGE, is_session_over
from troth.network import address_of
from troth.policy.texts import as_text

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request behind `staff_only`: its user has signed in."""

    user: User


def staff_only(view: View) -> View:
    """Asks for a sign-in; a signed-in person who is not staff is refused."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_staff:
            return render(request, "desk/refused.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


def require_roles(pages: list[URLPattern]) -> list[URLPattern]:
    """Each page for those whom the table in `access` names, whatever its view forgot to ask."""
    for page in pages:
        if page.name not in access.OPEN:
            page.callback = _require_page_roles(page.callback, str(page.name))
    return pages


def _require_page_roles(view: View, page: str) -> View:
    @staff_only
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if page not in access.OWN and page not in access.PAGES:
            return _refuse_access(request, page)
        if is_session_over(request):
            logout(request)
            messages.info(request, _("Your session is over after twelve hours. Sign in again."))
            return redirect_to_login(request.get_full_path())
        if request.session.get(MUST_CHANGE) and page not in access.FIRST:
            messages.info(
                request, _("First choose a password of your own: this one was made for you.")
            )
            return redirect("account_change_password")
        if page in access.OWN or access.may_open_page(request.user, page):
            return view(request, *args, **kwargs)
        if not roles.may_act(request.user):
            messages.info(
                request,
                _(
                    "First set up a passkey or an authenticator app: the desk opens with a second"
                    " proof."
                ),
            )
            return redirect("mfa_index")
        return _refuse_access(request, page)

    return checked


def _refuse_access(request: HttpRequest, page: str) -> HttpResponse:
    record_access(
        kind="access_refused",
        who=request.user.get_username(),
        about=page,
        address=address_of(request),
        now=clock.now(),
    )
    held = [role for role in roles.ROLES if role in roles.roles_of(request.user)]
    context = {
        "needed": _list_in_words(access.PAGES.get(page) or (roles.OWNER,)),
        "held": _list_in_words(held),
    }
    return render(request, "desk/not_your_role.html", context, status=403)


def _list_in_words(named: Sequence[str]) -> str:
    """`care, warehouse and finance`, in the language of who reads."""
    *first, last = [_(role) for role in named] or [""]
    return _(" and ").join(filter(None, (", ".join(first), last)))


def actor_of(request: HttpRequest) -> str:
    """Who acts, as timelines write it."""
    return f"staff:{request.user.get_username()}"[:100]


def typed_text(request: HttpRequest, name: str, longest: int) -> str:
    """A field that no form reads, as it can be stored and printed: without what is no text."""
    return as_text(request.POST.get(name, "")).strip()[:longest]
