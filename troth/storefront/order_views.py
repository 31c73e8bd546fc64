"""The order's own page: behind a link nobody can guess, which is traded for a cookie and leaves the
address bar.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from icalendar import Calendar, Event

from troth import clock, roles
from troth.care import cancelling
from troth.care.models import CANCEL, DONE
from troth.fulfillment import likely, rounds
from troth.fulfillment.models import Delay, Parcel
from troth.fulfillment.queue import UnableTo
from troth.notices import arrivals, repeating
from troth.orders.links import hash_of
from troth.orders.models import Order
from troth.policy.wording import STAFF_ONLY, TOLD_BY_THE_ORDER
from troth.storefront import bag as bags
from troth.storefront.forms import FindOrderForm
from troth.storefront.paper import paper_context

MOST_REQUESTS = 50


@never_cache
@require_GET
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed address: nothing of the order changes, the browser may see it, and the secret is
    gone from its bar.
    """
    found = Order.objects.filter(link_hash=hash_of(token)).only("number").first()
    if found is None:
        return closed(request)
    bags.let_see(request, found)
    answer = redirect(found)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@require_GET
def order(request: HttpRequest, number: str) -> HttpResponse:
    if not _may_see(request, number):
        return closed(request)
    return _shown(request, "storefront/order.html", number, thanks="thanks" in request.GET)


@never_cache
@require_GET
def order_print(request: HttpRequest, number: str) -> HttpResponse:
    """A copy made for paper."""
    if not _may_see(request, number):
        return closed(request)
    return _shown(request, "storefront/order_print.html", number, for_paper=True)


@never_cache
@require_GET
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The delivery window as a calendar file; fetched again, it replaces what it was (RFC 5545)."""
    if not _may_see(request, number):
        return closed(request)
    found = find_one(number)
    if found is None:
        return closed(request)
    answer = HttpResponse(_calendar(found).to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _calendar(found: Order) -> Calendar:
    terms = found.policy.terms
    file = Calendar()
    file.add("prodid", "-//Troth//order//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    for warehouse, promise in found.promised:
        window, event = promise["arrives"], Event()
        event.add(
            "uid", f"{found.number}.{warehouse}@{terms.file.store.care_email.partition('@')[2]}"
        )
        event.add("dtstamp", found.placed_at)
        event.add("sequence", 0)
        event.add("dtstart", date.fromisoformat(window["earliest"]))
        event.add(
            "dtend", date.fromisoformat(window["latest"]) + timedelta(days=1)
        )  # a day's end is the next day
        signs = " Someone must sign for it." if terms.file.signature.required else ""
        event.add("summary", f"{terms.file.store.name}: order {found.number} should arrive")
        event.add(
            "description",
            f"It should arrive within these days.{signs} Care: {terms.file.store.care_email}",
        )
        event.add("transp", "TRANSPARENT")
        file.add_component(event)
    return file


@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Whoever lost the link has the confirmation mailed again, to the order's address; the answer
    tells nobody more.
    """
    form = FindOrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        repeating.ask(now=clock.now(), **form.cleaned_data)
        messages.success(
            request,
            "If the number and the address belong together, the confirmation is on its way to it"
            " once more.",
        )
        return redirect("find_order")
    return render(request, "storefront/find_order.html", {"form": form})


def _may_see(request: HttpRequest, number: str) -> bool:
    return bags.may_see(request, number) or roles.hold(request.user, roles.ORDERS)


def closed(request: HttpRequest) -> HttpResponse:
    """The same page whether there is such an order or not."""
    return render(
        request, "storefront/find_order.html", {"form": FindOrderForm(), "closed": True}, status=404
    )


@never_cache
@require_GET
def mistyped(request: HttpRequest, mistyped: str) -> HttpResponse:
    """No number of ours looks so. Whoever followed a broken link is told how to find the order, as
    with every other.
    """
    del mistyped
    return closed(request)


def find_one(number: str) -> Order | None:
    """The order with what its pages show."""
    told = Order.objects.select_related("recipient", "policy", "payment").defer("policy__source")
    told = told.prefetch_related("events__line")
    return told.filter(number=number).first()


def _shown(request: HttpRequest, template: str, number: str, **more: Any) -> HttpResponse:
    found = find_one(number)
    if found is None:
        return closed(request)
    if more.pop("for_paper", False):
        more |= paper_context(found, clock.now())
    answer = render(request, template, _context(found) | more)
    # No other site is told the address; without any, a browser would send the page's own forms from
    # nowhere.
    answer["Referrer-Policy"] = "same-origin"
    return answer


@never_cache
@require_POST
def answer_delay(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """The shopper's choice in a delay: to wait, or to cancel for a full refund."""
    if not bags.may_see(request, number):
        return closed(request)
    delay = get_object_or_404(Delay, pk=key, order__number=number)
    chosen = request.POST.get("answer")
    try:
        if chosen not in (rounds.WAIT, rounds.CANCEL):
            raise UnableTo("cancellation", "Choose to wait or to cancel.")
        rounds.answer(delay=delay, answer=chosen, now=clock.now(), by="shopper")
        done = (
            "Thank you: it goes on as soon as it can."
            if chosen == rounds.WAIT
            else "It is called off: all goes back."
        )
        messages.success(request, done)
    except UnableTo as unable:
        messages.error(request, str(unable))
    return redirect("order", number=number)


@never_cache
@require_GET
def proof(request: HttpRequest, number: str, key: int) -> HttpResponseBase:
    """The carrier's own proof of delivery."""
    parcel = (
        Parcel.objects.filter(pk=key, order__number=number).first()
        if _may_see(request, number)
        else None
    )
    if parcel is None or not parcel.proof:
        return closed(request)
    return FileResponse(
        parcel.proof.open("rb"), content_type="application/pdf", filename=f"{number}-delivered.pdf"
    )


def _under_way(found: Order) -> dict[str, Any]:
    """How the promise stands now, where the parcels are, and what the shopper may choose."""
    delays: Any = rounds.open_rounds(found)
    for delay in delays:
        delay.says = delay.steps[-1]["says"]
    made = found.promises
    standings = found.standings.filter(shipped_at=None, ended_at=None)
    moved = [
        each
        for each in standings
        if each.unknown_why or str(each.arrives_by) != made[each.warehouse]["arrives"]["latest"]
    ]
    tracked = list(found.parcels.filter(left_at__isnull=False).order_by("pk"))
    return {
        "delays": delays,
        "moved": moved,
        "tracked": tracked,
        "delivered": bool(tracked) and all(each.delivered_at for each in tracked),
        "estimates": likely.of(found),
    }


def _to_ask(found: Order) -> dict[str, Any]:
    """What the shopper has asked for, and what they may ask for now."""
    asked: Any = list(
        found.requests.order_by("-pk").prefetch_related("attachments", "notes")[:MOST_REQUESTS]
    )
    for each in asked:
        each.shown_papers = [
            paper for paper in each.attachments.all() if paper.shown and paper.file
        ]
        each.replies = [note for note in each.notes.all() if note.event_id and note.says]
    verdict, open_kinds = (
        cancelling.verdict_of(found, asked_at=clock.now()),
        {e.kind for e in asked if e.state != DONE},
    )
    return {
        "requests": asked,
        "may_cancel": verdict.verdict != "refused" and CANCEL not in open_kinds,
        "cancel_verdict": verdict,
    }


def _for_shoppers(kind: str, *, alone: bool) -> bool:
    """What only staff must know stays with them, and nothing is told twice."""
    return kind not in STAFF_ONLY and not (alone and kind in TOLD_BY_THE_ORDER)


def _context(found: Order) -> dict[str, Any]:
    events = sorted(found.events.all(), key=lambda event: event.pk)
    closes_at, lines = found.cancellation_closes_at(clock.now()), list(found.lines.order_by("pk"))
    return (
        _under_way(found)
        | _to_ask(found)
        | {
            "order": found,
            "confirmation": arrivals.arrival_of(found, now=clock.now()),
            "payment": getattr(found, "payment", None),
            "terms": found.policy.terms,
            "method": found.policy.terms.methods[found.method],
            "carrier": found.policy.terms.file.carriers[found.carrier],
            "recipient": found.recipient,
            "lines": lines,
            "told": [event for event in events if _for_shoppers(event.kind, alone=len(lines) == 1)],
            "parcels": [event for event in events if event.kind == "parcel.shipped"],
            "limits": [event for event in events if event.facts.get("closes_at")][-1:],
            "closes_at": closes_at,
            "window_open": closes_at is None or clock.now() <= closes_at,
            "now": clock.now(),
            "review": found.review(),
            "off": next((event for event in events if event.kind == "order.called_off"), None),
        }
    )
