"""Papers of a shopper who is forgotten: kept while the law wants to see where an order went, and
erased then.
"""

from __future__ import annotations

from datetime import date

from django.core.files.storage import storages
from django.db.models import Q

from troth.fulfillment.models import CounterReceipt, Label, Parcel, ParcelBack, ReturnLabel
from troth.orders.erasure import ERASED
from troth.orders.models import Event


def erase_due(*, today: date, limit: int = 200) -> int:
    """Deletes labels, receipts and proofs of delivery of erased orders whose last day has passed.
    Returns how many orders.
    """
    has_papers = (
        Q(order__parcels__proof__gt="")
        | Q(order__parcels__labels__file__gt="")
        | Q(order__parcels__labels__receipt__file__gt="")
    )
    erasures = Event.objects.filter(has_papers, kind=ERASED).distinct().order_by("pk")
    done = 0
    for event in erasures.iterator(chunk_size=limit):
        until = [entry["until"] for entry in event.facts["kept"] if entry["until"]]
        if done < limit and until and date.fromisoformat(max(until)) < today:
            done += _erase_papers(event.order_id)
    return done


def _erase_papers(order_id: int) -> int:
    labels = Label.objects.filter(parcel__order=order_id).exclude(file="")
    parcels = Parcel.objects.filter(order=order_id).exclude(proof="")
    returns = ReturnLabel.objects.filter(returned__order=order_id).exclude(file="")
    receipts = CounterReceipt.objects.filter(label__parcel__order=order_id).exclude(file="")
    back = ParcelBack.objects.filter(returned__order=order_id).exclude(file="")
    names = [
        *receipts.values_list("file", flat=True),
        *labels.values_list("file", flat=True),
        *parcels.values_list("proof", flat=True),
        *returns.values_list("file", flat=True),
        *back.values_list("file", flat=True),
    ]
    for name in names:
        storages["evidence"].delete(name)
    labels.update(file="")
    receipts.update(file="")
    returns.update(file="")
    back.update(file="")
    parcels.update(proof="")
    return int(bool(names))
