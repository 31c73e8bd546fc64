"""One's own account: the password; the sessions, and ending one or all others; signing out."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from troth import clock
from troth.access_log.actions import record_access
from troth.desk.auth import devices
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest
from troth.http.network import address_of

# By the word that only it has in what it says of itself, the special one before the common one.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@recent_login_required
def change_password(request: StaffRequest) -> HttpResponseBase:
    """Changes one's own password; every other session ends."""
    if not request.user.has_usable_password():
        messages.info(
            request,
            _("You have no password to change. Whoever runs the store can give you a first one."),
        )
        return redirect("mfa_index")
    answer: HttpResponseBase = account.password_change(request)
    return answer


@require_GET
def sessions_page(request: StaffRequest) -> HttpResponse:
    """Every place where this person is signed in, the newest first."""
    rows = [
        {
            "pk": session.pk,
            "began": session.created_at,
            "address": session.ip,
            "browser": browser_in_words(session.user_agent),
            "current": session.session_key == request.session.session_key,
        }
        for session in _live_sessions(request)
    ]
    return render(request, "desk/auth/sessions.html", {"sessions": rows})


@require_POST
@recent_login_required
def end_session(request: StaffRequest, key: int) -> HttpResponse:
    """Ends one of their own sessions; their current one by signing out."""
    session = get_object_or_404(UserSession, pk=key, user=request.user)
    if session.session_key == request.session.session_key:
        messages.info(request, _("This is the session that you are in: sign out to end it."))
        return redirect("desk_sessions")
    _end_sessions(request, [session])
    messages.success(request, _("That session has ended."))
    return redirect("desk_sessions")


@require_POST
@recent_login_required
def end_other_sessions(request: StaffRequest) -> HttpResponse:
    """Ends all of their sessions but this one."""
    others = [
        session
        for session in _live_sessions(request)
        if session.session_key != request.session.session_key
    ]
    _end_sessions(request, others)
    ended = ngettext("%(count)d session has ended.", "%(count)d sessions have ended.", len(others))
    messages.success(request, ended % {"count": len(others)})
    return redirect("desk_sessions")


@require_http_methods(["GET", "POST"])
def device_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link that the operator made: it lets its person try their password in this browser, while
    tries elsewhere are refused. It signs nobody in.
    """
    if request.method == "GET":
        valid = devices.person_of_link(token) is not None
        return render(request, "desk/auth/device_link.html", {"valid": valid})
    person = devices.use_link(token)
    if person is None:
        return render(request, "desk/auth/device_link.html", {"valid": False}, status=404)
    answer = redirect("account_login")
    devices.remember_device(request, answer, person)
    return answer


class SignOut(LogoutView):
    """Ends the session here, and whatever the browser has kept of it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The answer tells the browser to empty its cache."""
        answer = super().dispatch(request, *args, **kwargs)
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer


def browser_in_words(user_agent: str) -> str:
    """`Firefox, Windows`, of what a browser says of itself."""
    names = [
        next((name for word, name in table if word in user_agent), "")
        for table in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, names)) or user_agent[:60]


def _live_sessions(request: StaffRequest) -> list[UserSession]:
    """Their live sessions, this one among them."""
    live_sessions = UserSession.objects.purge_and_list(request.user)
    if not any(session.session_key == request.session.session_key for session in live_sessions):
        UserSession.objects.create_from_request(request)
        live_sessions = UserSession.objects.purge_and_list(request.user)
    return sorted(live_sessions, key=lambda session: session.created_at, reverse=True)


def _end_sessions(request: StaffRequest, ended: list[UserSession]) -> None:
    for session in ended:
        record_access(
            kind="session_ended",
            who=request.user.get_username(),
            about=browser_in_words(session.user_agent),
            address=address_of(request),
            detail=f"signed in {session.created_at:%Y-%m-%d %H:%M} UTC",
            now=clock.now(),
        )
        session.end()
