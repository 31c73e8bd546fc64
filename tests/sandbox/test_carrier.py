"""The sandbox's carrier speaks FedEx's shapes, keeps what it answered, and misbehaves only when it
is told to.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.parse
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from PIL import Image

from sandbox.carriers import drawing, places
from tests.sandbox.carrier_talk import (
    ACCOUNT,
    NEW_YORK,
    RECIPIENT,
    SHIPPER,
    Carrier,
    carrier,
    listener,
    monday,
    parcel,
    party,
    until,
)

SHIP, CANCEL = "/ship/v1/shipments", "/ship/v1/shipments/cancel"
TRACK, REFERENCE, DOCUMENT = (
    "/track/v1/trackingnumbers",
    "/track/v1/referencenumbers",
    "/track/v1/trackingdocuments",
)
BUSINESS = party("Ann Lee", "11211", "Brooklyn", "NY", residential=False)


@pytest.fixture(scope="module")
def _shared(tmp_path_factory):
    with carrier(tmp_path_factory.mktemp("carrier")) as client:
        yield client


@pytest.fixture
def fedex(_shared):
    """On a Monday at 10 in New York, collecting nothing by itself."""
    _shared.at(monday())
    _shared.control(reset=True)
    _shared.control(auto_collect=False)
    return _shared


def quote(fedex: Carrier, recipient=RECIPIENT, **changes):
    shipment = fedex.request(piece=parcel(**changes))["requestedShipment"]
    del shipment["serviceType"]
    request = {"accountNumber": ACCOUNT, "requestedShipment": shipment | {"recipient": recipient}}
    replies = fedex.good("/rate/v1/rates/quotes", request)["rateReplyDetails"]
    return {reply["serviceType"]: reply["ratedShipmentDetails"][0] for reply in replies}


# --- Tokens


@pytest.mark.parametrize("header", ["", "Bearer x", "Basic x"])
def test_without_a_token_nothing_is_answered(fedex, header):
    status, payload = fedex.raw("POST", TRACK, b"{}", {"Authorization": header})
    assert (status, payload["errors"][0]["code"]) == (401, "NOT.AUTHORIZED.ERROR")
    assert payload["transactionId"]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"grant_type": "client_credentials", "client_id": "x"},
        {"grant_type": "password", "client_id": "x", "client_secret": "y"},
        {"grant_type": "client_credentials", "client_id": "x", "client_secret": "wrong"},
    ],
)
def test_wrong_credentials_get_no_token(fedex, form):
    status, payload = fedex.raw("POST", "/oauth/token", urllib.parse.urlencode(form).encode())
    assert (status, payload["errors"][0]["code"]) == (401, "NOT.AUTHORIZED.ERROR")


def test_a_token_can_end_and_be_renewed(fedex):
    fedex.control(expire_tokens=True)
    assert fedex.call(TRACK, {})[0] == 401
    fedex.sign_in()
    assert fedex.call(TRACK, {})[0] == 400


# --- Prices


def test_a_home_gets_home_delivery_and_a_business_ground(fedex):
    assert "GROUND_HOME_DELIVERY" in quote(fedex)
    assert "FEDEX_GROUND" not in quote(fedex)
    assert "FEDEX_GROUND" in quote(fedex, BUSINESS)
    assert "GROUND_HOME_DELIVERY" not in quote(fedex, BUSINESS)


def test_farther_and_heavier_costs_more_and_so_do_a_signature_and_a_value(fedex):
    def cost(recipient=RECIPIENT, **changes):
        return quote(fedex, recipient, **changes)["GROUND_HOME_DELIVERY"]["totalNetCharge"]

    near = party("Ann Lee", "11211", "Brooklyn", "NY", residential=True)
    plain = {"packageSpecialServices": {}, "declaredValue": {"amount": 100, "currency": "USD"}}
    assert (
        cost(near, **plain)
        < cost(**plain)
        < cost(weight={"units": "LB", "value": 20}, packageSpecialServices={})
    )
    assert cost(**plain) < cost(declaredValue=plain["declaredValue"])
    assert cost(declaredValue={"amount": 100.01, "currency": "USD"}) > cost(
        declaredValue=plain["declaredValue"]
    )
    assert cost(declaredValue={"amount": 9000, "currency": "USD"}) > cost()


def test_a_label_costs_what_was_quoted_to_the_cent_and_its_parts_add_up(fedex):
    sold = fedex.buy()
    piece = sold["pieceResponses"][0]
    rate = sold["completedShipmentDetail"]["completedPackageDetails"][0]["packageRating"][
        "packageRateDetails"
    ][0]
    assert (
        piece["netChargeAmount"]
        == quote(fedex)["GROUND_HOME_DELIVERY"]["totalNetCharge"]
        == rate["netCharge"]
    )
    assert rate["netCharge"] == round(rate["netFreight"] + rate["totalSurcharges"], 2)
    assert {surcharge["surchargeType"] for surcharge in rate["surcharges"]} >= {
        "SIGNATURE_OPTION",
        "INSURED_VALUE",
        "FUEL",
    }
    assert fedex.audited(sold["masterTrackingNumber"])["paid_cents"] == round(
        rate["netCharge"] * 100
    )


# --- Labels


def test_a_number_has_twelve_digits_the_right_check_digit_and_no_twin(fedex):
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda i: fedex.number(f"many-{i}"), range(16)))
    assert len(set(numbers)) == 16
    for number in numbers:
        assert re.fullmatch(r"\d{12}", number)
        weighed = sum(
            int(digit) * weight
            for digit, weight in zip(number, (3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1), strict=False)
        )
        assert int(number[-1]) == weighed % 11 % 10


def test_the_label_is_a_pdf_of_four_by_six_inches(fedex):
    sold = fedex.buy()
    pdf = base64.b64decode(sold["pieceResponses"][0]["packageDocuments"][0]["encodedLabel"])
    assert pdf.startswith(b"%PDF-")
    assert b"%%EOF" in pdf
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+)", pdf)
    assert box
    assert [round(float(side) / 72, 2) for side in box.groups()] == [4, 6]


def test_the_bars_say_the_number(fedex):
    number = fedex.number()
    start, *pairs, check = values_on(fedex.server.parcels.get(number), step=drawing.MODULE)
    assert start == 105
    assert "".join(f"{pair:02}" for pair in pairs) == number
    assert check == (start + sum(place * pair for place, pair in enumerate(pairs, 1))) % 103


@pytest.mark.parametrize(
    ("number", "step"), [("1ZA123450300000017", 3), ("9200100000000000000015", 4)]
)
def test_the_bars_of_ups_and_usps_say_their_whole_number(fedex, number, step):
    stored_parcel = fedex.server.parcels.get(fedex.number()) | {"number": number}
    start, *values, check = values_on(stored_parcel, step=step)
    digits = [chr(value + 32) if start == 104 else f"{value:02}" for value in values]
    assert "".join(digits) == number
    assert check == (start + sum(place * value for place, value in enumerate(values, 1))) % 103


def values_on(parcel, *, step: int) -> list[int]:
    """The values of the bars on a parcel's label, which stand for themselves with a margin."""
    image = drawing.label_image(parcel, "Ground").convert("L")
    y = drawing.BARS_TOP + 90
    row = "".join("1" if image.getpixel((x, y)) == 0 else "0" for x in range(image.width))
    bars = row.strip("0")[step // 2 :: step]
    widths = [len(run.group()) for run in re.finditer(r"1+|0+", bars)]
    values = [
        drawing._WIDTHS.index("".join(map(str, widths[i : i + 6])))
        for i in range(0, len(widths) - 7, 6)
    ]
    assert "".join(map(str, widths[-7:])) == "2331112"
    assert min(row.index("1"), row[::-1].index("1")) >= 10 * step, "a margin for the reader"
    return values


def test_the_table_of_bars_is_sound():
    assert len(set(drawing._WIDTHS)) == 107
    assert all(
        sum(map(int, widths)) == 11 and sum(map(int, widths[::2])) % 2 == 0
        for widths in drawing._WIDTHS[:-1]
    )


@pytest.mark.parametrize("option", ["DIRECT", "ADULT"])
def test_what_was_asked_for_is_confirmed(fedex, option):
    sold = fedex.buy(piece=parcel(packageSpecialServices={"signatureOptionType": option}))
    package = sold["completedShipmentDetail"]["completedPackageDetails"][0]
    assert package["signatureOption"] == option
    assert package["declaredValue"] == {"amount": 4200.0, "currency": "USD"}
    assert package["trackingIds"][0]["trackingNumber"] == sold["masterTrackingNumber"]
    assert sold["pieceResponses"][0]["customerReferences"][0]["value"] == "P-1"


def test_the_paper_differs_by_what_it_must_say(fedex):
    stored_parcel = fedex.server.parcels.get(fedex.number())
    wanted = [
        stored_parcel | {"signature": signed, "hold": hold}
        for signed in ("DIRECT", "ADULT", "SERVICE_DEFAULT")
        for hold in (None, {"id": "ABCD12", "address": {}})
    ]
    assert (
        len({drawing.label_image(variant, "FedEx Home Delivery").tobytes() for variant in wanted})
        == 6
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"shipper": {}}, "SHIPPER.POSTALCODE.INVALID"),
        ({"recipients": []}, "RECIPIENT.POSTALCODE.INVALID"),
        ({"recipients": [RECIPIENT | {"contact": {}}]}, "RECIPIENT.CONTACTNAME.REQUIRED"),
        (
            {"recipients": [party("A", "9411", "San Francisco", "CA", residential=True)]},
            "RECIPIENT.POSTALCODE.INVALID",
        ),
        (
            {"recipients": [party("A", "94110", "", "CA", residential=True)]},
            "RECIPIENT.CITY.REQUIRED",
        ),
        ({"recipients": [BUSINESS]}, "SERVICE.RESIDENTIAL.REQUIRED"),
        ({"serviceType": "SLOWLY"}, "SERVICETYPE.INVALID"),
        ({"shipDatestamp": "2020-01-01"}, "SHIPDATESTAMP.INVALID"),
        ({"shipDatestamp": "soon"}, "SHIPDATESTAMP.INVALID"),
        (
            {"labelSpecification": {"imageType": "PNG", "labelStockType": "PAPER_4X6"}},
            "LABEL.IMAGETYPE.INVALID",
        ),
        ({"requestedPackageLineItems": []}, "REQUESTEDPACKAGELINEITEMS.COUNT.INVALID"),
        ({"piece": parcel(weight={"units": "LB", "value": 150.1})}, "PACKAGE.WEIGHT.EXCEEDED"),
        (
            {"piece": parcel(weight={"units": "LB", "value": float("nan")})},
            "PACKAGE.WEIGHT.INVALID",
        ),
        ({"piece": parcel(weight={"units": "STONE", "value": 1})}, "PACKAGE.WEIGHT.INVALID"),
        (
            {"piece": parcel(declaredValue={"amount": -1, "currency": "USD"})},
            "DECLAREDVALUE.AMOUNT.INVALID",
        ),
        (
            {"piece": parcel(declaredValue={"amount": 50, "currency": "EUR"})},
            "DECLAREDVALUE.AMOUNT.INVALID",
        ),
        (
            {"piece": parcel(packageSpecialServices={"signatureOptionType": "NICELY"})},
            "SIGNATUREOPTION.TYPE.INVALID",
        ),
        (
            {"shipmentSpecialServices": {"specialServiceTypes": ["HOLD_AT_LOCATION"]}},
            "HOLDATLOCATION.LOCATIONID.REQUIRED",
        ),
        (
            {"shipmentSpecialServices": {"specialServiceTypes": ["RETURN_SHIPMENT"]}},
            "RETURNTYPE.INVALID",
        ),
    ],
)
def test_what_fedex_would_refuse_is_refused_and_not_sold(fedex, changes, code):
    before = len(fedex.control("/audit")["shipments"])
    assert code in fedex.refused(SHIP, fedex.request(**changes))
    assert len(fedex.control("/audit")["shipments"]) == before


def test_a_return_label_waits_until_its_parcel_is_dropped_off(fedex):
    returns = {
        "specialServiceTypes": ["RETURN_SHIPMENT"],
        "returnShipmentDetail": {"returnType": "PRINT_RETURN_LABEL"},
    }
    fedex.control(auto_collect=True)
    payer = {"paymentType": "SENDER"}
    number = fedex.number(shipmentSpecialServices=returns, shippingChargesPayment=payer)
    fedex.later(days=3)
    assert fedex.kinds(number) == ["OC"]
    fedex.handed_over(number)
    assert fedex.kinds(number)[:2] == ["OC", "PU"]


def test_account_and_label_options_are_needed(fedex):
    assert fedex.refused(SHIP, fedex.request() | {"accountNumber": {"value": "1"}}) == [
        "ACCOUNT.NUMBER.INVALID"
    ]
    assert fedex.refused(SHIP, fedex.request() | {"labelResponseOptions": "URL_ONLY"}) == [
        "LABELRESPONSEOPTIONS.INVALID"
    ]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"\xff", b"[" * 90_000])
def test_nonsense_is_an_error_in_its_shape(fedex, body):
    status, payload = fedex.raw("POST", SHIP, body, {"Authorization": f"Bearer {fedex.token}"})
    assert (status, payload["errors"][0]["code"]) == (400, "INVALID.INPUT.EXCEPTION")


def test_the_wrong_things_in_the_right_places_are_no_crash(fedex):
    odd = [None, 7, "x", [], [[]], {"a": 1}, True]
    for name in fedex.request()["requestedShipment"]:
        for wrong in odd:
            status, payload = fedex.call(SHIP, fedex.request(**{name: wrong}))
            assert status < 500, (name, wrong, payload)
    for path in (TRACK, REFERENCE, DOCUMENT, "/pickup/v1/pickups", "/location/v1/locations"):
        for wrong in odd:
            body = dict.fromkeys(
                ("trackingInfo", "referencesInformation", "trackDocumentDetail", "location"), wrong
            )
            status, payload = fedex.call(path, body)
            assert 400 <= status < 500, (path, wrong, payload)


def test_too_much_is_refused_unread(fedex):
    parts = urllib.parse.urlsplit(fedex.server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as line:
        line.sendall(
            b"POST /ship/v1/shipments HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"
        )
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


def test_an_unknown_address_and_a_wrong_method(fedex):
    assert fedex.call("/ship/v2/shipments", {})[0] == 404
    assert fedex.call(CANCEL, {})[0] == 405


# --- Cancelling


def cancel(fedex: Carrier, number: str):
    return {
        "accountNumber": ACCOUNT,
        "trackingNumber": number,
        "deletionControl": "DELETE_ALL_PACKAGES",
    }


def test_a_label_is_cancelled_once_and_then_costs_nothing(fedex):
    number = fedex.number()
    assert fedex.good(CANCEL, cancel(fedex, number), "PUT")["cancelledShipment"] is True
    assert fedex.refused(CANCEL, cancel(fedex, number), "PUT") == ["SHIPMENT.ALREADY.CANCELLED"]
    audited = fedex.audited(number)
    assert (audited["state"], audited["paid_cents"]) == ("voided", 0)
    fedex.later(minutes=1)
    assert fedex.track(number)["latestStatusDetail"]["code"] == "CA"


def test_an_accepted_parcel_is_not_cancelled(fedex):
    number = fedex.number()
    fedex.handed_over(number)
    assert fedex.refused(CANCEL, cancel(fedex, number), "PUT") == ["SHIPMENT.ALREADY.ACCEPTED"]
    assert fedex.audited(number)["state"] == "accepted"


def test_an_unknown_or_another_accounts_parcel_is_not_cancelled(fedex):
    assert fedex.refused(CANCEL, cancel(fedex, "794900000000"), "PUT") == [
        "TRACKING.TRACKINGNUMBER.NOTFOUND"
    ]
    other = cancel(fedex, fedex.number()) | {"accountNumber": {"value": "123456789"}}
    assert fedex.refused(CANCEL, other, "PUT") == ["ACCOUNT.NUMBER.MISMATCH"]


# --- The life of a parcel


def test_from_the_label_to_the_door(fedex):
    number = fedex.number()
    assert fedex.kinds(number) == ["OC"]
    fedex.later(days=1)
    assert fedex.kinds(number) == ["OC"], "nobody has handed it over"
    fedex.handed_over(number)
    fedex.later(days=8)
    tracking = fedex.track(number)
    kinds = fedex.kinds(number)
    assert kinds[:2] == ["OC", "PU"]
    assert kinds[-2:] == ["OD", "DL"]
    assert {"AR", "DP"} <= set(kinds)
    dates = [datetime.fromisoformat(event["date"]) for event in tracking["scanEvents"]]
    assert dates == sorted(dates, reverse=True)
    assert all(date.utcoffset() is not None for date in dates)
    assert dates[0].utcoffset() in (
        timedelta(hours=-8),
        timedelta(hours=-7),
    ), "told in the recipient's time"
    assert dates[0].weekday() < 5
    assert 9 < dates[0].hour < 18
    assert tracking["deliveryDetails"]["receivedByName"] == "A.LEE"
    assert {moment["type"] for moment in tracking["dateAndTimes"]} >= {
        "SHIP",
        "ACTUAL_PICKUP",
        "ACTUAL_DELIVERY",
    }
    assert fedex.audited(number)["state"] == "delivered"


@pytest.mark.parametrize(
    ("zip_code", "state", "working"), [("11211", "NY", 2), ("60601", "IL", 3), ("94110", "CA", 5)]
)
def test_farther_takes_longer(fedex, zip_code, state, working):
    number = fedex.number(recipients=[party("Ann Lee", zip_code, "City", state, residential=True)])
    fedex.handed_over(number)
    estimate = next(
        moment
        for moment in fedex.track(number)["dateAndTimes"]
        if moment["type"] == "ESTIMATED_DELIVERY"
    )["dateTime"]
    days = (datetime.fromisoformat(estimate).date() - fedex.now().date()).days
    assert days == working + 2 * (days > 4)


def test_it_is_collected_at_six_on_a_working_day(fedex):
    fedex.control(auto_collect=True)
    fedex.at(monday(19))
    number = fedex.number()
    fedex.later(hours=22)
    assert fedex.kinds(number) == ["OC"]
    fedex.later(hours=2)
    events = fedex.track(number)["scanEvents"]
    picked_up_at = next(
        datetime.fromisoformat(event["date"]) for event in events if event["eventType"] == "PU"
    )
    assert (picked_up_at - monday(18)).total_seconds() == 86_400


def test_a_booked_pickup_collects(fedex):
    fedex.control(auto_collect="pickups")
    number = fedex.number()
    code = book(fedex)
    fedex.later(days=1)
    assert fedex.kinds(number)[:2] == ["OC", "PU"]
    cancelled = {"associatedAccountNumber": ACCOUNT, "pickupConfirmationCode": code}
    assert fedex.refused("/pickup/v1/pickups/cancel", cancelled, "PUT") == [
        "PICKUP.ALREADY.COMPLETED"
    ]


def book(fedex: Carrier) -> str:
    where = {
        "pickupLocation": SHIPPER,
        "readyDateTimestamp": f"{fedex.now():%Y-%m-%d}T15:00:00Z",
        "customerCloseTime": "17:00:00",
    }
    request = {
        "associatedAccountNumber": ACCOUNT,
        "originDetail": where,
        "carrierCode": "FDXG",
        "packageCount": 1,
    }
    return fedex.good("/pickup/v1/pickups", request)["pickupConfirmationCode"]


def test_a_cancelled_pickup_collects_nothing(fedex):
    fedex.control(auto_collect="pickups")
    fedex.later(days=1)
    number, code = fedex.number(), book(fedex)
    cancelled = {"associatedAccountNumber": ACCOUNT, "pickupConfirmationCode": code}
    assert (
        fedex.good("/pickup/v1/pickups/cancel", cancelled, "PUT")["pickupConfirmationCode"] == code
    )
    assert fedex.refused("/pickup/v1/pickups/cancel", cancelled, "PUT") == [
        "PICKUP.CONFIRMATIONCODE.INVALID"
    ]
    fedex.later(days=1)
    assert fedex.kinds(number) == ["OC"]


@pytest.mark.parametrize(
    ("kind", "event", "code"),
    [
        ("weather", "SE", "81"),
        ("customs", "CD", "18"),
        ("address", "SE", "03"),
        ("damaged", "SE", "10"),
        ("nobody_home", "DE", "08"),
    ],
)
def test_trouble_is_told_and_makes_it_late(fedex, kind, event, code):
    number, undisturbed = fedex.number(), fedex.number()
    fedex.handed_over(number)
    fedex.handed_over(undisturbed)
    fedex.later(days=3)
    fedex.control("/exception", number=number, kind=kind, hours=72)
    latest = fedex.track(number)
    assert latest["latestStatusDetail"]["code"] == event
    assert latest["latestStatusDetail"]["ancillaryDetails"][0]["reason"] == code
    assert latest["scanEvents"][0]["exceptionCode"] == code
    assert latest["scanEvents"][0]["exceptionDescription"]
    fedex.later(days=11)
    late, prompt = (
        datetime.fromisoformat(fedex.track(tracking_number)["scanEvents"][0]["date"])
        for tracking_number in (number, undisturbed)
    )
    assert fedex.kinds(number)[-1] == "DL"
    assert late.weekday() < 5
    if kind != "nobody_home":
        assert late - prompt >= timedelta(hours=64)


def test_what_is_refused_goes_back(fedex):
    number = fedex.number()
    fedex.handed_over(number)
    fedex.later(days=3)
    fedex.control("/exception", number=number, kind="refused")
    assert fedex.kinds(number)[-2:] == ["OD", "DE"]
    fedex.later(days=11)
    kinds = fedex.kinds(number)
    assert "DL" not in kinds
    assert kinds.count("RS") == 2
    assert kinds[-1] == "RS"
    assert fedex.track(number)["scanEvents"][0]["scanLocation"]["city"] == "New York"


@pytest.mark.parametrize("kind", ["lost", "loss_confirmed"])
def test_what_is_lost_is_not_seen_again(fedex, kind):
    number = fedex.number()
    fedex.handed_over(number)
    fedex.later(days=1)
    seen = len(fedex.kinds(number))
    fedex.control("/exception", number=number, kind=kind, hours=96)
    fedex.later(days=3)
    assert len(fedex.kinds(number)) == seen
    fedex.later(days=9)
    assert fedex.kinds(number)[-1] == "SE"
    assert len(fedex.kinds(number)) == seen + 1
    assert fedex.audited(number)["expected_at"] is None


@pytest.mark.parametrize("name", ["B.MARTIN", ""])
def test_it_is_delivered_when_it_is_told_to_be(fedex, name):
    number = fedex.number()
    fedex.handed_over(number)
    fedex.later(days=1)
    fedex.control(
        "/deliver", number=number, signed_by=name, at=f"{fedex.now():%Y-%m-%dT%H:%M:%S%z}"
    )
    tracking = fedex.track(number)
    assert fedex.kinds(number)[-2:] == ["OD", "DL"]
    assert tracking["deliveryDetails"].get("receivedByName", "") == name
    assert (
        fedex.raw(
            "POST", "/_control/deliver", json.dumps({"number": number, "signed_by": "X"}).encode()
        )[0]
        == 400
    )


def test_a_delivery_in_another_city_names_that_city(fedex):
    """`actualDeliveryAddress` is where it was delivered, and not what the label says."""
    number = fedex.number()
    fedex.handed_over(number)
    fedex.later(days=1)
    place = {"city": "TULSA", "stateOrProvinceCode": "OK", "postalCode": "74103"}
    event = {"number": number, "eventType": "DL", "derivedStatusCode": "DL", "scanLocation": place}
    fedex.control("/say", events=[event])
    tracking = fedex.track(number)
    assert tracking["deliveryDetails"]["actualDeliveryAddress"]["city"] == "TULSA"
    assert tracking["latestStatusDetail"]["scanLocation"]["postalCode"] == "74103"


def test_a_parcel_can_be_held_for_its_recipient(fedex):
    request = {"location": {"address": {"postalCode": "94110", "countryCode": "US"}}}
    locations = fedex.good("/location/v1/locations", request)
    assert (
        locations["locationDetailList"]
        == fedex.good("/location/v1/locations", request)["locationDetailList"]
    )
    assert len(locations["locationDetailList"]) == 5
    where = locations["locationDetailList"][0]
    assert where["storeHours"][0]["operationalHours"]["begins"]
    held = {
        "locationId": where["locationId"],
        "locationContactAndAddress": where["contactAndAddress"],
    }
    services = {"specialServiceTypes": ["HOLD_AT_LOCATION"], "holdAtLocationDetail": held}
    sold = fedex.buy(shipmentSpecialServices=services)
    assert (
        sold["completedShipmentDetail"]["completedHoldAtLocationDetail"]["locationId"]
        == where["locationId"]
    )
    number = sold["masterTrackingNumber"]
    fedex.handed_over(number)
    fedex.later(days=9)
    assert fedex.kinds(number)[-2:] == ["HL", "DL"]


# --- Asking


def test_an_unknown_number_is_an_error_of_its_own(fedex):
    sold_number = fedex.number()
    request = {
        "trackingInfo": [
            {"trackingNumberInfo": {"trackingNumber": number}}
            for number in (sold_number, "794900000000")
        ]
    }
    good, bad = fedex.good(TRACK, request)["completeTrackResults"]
    assert "error" not in good["trackResults"][0]
    assert bad["trackResults"][0]["error"]["code"] == "TRACKING.TRACKINGNUMBER.NOTFOUND"
    assert "scanEvents" not in bad["trackResults"][0]


def test_thirty_numbers_at_most(fedex):
    request = {
        "trackingInfo": [{"trackingNumberInfo": {"trackingNumber": str(i)}} for i in range(31)]
    }
    assert fedex.refused(TRACK, request) == ["TRACKING.TRACKINGNUMBERS.MAXIMUM"]
    request["trackingInfo"].pop()
    assert len(fedex.good(TRACK, request)["completeTrackResults"]) == 30


def by_reference(fedex: Carrier, value: str, **changes):
    day = f"{fedex.now():%Y-%m-%d}"
    reference = {
        "type": "CUSTOMER_REFERENCE",
        "value": value,
        "accountNumber": ACCOUNT["value"],
        "shipDateBegin": day,
        "shipDateEnd": day,
    }
    return {"referencesInformation": reference | changes, "includeDetailedScans": True}


def test_a_lost_answer_is_found_by_its_reference(fedex):
    fedex.control(hang_next=[{"path": "/shipments", "times": 1}])
    with pytest.raises((http.client.HTTPException, OSError)):
        fedex.call(SHIP, fedex.request("lost-answer"))
    results = fedex.good(REFERENCE, by_reference(fedex, "lost-answer"))["completeTrackResults"]
    assert len(results) == 1
    assert fedex.audited(results[0]["trackingNumber"])["state"] == "bought"
    other = fedex.good(REFERENCE, by_reference(fedex, "lost-answer", accountNumber="123456789"))[
        "completeTrackResults"
    ]
    assert other[0]["trackResults"][0]["error"]["code"] == "TRACKING.REFERENCENUMBER.NOTFOUND"
    late = by_reference(fedex, "lost-answer", shipDateBegin="2030-01-01", shipDateEnd="2030-01-02")
    assert "error" in fedex.good(REFERENCE, late)["completeTrackResults"][0]["trackResults"][0]
    assert fedex.refused(REFERENCE, by_reference(fedex, "x", shipDateBegin="")) == [
        "TRACKING.SHIPDATE.INVALID"
    ]


def test_the_proof_of_delivery_names_who_signed(fedex):
    number = fedex.number()
    request = {
        "trackDocumentDetail": {
            "documentType": "SIGNATURE_PROOF_OF_DELIVERY",
            "documentFormat": "PDF",
        },
        "trackDocumentSpecification": [{"trackingNumberInfo": {"trackingNumber": number}}],
    }
    assert fedex.refused(DOCUMENT, request) == ["TRACKING.SIGNATURE.NOTAVAILABLE"]
    fedex.control("/deliver", number=number, signed_by="A.LEE")
    assert base64.b64decode(fedex.good(DOCUMENT, request)["documents"][0]).startswith(b"%PDF-")
    request["trackDocumentDetail"]["documentFormat"] = "PNG"
    picture = base64.b64decode(fedex.good(DOCUMENT, request)["documents"][0])
    assert Image.open(io.BytesIO(picture)).size == (1725, 2233)


# --- Misbehaving


def test_it_fails_as_often_as_it_is_told_and_does_nothing_then(fedex):
    before = len(fedex.control("/audit")["shipments"])
    fedex.control(fail_next=[{"path": "/shipments", "status": 500, "times": 2}])
    assert [fedex.call(SHIP, fedex.request())[0] for _ in range(3)] == [500, 500, 200]
    assert len(fedex.control("/audit")["shipments"]) == before + 1
    fedex.control(down=True)
    assert fedex.call(TRACK, {})[0] == 503
    fedex.control(down=False)
    assert fedex.call(TRACK, {})[0] == 400


def test_half_an_answer_is_a_whole_label(fedex):
    fedex.control(half_next=[{"path": "/shipments", "times": 1}])
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        fedex.call(SHIP, fedex.request("half"))
    assert [
        shipment["state"]
        for shipment in fedex.control("/audit")["shipments"]
        if shipment["reference"] == "half"
    ] == ["bought"]


def test_it_can_forget_the_signature_and_the_value(fedex):
    fedex.control(drop_signature=True, wrong_declared=True)
    sold = fedex.buy()
    package = sold["completedShipmentDetail"]["completedPackageDetails"][0]
    assert package["signatureOption"] == "SERVICE_DEFAULT"
    assert package["declaredValue"]["amount"] == 100
    fedex.handed_over(sold["masterTrackingNumber"])
    fedex.later(days=9)
    assert "receivedByName" not in fedex.track(sold["masterTrackingNumber"])["deliveryDetails"]


@pytest.mark.parametrize(
    "settings", [{"weather": 1}, {"auto_collect": "never"}, {"fail_next": [{"x": 1}]}, [], 3]
)
def test_what_control_does_not_know_it_refuses(fedex, settings):
    assert fedex.raw("POST", "/_control", json.dumps(settings).encode())[0] == 400


def test_the_audit_shows_the_request_as_it_was(fedex):
    request = fedex.request("audit-me")
    fedex.good(SHIP, request)
    fedex.good(SHIP, request)
    status, payload = fedex.raw("GET", "/_control/audit", b"")
    shipments = [
        shipment for shipment in payload["shipments"] if shipment["reference"] == "audit-me"
    ]
    assert status == 200
    assert [shipment["request"] for shipment in shipments] == [request, request]
    assert len({shipment["number"] for shipment in shipments}) == 2


# --- Telling


def test_each_event_is_pushed_signed_and_again_until_it_is_taken(tmp_path):
    with (
        listener(lambda nth: 500 if nth == 1 else 204) as (address, heard),
        carrier(tmp_path, webhook_url=address, webhook_token="secret") as fedex,
    ):
        number = fedex.number()
        fedex.control("/deliver", number=number, signed_by="A.LEE")
        until(lambda: fedex.control("/audit")["messages_waiting"] == 0)
        results = [json.loads(body)["output"]["completeTrackResults"][0] for _, body in heard]
        kinds = [result["trackResults"][0]["scanEvents"][0]["eventType"] for result in results]
        assert len(heard) == len({body for _, body in heard}) + 1, "the refused one came again"
        assert set(kinds) >= {"OC", "PU", "OD", "DL"}
        assert {result["trackingNumber"] for result in results} == {number}
        last = next(
            result
            for result in results
            if result["trackResults"][0]["scanEvents"][0]["eventType"] == "DL"
        )
        assert last["trackResults"][0]["deliveryDetails"]["receivedByName"] == "A.LEE"
        for headers, body in heard:
            digest = hmac.new(b"secret", body, hashlib.sha256).digest()
            assert headers["fdx-signature"] == base64.b64encode(digest).decode()


def test_anything_can_be_said(tmp_path):
    with (
        listener() as (address, heard),
        carrier(tmp_path, webhook_url=address, webhook_encoding="hex") as fedex,
    ):
        number = fedex.number()
        until(lambda: len(heard) == 1)
        event = {
            "number": number,
            "eventType": "ZZ",
            "eventDescription": "Odd",
            "date": "2020-01-01T10:00:00-05:00",
        }
        fedex.control("/say", events=[event, {"raw": {"any": "thing"}}])
        until(lambda: len(heard) == 3)
        assert {"any": "thing"} in [json.loads(body) for _, body in heard]
        assert "ZZ" in fedex.kinds(number)
        headers, body = heard[-1]
        assert headers["fdx-signature"] == hmac.new(b"", body, hashlib.sha256).hexdigest()


def test_time_itself_makes_it_tell(tmp_path):
    with listener() as (address, heard), carrier(tmp_path, webhook_url=address) as fedex:
        fedex.number()
        fedex.later(days=20)
        until(lambda: any(b'"eventType":"DL"' in body for _, body in heard))
        bodies = [body for _, body in heard]
        assert len(bodies) == len(set(bodies))


# --- Keeping


def test_what_was_answered_survives_a_kill(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "sandbox.carriers.server",
        "--port",
        str(port),
        "--folder",
        str(tmp_path),
    ]

    class Apart:
        url = f"http://127.0.0.1:{port}"

        def now(self) -> float:
            return datetime.now(NEW_YORK).timestamp()

    def healthy() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return False
        return True

    started = subprocess.Popen(command)
    try:
        until(healthy)
        apart = Carrier(Apart(), tmp_path / "none")  # type: ignore[arg-type]
        number = apart.number("kept")
    finally:
        os.kill(started.pid, signal.SIGKILL)
        started.wait()
    with carrier(tmp_path) as again:
        assert again.audited(number)["reference"] == "kept"
        assert again.number("kept") != number
        assert again.control("/audit")["shipments"][0]["request"]["accountNumber"] == ACCOUNT


def test_every_zip_has_a_place_and_every_way_a_zone():
    for digits in range(1000):
        assert places.place_at(f"{digits:03}01").state
    assert places.rate_zone(places.place_at("10013"), places.place_at("10013")) == 2
    assert places.rate_zone(places.place_at("10013"), places.place_at("94110")) == 8
    assert places.rate_zone(places.place_at("10013"), places.place_at("96813")) == 9


# --- Shapes: the parser of another's package reads what we say


@pytest.fixture(scope="module")
def karrio():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import karrio.sdk as sdk
        from karrio import lib
        from loguru import logger
    logger.remove()
    settings = {
        "api_key": "k",
        "secret_key": "s",
        "account_number": ACCOUNT["value"],
        "track_api_key": "k",
        "track_secret_key": "s",
    }
    mapper = sdk.gateway["fedex"].create(settings).mapper

    def parse(name: str, payload, **ctx):
        return getattr(mapper, f"parse_{name}_response")(
            lib.Deserializable(payload, lib.to_dict, ctx)
        )

    return parse


def test_a_label_in_the_parsers_eyes(fedex, karrio):
    _, payload = fedex.call(SHIP, fedex.request())
    details, messages = karrio("shipment", payload)
    sold = payload["output"]["transactionShipments"][0]
    assert messages == []
    assert details.tracking_number == sold["masterTrackingNumber"]
    assert details.label_type == "PDF"
    assert base64.b64decode(details.docs.label).startswith(b"%PDF-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from karrio import lib
        from karrio.schemas.fedex.shipping_responses import TransactionShipmentType
    typed = lib.to_object(TransactionShipmentType, sold)
    package = typed.completedShipmentDetail.completedPackageDetails[0]
    assert package.signatureOption == "DIRECT"
    assert (
        package.packageRating.packageRateDetails[0].netCharge
        == typed.pieceResponses[0].netChargeAmount
    )


def test_prices_in_the_parsers_eyes(fedex, karrio):
    shipment = fedex.request()["requestedShipment"] | {"recipient": RECIPIENT}
    del shipment["serviceType"]
    _, payload = fedex.call(
        "/rate/v1/rates/quotes", {"accountNumber": ACCOUNT, "requestedShipment": shipment}
    )
    rates, messages = karrio("rate", payload, shipment_date=fedex.now())
    assert messages == []
    home = next(rate for rate in rates if rate.service == "fedex_ground_home_delivery")
    assert home.currency == "USD"
    assert home.transit_days == 5
    assert {charge.name for charge in home.extra_charges} >= {
        "Base Charge",
        "Fuel Surcharge",
        "Insured value",
    }
    total = sum(
        charge.amount * (-1 if charge.name == "Discounts" else 1) for charge in home.extra_charges
    )
    assert round(total, 2) == home.total_charge


def test_a_delivery_in_the_parsers_eyes(fedex, karrio):
    number = fedex.number()
    fedex.handed_over(number)
    fedex.later(days=9)
    request = {
        "includeDetailedScans": True,
        "trackingInfo": [
            {"trackingNumberInfo": {"trackingNumber": tracking_number}}
            for tracking_number in (number, "1")
        ],
    }
    _, payload = fedex.call(TRACK, request)
    trackings, messages = karrio("tracking", payload)
    assert [tracking.tracking_number for tracking in trackings] == [number]
    assert (trackings[0].delivered, trackings[0].status, trackings[0].info.signed_by) == (
        True,
        "delivered",
        "A.LEE",
    )
    assert [event.status for event in trackings[0].events][:2] == ["delivered", "out_for_delivery"]
    assert all(
        event.date and event.time and event.timestamp and event.location
        for event in trackings[0].events
    )
    assert trackings[0].info.shipment_destination_postal_code == "94110"
    assert [message.code for message in messages] == ["TRACKING.TRACKINGNUMBER.NOTFOUND"]


def test_pickups_cancels_and_refusals_in_the_parsers_eyes(fedex, karrio):
    where = {"pickupLocation": SHIPPER, "readyDateTimestamp": f"{fedex.now():%Y-%m-%d}T15:00:00Z"}
    request = {"associatedAccountNumber": ACCOUNT, "originDetail": where, "carrierCode": "FDXG"}
    _, payload = fedex.call("/pickup/v1/pickups", request)
    details, messages = karrio("pickup", payload, pickup_date=f"{fedex.now():%Y-%m-%d}")
    assert (details.confirmation_number, messages) == (
        payload["output"]["pickupConfirmationCode"],
        [],
    )
    request = {
        "associatedAccountNumber": ACCOUNT,
        "pickupConfirmationCode": details.confirmation_number,
    }
    _, payload = fedex.call("/pickup/v1/pickups/cancel", request, "PUT")
    assert karrio("cancel_pickup", payload)[0].success
    request = cancel(fedex, fedex.number())
    assert karrio("cancel_shipment", fedex.call(CANCEL, request, "PUT")[1])[0].success
    nothing, messages = karrio("cancel_shipment", fedex.call(CANCEL, request, "PUT")[1])
    assert nothing is None
    assert [(message.code, message.level) for message in messages] == [
        ("SHIPMENT.ALREADY.CANCELLED", "error")
    ]


def test_the_parsers_own_requests_are_understood(fedex):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import karrio.sdk as sdk
        from karrio.core import models
    settings = {"api_key": "k", "secret_key": "s", "account_number": ACCOUNT["value"]}
    mapper = sdk.gateway["fedex"].create(settings).mapper
    home = {
        "address_line1": "12 Grand Street",
        "city": "San Francisco",
        "state_code": "CA",
        "postal_code": "94110",
        "country_code": "US",
        "person_name": "Ann Lee",
        "phone_number": "2125550100",
        "residential": True,
    }
    store = home | {
        "city": "New York",
        "state_code": "NY",
        "postal_code": "10013",
        "residential": False,
    }
    kwargs = {
        "payment": {"paid_by": "sender"},
        "shipper": store,
        "recipient": home,
        "service": "fedex_ground_home_delivery",
        "reference": "by-karrio",
        "parcels": [
            {
                "weight": 2.0,
                "weight_unit": "LB",
                "length": 10,
                "width": 8,
                "height": 5,
                "dimension_unit": "IN",
            }
        ],
        "options": {
            "fedex_signature_option": "direct",
            "declared_value": 4200,
            "currency": "USD",
            "shipment_date": f"{fedex.now():%Y-%m-%d}",
        },
    }
    request = mapper.create_shipment_request(models.ShipmentRequest(**kwargs)).serialize()
    sold = fedex.good(SHIP, request)["transactionShipments"][0]
    package = sold["completedShipmentDetail"]["completedPackageDetails"][0]
    assert (package["signatureOption"], package["declaredValue"]["amount"]) == ("DIRECT", 4200)
    assert fedex.audited(sold["masterTrackingNumber"])["reference"] == "by-karrio"
