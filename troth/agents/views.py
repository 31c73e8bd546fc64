"""Messages from the payment provider. Kept first, answered at once, settled in the background."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from troth import clock
from troth.checkout import settling, tasks
from troth.payments.provider import Forged, provider


@csrf_exempt
@require_POST
def payment_provider(request: HttpRequest) -> HttpResponse:
    """400 for what isn't the provider's, or is older than five minutes; else 200, however often it comes."""
    try:
        message = provider().message(request.body, request.headers.get("Stripe-Signature", "")[:1000])
    except Forged:
        return JsonResponse({"error": "the signature is not right, or too old"}, status=400)
    received = settling.receive(message=message, now=clock.now())
    if received is not None:
        tasks.handle.enqueue(received.pk)
    return JsonResponse({"received": True})
