"""UPS and USPS as deep as FedEx: tracking, collections, the search for a lost label, and what their
labels say against redirection.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.factories.carrier_answers import (
    NUMBERS,
    PICTURE,
    AnsweringCarrier,
    carrier_answer,
    delivery_answer,
)
from tests.factories.carrier_recorder import Recorder
from tests.factories.shipments import SENDER, random_shipments
from troth.fulfillment.carriers import carriers_from, checks, event_page
from troth.fulfillment.carriers.event_tables import CARRIERS, table_of
from troth.fulfillment.carriers.interface import CarrierRefused, CarrierUnreachable, NotAsPromised

ACCOUNT = {"key": "k", "secret": "s", "account": "A12345", "crid": "1", "mid": "2"}
DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)


@pytest.fixture
def telling():
    with AnsweringCarrier() as server:
        yield server


@pytest.fixture
def recorder():
    with Recorder() as recording:
        yield recording


def bought(recorder, carrier, **changed):
    [parcel] = random_shipments(1)
    adapter = carriers_from({carrier: ACCOUNT | {"url": recorder.url}})[carrier]
    adapter.buy(replace(parcel, **changed))
    return recorder.bought[-1], parcel


def test_ups_is_told_to_deliver_to_the_label_s_address_only(recorder):
    body, parcel = bought(recorder, "ups")
    options = body["ShipmentRequest"]["Shipment"]["ShipmentServiceOptions"]
    assert "DirectDeliveryOnlyIndicator" in options
    options.clear()
    with pytest.raises(NotAsPromised, match="direct delivery only"):
        checks.check_ups_request(body, parcel)


def test_usps_is_told_to_bring_back_what_it_would_forward(recorder):
    body, parcel = bought(recorder, "usps")
    options = body["packageDescription"]["packageOptions"]
    assert options.pop("ancillaryServiceEndorsements") == "RETURN_SERVICE_REQUESTED"
    with pytest.raises(NotAsPromised, match="no forwarding"):
        checks.check_usps_request(body, parcel)


def test_a_return_to_us_may_be_redirected(recorder):
    [parcel] = random_shipments(1)
    adapter = carriers_from({"ups": ACCOUNT | {"url": recorder.url}})["ups"]
    adapter.buy_return(replace(parcel, sender=parcel.recipient, recipient=SENDER))
    options = recorder.bought[-1]["ShipmentRequest"]["Shipment"]["ShipmentServiceOptions"]
    assert "DirectDeliveryOnlyIndicator" not in options


@pytest.mark.parametrize("carrier", ["ups", "usps"])
def test_tracking_asks_for_each_number_and_reads_each_event(telling, carrier):
    telling.answer = delivery_answer(
        carrier, {"name": "A LEE", "city": "NEW YORK", "state": "NY"}, AT
    )
    [seen] = telling.carrier(carrier).track([NUMBERS[carrier]])
    assert (seen.status, seen.at, seen.signed_by) == ("delivered", AT, "A LEE")
    assert (seen.number, seen.place) == (NUMBERS[carrier], "NEW YORK, NY")
    [(method, path, body, headers)] = telling.asked
    assert (method, body) == ("GET", None)
    if carrier == "ups":
        expected = f"/api/track/v1/details/{NUMBERS['ups']}?locale=en_US&returnSignature=true"
        assert path == expected
        assert headers["transactionSrc"] == "troth"
    else:
        assert path == f"/tracking/v3/tracking/{NUMBERS['usps']}?expand=DETAIL"
    assert headers["Authorization"] == "Bearer t"


@pytest.mark.parametrize("carrier", ["ups", "usps"])
def test_at_most_thirty_numbers_are_asked_for(telling, carrier):
    telling.answer = carrier_answer(carrier)
    assert telling.carrier(carrier).track([str(number) for number in range(40)]) == []
    assert len(telling.asked) == 30


@pytest.mark.parametrize("carrier", ["ups", "usps"])
def test_an_unknown_number_has_no_events(telling, carrier):
    telling.status = 404
    telling.answer = {"response": {"errors": [{"code": "TV1002", "message": "Not found"}]}}
    assert telling.carrier(carrier).track(["1"]) == []


def test_ups_s_local_time_alone_is_no_instant(telling):
    payload = delivery_answer("ups", {"name": "A LEE"}, AT)
    [event] = payload["trackResponse"]["shipment"][0]["package"][0]["activity"]
    del event["gmtTime"]
    telling.answer = payload
    assert [sighting.at for sighting in telling.carrier("ups").track([NUMBERS["ups"]])] == [None]


def test_ups_s_hour_without_its_zero_is_read(telling):
    payload = delivery_answer("ups", {"name": "A LEE"}, AT)
    [event] = payload["trackResponse"]["shipment"][0]["package"][0]["activity"]
    event["gmtTime"] = "74700"  # UPS's own example, in its published schema
    telling.answer = payload
    [seen] = telling.carrier("ups").track([NUMBERS["ups"]])
    assert seen.at == datetime(2026, 11, 24, 7, 47, tzinfo=UTC)


def test_usps_s_local_time_alone_is_no_instant(telling):
    payload = delivery_answer("usps", {"name": "A LEE"}, AT)
    payload["trackingEvents"][0]["GMTTimestamp"] = None
    telling.answer = payload
    assert [sighting.at for sighting in telling.carrier("usps").track([NUMBERS["usps"]])] == [None]


def test_the_picture_of_a_signature_is_ups_s_proof(telling):
    telling.answer = delivery_answer("ups", {"picture": True}, AT)
    assert telling.carrier("ups").proof(NUMBERS["ups"]).startswith(b"GIF89a")
    for image in (None, "encoding Base64", "", 7, PICTURE[:-3]):
        package = telling.answer["trackResponse"]["shipment"][0]["package"][0]
        package["deliveryInformation"]["signature"] = {"image": image}
        assert telling.carrier("ups").proof(NUMBERS["ups"]) == b""


def test_ups_comes_for_what_waits(telling):
    telling.answer = {"PickupCreationResponse": {"PRN": "2929602E9CP"}}
    kwargs = {"on": DAY, "parcels": 3, "grams": 9_000, "address": SENDER}
    services = ["ups_ground", "ups_ground", "ups_02"]
    assert telling.carrier("ups").pickup(**kwargs, services=services) == "2929602E9CP"
    [(method, path, body, _)] = telling.asked
    assert (method, path) == ("POST", "/api/pickupcreation/v2409/pickup")
    pickup_request = body["PickupCreationRequest"]
    assert pickup_request["PickupDateInfo"]["PickupDate"] == "20261124"
    pieces = {piece["ServiceCode"]: piece["Quantity"] for piece in pickup_request["PickupPiece"]}
    assert pieces == {"003": "2", "002": "1"}
    assert pickup_request["TotalWeight"] == {"Weight": "19.9", "UnitOfMeasurement": "LBS"}
    assert pickup_request["PickupAddress"]["PostalCode"] == "10013"
    telling.carrier("ups").cancel_pickup("2929602E9CP", on=DAY)
    method, path, _, headers = telling.asked[-1]
    assert (method, path) == ("DELETE", "/api/shipments/v2409/pickup/02")
    assert headers["Prn"] == "2929602E9CP"


def test_usps_comes_for_what_waits(telling):
    telling.answer = {"confirmationNumber": "WTC123456789"}
    kwargs = {"on": DAY, "parcels": 2, "grams": 4_000, "address": SENDER}
    assert telling.carrier("usps").pickup(**kwargs) == "WTC123456789"
    [(method, path, body, _)] = telling.asked
    assert (method, path) == ("POST", "/pickup/v3/carrier-pickup")
    assert body["pickupDate"] == "2026-11-24"
    assert body["packages"] == [{"packageType": "USPS_GROUND_ADVANTAGE", "packageCount": 2}]
    assert body["pickupAddress"]["address"]["ZIPCode"] == "10013"
    telling.carrier("usps").cancel_pickup("WTC/1", on=DAY)
    method, path, _, headers = telling.asked[-1]
    assert (method, path) == ("DELETE", "/pickup/v3/carrier-pickup/WTC%2F1")
    assert headers["If-Match"] == "*"


@pytest.mark.parametrize("carrier", ["ups", "usps"])
def test_a_collection_that_is_refused_is_told(telling, carrier):
    telling.status = 400
    telling.answer = {"errors": [{"code": "9510113", "message": "No pickup on that day"}]}
    kwargs = {"on": DAY, "parcels": 1, "grams": 900, "address": SENDER}
    with pytest.raises(CarrierRefused, match="No pickup on that day"):
        telling.carrier(carrier).pickup(**kwargs)


@pytest.mark.parametrize("carrier", ["ups", "usps"])
def test_a_collection_without_an_answer_is_asked_for_once(telling, carrier):
    telling.status, telling.answer = 500, {}
    kwargs = {"on": DAY, "parcels": 1, "grams": 900, "address": SENDER}
    with pytest.raises(CarrierUnreachable):
        telling.carrier(carrier).pickup(**kwargs)
    assert len(telling.asked) == 1


def test_ups_finds_a_lost_label_by_our_reference(telling):
    def package(number, **status):
        return {"trackingNumber": number, "currentStatus": status}

    telling.answer = {
        "trackResponse": {
            "shipment": [
                {
                    "package": [
                        package("1Z1", type="M", statusCode="003"),
                        package("1Z2", type="MV", statusCode="007"),
                        package("1Z3", type="I", statusCode="007"),
                        package("", type="M", statusCode="003"),
                        "no package",
                    ]
                },
                "no shipment",
            ]
        }
    }
    numbers = telling.carrier("ups").find("T-AB/1.1", since=DAY)
    assert numbers == ["1Z1"]
    [(method, path, _, _)] = telling.asked
    assert method == "GET"
    assert path.startswith("/api/track/v1/reference/details/T-AB%2F1.1?")
    assert "fromPickUpDate=20261123&toPickUpDate=20261209" in path


@pytest.mark.parametrize("code", ["TW0001", "404"])
def test_ups_finds_nothing_of_a_label_that_was_never_bought(telling, code):
    telling.status = 404
    telling.answer = {"response": {"errors": [{"code": code, "message": "Not found"}]}}
    assert telling.carrier("ups").find("T-1.1", since=DAY) == []


def test_ups_that_cannot_search_now_is_no_answer(telling):
    telling.status = 403
    telling.answer = {"response": {"errors": [{"code": "250002", "message": "Blocked"}]}}
    with pytest.raises(CarrierRefused, match="Blocked"):
        telling.carrier("ups").find("T-1.1", since=DAY)


def test_usps_s_lost_label_waits_for_a_person(telling):
    with pytest.raises(CarrierRefused, match="look at the account's own page") as refused:
        telling.carrier("usps").find("T-1.1", since=DAY)
    assert (refused.value.code, telling.asked) == ("no_search", [])


@pytest.mark.parametrize("code", ["404", "410"])
def test_a_usps_label_that_is_void_is_no_error(telling, code):
    telling.status = int(code)
    telling.answer = {}
    telling.carrier("usps").void("9400")
    telling.status = 400
    with pytest.raises(CarrierRefused):
        telling.carrier("usps").void("9400")


@pytest.mark.parametrize("code", ["190117", "190100"])
def test_a_ups_label_that_is_void_is_no_error(telling, code):
    telling.status = 400
    telling.answer = {"response": {"errors": [{"code": code, "message": "Voided"}]}}
    telling.carrier("ups").void("1Z1")


def test_the_page_of_events_is_what_the_tables_say():
    page = Path(__file__).parents[2] / "docs/carrier-events.md"
    assert page.read_text("utf-8") == event_page.render_page(), (
        "python -m troth.fulfillment.carriers.event_page > docs/carrier-events.md"
    )


@pytest.mark.parametrize("carrier", CARRIERS)
def test_no_code_has_two_meanings_that_nothing_tells_apart(carrier):
    meanings = [
        (row.kind, code, detail)
        for row in table_of(carrier).rows
        if not row.words and not row.begins
        for code in row.codes or {""}
        for detail in row.details or {""}
    ]
    assert len(meanings) == len(set(meanings))


def test_every_published_status_code_of_ups_has_a_row():
    """150 to 152 are no codes; the list ends at 169."""
    published = {*range(170)} - {1, 2, 4, 8, 9, 15, 31, 150, 151, 152}
    codes = {code for row in table_of("ups").rows for code in row.details if code}
    assert published <= {int(code) for code in codes}
