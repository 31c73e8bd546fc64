"""Everything that the store holds on whoever placed an order, by the order's link: as rows that a
page shows and a program reads.

What stays outside, and why, is said in the sections themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from troth.access_log.kinds import KINDS
from troth.access_log.models import AccessRecord
from troth.actors import Actor, is_staff
from troth.care.models import Attachment, Note
from troth.catalog.search.address import search_query_of
from troth.checkout.models import Checkout
from troth.email_addresses import mailbox_filter
from troth.fulfillment.models import Label, ReturnLabel
from troth.fulfillment.tracking.shipment_scans import scans_of_parcel
from troth.notifications import searches
from troth.notifications.models import Notification, SavedSearch, SentCopy
from troth.notifications.replies import about_mail
from troth.orders.labels import line_state_label
from troth.orders.links import PLACEHOLDER
from troth.orders.models import Event, Order
from troth.payments.models import Dispute, Payment, PaymentOperation
from troth.policy import retention
from troth.policy.money import dollars
from troth.policy.wording import EVENTS, REQUESTS, STAFF_ONLY, spaced_words
from troth.scanning.models import HeldUpload
from troth.scorecard.measures import BY_KEY
from troth.scorecard.models import Case

Row = dict[str, Any]
# Of the payment's checks: how likely fraud is thought to be, which teaches who tries it.
_OF_FRAUD = ("risk_level", "risk_score")


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of what is held: what it is, why it is held and how long, and the rows."""

    key: str
    title: str
    why: str
    rows: list[Row] = field(default_factory=list)


def sections_of(order: Order) -> list[Section]:
    """All that is held on whoever placed this order; sections that hold nothing are there too, so
    that it can be seen that they hold nothing.
    """
    return [Section(key, title, why, list(rows(order))) for key, title, why, rows in _SECTIONS]


def as_document(order: Order, *, now: datetime) -> dict[str, Any]:
    """The same for a program."""
    terms = order.policy.terms
    return {
        "about": f"What {terms.file.store.name} holds on whoever placed order {order.number}",
        "made_at": now,
        "held": [asdict(section) for section in sections_of(order)],
        "not_in_it": NOT_IN_IT,
        "erased_when_you_ask": retention.ERASED,
        "kept_after_that": [
            retained.data() for retained in retention.kept_records(terms, placed_at=order.placed_at)
        ],
    }


NOT_IN_IT = (
    "Your card's number: the payment provider holds it, and we never see it.",
    "What the payment provider and the carrier hold: they keep records of their own; ask them.",
    "Other orders: each opens by its own link.",
    (
        "What our staff write down among themselves, and how likely fraud was thought to be. Ask"
        " us: a person gives you a copy of what is about you, without what is about others."
    ),
    "Lines in our servers' logs: they hold no name and no address of yours.",
)


def _recipient_rows(order: Order) -> Iterator[Row]:
    recipient = order.recipient
    names = ("email", "name", "phone", "street", "street2", "city")
    row = {name: getattr(recipient, name) for name in names if getattr(recipient, name)}
    if recipient.hold_at:
        row |= {"hold_location": recipient.hold_name, "hold_location_hours": recipient.hold_hours}
    if row:
        yield row | {"state": order.ship_to_state, "zip": order.ship_to_zip}


def _order_rows(order: Order) -> Iterator[Row]:
    yield {
        "number": order.number,
        "placed_at": order.placed_at,
        "policy": f"{order.policy.name} {order.policy.digest[:12]}",
        "method": order.method,
        "state": order.ship_to_state,
        "zip": order.ship_to_zip,
        "pieces_total": dollars(order.items_cents),
        "shipping": dollars(order.shipping_cents),
        "sales_tax": dollars(order.tax_cents),
        "total": dollars(order.total_cents),
        "tax_by_thing": order.tax,
        "promises": order.promises,
        "what_you_agreed_to": order.agreed,
    }


def _piece_rows(order: Order) -> Iterator[Row]:
    for line in order.lines.order_by("pk"):
        yield {
            "title": line.title,
            "price": dollars(line.price_cents),
            "sales_tax": dollars(line.tax_cents),
            "state": line_state_label(line.state),
            "listing": line.listing,
        }


def _payment_rows(order: Order) -> Iterator[Row]:
    payment = Payment.objects.filter(order=order).first()
    if payment is None:
        return
    yield {
        "state": payment.state,
        "made_at": payment.made_at,
        "amount": dollars(payment.amount_cents),
        "charged": dollars(payment.captured_cents),
        "refunded": dollars(payment.refunded_cents),
        "card_and_checks": {
            name: value for name, value in payment.checks.items() if name not in _OF_FRAUD
        },
        "provider_reference": payment.intent_id or "",
    }
    yield from _movement_rows(payment)
    yield from _dispute_rows(payment)


def _movement_rows(payment: Payment) -> Iterator[Row]:
    for operation in PaymentOperation.objects.filter(payment=payment).order_by("pk"):
        yield {
            "movement": operation.kind,
            "amount": dollars(operation.amount_cents),
            "reason": operation.reason,
            "asked_at": operation.asked_at,
            "done_at": operation.done_at,
        }


def _dispute_rows(payment: Payment) -> Iterator[Row]:
    for dispute in Dispute.objects.filter(payment=payment).order_by("pk"):
        yield {
            "dispute": spaced_words(dispute.reason),
            "amount": dollars(dispute.amount_cents),
            "opened_at": dispute.opened_at,
            "closed_at": dispute.closed_at,
        }


def _checkout_rows(order: Order) -> Iterator[Row]:
    checkout = Checkout.objects.filter(key=order.checkout_key).exclude(address={}).first()
    if checkout is not None:
        yield {"address_as_typed": checkout.address, "started_at": checkout.started_at}


def _parcel_rows(order: Order) -> Iterator[Row]:
    for parcel in order.parcels.order_by("pk"):
        label = parcel.labels.filter(state=Label.BOUGHT).first()
        yield {
            "box": parcel.key,
            "carrier": label.carrier if label else parcel.carrier,
            "tracking_number": label.number if label else "",
            "packed_at": parcel.closed_at,
            "left_at": parcel.left_at,
            "status": parcel.status,
            "delivered_at": parcel.delivered_at,
            "signed_by": parcel.signed_by,
            "label_is_kept": bool(label and label.file),
            "proof_of_delivery_is_kept": bool(parcel.proof),
            "photos_of_the_open_box": parcel.photos.count(),
            "carrier_scans": [
                {
                    "at": scan.at,
                    "carrier_text": scan.carrier_text,
                    "place": scan.place,
                    "signed_by": scan.signed_by,
                }
                for scan in scans_of_parcel(parcel)
            ],
        }


def _return_rows(order: Order) -> Iterator[Row]:
    for returned in order.returns.order_by("pk"):
        yield {
            "return": returned.key,
            "opened_at": returned.opened_at,
            "carrier_text": returned.reason,
            "your_choice": returned.answer,
            "arrived_at": returned.arrived_at,
            "received_at": returned.received_at,
            "labels": [
                {"carrier": label.carrier, "number": label.number, "bought_at": label.bought_at}
                for label in returned.labels.filter(state=ReturnLabel.BOUGHT)
            ],
            "photos": returned.photos.count(),
        }


def _request_rows(order: Order) -> Iterator[Row]:
    for request in order.requests.order_by("pk"):
        yield {
            "request": request.key,
            "about": REQUESTS.get(request.kind, request.kind),
            "asked_at": request.asked_at,
            "how": request.how,
            "your_words": request.message,
            "what_the_policy_sentence": request.verdict.get("sentence", ""),
            "outcome": request.outcome,
            "our_reason": request.reason,
            "ended_at": request.ended_at,
            "internal_notes": Note.objects.filter(request=request, event=None).count(),
        }


def own_files(order: Order) -> QuerySet[Attachment]:
    """What the shopper sent, and what is for them. Papers that staff keep for themselves are like
    their notes.
    """
    files = Attachment.objects.filter(request__order=order).exclude(file="")
    return files.filter(Q(by=Actor.SHOPPER) | Q(shown=True))


def _file_rows(order: Order) -> Iterator[Row]:
    for attachment in own_files(order).select_related("request").order_by("pk"):
        yield {
            "file": attachment.name,
            "type": attachment.kind,
            "of_request": attachment.request.key,
            "sent_by": _actor_in_words(attachment.by),
            "at": attachment.at,
            "link": reverse("own_data_upload", args=[order.number, attachment.pk]),
        }
    for held in HeldUpload.objects.filter(order_number=order.number).exclude(name=""):
        yield {
            "file": held.name,
            "of_request": held.subject,
            "sent_by": _actor_in_words(held.by),
            "at": held.at,
            "virus_scan": held.state,
        }


def _mail_rows(order: Order) -> Iterator[Row]:
    for mail in order.mails.exclude(raw="").order_by("pk"):
        yield {
            "from": mail.sender,
            "received_at": mail.received_at,
            "subject": mail.subject,
            "text": mail.own,
            "sender_is_proven": mail.proven,
            "how_it_was_proven": mail.proof,
            "link": reverse("own_data_mail", args=[order.number, mail.pk]),
        }


def _letter_rows(order: Order) -> Iterator[Row]:
    answers = [
        pk
        for mail in order.mails.values_list("pk", flat=True)
        for pk in Notification.objects.filter(about__startswith=f"{about_mail(mail)}.").values_list(
            "pk", flat=True
        )
    ]
    care = order.policy.terms.file.store.care_email
    letters = Notification.objects.filter(event__order=order) | Notification.objects.filter(
        pk__in=answers
    )
    for letter in letters.exclude(to="").exclude(to=care).order_by("pk"):
        yield {
            "to": letter.to,
            "subject": letter.subject,
            "text": letter.text.replace(PLACEHOLDER, "(the link to your order)"),
            "written_at": letter.written_at,
            "sent_at": letter.sent_at,
            "copies": _copies_of(letter),
        }


def _copies_of(letter: Notification) -> list[Row]:
    return [
        {
            "handed_over_at": copy.handed_over_at,
            "delivered_at": copy.delivered_at,
            "came_back_at": copy.bounced_at,
            "why": copy.reason,
            "mail_provider": copy.provider,
        }
        for copy in SentCopy.objects.filter(notice=letter).order_by("pk")
    ]


def _search_rows(order: Order) -> Iterator[Row]:
    of_shopper = mailbox_filter("email", order.recipient.email)
    for search in SavedSearch.objects.filter(of_shopper).exclude(email="").order_by("pk"):
        yield {
            "search": searches.in_words(search_query_of(QueryDict(search.asked))),
            "email": search.email,
            "saved_at": search.saved_at,
            "confirmed_at": search.confirmed_at,
            "ended_at": search.ended_at,
        }


def _timeline_rows(order: Order) -> Iterator[Row]:
    for event in order.events.order_by("pk"):
        row = {
            "at": event.at,
            "what": order.policy.terms.named(EVENTS.get(event.kind, event.kind)),
            "by": _actor_in_words(event.by),
        }
        yield row | ({"details": _details_of(event)} if _is_shown(event) else {})


def _is_shown(event: Event) -> bool:
    return event.kind not in STAFF_ONLY and not event.kind.startswith("payment.review_")


def _details_of(event: Event) -> Any:
    return _without_names(event.facts)


def _without_names(value: Any) -> Any:
    """Facts without the names of our staff, who have rights of their own, and without how likely
    fraud was thought to be.
    """
    if isinstance(value, dict):
        return {name: _without_names(fact) for name, fact in value.items() if name not in _OF_FRAUD}
    if isinstance(value, list):
        return [_without_names(entry) for entry in value]
    return "the store" if isinstance(value, str) and is_staff(value) else value


def _access_rows(order: Order) -> Iterator[Row]:
    for record in AccessRecord.objects.filter(order_number=order.number).order_by("pk"):
        yield {"at": record.at, "what": KINDS.get(record.kind, record.kind), "by": "our staff"}


def _case_rows(order: Order) -> Iterator[Row]:
    for case in Case.objects.filter(order=order).order_by("pk"):
        measure = BY_KEY.get(case.measure)
        yield {
            "promise": measure.name if measure else case.measure,
            "kept": "not decided yet" if case.kept is None else case.kept,
            "outcome": case.outcome,
        }


def _actor_in_words(by: str) -> str:
    if by == Actor.SHOPPER:
        return "you"
    return "our staff" if is_staff(by) else "our system"


_SECTIONS: tuple[tuple[str, str, str, Callable[[Order], Iterator[Row]]], ...] = (
    (
        "recipient",
        "Who you are, and where it goes",
        "To send what you bought, and to write to you. Until you have it deleted.",
        _recipient_rows,
    ),
    (
        "order",
        "Your order",
        "It is the record of what was promised and of its sales tax, and is never changed.",
        _order_rows,
    ),
    ("pieces", "What you bought", "Part of the order.", _piece_rows),
    (
        "payment",
        "How it was paid",
        "To charge, refund and account for it. It holds no card number.",
        _payment_rows,
    ),
    (
        "checkout",
        "What you typed at checkout",
        "To place the order; erased a day after it was placed.",
        _checkout_rows,
    ),
    (
        "parcels",
        "Parcels",
        "To prove that it was sent and signed for. Labels and proofs of delivery name you.",
        _parcel_rows,
    ),
    ("returns", "What came back", "To settle what you sent back, or what came back.", _return_rows),
    ("requests", "What you asked for", "To answer you, and to show how.", _request_rows),
    ("files", "Files", "Evidence for what you asked for.", _file_rows),
    ("mails", "Emails from you", "To answer you, and to show how.", _mail_rows),
    (
        "letters",
        "Emails to you",
        "So that nothing is sent twice, and all can be shown.",
        _letter_rows,
    ),
    (
        "searches",
        "Searches that you saved",
        "To write to this address when something new matches.",
        _search_rows,
    ),
    (
        "timeline",
        "What happened",
        "Every promise is judged by it. It is never changed.",
        _timeline_rows,
    ),
    (
        "promises_kept",
        "Whether each promise was kept",
        "Worked out from what happened, to count how often promises are kept.",
        _case_rows,
    ),
    (
        "looks",
        "When our staff looked at it",
        "To find out who looked, if that is ever in question. Kept for about a year.",
        _access_rows,
    ),
)
