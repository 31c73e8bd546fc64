"""What may be asked of a parcel: by its number, by the shipper's reference, and the proof that it
was delivered.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sandbox.carriers import drawing, fedex_documents, lifecycle
from sandbox.carriers.fedex_documents import Refusal
from sandbox.carriers.fedex_requests import list_at, text_at, value_at
from sandbox.carriers.parcels import Parcels
from sandbox.carriers.rates import SERVICES

Doc = dict[str, Any]
MOST_NUMBERS, MOST_DAYS = 30, 90


class Tracking:
    def __init__(self, parcels: Parcels) -> None:
        self._parcels = parcels

    def by_number(self, request: Doc) -> Doc:
        """At most thirty; each unknown number gets an error of its own."""
        numbers = [
            text_at(entry, "trackingNumberInfo.trackingNumber")
            for entry in list_at(request, "trackingInfo")
        ]
        if not numbers or not all(numbers):
            raise Refusal(("TRACKING.TRACKINGNUMBER.EMPTY", "Please provide tracking number."))
        if len(numbers) > MOST_NUMBERS:
            message = f"Please limit your inquiry to {MOST_NUMBERS} references."
            raise Refusal(("TRACKING.TRACKINGNUMBERS.MAXIMUM", message))
        self._parcels.settle()
        detailed, now = (
            value_at(request, "includeDetailedScans", False) is True,
            self._parcels.now(),
        )
        results = [(number, self._of_fedex(number)) for number in dict.fromkeys(numbers)]
        return {
            "completeTrackResults": [
                fedex_documents.tracking_result(parcel, now, detailed=detailed)
                if parcel
                else fedex_documents.not_found(number)
                for number, parcel in results
            ],
        }

    def _of_fedex(self, number: str) -> Doc | None:
        parcel = self._parcels.store.parcel(number)
        return parcel if parcel and parcel.get("carrier", "fedex") == "fedex" else None

    def by_reference(self, request: Doc) -> Doc:
        """All that an account shipped under a reference in a span of days, cancelled ones too."""
        reference = value_at(request, "referencesInformation", {})
        value, account = text_at(reference, "value"), text_at(reference, "accountNumber")
        if not value:
            raise Refusal(
                ("TRACKING.REFERENCEVALUE.EMPTY", "Please provide a valid reference value.")
            )
        if not account:
            message = (
                "Please provide the account number or the destination postal code and country code."
            )
            raise Refusal(("TRACKING.REFERENCEINFORMATION.INCOMPLETE", message))
        begin, end = _ship_date_span(reference)
        self._parcels.settle()
        where = "reference = ? AND account = ? AND ship_date BETWEEN ? AND ?"
        parcels = self._parcels.store.parcels(where, value, account, begin, end)
        detailed, now = (
            value_at(request, "includeDetailedScans", False) is True,
            self._parcels.now(),
        )
        if not parcels:
            message = (
                "Reference number cannot be found. Please correct the reference number and try"
                " again."
            )
            result = {"error": {"code": "TRACKING.REFERENCENUMBER.NOTFOUND", "message": message}}
            return {"completeTrackResults": [{"trackingNumber": "", "trackResults": [result]}]}
        return {
            "completeTrackResults": [
                fedex_documents.tracking_result(parcel, now, detailed=detailed)
                for parcel in parcels
            ]
        }

    def document(self, request: Doc) -> Doc:
        """The letter that proves a delivery for which someone signed."""
        kind = text_at(request, "trackDocumentDetail.documentType")
        form = text_at(request, "trackDocumentDetail.documentFormat") or "PDF"
        if kind != "SIGNATURE_PROOF_OF_DELIVERY" or form not in ("PDF", "PNG"):
            raise Refusal(
                (
                    "TRACKING.DOCUMENTTYPE.INVALID",
                    "Please provide a valid document type and format.",
                )
            )
        self._parcels.settle()
        parcel = self._parcels.get(
            text_at(request, "trackDocumentSpecification.0.trackingNumberInfo.trackingNumber")
        )
        done = next(
            (
                scan
                for scan in lifecycle.scans_until(parcel, self._parcels.now())
                if scan.kind == "DL"
            ),
            None,
        )
        if done is None or not done.signed_by:
            message = (
                "Signature proof of delivery is not currently available for this tracking number."
            )
            raise Refusal(("TRACKING.SIGNATURE.NOTAVAILABLE", message))
        when = fedex_documents.scan_event(done)["date"]
        service = SERVICES[parcel["service"]].name
        document = drawing.draw_proof_letter(
            parcel, service=service, signed_by=done.signed_by, when=when, kind=form
        )
        return {
            "localization": {"localeCode": "US", "languageCode": "en"},
            "documentType": kind,
            "documentFormat": form,
            "documents": [document],
        }


def _ship_date_span(reference: Any) -> tuple[str, str]:
    bounds = text_at(reference, "shipDateBegin"), text_at(reference, "shipDateEnd")
    try:
        begin, end = (date.fromisoformat(bound[:10]) for bound in bounds)
    except ValueError:
        raise Refusal(
            ("TRACKING.SHIPDATE.INVALID", "Please provide a valid ship date range.")
        ) from None
    if not 0 <= (end - begin).days <= MOST_DAYS:
        raise Refusal(
            (
                "TRACKING.SHIPDATERANGE.INVALID",
                f"The ship date range is limited to {MOST_DAYS} days.",
            )
        )
    return begin.isoformat(), end.isoformat()
