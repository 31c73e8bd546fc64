"""A parcel that waits at a location of the carrier's: its address and last day as FedEx tells them,
in the shape of its tracking answers.
"""

from __future__ import annotations

from datetime import timedelta

from tests.factories.letters import letter_of
from tests.factories.parcels import LATER, place_and_box, process_labels
from troth.fulfillment.carriers import fedex_events
from troth.fulfillment.tracking import tracking_events

SAYS = (
    "Shipment is available for pickup at FedEx Office: 2201 SHATTUCK AVE. We'll hold the shipment"
    " for five business days starting from November 25, 2026."
)


def answer(number: str, **more):
    """FedEx's answer about a parcel that is ready for its recipient."""
    picked_up = {
        "date": "2026-11-23T18:30:00-05:00",
        "eventType": "PU",
        "eventDescription": "Picked up",
        "scanLocation": {"city": "NEW YORK", "stateOrProvinceCode": "NY"},
        "derivedStatusCode": "PU",
    }
    ready = {
        "date": "2026-11-25T11:12:40-05:00",
        "eventType": "HL",
        "eventDescription": "Ready for recipient pickup",
        "exceptionCode": "",
        "exceptionDescription": "",
        "scanLocation": {"streetLines": [""], "city": "BERKELEY", "stateOrProvinceCode": "CA"},
        "locationId": "JEMKK",
        "locationType": "FEDEX_OFFICE_LOCATION",
        "derivedStatusCode": "HL",
        "derivedStatus": "Ready for pickup",
    }
    result = {
        "trackingNumberInfo": {"trackingNumber": number},
        "scanEvents": [ready, picked_up],
        **more,
    }
    results = [{"trackingNumber": number, "trackResults": [result]}]
    return {"output": {"completeTrackResults": results}}


HELD = {
    "holdAtLocation": {
        "locationId": "JEMKK",
        "locationContactAndAddress": {
            "address": {
                "streetLines": ["2201 SHATTUCK AVE"],
                "city": "BERKELEY",
                "stateOrProvinceCode": "CA",
                "postalCode": "94704",
                "countryCode": "US",
            }
        },
    },
    "serviceCommitMessage": {
        "message": SAYS,
        "type": "HELD_PACKAGE_AVAILABLE_FOR_RECIPIENT_PICKUP_WITH_ADDRESS",
    },
}


def heard(house_carriers, **more):
    """A parcel of ours, of which FedEx says that it waits; the letter that its shopper gets."""
    parcel = place_and_box()
    process_labels(house_carriers)
    number = parcel.labels.get().number
    now = LATER + timedelta(days=2)
    tracking_events.store_events(
        fedex_events.parse_events(answer(number, **more)), carrier="fedex", how="asked", now=now
    )
    tracking_events.apply_events(carrier="fedex", number=number, now=now)
    return letter_of(parcel.order, "waiting")


def test_the_letter_has_the_address_and_the_last_day_in_the_carriers_words(fedex):
    letter = heard(fedex, **HELD)
    for part in (letter.text, " ".join(letter.html.split()).replace("&#x27;", "'")):
        assert "2201 SHATTUCK AVE" in part
        assert "BERKELEY, CA 94704" in part
        assert SAYS in part
        assert "Wed Nov 25, 2026, 11:12 am ET" in part
        assert "hasn't told us" not in part


def test_without_them_it_says_what_is_not_known(fedex):
    text = heard(fedex).text
    assert "A FedEx location in BERKELEY, CA." in text
    assert "hasn't told us its address and hours" in text
    assert "hasn't told us until when it keeps the parcel" in text


def test_an_answer_that_is_cut_or_strange_is_passed_over():
    strange = [
        {"holdAtLocation": None, "serviceCommitMessage": []},
        {"holdAtLocation": {"locationContactAndAddress": {"address": {"streetLines": "x"}}}},
        {"holdAtLocation": {"locationContactAndAddress": {"address": {"streetLines": [""]}}}},
        {"serviceCommitMessage": {"type": "ESTIMATED", "message": "Tomorrow"}},
    ]
    for more in strange:
        seen = fedex_events.parse_events(answer("794983950610", **more))
        assert [scan.held for scan in seen] == [{}, {}]


def test_only_the_event_that_waits_has_them():
    waiting, picked_up = fedex_events.parse_events(answer("794983950610", **HELD))
    assert (waiting.status, picked_up.status) == ("held", "accepted")
    assert waiting.held == {
        "address": ["2201 SHATTUCK AVE", "BERKELEY, CA 94704"],
        "sentence": SAYS,
    }
    assert picked_up.held == {}


def test_nobody_there_is_an_attempt_in_grounds_own_code_too():
    event = {
        "date": "2026-11-25T14:55:45-08:00",
        "eventType": "DE",
        "eventDescription": "Delivery exception",
        "exceptionCode": "007",
        "exceptionDescription": "Customer not available or business closed",
        "derivedStatusCode": "DE",
    }
    result = {"trackingNumberInfo": {"trackingNumber": "794983950610"}, "scanEvents": [event]}
    output = {"completeTrackResults": [{"trackResults": [result]}]}
    assert [scan.status for scan in fedex_events.parse_events(output)] == ["attempted"]
