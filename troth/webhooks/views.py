"""Messages from the payment provider and from carriers. Kept first, answered at once, settled in
the background.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from troth import clock
from troth.checkout import payment_sync, tasks
from troth.fulfillment import tasks as fulfillment
from troth.fulfillment.carriers.interface import InvalidCarrierSignature as ForgedScan
from troth.fulfillment.carriers.registry import configured_carriers
from troth.fulfillment.tracking import tracking_events
from troth.payments.provider import InvalidWebhookSignature, configured_provider

MOST_EVENTS = 1000


@csrf_exempt
@require_POST
def payment_webhook(request: HttpRequest) -> HttpResponse:
    """400 for what isn't the provider's, or is older than five minutes; else 200, however often it
    comes.
    """
    try:
        message = configured_provider().message(
            request.body, request.headers.get("Stripe-Signature", "")[:1000]
        )
    except InvalidWebhookSignature:
        return JsonResponse({"error": "the signature is not right, or too old"}, status=400)
    received = payment_sync.store_webhook(message=message, now=clock.now())
    if received is not None:
        tasks.process_provider_webhook.enqueue(received.pk)
    return JsonResponse({"received": True})


@csrf_exempt
@require_POST
def carrier_webhook(request: HttpRequest, key: str) -> HttpResponse:
    """404 for a carrier that isn't set up, 400 for what isn't its own; else 200, however often it
    comes.
    """
    adapter = configured_carriers().get(key)
    if adapter is None:
        return JsonResponse({"error": "no such carrier here"}, status=404)
    try:
        seen = adapter.message(request.body, dict(request.headers))
    except ForgedScan:
        return JsonResponse({"error": "the signature is not right"}, status=400)
    for number in sorted(
        tracking_events.store_events(seen[:MOST_EVENTS], carrier=key, how="told", now=clock.now())
    ):
        fulfillment.apply_carrier_events.enqueue(key, number)
    return JsonResponse({"received": True})
