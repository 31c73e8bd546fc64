"""What a machine asks that watches over the store."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from troth import clock
from troth.operations import figures, health
from troth.orders.policy_versions import terms_at

# How long a reader may rely on a copy of security.txt (RFC 9116 recommends less than a year). It is
# counted from each answer, so the file that we serve never lapses.
SECURITY_TXT_DAYS = 180


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while this process answers: whoever restarts it asks here."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when all that an order needs is there, else 503; each check by name, with `ok` or what is
    wrong.
    """
    checks = health.run_checks()
    ready = all(outcome == "ok" for outcome in checks.values())
    return JsonResponse(
        {"status": "ok" if ready else "not ready", "checks": checks}, status=200 if ready else 503
    )


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What the store counts, in Prometheus's text format, for who sends METRICS_TOKEN as a bearer
    token; else 404.
    """
    authorization = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not constant_time_compare(authorization, wanted):
        raise Http404("no such page")
    return HttpResponse(
        figures.metrics_text(now=clock.now()),
        content_type="text/plain; version=0.0.4; charset=utf-8",
    )


@cache_control(public=True, max_age=24 * 3600)
@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116): SECURITY_CONTACT, or care's address without it."""
    now = clock.now()
    contacts = settings.SECURITY_CONTACT or [f"mailto:{terms_at(now).file.store.care_email}"]
    expires = (now + timedelta(days=SECURITY_TXT_DAYS)).astimezone(UTC).replace(microsecond=0)
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, ja",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
