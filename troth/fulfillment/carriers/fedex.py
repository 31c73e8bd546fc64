"""FedEx: requests built by karrio, mended where it loses what this store must have, checked, and
sent by us.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from troth.fulfillment.carriers import checks, fedex_events
from troth.fulfillment.carriers.interface import (
    Address,
    BoughtLabel,
    CarrierRefused,
    CarrierUnreachable,
    InvalidCarrierSignature,
    NotAsPromised,
    PickupLocation,
    Rate,
    ShipmentRequest,
    TrackingEvent,
)
from troth.fulfillment.carriers.karrio_adapter import carrier_mapper, dollars, karrio_shipment
from troth.fulfillment.carriers.label_fields import fields_of, write_fedex_party, write_store_phone
from troth.fulfillment.carriers.wire import READ_SECONDS, CarrierClient, Doc
from troth.http.webhook_bodies import JunkBody, read_json_object
from troth.policy.shipping.services import SERVICES

_SIGNATURES = {"direct": "DIRECT", "adult": "ADULT"}
_GONE = ("SHIPMENT.ALREADY.CANCELLED", "TRACKING.TRACKINGNUMBER.NOTFOUND")
MOST_MESSAGE_BYTES = 2_000_000


class FedEx:
    key = "fedex"
    holds_parcels = True

    def __init__(self, config: Mapping[str, str], *, read_seconds: float = READ_SECONDS) -> None:
        self._config, self._account = config, {"value": config["account"]}
        self._wire = CarrierClient(config["url"], sign_in=self._sign_in, read_seconds=read_seconds)

    def _sign_in(self, wire: CarrierClient) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._config["key"],
            "client_secret": self._config["secret"],
        }
        answer = wire.send("POST", "/oauth/token", data=form)
        return str(answer["access_token"]), float(answer.get("expires_in", 3600))

    def rates(self, parcel: ShipmentRequest) -> list[Rate]:
        body = self._build_shipment_request(parcel)
        requested_shipment = body["requestedShipment"]
        rate_request = {
            name: requested_shipment[name]
            for name in ("shipper", "pickupType", "requestedPackageLineItems", "shipDateStamp")
            if name in requested_shipment
        }
        rate_request |= {
            "recipient": requested_shipment["recipients"][0],
            "rateRequestType": ["ACCOUNT"],
            "packagingType": "YOUR_PACKAGING",
        }
        answer = self._wire.call(
            "POST",
            "/rate/v1/rates/quotes",
            {"accountNumber": self._account, "requestedShipment": rate_request},
        )
        rates = []
        for reply in _list_at(answer, "output", "rateReplyDetails"):
            for rated in reply.get("ratedShipmentDetails", [])[:1]:
                rates += [
                    Rate(str(reply["serviceType"]), round(float(rated["totalNetCharge"]) * 100))
                ]
        return rates

    def buy(self, parcel: ShipmentRequest) -> BoughtLabel:
        body = self._build_shipment_request(parcel)
        checks.check_fedex_request(body, parcel)
        number, pdf, sold = self._purchase_shipment(body, parcel)
        with checks.void_if_not_as_promised(self.void, number):
            details = sold["completedShipmentDetail"]["completedPackageDetails"][0]
            signature = checks.check_fedex_label(details, parcel)
            checks.check_fedex_service(sold, parcel)
            if not pdf.startswith(b"%PDF"):
                raise NotAsPromised("label: not a PDF")
        return _parse_label(sold, number, pdf, signature, parcel)

    def buy_return(self, parcel: ShipmentRequest) -> BoughtLabel:
        body = self._build_return_request(parcel)
        checks.check_fedex_return(body, parcel)
        number, pdf, sold = self._purchase_shipment(body, parcel)
        with checks.void_if_not_as_promised(self.void, number):
            if not pdf.startswith(b"%PDF"):
                raise NotAsPromised("return label: not a PDF")
        return _parse_label(sold, number, pdf, "", parcel)

    def _purchase_shipment(self, body: Doc, parcel: ShipmentRequest) -> tuple[str, bytes, Doc]:
        """The number, the label and the whole answer of a shipment that is bought. Where FedEx
        won't do without a phone number, it gets the store's for a shopper who gave none.
        """
        try:
            answer = self._wire.call("POST", "/ship/v1/shipments", body, buys=True)
        except CarrierRefused as refused:
            if "PHONENUMBER" not in refused.code or not write_store_phone(body, parcel):
                raise
            answer = self._wire.call("POST", "/ship/v1/shipments", body, buys=True)
        try:
            [sold] = answer["output"]["transactionShipments"]
            [piece] = sold["pieceResponses"]
            number = str(piece["trackingNumber"])
            pdf = base64.b64decode(piece["packageDocuments"][0]["encodedLabel"], validate=True)
        except (KeyError, ValueError, TypeError, IndexError, binascii.Error) as unread:
            raise CarrierUnreachable(f"Its answer can't be read: {unread!r}", sent=True) from unread
        return number, pdf, sold

    def _build_return_request(self, parcel: ShipmentRequest) -> Doc:
        """A print return label: from the shopper, who drops it off, to the store, on our account.
        Nobody signs for it on the way back: the warehouse checks it in.
        """
        body = self._build_shipment_request(parcel)
        requested_shipment = body["requestedShipment"]
        [package] = requested_shipment["requestedPackageLineItems"]
        package.pop("packageSpecialServices", None)
        requested_shipment["pickupType"] = "DROPOFF_AT_FEDEX_LOCATION"
        requested_shipment["shipmentSpecialServices"] = {
            "specialServiceTypes": ["RETURN_SHIPMENT"],
            "returnShipmentDetail": {"returnType": "PRINT_RETURN_LABEL"},
        }
        return body

    def _build_shipment_request(self, parcel: ShipmentRequest) -> Doc:
        """karrio's request, mended: its units, the hold location that it leaves empty, papers of
        other countries.
        """
        home = parcel.recipient.residential and not parcel.recipient.hold_at
        body = self._map_by_karrio(parcel, home=home)
        requested_shipment = body["requestedShipment"]
        [package], [recipient] = (
            requested_shipment["requestedPackageLineItems"],
            requested_shipment["recipients"],
        )
        package["packageSpecialServices"] = {
            "specialServiceTypes": ["SIGNATURE_OPTION"],
            "signatureOptionType": _SIGNATURES[parcel.signature],
        }
        declared = {"amount": dollars(parcel.declared_cents), "currency": "USD"}
        package["declaredValue"], requested_shipment["totalDeclaredValue"] = (
            declared,
            dict(declared),
        )
        ground = "GROUND_HOME_DELIVERY" if home else "FEDEX_GROUND"
        requested_shipment["serviceType"] = parcel.service or ground
        recipient["address"]["residential"] = home
        write_fedex_party(recipient, parcel.recipient)
        write_fedex_party(requested_shipment["shipper"], parcel.sender)
        requested_shipment["shipDatestamp"] = parcel.ship_on.isoformat()
        requested_shipment["pickupType"] = "USE_SCHEDULED_PICKUP"
        requested_shipment.pop("shippingDocumentSpecification", None)
        if parcel.recipient.hold_at:
            requested_shipment["shipmentSpecialServices"] = {
                "specialServiceTypes": ["HOLD_AT_LOCATION"],
                "holdAtLocationDetail": {"locationId": parcel.recipient.hold_at},
            }
        return body

    def _map_by_karrio(self, parcel: ShipmentRequest, *, home: bool) -> Doc:
        built = carrier_mapper(
            "fedex",
            api_key="-",
            secret_key="-",  # noqa: S106
            track_api_key="-",
            track_secret_key="-",  # noqa: S106
            account_number=self._config["account"],
        ).create_shipment_request(
            karrio_shipment(
                parcel,
                service="fedex_ground_home_delivery" if home else "fedex_ground",
                signature_confirmation=_SIGNATURES[parcel.signature],
            )
        )
        body: Doc = json.loads(json.dumps(built.serialize()))
        return body

    def void(self, number: str) -> None:
        body = {
            "accountNumber": self._account,
            "trackingNumber": number,
            "deletionControl": "DELETE_ALL_PACKAGES",
        }
        try:
            self._wire.call("PUT", "/ship/v1/shipments/cancel", body)
        except CarrierRefused as refused:
            if refused.code not in _GONE:
                raise

    def find(self, reference: str, *, since: date) -> list[str]:
        query = {
            "type": "CUSTOMER_REFERENCE",
            "value": reference,
            "accountNumber": self._config["account"],
            "shipDateBegin": (since - timedelta(days=1)).isoformat(),
            "shipDateEnd": (since + timedelta(days=15)).isoformat(),
        }
        body = {"referencesInformation": query, "includeDetailedScans": False}
        answer = self._wire.call("POST", "/track/v1/referencenumbers", body)
        numbers = []
        for complete in _list_at(answer, "output", "completeTrackResults"):
            for result in complete.get("trackResults", []):
                status = (result.get("latestStatusDetail") or {}).get("code")
                if "error" not in result and status != "CA":
                    numbers.append(str(result["trackingNumberInfo"]["trackingNumber"]))
        return numbers

    def track(self, numbers: list[str]) -> list[TrackingEvent]:
        body = {
            "includeDetailedScans": True,
            "trackingInfo": [
                {"trackingNumberInfo": {"trackingNumber": number}} for number in numbers[:30]
            ],
        }
        return fedex_events.parse_events(self._wire.call("POST", "/track/v1/trackingnumbers", body))

    def proof(self, number: str) -> bytes:
        """The signature proof of delivery, a PDF."""
        body = {
            "trackDocumentDetail": {
                "documentType": "SIGNATURE_PROOF_OF_DELIVERY",
                "documentFormat": "PDF",
            },
            "trackDocumentSpecification": [
                {
                    "trackingNumberInfo": {"trackingNumber": number},
                    "accountNumber": self._config["account"],
                }
            ],
        }
        answer = self._wire.call("POST", "/track/v1/trackingdocuments", body)
        documents = _list_at(answer, "output", "documents") or [""]
        try:
            return base64.b64decode(documents[0], validate=True)
        except (binascii.Error, TypeError, ValueError) as unread:
            raise CarrierUnreachable("Its proof of delivery can't be read.", sent=False) from unread

    def pickup(
        self, *, on: date, parcels: int, grams: int, address: Address, services: Sequence[str] = ()
    ) -> str:
        """FedEx Express and FedEx Ground come with cars of their own: each is asked for what it
        carries. An express collection is marked by `E:` before its number.
        """
        express = sum(service in SERVICES["fedex"] for service in services)
        booked: list[str] = []
        try:
            for mark, code, count in (("", "FDXG", parcels - express), ("E:", "FDXE", express)):
                if count or (not mark and not express):
                    confirmation = self._pickup(code, on, count, grams, address)
                    booked.append(f"{mark}{confirmation}")
        except (CarrierUnreachable, CarrierRefused):
            for confirmation in booked:  # one of two is none
                with contextlib.suppress(CarrierUnreachable, CarrierRefused):
                    self.cancel_pickup(confirmation, on=on)
            raise
        return " ".join(booked)

    def _pickup(self, code: str, on: date, parcels: int, grams: int, address: Address) -> str:
        fields = fields_of(address, self.key)
        where = {
            "contact": {"personName": fields.names[0], "phoneNumber": fields.phone},
            "address": {
                "streetLines": list(fields.lines),
                "city": fields.city,
                "stateOrProvinceCode": address.state,
                "postalCode": address.zip,
                "countryCode": "US",
            },
        }
        body = {
            "associatedAccountNumber": self._account,
            "carrierCode": code,
            "packageCount": parcels,
            "totalWeight": {"units": "LB", "value": round(grams / 453.59237, 1)},
            "originDetail": {
                "pickupLocation": where,
                "readyDateTimestamp": f"{on}T15:00:00Z",
                "customerCloseTime": "18:00:00",
            },
        }
        answer = self._wire.call("POST", "/pickup/v1/pickups", body, buys=True)
        return str(answer["output"]["pickupConfirmationCode"])

    def cancel_pickup(self, confirmation: str, *, on: date) -> None:
        for number in confirmation.split():
            body = {
                "associatedAccountNumber": self._account,
                "pickupConfirmationCode": number.removeprefix("E:"),
                "scheduledDate": on.isoformat(),
                "carrierCode": "FDXE" if number.startswith("E:") else "FDXG",
            }
            self._wire.call("PUT", "/pickup/v1/pickups/cancel", body)

    def locations(self, zip_code: str) -> list[PickupLocation]:
        body = {"location": {"address": {"postalCode": zip_code, "countryCode": "US"}}}
        answer = self._wire.call("POST", "/location/v1/locations", body)
        return [
            fedex_events.parse_location(detail)
            for detail in _list_at(answer, "output", "locationDetailList")[:20]
        ]

    def message(self, body: bytes, headers: dict[str, str]) -> list[TrackingEvent]:
        signature = next(
            (value for name, value in headers.items() if name.lower() == "fdx-signature"), ""
        )
        token = self._config.get("webhook_token", "")
        digest = hmac.digest(token.encode(), body, hashlib.sha256)
        accepted = (base64.b64encode(digest).decode(), digest.hex())
        if not token or not any(
            hmac.compare_digest(signature.encode()[:200], encoded.encode()) for encoded in accepted
        ):
            raise InvalidCarrierSignature("the signature is not FedEx's")
        if len(body) > MOST_MESSAGE_BYTES:
            raise InvalidCarrierSignature("it is longer than any message of FedEx's")
        try:
            payload = read_json_object(body)
        except JunkBody as unread:
            raise InvalidCarrierSignature(str(unread)) from unread
        return fedex_events.parse_events(payload)


def _parse_label(
    sold: Doc, number: str, pdf: bytes, signature: str, parcel: ShipmentRequest
) -> BoughtLabel:
    [piece] = sold["pieceResponses"]
    cents = round(float(piece.get("netChargeAmount") or piece.get("netRateAmount") or 0) * 100)
    return BoughtLabel(
        number, str(sold["serviceType"]), pdf, cents, signature, parcel.declared_cents
    )


def _list_at(answer: Any, *path: str) -> list[Any]:
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer if isinstance(answer, list) else []
