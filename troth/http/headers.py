"""What every answer tells a browser to forbid, whoever made the answer: a page, a redirect, an
error, a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

# No door needs one of these; a passkey is asked for by our own pages alone.
REFUSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial",
    "usb", "xr-spatial-tracking",
)  # fmt: skip
PERMISSIONS = ", ".join(
    [*(f"{name}=()" for name in REFUSED), "publickey-credentials-get=(self)", "fullscreen=(self)"]
)
# A picture that is opened by itself: it may draw, and nothing else.
PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
# A letter as a mail program would show it: its own styles, no script, in a frame of ours.
LETTER = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox; frame-ancestors"
    " 'self'"
)

# What is shown to one person and must not stay in a browser: nothing of it is stored, and "back"
# asks again. Whole parts of the store, their refusals and redirects too.
NEVER_STORED = "no-store, no-cache, private, max-age=0"
UNSTORED_PATHS = ("/desk/", "/orders/", "/o/", "/checkout", "/searches")
# Every other page shows how full this shopper's bag is: no cache between may keep it for others,
# and a browser asks again before it shows its own copy. "Back" may use the page as it was left.
ONE_SHOPPERS = "private, no-cache"
# The web server says its own name where an answer doesn't name one.
SERVER = "web"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


def content_security_policy(*, frames: bool = False) -> str:
    """The content security policy of a page: our own files only, no inline script or style, no
    frame but ours where `frames` says so. Photos may come from where they are kept, and a form may
    lead to where shoppers pay.
    """
    own = "'self'"
    photos, pay = settings.PHOTO_ORIGINS, settings.PAYMENT_PAGES
    directives: dict[str, Iterable[str]] = {
        "default-src": ["'none'"],
        "script-src": [own],
        "style-src": [own],
        "font-src": [own],
        "connect-src": [own],
        "img-src": [own, *photos],
        "form-action": [own, *pay],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
    if frames:
        directives["frame-src"] = [own]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


class SecurityHeadersMiddleware:
    """The outermost middleware. What a door has said itself stays: a letter's or a photo's own
    policy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # TRACE repeats a request, its cookies too: nobody needs it.
        refused = request.method == "TRACE"
        answer = HttpResponseNotAllowed(METHODS) if refused else self._get_response(request)
        answer.headers.setdefault("Content-Security-Policy", content_security_policy())
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        answer.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        answer.headers.setdefault("Server", SERVER)
        answer.headers["Cache-Control"] = cache_rule(request.path_info, answer)
        return answer


def cache_rule(path: str, answer: HttpResponse) -> str:
    """What caches may do with an answer. One that depends on a cookie is never for everybody,
    whatever its view says.
    """
    cache_control = answer.headers.get("Cache-Control", "")
    if "no-store" in cache_control:
        return cache_control
    if path.startswith(UNSTORED_PATHS):
        return NEVER_STORED
    by_cookie = "cookie" in answer.headers.get("Vary", "").lower() or bool(answer.cookies)
    if cache_control and ("private" in cache_control or not by_cookie):
        return cache_control
    return ONE_SHOPPERS
