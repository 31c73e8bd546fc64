"""The desk in English or Japanese: as the person chose, else as their browser asks. The store's
pages stay English.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation


class LanguageMiddleware:
    """`?lang=ja` on any page of the desk chooses for a year. What is kept or mailed is English,
    whoever acts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/desk/"):
            return self.get_response(request)
        chosen = request.GET.get("lang", "")
        if chosen in dict(settings.LANGUAGES) and request.method == "GET":
            return _store_choice(request, chosen)
        with translation.override(translation.get_language_from_request(request)):
            return self.get_response(request)


def _store_choice(request: HttpRequest, chosen: str) -> HttpResponse:
    rest = request.GET.copy()
    del rest["lang"]
    answer = redirect(f"{request.path}?{rest.urlencode()}" if rest else request.path)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer
