"""One order to which nearly everything happens."""

from __future__ import annotations

from datetime import date, timedelta

from tests.factories.care_requests import (
    add_opinion,
    check_piece,
    decide_second,
    pass_claim_limits,
    report_missing,
)
from tests.factories.closures import delay_of
from tests.factories.items import a_watch_in_japan
from tests.factories.moments import moment
from tests.factories.orders import place_watched
from tests.factories.parcels import deliver_parcel, process_and_ship
from tests.factories.payments import money_moved
from tests.factories.people import erin, sam
from tests.factories.returns import return_reported_piece
from tests.factories.transfers import check_in_transfer, send_from_japan
from troth.care import tasks as care
from troth.care.not_received import claims, watched_parcels
from troth.fulfillment.from_japan import late_transfers
from troth.fulfillment.promises import delay_consent
from troth.payments import execution

LATE, TAKEN = moment("Wed 2026-11-25 12:00"), moment("Sun 2026-11-29 13:00")
LANDS, SHIPS = moment("Mon 2026-12-21 11:00"), moment("Tue 2026-12-22 15:00")
MISSED, OPENS, CAME = (
    moment("Tue 2027-01-05 09:00"),
    moment("Fri 2027-01-15 00:00"),
    moment("Tue 2027-01-19 11:00"),
)
FAKE = moment("Mon 2028-05-15 12:00")


def live_long_life():
    """The order, after all of it."""
    order = place_watched(a_watch_in_japan(serial="AB1234"))
    transfer = send_from_japan(order, now=moment("Tue 2026-11-24 09:00"))
    late_transfers.report_late(
        transfer=transfer,
        why="customs asks for papers",
        expected_on=date(2026, 12, 21),
        now=LATE,
        by="kenji",
    )
    delay_consent.answer_delay(
        delay=delay_of(order), answer=delay_consent.WAIT, now=LATE, by="shopper"
    )
    execution.capture_before_authorizations_expire(now=TAKEN), money_moved(TAKEN)
    check_in_transfer(transfer, now=LANDS)
    process_and_ship(order, SHIPS)
    watched_parcels.watch_parcel(order.events.get(kind="parcel.shipped"))
    report_missing(order, MISSED, sentence="Nothing came.")
    pass_claim_limits(OPENS)
    deliver_parcel(order, CAME)
    care.on_event(order.events.get(kind="parcel.delivered").pk)
    claims.settle_claim(
        request=order.requests.get(),
        outcome="found",
        why="The carrier had it in Newark.",
        now=CAME,
        by="staff:care",
    )
    pass_claim_limits(OPENS + timedelta(days=30))
    request = return_reported_piece(order, FAKE)
    for person in (erin(), sam()):
        add_opinion(request, person, authentic=False, at=FAKE + timedelta(days=2))
    request = check_piece(request, at=FAKE + timedelta(days=2))
    if request.state != "done":
        decide_second(request, at=FAKE + timedelta(days=2))
    money_moved(FAKE + timedelta(days=3))
    return order
