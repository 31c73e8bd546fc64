"""Labels sold and cancelled, prices quoted, pickups booked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from troth.standins import carrier_checks as checks
from troth.standins import carrier_days as days
from troth.standins import carrier_drawing as drawing
from troth.standins import carrier_places as places
from troth.standins import carrier_rates as rates
from troth.standins.carrier_checks import dig, every, words
from troth.standins.carrier_parcels import Parcels
from troth.standins.carrier_rates import SERVICES, Piece, Price, dollars
from troth.standins.carrier_wire import Refusal

Doc = dict[str, Any]
_UNSIGNED = ("SERVICE_DEFAULT", "NO_SIGNATURE_REQUIRED")


@dataclass(slots=True)
class Lies:
    """How a label's answer differs from what was asked: no signature, or another declared value in
    dollars.
    """

    drop_signature: bool = False
    wrong_declared: bool | float = False

    def declared(self, cents: int) -> int:
        if self.wrong_declared is False:
            return cents
        return 10_000 if self.wrong_declared is True else round(float(self.wrong_declared) * 100)


class Shipping:
    def __init__(self, parcels: Parcels) -> None:
        self._parcels, self.lies = parcels, Lies()

    def _today(self) -> date:
        return days.local(self._parcels.now(), days.COLLECTS).date()

    def quote(self, request: Doc) -> Doc:
        """The price of each service that takes the parcel, cheapest first."""
        checks.account(request)
        shipment = dig(request, "requestedShipment", {})
        piece = checks.piece(request, "shipper", "recipient")
        shipped = date.fromisoformat(checks.ship_date(shipment, self._today()))
        service_type = words(shipment, "serviceType")
        home = {"GROUND_HOME_DELIVERY"} if not piece.residential else {"FEDEX_GROUND"}
        wanted = (
            [checks.service(shipment, residential=piece.residential)]
            if service_type
            else sorted(set(SERVICES) - home)
        )
        kinds = [kind for kind in ("ACCOUNT", "LIST") if kind in every(shipment, "rateRequestType")]
        replies = [self._reply(key, piece, shipped, kinds or ["ACCOUNT"]) for key in wanted]
        replies.sort(key=lambda reply: reply["ratedShipmentDetails"][0]["totalNetCharge"])
        return {
            "rateReplyDetails": replies,
            "quoteDate": self._today().isoformat(),
            "encoded": False,
        }

    def _reply(self, key: str, piece: Piece, shipped: date, kinds: list[str]) -> Doc:
        price, service = rates.price(key, piece), SERVICES[key]
        arrives = days.after(shipped, price.days)
        takes = ("ONE", "TWO", "THREE", "FOUR", "FIVE")[price.days - 1] + (
            "_DAY" if price.days == 1 else "_DAYS"
        )
        return {
            "serviceType": key,
            "serviceName": service.name,
            "packagingType": "YOUR_PACKAGING",
            "ratedShipmentDetails": [
                rates.rated(rates.price(key, piece, listed=kind == "LIST"), kind) for kind in kinds
            ],
            "commit": {
                "dateDetail": {
                    "dayOfWeek": f"{arrives:%a}".upper(),
                    "dayFormat": f"{arrives}T20:00:00",
                },
                "transitDays": {
                    "minimumTransitTime": takes,
                    "description": f"{price.days} Business Days",
                },
            },
            "operationalDetail": {
                "commitDate": f"{arrives}T20:00:00",
                "deliveryDate": f"{arrives}T20:00:00",
                "deliveryDay": f"{arrives:%a}".upper(),
                "transitTime": takes,
                "serviceCode": service.short,
                "ineligibleForMoneyBackGuarantee": False,
            },
            "signatureOptionType": piece.signature,
            "serviceDescription": {
                "serviceType": key,
                "description": service.name,
                "code": service.short,
                "serviceCategory": "parcel",
                "names": [{"type": "long", "encoding": "utf-8", "value": service.name}],
            },
        }

    def ship(self, request: Doc) -> Doc:
        """Sells one label. Asked twice, it sells two, as FedEx does."""
        parcel, price = self._parcel(request)
        parcel["number"] = self._parcels.number()
        label = drawing.label(parcel, SERVICES[parcel["service"]].name)
        with self._parcels.store.transaction():
            self._parcels.tell(parcel, self._parcels.now())
        return {"transactionShipments": [_sold(parcel, price, label)]}

    def _parcel(self, request: Doc) -> tuple[Doc, Price]:
        account, shipment = checks.account(request), dig(request, "requestedShipment", {})
        checks.label(request)
        origin = checks.party(shipment, "shipper", "SHIPPER")
        goal = checks.party(shipment, "recipients.0", "RECIPIENT")
        piece, line = (
            checks.piece(request, "shipper", "recipients.0"),
            dig(shipment, "requestedPackageLineItems.0"),
        )
        key = checks.service(shipment, residential=piece.residential)
        price, cut = rates.price(key, piece), self.lies.drop_signature
        signature = "SERVICE_DEFAULT" if cut else piece.signature
        parcel = {
            "account": account,
            "reference": _reference(line),
            "references": every(line, "customerReferences"),
            "created": self._parcels.now(),
            "ship_date": checks.ship_date(shipment, self._today()),
            "service": key,
            "from": origin,
            "to": goal,
            "pounds": round(piece.pounds, 2),
            "signature": signature,
            "declared": self.lies.declared(piece.declared),
            "hold": checks.hold(shipment, goal),
            "returns": checks.returns(shipment),
            "days": price.days,
            "cents": price.net,
            "signer": "" if signature in _UNSIGNED else _signer(goal["name"]),
            "handed": None,
            "voided": 0,
            "changes": [],
            "said": [],
            "pushed": [],
            "request": request,
        }
        return parcel, price

    def cancel(self, request: Doc) -> Doc:
        """While the parcel hasn't been accepted."""
        account, number = checks.account(request), words(request, "trackingNumber")
        with self._parcels.store.transaction():
            self._parcels.settle()
            parcel = self._parcels.get(number)
            if parcel["account"] != account:
                raise Refusal(
                    ("ACCOUNT.NUMBER.MISMATCH", "The shipment is billed to another account.")
                )
            if parcel["voided"]:
                raise Refusal(
                    ("SHIPMENT.ALREADY.CANCELLED", "The shipment has already been cancelled.")
                )
            if parcel["handed"] is not None:
                message = "The shipment can't be cancelled: the package has been accepted by FedEx."
                raise Refusal(("SHIPMENT.ALREADY.ACCEPTED", message))
            self._parcels.put(parcel | {"voided": max(self._parcels.now(), parcel["created"])})
            self._parcels.settle()
        return {"cancelledShipment": True, "cancelledHistory": True, "successMessage": "Success"}

    def book(self, request: Doc) -> Doc:
        """A pickup on a working day, until the time at which the sender closes."""
        checks.account(request, "associatedAccountNumber.value")
        checks.party(request, "originDetail.pickupLocation", "PICKUP")
        if words(request, "carrierCode") not in ("FDXG", "FDXE"):
            raise Refusal(("CARRIERCODE.INVALID", "Invalid carrier code."))
        closes = words(request, "originDetail.customerCloseTime") or "18:00:00"
        try:
            day = date.fromisoformat(words(request, "originDetail.readyDateTimestamp")[:10])
            until = time.fromisoformat(closes)
        except ValueError:
            raise Refusal(
                ("READYDATETIMESTAMP.INVALID", "Invalid ready date or close time.")
            ) from None
        at = days.moment(day, until.hour + until.minute / 60, days.COLLECTS)
        if not days.works(day) or at < self._parcels.now():
            raise Refusal(
                (
                    "PICKUPDATE.NOTAVAILABLE",
                    "Pickup is not available at the requested date and time.",
                )
            )
        with self._parcels.store.transaction():
            code = str(3000 + self._parcels.store.count("pickups"))
            values = (code, at, self._parcels.now(), 0, json.dumps(request))
            self._parcels.store.rows("INSERT INTO pickups VALUES (?, ?, ?, ?, ?)", *values)
        return {"pickupConfirmationCode": code, "message": "Courier on the way", "location": "NYCA"}

    def cancel_pickup(self, request: Doc) -> Doc:
        checks.account(request, "associatedAccountNumber.value")
        code, store = words(request, "pickupConfirmationCode"), self._parcels.store
        with store.transaction():
            self._parcels.settle()
            rows = store.rows("SELECT at, cancelled FROM pickups WHERE code = ?", code)
            if not rows or rows[0][1]:
                message = (
                    "Pickup confirmation code is not found, or the pickup is already cancelled."
                )
                raise Refusal(("PICKUP.CONFIRMATIONCODE.INVALID", message))
            if rows[0][0] <= self._parcels.now():
                raise Refusal(
                    ("PICKUP.ALREADY.COMPLETED", "The pickup has already been completed.")
                )
            store.rows("UPDATE pickups SET cancelled = 1 WHERE code = ?", code)
        message = "Requested pickup has been cancelled Successfully."
        return {"pickupConfirmationCode": code, "cancelConfirmationMessage": message}

    def locations(self, request: Doc) -> Doc:
        """Near a ZIP code, nearest first."""
        nearby = places.locations(checks.zip_code(request, "location.address", "LOCATION"))
        most = checks.number(request, "locationsSummaryRequestControlParameters.maxResults")
        shown = nearby[: int(most)] if most and most > 0 else nearby
        return {
            "totalResults": len(nearby),
            "resultsReturned": len(shown),
            "locationDetailList": shown,
        }


def _reference(line: Any) -> str:
    for reference in every(line, "customerReferences"):
        if words(reference, "customerReferenceType") == "CUSTOMER_REFERENCE":
            return words(reference, "value")[:40]
    return ""


def _signer(name: str) -> str:
    """As a driver types it: A.LEE."""
    parts = name.upper().split() or ["RECIPIENT"]
    return f"{parts[0][0]}.{parts[-1]}"[:20]


def _sold(parcel: Doc, price: Price, label: str) -> Doc:
    """One of `transactionShipments`."""
    number, service = parcel["number"], SERVICES[parcel["service"]]
    category = "GROUND" if service.code == "FDXG" else "EXPRESS"
    piece = {
        "masterTrackingNumber": number,
        "trackingNumber": number,
        "trackingIdType": category,
        "successful": True,
        "serviceCategory": category,
        "packageSequenceNumber": 1,
        "currency": "USD",
        "netChargeAmount": dollars(price.net),
        "baseRateAmount": dollars(price.base),
        "netRateAmount": dollars(price.net),
        "netDiscountAmount": dollars(price.discount),
        "additionalChargesDiscount": 0.0,
        "customerReferences": parcel["references"],
        "declaredValue": {"amount": dollars(parcel["declared"]), "currency": "USD"},
        "packageDocuments": [
            {
                "contentType": "LABEL",
                "copiesToPrint": 1,
                "docType": "PDF",
                "encodedLabel": label,
                "trackingNumber": number,
            },
        ],
    }
    return {
        "serviceType": parcel["service"],
        "serviceName": service.name,
        "serviceCategory": category,
        "shipDatestamp": parcel["ship_date"],
        "masterTrackingNumber": number,
        "pieceResponses": [piece],
        "completedShipmentDetail": _completed(parcel, price),
    }


def _completed(parcel: Doc, price: Price) -> Doc:
    service = SERVICES[parcel["service"]]
    ids = {
        "formId": "",
        "trackingIdType": "FEDEX" if service.code == "FDXE" else "GROUND",
        "trackingNumber": parcel["number"],
    }
    rate = {
        "rateType": "PAYOR_ACCOUNT_PACKAGE",
        "ratedWeightMethod": "ACTUAL",
        "baseCharge": dollars(price.base),
        "totalFreightDiscounts": dollars(price.discount),
        "netFreight": dollars(price.base - price.discount),
        "billingWeight": {"units": "LB", "value": float(price.pounds)},
        "totalSurcharges": dollars(price.extra),
        "surcharges": rates.surcharges(price, "surchargeType"),
        "netFedExCharge": dollars(price.net),
        "netCharge": dollars(price.net),
        "totalTaxes": 0.0,
        "totalRebates": 0.0,
        "currency": "USD",
    }
    package = {
        "sequenceNumber": 1,
        "groupNumber": 0,
        "signatureOption": parcel["signature"],
        "trackingIds": [ids],
        "packageRating": {
            "actualRateType": "PAYOR_ACCOUNT_PACKAGE",
            "effectiveNetDiscount": dollars(price.discount),
            "packageRateDetails": [rate],
        },
        "declaredValue": {"amount": dollars(parcel["declared"]), "currency": "USD"},
    }
    arrives = days.after(date.fromisoformat(parcel["ship_date"]), price.days)
    whole: Doc = {
        "carrierCode": service.code,
        "usDomestic": True,
        "packagingDescription": "YOUR_PACKAGING",
        "masterTrackingId": ids,
        "completedPackageDetails": [package],
        "serviceDescription": {
            "serviceType": parcel["service"],
            "description": service.name,
            "code": service.short,
        },
        "operationalDetail": {"deliveryDate": arrives.isoformat()},
        "shipmentRating": {
            "actualRateType": "PAYOR_ACCOUNT_SHIPMENT",
            "shipmentRateDetails": [
                rate | {"rateType": "PAYOR_ACCOUNT_SHIPMENT", "totalNetCharge": rate["netCharge"]}
            ],
        },
    }
    if hold := parcel["hold"]:
        whole["completedHoldAtLocationDetail"] = {
            "holdingLocationType": "FEDEX_STAFFED",
            "holdingLocation": {"address": hold["address"]},
            "locationId": hold["id"],
        }
    return whole
