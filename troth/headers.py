"""What every answer tells a browser to forbid, whoever made the answer: a page, a redirect, an
error, a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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


def policy(*, frames: bool = False) -> str:
    """The content security policy of a page: our own files only, no inline script or style, no
    frame but ours where `frames` says so. Photos may come from where they are kept, and a form may
    lead to where shoppers pay.
    """
    own = "'self'"
    photos, pay = settings.PHOTO_ORIGINS, settings.PAYMENT_PAGES
    told: dict[str, Iterable[str]] = {
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
        told["frame-src"] = [own]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in told.items())


class Headers:
    """The outermost middleware. What a door has said itself stays: a letter's or a photo's own
    policy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self._get_response(request)
        answer.headers.setdefault("Content-Security-Policy", policy())
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        answer.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return answer
