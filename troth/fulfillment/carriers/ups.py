"""UPS: requests built by karrio, mended where it loses signature, value and day, checked, and sent
by us.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from urllib.parse import quote

from troth.fulfillment.carriers import checks, ups_events
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
    karrio_shipment,
    pounds,
)
from troth.fulfillment.carriers.label_fields import (
    LabelFields,
    fields_of,
    first_words,
    write_ups_party,
)
from troth.fulfillment.carriers.wire import READ_SECONDS, CarrierClient, Doc
from troth.policy.shipping.services import SERVICES

# Of a package: 2 asks for a signature, 3 for an adult's; 1 for none.
_SIGNATURES = {
    "direct": "2",
    "adult": "3",
}


class Ups:
    key = "ups"
    holds_parcels = False

    def __init__(self, config: Mapping[str, str], *, read_seconds: float = READ_SECONDS) -> None:
        self._config = config
        self._wire = CarrierClient(config["url"], sign_in=self._sign_in, read_seconds=read_seconds)

    def _sign_in(self, wire: CarrierClient) -> tuple[str, float]:
        answer = wire.send(
            "POST",
            "/security/v1/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(self._config["key"], self._config["secret"]),
            headers={"x-merchant-id": self._config["account"]},
        )
        return str(answer["access_token"]), float(answer.get("expires_in", 3600))

    def rates(self, parcel: ShipmentRequest) -> list[Rate]:
        requested_shipment = self._build_shipment_request(parcel)["ShipmentRequest"]["Shipment"]
        wanted = ("Shipper", "ShipTo", "ShipFrom", "Service", "ShipmentRatingOptions")
        shared_fields = {
            name: requested_shipment[name] for name in wanted if name in requested_shipment
        }
        packages = [
            {**package, "PackagingType": package["Packaging"]}
            for package in requested_shipment["Package"]
        ]
        body = {
            "RateRequest": {
                "Request": {"RequestOption": "Rate"},
                "Shipment": shared_fields | {"Package": packages},
            }
        }
        answer = self._wire.call("POST", "/api/rating/v2409/Rate", body)
        rated = answer["RateResponse"]["RatedShipment"]
        return [
            Rate(
                f"ups_{rated_shipment['Service']['Code']}",
                round(float(rated_shipment["TotalCharges"]["MonetaryValue"]) * 100),
            )
            for rated_shipment in (rated if isinstance(rated, list) else [rated])
        ]

    def buy(self, parcel: ShipmentRequest) -> BoughtLabel:
        body = self._build_shipment_request(parcel)
        checks.check_ups_request(body, parcel)
        number, pdf, results, cents = self._purchase_shipment(body)
        with checks.void_if_not_as_promised(self.void, number):
            signature = checks.check_ups_label(results, parcel)
        service = f"ups_{parcel.service or 'ground'}"
        return BoughtLabel(number, service, pdf, cents, signature, parcel.declared_cents)

    def buy_return(self, parcel: ShipmentRequest) -> BoughtLabel:
        body = self._build_return_request(parcel)
        checks.check_ups_return(body, parcel)
        number, pdf, _results, cents = self._purchase_shipment(body)
        return BoughtLabel(number, "ups_ground", pdf, cents, "", parcel.declared_cents)

    def _purchase_shipment(self, body: Doc) -> tuple[str, bytes, Doc, int]:
        """The number, the label, the whole answer and the cost of a shipment that is bought."""
        answer = self._wire.call("POST", "/api/shipments/v2409/ship", body, buys=True)
        try:
            results = answer["ShipmentResponse"]["ShipmentResults"]
            package = results["PackageResults"]
            package = package[0] if isinstance(package, list) else package
            number = str(package["TrackingNumber"])
            pdf = base64.b64decode(package["ShippingLabel"]["GraphicImage"], validate=True)
            cents = round(float(results["ShipmentCharges"]["TotalCharges"]["MonetaryValue"]) * 100)
        except (KeyError, ValueError, TypeError, IndexError, binascii.Error) as unread:
            raise CarrierUnreachable(f"Its answer can't be read: {unread!r}", sent=True) from unread
        return number, pdf, results, cents

    def _build_return_request(self, parcel: ShipmentRequest) -> Doc:
        """A print return label: from the shopper to the store, which is the shipper that pays.
        Nobody signs for it on the way back: the warehouse checks it in.
        """
        body = self._build_shipment_request(parcel)
        requested_shipment = body["ShipmentRequest"]["Shipment"]
        [package] = requested_shipment["Package"]
        package["PackageServiceOptions"].pop("DeliveryConfirmation", None)
        package["Description"] = "Returned merchandise"
        requested_shipment["ShipmentServiceOptions"] = {}
        requested_shipment["ReturnService"] = {"Code": "9", "Description": "Print Return Label"}
        requested_shipment["Shipper"] = {
            **requested_shipment["ShipTo"],
            "ShipperNumber": self._config["account"],
        }
        return body

    def _build_shipment_request(self, parcel: ShipmentRequest) -> Doc:
        """karrio's request, mended: the signature and the declared value of the package, the day, a
        label to print.
        """
        body = self._map_by_karrio(parcel)
        requested_shipment = body["ShipmentRequest"]["Shipment"]
        [package] = requested_shipment["Package"]
        _mend_package(package, parcel)
        if parcel.service:
            named = SERVICES[self.key].get(parcel.service, parcel.service)
            requested_shipment["Service"] = {"Code": parcel.service, "Description": named}
        requested_shipment["ShipmentDate"] = parcel.ship_on.strftime("%Y%m%d")
        requested_shipment["ShipmentRatingOptions"] = {
            "NegotiatedRatesIndicator": "Y",
            "ItemizedChargesRequestedIndicator": "Y",
        }
        for name in (
            "InvoiceLineTotal",
            "TaxInformationIndicator",
            "NumOfPiecesInShipment",
            "RatingMethodRequestedIndicator",
        ):
            requested_shipment.pop(name, None)
        # To the address on the label and nowhere else: UPS takes no redirection of it.
        requested_shipment["ShipmentServiceOptions"] = {"DirectDeliveryOnlyIndicator": ""}
        _write_parties(requested_shipment, parcel)
        label = body["ShipmentRequest"]["LabelSpecification"]
        label["LabelImageFormat"] = {"Code": "PDF"}
        return body

    def _map_by_karrio(self, parcel: ShipmentRequest) -> Doc:
        built = carrier_mapper(
            "ups",
            client_id="-",
            client_secret="-",  # noqa: S106
            account_number=self._config["account"],
        ).create_shipment_request(karrio_shipment(parcel, service="ups_ground"))
        serialized = built.serialize()
        body: Doc = json.loads(
            serialized if isinstance(serialized, str) else json.dumps(serialized)
        )
        return body

    def void(self, number: str) -> None:
        try:
            self._wire.call("DELETE", f"/api/shipments/v2409/void/cancel/{quote(number, safe='')}")
        except CarrierRefused as refused:
            # voided already; no such shipment any more
            if refused.code not in ("190117", "190100"):
                raise

    def find(self, reference: str, *, since: date) -> list[str]:
        first, last = since - timedelta(days=1), since + timedelta(days=15)
        path = (
            f"/api/track/v1/reference/details/{quote(reference, safe='')}"
            "?locale=en_US&refNumType=SmallPackage"
            f"&fromPickUpDate={first:%Y%m%d}&toPickUpDate={last:%Y%m%d}"
        )
        try:
            answer = self._wire.call(
                "GET", path, headers={"transId": reference[:32], "transactionSrc": "troth"}
            )
        except CarrierRefused as refused:
            if refused.code in ("404", "TW0001"):
                return []
            raise
        return [
            str(package["trackingNumber"])
            for package in ups_events.packages_of(answer)
            if not ups_events.is_void(package) and package.get("trackingNumber")
        ]

    def track(self, numbers: list[str]) -> list[TrackingEvent]:
        readings: list[TrackingEvent] = []
        for number in numbers[:30]:
            try:
                answer = self._fetch_tracking(number)
            except CarrierRefused:
                continue  # a number it doesn't know
            readings += ups_events.parse_events(number, answer)
        return readings

    def _fetch_tracking(self, number: str) -> Doc:
        path = f"/api/track/v1/details/{quote(number, safe='')}?locale=en_US&returnSignature=true"
        return self._wire.call(
            "GET", path, headers={"transId": number[:32], "transactionSrc": "troth"}
        )

    def proof(self, number: str) -> bytes:
        """The picture of the signature, where UPS shows it to this account; its letter about the
        delivery it gives to a person, on its own pages.
        """
        return ups_events.signature_picture(self._fetch_tracking(number))

    def pickup(
        self, *, on: date, parcels: int, grams: int, address: Address, services: Sequence[str] = ()
    ) -> str:
        account = {"AccountNumber": self._config["account"], "AccountCountryCode": "US"}
        body = {
            "PickupCreationRequest": {
                "RatePickupIndicator": "N",
                "Shipper": {"Account": account},
                "PickupDateInfo": {
                    "CloseTime": "1800",
                    "ReadyTime": "1100",
                    "PickupDate": on.strftime("%Y%m%d"),
                },
                "PickupAddress": _pickup_address(address, fields_of(address, self.key)),
                "AlternateAddressIndicator": "N",
                "OverweightIndicator": "N",
                "PickupPiece": [
                    {
                        "ServiceCode": f"0{code}",
                        "Quantity": str(count),
                        "DestinationCountryCode": "US",
                        "ContainerCode": "01",
                    }
                    for code, count in _service_counts(services, parcels).items()
                ],
                "TotalWeight": {"Weight": str(pounds(grams)), "UnitOfMeasurement": "LBS"},
                "PaymentMethod": "01",
            }
        }
        answer = self._wire.call("POST", "/api/pickupcreation/v2409/pickup", body, buys=True)
        return str(answer["PickupCreationResponse"]["PRN"])

    def cancel_pickup(self, confirmation: str, *, on: date) -> None:
        self._wire.call(
            "DELETE",
            "/api/shipments/v2409/pickup/02",
            headers={"Prn": confirmation, "transId": str(on)},
        )

    def locations(self, zip_code: str) -> list[PickupLocation]:  # noqa: ARG002
        """None: the store offers no hold at a UPS location."""
        return []

    def message(self, body: bytes, headers: dict[str, str]) -> list[TrackingEvent]:  # noqa: ARG002
        """UPS pushes nothing here: it is asked."""
        raise InvalidCarrierSignature("this store takes no messages from UPS")


def _mend_package(package: Doc, parcel: ShipmentRequest) -> None:
    """The signature, the declared value, our reference and the weight of what karrio packed."""
    options = package.setdefault("PackageServiceOptions", {})
    options["DeliveryConfirmation"] = {"DCISType": _SIGNATURES[parcel.signature]}
    options["DeclaredValue"] = {
        "CurrencyCode": "USD",
        "MonetaryValue": f"{dollars(parcel.declared_cents):.2f}",
    }
    package["ReferenceNumber"] = [{"Code": "TN", "Value": parcel.reference}]
    package["PackageWeight"]["Weight"] = str(pounds(parcel.grams))


def _write_parties(requested_shipment: Doc, parcel: ShipmentRequest) -> None:
    write_ups_party(requested_shipment["ShipTo"], parcel.recipient)
    for party in ("Shipper", "ShipFrom"):
        write_ups_party(requested_shipment[party], parcel.sender)
    if not parcel.recipient.residential:
        requested_shipment["ShipTo"]["Address"].pop("ResidentialAddressIndicator", None)


def _pickup_address(address: Address, fields: LabelFields) -> Doc:
    return {
        "CompanyName": first_words(fields.company or fields.names[0], 27),
        "ContactName": first_words(fields.names[0], 22),
        "AddressLine": list(fields.lines),
        "City": fields.city,
        "StateProvince": address.state,
        "PostalCode": address.zip,
        "CountryCode": "US",
        "ResidentialIndicator": "N",
        "PickupPoint": "dock",
        "Phone": {"Number": fields.phone},
    }


def _service_counts(services: Sequence[str], parcels: int) -> Counter[str]:
    """How many labels wait of each service, by its code; all are ground where none is named."""
    codes = [service.removeprefix("ups_").replace("ground", "03") for service in services]
    return Counter(codes or ["03"] * parcels)
