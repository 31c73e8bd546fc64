"""The carrier's own proof of delivery, kept while the carrier still has it: clause `signature`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db.models import Q

from troth.fulfillment.carriers.interface import Carrier, CarrierRefused, CarrierUnreachable
from troth.fulfillment.models import Label, Parcel
from troth.policy.shipping.tracking import ParcelStatus

ASK_EVERY = timedelta(hours=2)
ASKED_FOR = timedelta(days=30)  # after that the carrier hasn't got it
MOST_BYTES = 5_000_000
# A letter, or the picture of a signature.
_KINDS = ((b"%PDF", "pdf"), (b"GIF8", "gif"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"))
_TYPES = {
    "pdf": "application/pdf",
    "gif": "image/gif",
    "png": "image/png",
    "jpg": "image/jpeg",
}


def kind_of(parcel: Parcel) -> tuple[str, str]:
    """The ending of the proof's file name, and its content type."""
    kind = str(parcel.proof.name).rpartition(".")[2]
    return (kind, _TYPES[kind]) if kind in _TYPES else ("pdf", _TYPES["pdf"])


def pending_proofs(*, now: datetime, limit: int = 100) -> list[Label]:
    """Labels of what was delivered lately, of which no proof is kept, and that weren't asked about
    just now.
    """
    came = Label.objects.filter(
        state=Label.BOUGHT,
        parcel__proof="",
        parcel__status=ParcelStatus.DELIVERED,
        parcel__delivered_at__gt=now - ASKED_FOR,
    )
    came = came.exclude(parcel__order__recipient__email="")  # who is forgotten has none kept
    due = came.filter(
        Q(parcel__proof_asked_at=None) | Q(parcel__proof_asked_at__lte=now - ASK_EVERY)
    )
    return list(due.select_related("parcel").order_by("parcel__delivered_at", "pk")[:limit])


def fetch_proofs(*, carriers: Mapping[str, Carrier], now: datetime) -> int:
    """Asks for what is owed and keeps it. Returns how many proofs were kept."""
    kept_count = 0
    for label in pending_proofs(now=now):
        parcel, carrier = label.parcel, carriers.get(label.carrier)
        parcel.proof_asked_at = now
        parcel.save(update_fields=["proof_asked_at"])
        try:
            proof = carrier.proof(label.number) if carrier else b""
        except (CarrierUnreachable, CarrierRefused):
            continue
        if not proof:  # this carrier gives none: it isn't asked again
            parcel.proof_asked_at = now + ASKED_FOR
            parcel.save(update_fields=["proof_asked_at"])
        kind = next((kind for start, kind in _KINDS if proof.startswith(start)), "")
        if kind and len(proof) <= MOST_BYTES:
            parcel.proof.save(f"{parcel.key}-delivered.{kind}", ContentFile(proof), save=False)
            parcel.save(update_fields=["proof"])
            kept_count += 1
    return kept_count
