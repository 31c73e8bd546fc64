"""USPS: labels built by karrio, mended and checked, sent by us with the payment authorization that
each call needs.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote

from troth.fulfillment.carriers import checks, usps_events
from troth.fulfillment.carriers.interface import (
    Address,
    BoughtLabel,
    CarrierRefused,
    CarrierUnreachable,
    InvalidCarrierSignature,
    PickupLocation,
    Rate,
    ShipmentRequest,
    TrackingEvent,
)
from troth.fulfillment.carriers.karrio_adapter import (
    carrier_mapper,
    dollars,
    inches,
    karrio_shipment,
    pounds,
)
from troth.fulfillment.carriers.label_fields import fields_of, first_words, write_usps_party
from troth.fulfillment.carriers.wire import READ_SECONDS, CarrierClient, Doc

_SIGNATURES = {"direct": 921, "adult": 922}
INSURANCE, INSURANCE_OVER_500 = 930, 931
GROUND = "USPS_GROUND_ADVANTAGE"


class Usps:
    key = "usps"
    holds_parcels = False

    def __init__(self, config: Mapping[str, str], *, read_seconds: float = READ_SECONDS) -> None:
        self._config = config
        self._wire = CarrierClient(config["url"], sign_in=self._sign_in, read_seconds=read_seconds)

    def _sign_in(self, wire: CarrierClient) -> tuple[str, float]:
        credentials = {
            "grant_type": "client_credentials",
            "client_id": self._config["key"],
            "client_secret": self._config["secret"],
        }
        answer = wire.send("POST", "/oauth2/v3/token", json=credentials)
        return str(answer["access_token"]), float(answer.get("expires_in", 3600))

    def _paying(self) -> dict[str, str]:
        """The header that pays for labels."""
        role = {
            "CRID": self._config.get("crid", ""),
            "MID": self._config.get("mid", ""),
            "accountType": "EPS",
            "accountNumber": self._config["account"],
        }
        body = {"roles": [{"roleName": "PAYER", **role}, {"roleName": "LABEL_OWNER", **role}]}
        try:
            answer = self._wire.call("POST", "/payments/v3/payment-authorization", body)
        except CarrierUnreachable as gone:  # no label was asked for yet
            raise CarrierUnreachable(str(gone), sent=False) from gone
        return {"X-Payment-Authorization-Token": str(answer["paymentAuthorizationToken"])}

    def rates(self, parcel: ShipmentRequest) -> list[Rate]:
        body = {
            "originZIPCode": parcel.sender.zip,
            "destinationZIPCode": parcel.recipient.zip,
            "weight": pounds(parcel.grams),
            "length": inches(parcel.length_mm),
            "width": inches(parcel.width_mm),
            "height": inches(parcel.height_mm),
            "mailClass": _mail_class(parcel),
            "rateIndicator": "SP",
            "processingCategory": "MACHINABLE",
            "destinationEntryFacilityType": "NONE",
            "priceType": "COMMERCIAL",
            "mailingDate": parcel.ship_on.isoformat(),
        }
        answer = self._wire.call("POST", "/prices/v3/base-rates/search", body)
        return [Rate(_mail_class(parcel), round(float(answer["totalBasePrice"]) * 100))]

    def buy(self, parcel: ShipmentRequest) -> BoughtLabel:
        body = self._build_shipment_request(parcel)
        checks.check_usps_request(body, parcel)
        paying = self._paying()
        answer = self._wire.call("POST", "/labels/v3/label", body, buys=True, headers=paying)
        try:
            metadata = answer["labelMetadata"]
            number = str(metadata["trackingNumber"])
            pdf = base64.b64decode(answer["labelImage"], validate=True)
            cents = round(float(metadata["postage"]) * 100)
            cents += sum(
                round(float(service.get("price", 0)) * 100)
                for service in metadata.get("extraServices") or []
            )
        except (KeyError, ValueError, TypeError, AttributeError, binascii.Error) as unread:
            raise CarrierUnreachable(f"Its answer can't be read: {unread!r}", sent=True) from unread
        with checks.void_if_not_as_promised(self.void, number):
            signature = checks.check_usps_label(metadata, parcel)
        return BoughtLabel(
            number, _mail_class(parcel), pdf, cents, signature, parcel.declared_cents
        )

    def buy_return(self, parcel: ShipmentRequest) -> BoughtLabel:  # noqa: ARG002
        """None here: its returns product needs a permit of its own. Another carrier's is used."""
        raise CarrierRefused("no_returns", "USPS return labels aren't set up here.")

    def _build_shipment_request(self, parcel: ShipmentRequest) -> Doc:
        """karrio's request, mended: the extra services, the value, and a girth in the unit that it
        names.
        """
        body = self._map_by_karrio(parcel)
        _mend_package(body["packageDescription"], parcel)
        write_usps_party(body["toAddress"], parcel.recipient)
        for party in ("fromAddress", "senderAddress"):
            write_usps_party(body[party], parcel.sender)
        body["toAddress"]["ignoreBadAddress"] = False
        return body

    def _map_by_karrio(self, parcel: ShipmentRequest) -> Doc:
        mailer = self._config.get("mid", "") or "-"
        built = carrier_mapper(
            "usps",
            client_id="-",
            client_secret="-",  # noqa: S106
            account_number=self._config["account"],
            account_type="EPS",
            CRID=self._config.get("crid", "") or "-",
            MID=mailer,
            manifest_MID=mailer,
        ).create_shipment_request(karrio_shipment(parcel, service="usps_ground_advantage"))
        serialized = built.serialize()
        document = json.loads(serialized if isinstance(serialized, str) else json.dumps(serialized))
        body: Doc = document[0] if isinstance(document, list) else document
        return body

    def void(self, number: str) -> None:
        try:
            self._wire.call(
                "DELETE", f"/labels/v3/label/{quote(number, safe='')}", headers=self._paying()
            )
        except CarrierRefused as refused:
            if refused.code not in ("404", "410"):
                raise

    def find(self, reference: str, *, since: date) -> list[str]:  # noqa: ARG002
        """USPS has no search by our reference: a lost label waits for a person, who looks at the
        account's page.
        """
        raise CarrierRefused(
            "no_search", "USPS can't be searched by our reference: look at the account's own page."
        )

    def track(self, numbers: list[str]) -> list[TrackingEvent]:
        readings: list[TrackingEvent] = []
        for number in numbers[:30]:
            try:
                answer = self._wire.call(
                    "GET", f"/tracking/v3/tracking/{quote(number, safe='')}?expand=DETAIL"
                )
            except CarrierRefused:
                continue  # a number it doesn't know
            readings += usps_events.parse_events(number, answer)
        return readings

    def proof(self, number: str) -> bytes:  # noqa: ARG002
        """None: USPS gives it to a person, on its own pages."""
        return b""

    def pickup(
        self, *, on: date, parcels: int, grams: int, address: Address, services: Sequence[str] = ()
    ) -> str:
        fields = fields_of(address, self.key)
        second = {"secondaryAddress": fields.lines[1]} if len(fields.lines) > 1 else {}
        body = {
            "pickupDate": on.isoformat(),
            "pickupAddress": {
                "firstName": first_words(fields.names[0], 30),
                "lastName": "Shipping",
                "firm": fields.company,
                "address": {
                    "streetAddress": fields.lines[0],
                    **second,
                    "city": fields.city,
                    "state": address.state,
                    "ZIPCode": address.zip,
                },
            },
            "packages": [
                {"packageType": name, "packageCount": count}
                for name, count in Counter(services or [GROUND] * parcels).items()
            ],
            "estimatedWeight": pounds(grams),
            "pickupLocation": {"packageLocation": "MAIL_ROOM"},
        }
        answer = self._wire.call("POST", "/pickup/v3/carrier-pickup", body, buys=True)
        return str(answer["confirmationNumber"])

    def cancel_pickup(self, confirmation: str, *, on: date) -> None:  # noqa: ARG002
        self._wire.call(
            "DELETE",
            f"/pickup/v3/carrier-pickup/{quote(confirmation, safe='')}",
            headers={"If-Match": "*"},
        )

    def locations(self, zip_code: str) -> list[PickupLocation]:  # noqa: ARG002
        """None: the store offers no hold at a post office."""
        return []

    def message(self, body: bytes, headers: dict[str, str]) -> list[TrackingEvent]:  # noqa: ARG002
        """USPS pushes nothing here: it is asked."""
        raise InvalidCarrierSignature("this store takes no messages from USPS")


def _mend_package(package: Doc, parcel: ShipmentRequest) -> None:
    """The size, weight, value, services and marks of what karrio packed."""
    sides = sorted(inches(mm) for mm in (parcel.length_mm, parcel.width_mm, parcel.height_mm))
    package["length"], package["width"], package["height"] = sides[2], sides[1], sides[0]
    package["girth"], package["dimensionsUOM"] = round(2 * (sides[0] + sides[1]), 2), "in"
    package["weight"], package["weightUOM"] = pounds(parcel.grams), "lb"
    insurance = INSURANCE_OVER_500 if parcel.declared_cents > 50_000 else INSURANCE
    package["extraServices"] = [_SIGNATURES[parcel.signature], insurance]
    # What can't be delivered as addressed comes back: USPS forwards it to no other address.
    package["packageOptions"] = {
        "packageValue": dollars(parcel.declared_cents),
        "ancillaryServiceEndorsements": "RETURN_SERVICE_REQUESTED",
    }
    package["customerReference"] = [
        {"printReferenceNumber": True, "referenceNumber": parcel.reference}
    ]
    package["mailingDate"] = parcel.ship_on.isoformat()
    package["mailClass"] = _mail_class(parcel)


def _mail_class(parcel: ShipmentRequest) -> str:
    return parcel.service or GROUND
