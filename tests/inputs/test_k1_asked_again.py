"""What the checkout asks again, without scripts: a proposal is taken by a box to tick, a question
is answered by sending once more. And an address on its whole way, to the sandbox's FedEx's label.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.factories import world
from tests.factories.carrier_recorder import Recorder
from tests.factories.items import a_bag
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from tests.factories.pages import page_text
from tests.factories.parcels import BOX, LATER, fill_parcel, process_labels
from tests.factories.people import ANN
from tests.inputs.checkouts import ACCOUNT, carrier_of, checked_out, parcel_to, printed
from troth.fulfillment.carriers.fedex import FedEx
from troth.fulfillment.carriers.interface import CarrierRefused, NotAsPromised
from troth.fulfillment.models import Parcel
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.warehouse import packing
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.orders.actions import mark_confirmation_sent

LONG = "1200 Northwest Saint Bartholomew Boulevard, Building Twelve, Apartment 1204, Second Floor"
KINGS_BEACH = {"city": "Kings Beach", "state": "CA", "zip_code": "96143"}


def hidden(answer) -> dict[str, str]:
    """What the page asks along, as a browser sends it back."""
    page = answer.content.decode()
    return dict(re.findall(r'name="(email_asked|street_asked)"\s+value="([^"]*)"', page))


def test_a_proposal_is_taken_by_ticking_a_box(shopper):
    answer, address = checked_out(shopper, street=LONG, street2="Care of Smith")
    assert address is None
    short = "1200 NW Saint Bartholomew Blvd, Bldg Twelve, Apt 1204, Second Fl"
    assert f"Street address: {short}" in page_text(answer)
    assert "has no room on a carrier's label" in page_text(answer)
    assert 'type="checkbox"' in answer.content.decode()
    assert f'value="{LONG}"' in answer.content.decode()  # nothing typed is lost
    _, address = checked_out(shopper, street=LONG, street2="Care of Smith", use_proposed="1")
    assert address["street"] == short


def test_without_the_tick_it_is_asked_again(shopper):
    for _ in range(2):
        assert checked_out(shopper, street=LONG, street2="Care of Smith")[1] is None


def test_latin_letters_are_asked_for_and_the_city_is_known(shopper):
    answer, _ = checked_out(shopper, name="山田 花子", city="ニューヨーク")
    words = page_text(answer)
    assert "A carrier's label can't print 山田花子. Please write it in Latin letters" in words
    assert "City: New York" in words
    assert "Full name:" not in words  # nobody guesses how a name reads
    _, address = checked_out(shopper, name="Hanako Yamada", city="ニューヨーク", use_proposed="1")
    assert (address["name"], address["city"]) == ("Hanako Yamada", "New York")


def test_a_street_that_may_be_a_box_is_asked_about_once(shopper):
    answer, address = checked_out(shopper, street="Beach House", **KINGS_BEACH)
    assert address is None
    assert "ZIP 96143 has PO boxes" in page_text(answer)
    _, address = checked_out(shopper, street="Beach House", **KINGS_BEACH, **hidden(answer))
    assert address["street"] == "Beach House"
    assert carrier_of() == "fedex"
    answer, _ = checked_out(shopper, street="Other House", **KINGS_BEACH, **hidden(answer))
    assert "ZIP 96143 has PO boxes" in page_text(answer)


def test_a_street_in_a_zip_of_boxes_is_shown_with_the_question(shopper):
    checked_out(shopper, street="7715 Brook Ave", **KINGS_BEACH)
    assert "ZIP 96143 has PO boxes. This goes to the street" in page_text(
        shopper.get("/checkout/review")
    )
    checked_out(shopper)
    assert "has PO boxes" not in page_text(shopper.get("/checkout/review"))


def test_questions_stand_beside_each_other(shopper):
    """Two at once: the answer to one doesn't take the other's place."""
    typed = {"email": "ann@gmial.com", "street": "Beach House", "phone": "call me", **KINGS_BEACH}
    answer, _ = checked_out(shopper, **typed)
    assert {"email", "street", "phone"} <= set(answer.context["form"].errors)
    answer, _ = checked_out(shopper, **typed, **hidden(answer))
    assert set(answer.context["form"].errors) == {"phone"}
    _, address = checked_out(shopper, **typed | {"phone": ""}, **hidden(answer))
    assert address["email"] == "ann@gmial.com"


@pytest.fixture
def fedex(house):
    carriers = world.fedex()
    world.carrier_control(auto_collect=False)
    world.carrier_clock(LATER)
    yield carriers
    world.carrier_control(reset=True)


def boxed_for(**address):
    """An order to this address, packed; its label is owed."""
    order = order_of(a_bag(), by=replace(ANN, **address), now=NOON)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=NOON, by="notifications"
    )
    parcel = fill_parcel(claim_next_order(now=LATER, by="pat"))
    packing.close_parcel(parcel=parcel, grams=2_400, now=LATER, by="pat", **BOX)
    return Parcel.objects.get(pk=parcel.pk)


def test_the_label_of_the_built_in_fedex_says_it_all(fedex):
    parcel = boxed_for(
        name="Łukasz Søndergård",
        street="420½ N Spring St",
        street2="Residences at the Old Bank District, Apt 1204",
        city="Los Angeles",
        state="CA",
        zip_code="90012",
        phone="+1 (213) 555-0199 ext 42",
    )
    process_labels(fedex)
    label = parcel.labels.get()
    assert (label.state, label.signature, label.declared_cents) == ("bought", "DIRECT", 120_000)
    shipments = world.carrier_control("/_control/audit")["shipments"]
    request = next(
        shipment["request"]
        for shipment in shipments
        if shipment["reference"].startswith(parcel.key)
    )
    assert printed("fedex", request) == {
        "name": "Lukasz Sondergard",
        "lines": ["420 1/2 N Spring St", "Residences at the Old Bank District", "Apt 1204"],
        "city": "Los Angeles",
        "phone": "2135550199",
        "extension": "42",
    }


def test_an_older_order_that_no_label_can_print_waits_for_a_person(fedex):
    parcel = boxed_for(street="東京都港区1-2-3")
    process_labels(fedex)
    label = parcel.labels.get()
    assert label.state == "refused"
    assert "street: 東京都港区 can't be printed on a label" in label.problem


def test_fedex_gets_the_stores_number_only_if_it_will_not_do_without(house):
    """Its schema wants one; a label must not fail for that, and nobody's number is made up."""
    with Recorder() as recorder:
        fedex = FedEx(ACCOUNT | {"url": recorder.url})
        parcel = parcel_to(vars_of(ANN))
        calls = []

        def refuses_first(*args, **more):
            calls.append(args)
            if len(calls) == 1:
                raise CarrierRefused(
                    "RECIPIENTS.PHONENUMBER.REQUIRED", "Recipient phone is required."
                )
            return recorder.sold("/ship/v1/shipments", args[2])

        fedex._wire.call = refuses_first
        fedex.buy(parcel)
    assert printed("fedex", recorder.bought[-1])["phone"] == "2125550177"


def test_a_request_that_says_it_otherwise_is_never_sent(house):
    """Whatever builds it: the check reads the recipient's own text."""
    with Recorder() as recorder:
        fedex = FedEx(ACCOUNT | {"url": recorder.url})
        parcel = parcel_to(vars_of(replace(ANN, street="420½ N Spring St")))
        cut = replace(parcel, recipient=replace(parcel.recipient, street=("42012 N Spring St",)))
        fedex._build_shipment_request = lambda _, built=fedex._build_shipment_request: built(cut)
        with pytest.raises(NotAsPromised, match="street"):
            fedex.buy(parcel)
        assert recorder.bought == []


def vars_of(address) -> dict[str, str]:
    return {name: getattr(address, name) for name in type(address).__slots__}


def test_the_labels_part_tells_a_carrier_the_shoppers_own_words(house):
    parcel = boxed_for(street="420½ N Spring St", phone="213-555-0199 x42")
    shipment = labels.shipment_request_of(parcel, reference="r", now=LATER)
    assert shipment.recipient.street == ("420½ N Spring St",)
    assert shipment.recipient.phone == "213-555-0199 x42"
