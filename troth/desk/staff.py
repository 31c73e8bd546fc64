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
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from troth import clock, roles
from troth.access_log.actions import record_access
from troth.actors import staff_actor
from troth.desk.sessions import MUST_CHANGE, is_session_over
from troth.http.network import address_of
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


def require_roles(view: View, *, page: str, needed: tuple[str, ...]) -> View:
    """The view for staff who hold one of these roles, or an owner's, whatever it forgot to ask."""

    @staff_only
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if answer := _redirect_unready(request, for_first_password=False):
            return answer
        if roles.has_role(request.user, needed):
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
        return _refuse_access(request, page, needed)

    return checked


def require_staff(view: View, *, for_first_password: bool) -> View:
    """The view for whoever is on the staff, before their second factor is there."""

    @staff_only
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = _redirect_unready(request, for_first_password=for_first_password)
        return answer or view(request, *args, **kwargs)

    return checked


def _redirect_unready(request: HttpRequest, *, for_first_password: bool) -> HttpResponse | None:
    """Where to go first: to sign in again, or to choose a password of one's own."""
    if is_session_over(request):
        logout(request)
        messages.info(request, _("Your session is over after twelve hours. Sign in again."))
        return redirect_to_login(request.get_full_path())
    if request.session.get(MUST_CHANGE) and not for_first_password:
        messages.info(request, _("First choose a password of your own: this one was made for you."))
        return redirect("account_change_password")
    return None


def _refuse_access(request: HttpRequest, page: str, needed: tuple[str, ...]) -> HttpResponse:
    record_access(
        kind="access_refused",
        who=request.user.get_username(),
        about=page,
        address=address_of(request),
        now=clock.now(),
    )
    held = [role for role in roles.ROLES if role in roles.roles_of(request.user)]
    context = {
        "needed": _list_in_words(needed),
        "held": _list_in_words(held),
    }
    return render(request, "desk/not_your_role.html", context, status=403)


def _list_in_words(named: Sequence[str]) -> str:
    """`care, warehouse and finance`, in the language of who reads."""
    *first, last = [_(role) for role in named] or [""]
    return _(" and ").join(filter(None, (", ".join(first), last)))


def actor_of(request: HttpRequest) -> str:
    """Who acts, as timelines write it."""
    return staff_actor(request.user.get_username())


def typed_text(request: HttpRequest, name: str, longest: int) -> str:
    """A field that no form reads, as it can be stored and printed: without what is no text."""
    return as_text(request.POST.get(name, "")).strip()[:longest]
