"""Who may come in at the desk, and as whom they act."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache


def staff_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Asks for a sign-in; a signed-in person who is not staff is refused."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_staff:
            return render(request, "desk/refused.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


def by_whom(request: HttpRequest) -> str:
    """Who acts, as timelines write it."""
    return f"staff:{request.user.get_username()}"[:100]
