"""Labels sold and cancelled, prices quoted, pickups booked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sandbox.carriers import days, drawing, fedex_requests, places, rates
from sandbox.carriers.fedex_documents import Refusal
from sandbox.carriers.fedex_requests import list_at, text_at, value_at
from sandbox.carriers.parcels import Parcels
from sandbox.carriers.rates import SERVICES, Piece, Price, to_dollars

Doc = dict[str, Any]
_UNSIGNED = ("SERVICE_DEFAULT", "NO_SIGNATURE_REQUIRED")


@dataclass(slots=True)
class LabelFaults:
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
        self._parcels, self.lies = parcels, LabelFaults()

    def _today(self) -> date:
        return days.local_time(self._parcels.now(), days.COLLECTS).date()

    def quote(self, request: Doc) -> Doc:
        """The price of each service that takes the parcel, cheapest first."""
        fedex_requests.read_account(request)
        shipment = value_at(request, "requestedShipment", {})
        piece = fedex_requests.read_piece(request, "shipper", "recipient")
        shipped = date.fromisoformat(fedex_requests.read_ship_date(shipment, self._today()))
        service_type = text_at(shipment, "serviceType")
        home = {"GROUND_HOME_DELIVERY"} if not piece.residential else {"FEDEX_GROUND"}
        wanted = (
            [fedex_requests.read_service(shipment, residential=piece.residential)]
            if service_type
            else sorted(set(SERVICES) - home)
        )
        kinds = [
            kind for kind in ("ACCOUNT", "LIST") if kind in list_at(shipment, "rateRequestType")
        ]
        replies = [self._reply(key, piece, shipped, kinds or ["ACCOUNT"]) for key in wanted]
        replies.sort(key=lambda reply: reply["ratedShipmentDetails"][0]["totalNetCharge"])
        return {
            "rateReplyDetails": replies,
            "quoteDate": self._today().isoformat(),
            "encoded": False,
        }

    def _reply(self, key: str, piece: Piece, shipped: date, kinds: list[str]) -> Doc:
        price, service = rates.price_of(key, piece), SERVICES[key]
        arrives = days.add_working_days(shipped, price.days)
        takes = ("ONE", "TWO", "THREE", "FOUR", "FIVE")[price.days - 1] + (
            "_DAY" if price.days == 1 else "_DAYS"
        )
        return {
            "serviceType": key,
            "serviceName": service.name,
            "packagingType": "YOUR_PACKAGING",
            "ratedShipmentDetails": [
                rates.rated_shipment(rates.price_of(key, piece, listed=kind == "LIST"), kind)
                for kind in kinds
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
        label = drawing.draw_label(parcel, SERVICES[parcel["service"]].name)
        with self._parcels.store.transaction():
            self._parcels.tell(parcel, self._parcels.now())
        return {"transactionShipments": [_sold_shipment(parcel, price, label)]}

    def _parcel(self, request: Doc) -> tuple[Doc, Price]:
        account, shipment = (
            fedex_requests.read_account(request),
            value_at(request, "requestedShipment", {}),
        )
        fedex_requests.check_label(request)
        origin = fedex_requests.read_party(shipment, "shipper", "SHIPPER")
        goal = fedex_requests.read_party(shipment, "recipients.0", "RECIPIENT")
        piece, line = (
            fedex_requests.read_piece(request, "shipper", "recipients.0"),
            value_at(shipment, "requestedPackageLineItems.0"),
        )
        key = fedex_requests.read_service(shipment, residential=piece.residential)
        price, cut = rates.price_of(key, piece), self.lies.drop_signature
        signature = "SERVICE_DEFAULT" if cut else piece.signature
        parcel = {
            "account": account,
            "reference": _customer_reference(line),
            "references": list_at(line, "customerReferences"),
            "created": self._parcels.now(),
            "ship_date": fedex_requests.read_ship_date(shipment, self._today()),
            "service": key,
            "from": origin,
            "to": goal,
            "pounds": round(piece.pounds, 2),
            "signature": signature,
            "declared": self.lies.declared(piece.declared),
            "hold": fedex_requests.read_hold_location(shipment, goal),
            "returns": fedex_requests.is_return_label(shipment),
            "days": price.days,
            "cents": price.net,
            "signer": "" if signature in _UNSIGNED else _signer_name(goal["name"]),
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
        account, number = fedex_requests.read_account(request), text_at(request, "trackingNumber")
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
        fedex_requests.read_account(request, "associatedAccountNumber.value")
        fedex_requests.read_party(request, "originDetail.pickupLocation", "PICKUP")
        if text_at(request, "carrierCode") not in ("FDXG", "FDXE"):
            raise Refusal(("CARRIERCODE.INVALID", "Invalid carrier code."))
        closes = text_at(request, "originDetail.customerCloseTime") or "18:00:00"
        try:
            day = date.fromisoformat(text_at(request, "originDetail.readyDateTimestamp")[:10])
            until = time.fromisoformat(closes)
        except ValueError:
            raise Refusal(
                ("READYDATETIMESTAMP.INVALID", "Invalid ready date or close time.")
            ) from None
        at = days.moment_of(day, until.hour + until.minute / 60, days.COLLECTS)
        if not days.is_working_day(day) or at < self._parcels.now():
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
        fedex_requests.read_account(request, "associatedAccountNumber.value")
        code, store = text_at(request, "pickupConfirmationCode"), self._parcels.store
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
        nearby = places.pickup_locations(
            fedex_requests.read_zip_code(request, "location.address", "LOCATION")
        )
        most = fedex_requests.number_at(
            request, "locationsSummaryRequestControlParameters.maxResults"
        )
        shown = nearby[: int(most)] if most and most > 0 else nearby
        return {
            "totalResults": len(nearby),
            "resultsReturned": len(shown),
            "locationDetailList": shown,
        }


def _customer_reference(line: Any) -> str:
    for reference in list_at(line, "customerReferences"):
        if text_at(reference, "customerReferenceType") == "CUSTOMER_REFERENCE":
            return text_at(reference, "value")[:40]
    return ""


def _signer_name(name: str) -> str:
    """As a driver types it: A.LEE."""
    parts = name.upper().split() or ["RECIPIENT"]
    return f"{parts[0][0]}.{parts[-1]}"[:20]


def _sold_shipment(parcel: Doc, price: Price, label: str) -> Doc:
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
        "netChargeAmount": to_dollars(price.net),
        "baseRateAmount": to_dollars(price.base),
        "netRateAmount": to_dollars(price.net),
        "netDiscountAmount": to_dollars(price.discount),
        "additionalChargesDiscount": 0.0,
        "customerReferences": parcel["references"],
        "declaredValue": {"amount": to_dollars(parcel["declared"]), "currency": "USD"},
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
        "completedShipmentDetail": _completed_shipment(parcel, price),
    }


def _completed_shipment(parcel: Doc, price: Price) -> Doc:
    service = SERVICES[parcel["service"]]
    ids = {
        "formId": "",
        "trackingIdType": "FEDEX" if service.code == "FDXE" else "GROUND",
        "trackingNumber": parcel["number"],
    }
    rate = _rate_document(price)
    arrives = days.add_working_days(date.fromisoformat(parcel["ship_date"]), price.days)
    whole: Doc = {
        "carrierCode": service.code,
        "usDomestic": True,
        "packagingDescription": "YOUR_PACKAGING",
        "masterTrackingId": ids,
        "completedPackageDetails": [_completed_package(parcel, price, ids, rate)],
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


def _rate_document(price: Price) -> Doc:
    return {
        "rateType": "PAYOR_ACCOUNT_PACKAGE",
        "ratedWeightMethod": "ACTUAL",
        "baseCharge": to_dollars(price.base),
        "totalFreightDiscounts": to_dollars(price.discount),
        "netFreight": to_dollars(price.base - price.discount),
        "billingWeight": {"units": "LB", "value": float(price.pounds)},
        "totalSurcharges": to_dollars(price.extra),
        "surcharges": rates.surcharge_documents(price, "surchargeType"),
        "netFedExCharge": to_dollars(price.net),
        "netCharge": to_dollars(price.net),
        "totalTaxes": 0.0,
        "totalRebates": 0.0,
        "currency": "USD",
    }


def _completed_package(parcel: Doc, price: Price, ids: Doc, rate: Doc) -> Doc:
    return {
        "sequenceNumber": 1,
        "groupNumber": 0,
        "signatureOption": parcel["signature"],
        "trackingIds": [ids],
        "packageRating": {
            "actualRateType": "PAYOR_ACCOUNT_PACKAGE",
            "effectiveNetDiscount": to_dollars(price.discount),
            "packageRateDetails": [rate],
        },
        "declaredValue": {"amount": to_dollars(parcel["declared"]), "currency": "USD"},
    }
