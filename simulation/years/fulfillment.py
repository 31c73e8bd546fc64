"""From the confirmation to the delivery: what staff, customs and carriers make of an order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from simulation.plans_warehouse import UNSEEN
from simulation.years.conditions import MAIL_STOPS
from simulation.years.timeline import Facts, OrderTimeline, PlannedEvent
from troth.event_kinds import EventKind
from troth.policy.dates.delay import ship_by_on
from troth.policy.dates.windows import cancellation_limit, claim_dates

# From the placing to the confirmation: around the five minutes that the scorecard allows, too.
CONFIRMED_SECONDS = (*[3] * 34, 40, 299, 300, 301, 4000)
# Business days from the day it was packed to the delivery, by what becomes of the parcel.
USUAL_DAYS = (5, 6, 7, 7, 8, 8, 9, 9, 10)
EARLY_DAYS, LATE_DAYS = (1, 2, 3, 4), (11, 12, 15, 19)
EXTRA_DAYS = {"nobody_home": 1, "damaged": 1, "weather": 2, "held": 2, "redirected": 1}
CROSSING_DAYS = {
    "dispatched_late": 3,
    "customs_3": 3,
    "customs_12": 9,
    "customs_40": 28,
    "flight_late": 4,
}
LABEL_DAYS = {"refused_once": 1, "no_answer": 1}


class Fulfillment(OrderTimeline):
    """Packs, ships and delivers, and announces delays."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.confirmed_at: datetime | None = None
        self.closes_at = self.now  # of the cancellation window
        self.shipped_at: datetime | None = None
        self.holds: list[PlannedEvent] = []
        self.ready_on: dict[str, date | None] = {}  # warehouse -> when it will be packed
        self.signed_at: dict[str, datetime] = {}  # number -> delivered, by the carrier's word
        self._held_boxes: list[list[int]] = []
        self._parcels = 0

    def start(self, after: str) -> None:
        """Schedules what the shopper wishes once this has happened."""
        raise NotImplementedError

    def place(self) -> None:
        """The order is placed and its confirmation leaves, sooner or later or never."""
        for line, warehouse in enumerate(self.order.pieces):
            kind = EventKind.LINE_PLACED_IN_JAPAN if warehouse == "jp" else EventKind.LINE_PLACED
            self.write(kind, line=line, by="shopper")
        self.write(EventKind.ORDER_PLACED, by="shopper", facts={"policy": self.terms.identity})
        if self.traits["mail"] != "refused":
            dice = Random(f"confirmed {self.traits['parcel_dice']}")
            seconds = self.traits.get("confirmed_seconds") or dice.choice(CONFIRMED_SECONDS)
            at = self.conditions.end_of_stop(MAIL_STOPS, self.now + timedelta(seconds=seconds))
            self.schedule(at, self._confirm)

    def _confirm(self) -> None:
        limit = cancellation_limit(self.terms, confirmed_at=self.now)
        self.confirmed_at, self.closes_at = self.now, limit.closes_at
        self.write(
            EventKind.CONFIRMATION_SENT,
            by="notifications",
            facts={
                "message_id": f"<{self.order.key}>",
                "closes_at": limit.closes_at.isoformat(),
                "steps": [step.data() for step in limit.steps],
            },
        )
        minutes = 180 if self.traits["mail"] == "late" else self.traits["mail_minutes"]
        for after in ("confirmation", "closed_day"):
            self.schedule(self.now + timedelta(minutes=minutes), partial(self.start, after))
        for warehouse in self.order.promises:
            if warehouse == "jp":
                self._plan_crossing()
            else:
                self._plan_packing(warehouse, self.local_day())
            self._plan_delay(warehouse)

    # Crossing and packing

    def lines_of(self, warehouse: str) -> list[int]:
        """The places of the lines that come from a warehouse."""
        return [line for line, place in enumerate(self.order.pieces) if place == warehouse]

    def _plan_crossing(self) -> None:
        window = self.order.promises["jp"].transfer
        assert window is not None
        arrives_on = self.days_after(window.earliest, self.dice.choice((0, 0, 1, 2, 3, 4)))
        arrives_on = self.days_after(arrives_on, CROSSING_DAYS.get(self.traits["transfer"], 0))
        leaves = self.working_time(self.local_day() + timedelta(days=2))
        self.schedule(max(leaves, self.closes_at), self._dispatch)
        if self.traits["arrival"] == "missing":
            self.ready_on["jp"] = None
            gone = self.working_time(self.days_after(arrives_on, 10))
            self.schedule(gone, partial(self.cancel_lines, self.lines_of("jp"), by="staff:pat"))
            return
        self.schedule(self.working_time(arrives_on), self._arrive)
        if self.traits["arrival"] in ("damaged", "wrong"):
            self.ready_on["jp"] = None
            return
        self._plan_packing("jp", self.days_after(arrives_on, 1))

    def _dispatch(self) -> None:
        for line in self.lines_of("jp"):
            if self.states[line] == "in_japan":
                facts = {"transfer": "X", "number": "1"}
                self.write(EventKind.LINE_DISPATCHED, line=line, by="staff:kenji", facts=facts)

    def _arrive(self) -> None:
        for line in self.lines_of("jp"):
            if self.states[line] == "in_transfer":
                self.write(
                    EventKind.LINE_ARRIVED, line=line, by="staff:pat", facts={"transfer": "X"}
                )
        if self.traits["arrival"] in ("damaged", "wrong"):
            at = self.working_time(self.days_after(self.local_day(), 1))
            self.schedule(at, partial(self.cancel_lines, self.lines_of("jp"), by="staff:pat"))

    def _plan_packing(self, warehouse: str, here_on: date) -> None:
        window, packing = self.order.promises[warehouse].processed, self.traits["packing"]
        day = max(self.dice.choice((window.earliest, window.latest, window.latest)), here_on)
        if packing == "forgotten":
            day = self.days_after(max(day, window.latest), self.traits["packing_days"])
        elif packing == "set_aside":
            day = self.days_after(day, self.traits["packing_days"])
        at = self.conditions.end_of_stop(("packers_ill",), self.working_time(day))
        at = max(at, self.closes_at + timedelta(minutes=5))
        lines = self.lines_of(warehouse)
        boxes = [lines]
        if packing == "two_people" and len(lines) > 1:
            boxes = [lines[:1], lines[1:]]
        for number, box in enumerate(boxes):
            self.schedule(at + timedelta(days=number), partial(self._process, box))
        self.ready_on[warehouse] = self.local_day(at + timedelta(days=len(boxes) - 1))

    def release_boxes(self) -> None:
        """The last hold is released: what waited for it is packed on the next business day."""
        boxes, self._held_boxes = self._held_boxes, []
        at = self.working_time(self.days_after(self.local_day(), 1))
        for box in boxes:
            self.schedule(at, partial(self._process, box))

    def _process(self, lines: list[int]) -> None:
        if self.holds:
            self._held_boxes.append(lines)
            return
        waiting = [line for line in lines if self.states[line] == "placed"]
        if not waiting:
            return
        self._parcels += 1
        parcel = f"{self.order.key}-{self._parcels}"
        for line in waiting:
            self.write(
                EventKind.LINE_PROCESSED, line=line, by="staff:pat", facts={"parcel": parcel}
            )
        label, days = self.traits["label"], self.dice.choice((0, 1, 1, 2))
        days += self.traits["label_days"] if label == "refused_days" else LABEL_DAYS.get(label, 0)
        if self.traits["packing"] == "not_handed_over":
            days += self.traits["packing_days"]
        fate = self.traits["parcels"][(self._parcels - 1) % len(self.traits["parcels"])]
        days += 2 if fate == "first_scan_late" else 0
        leaves = self.working_time(self.days_after(self.local_day(), days))
        leaves = max(leaves, self.now + timedelta(minutes=1))
        self.schedule(leaves, partial(self._ship, waiting, fate, self.local_day()))

    # Delays

    def _plan_delay(self, warehouse: str) -> None:
        promised = self.order.promises[warehouse]
        old_by = ship_by_on(self.terms, processed_by=promised.processed.latest)
        noticed_on = old_by + timedelta(days=self.dice.choice((-2, -1, -1, 0, 0, 1)))
        deed = partial(self._announce_delay, warehouse, old_by)
        self.schedule(self.working_time(noticed_on), deed)

    def _announce_delay(self, warehouse: str, old_by: date) -> None:
        lines = [line for line in self.lines_of(warehouse) if self.states[line] != "cancelled"]
        ready_on = self.ready_on.get(warehouse)
        is_waiting = any(self.states[line] in _BEFORE_PACKING for line in lines)
        if not is_waiting or (ready_on is not None and ready_on <= old_by and not self.holds):
            return
        moved = self.write(
            EventKind.PROMISE_DELAYED,
            facts={
                "warehouse": warehouse,
                "old_by": old_by.isoformat(),
                "choice": True,
                "round": 1,
                "why": "We are sorry.",
            },
        )
        self.write_letter(EventKind.DELAY_NOTICE_SENT, moved)
        answers = self.traits["answers"]
        if answers["delay"][0] == "cancel":
            at = self.now + timedelta(hours=answers["hours"])
            self.schedule(at, partial(self.cancel_lines, lines))

    # Parcels

    def _ship(self, lines: list[int], fate: str, packed_on: date) -> None:
        packed = [line for line in lines if self.states[line] == "processed"]
        if not packed:
            return
        number, shipped_on = f"{self.order.key}-{self._parcels}{packed[0]}", self.local_day()
        carrier, dates = self.order.carrier, claim_dates(self.terms, shipped_on=shipped_on)
        for line in packed:
            self.write(EventKind.LINE_SHIPPED, line=line, by=carrier)
        parcel = self.write(
            EventKind.PARCEL_SHIPPED,
            by=carrier,
            facts={
                "carrier": carrier,
                "carrier_name": self.terms.file.carriers[carrier].name,
                "number": number,
                "url": f"https://example.com/{number}",
                "lines": packed,
                "shipped_on": shipped_on.isoformat(),
                "signature": True,
                "claim_opens_at": dates.opens_at.isoformat(),
                "claim_closes_at": dates.closes_at.isoformat(),
                "claim_last_on": dates.last_on.isoformat(),
                "claim_steps": [step.data() for step in dates.steps],
            },
        )
        self.shipped_at = self.shipped_at or self.now
        self.write_letter(EventKind.SHIPPING_NOTICE_SENT, parcel)
        self.expect_parcel(number, packed, shipped_on)
        if fate not in UNSEEN:
            self._plan_delivery(number, packed, fate, packed_on)

    def expect_parcel(self, number: str, lines: list[int], shipped_on: date) -> None:
        """The shopper waits for a parcel from now on."""
        raise NotImplementedError

    def _plan_delivery(self, number: str, lines: list[int], fate: str, packed_on: date) -> None:
        days = self.dice.choice(EARLY_DAYS if self.dice.random() < 0.15 else USUAL_DAYS)
        days = self.dice.choice(LATE_DAYS) if fate == "late" else days + EXTRA_DAYS.get(fate, 0)
        came_at = self.working_time(self.days_after(packed_on, days))
        came_at = max(came_at, self.now + timedelta(hours=1))
        heard_at = came_at + timedelta(minutes=self.dice.choice((0, 5, 119)))
        self.schedule(heard_at, partial(self.deliver, number, lines, fate, came_at))

    def deliver(self, number: str, lines: list[int], fate: str, came_at: datetime) -> None:
        """The carrier says that it came `came_at`; without a signature, or a while later."""
        facts: Facts = {"carrier": self.order.carrier, "number": number, "signed_by": ""}
        facts |= {"at": came_at.isoformat()}
        if fate == "unread":
            facts["at"], came_at = None, self.now  # it named no instant
        on_their_way = [line for line in lines if self.states[line] == "shipped"]
        for line in on_their_way:
            self.write(EventKind.LINE_DELIVERED, line=line, by=self.order.carrier, facts=facts)
        if not on_their_way:
            return
        if fate != "unsigned":
            self._sign(number, came_at, facts)
            return
        self.write(EventKind.PARCEL_DELIVERED_UNSIGNED, by=self.order.carrier, facts=facts)
        if self.dice.random() < 0.5:
            later = self.now + timedelta(days=self.dice.choice((0, 1, 3)), minutes=1)
            self.schedule(later, partial(self._sign, number, came_at, facts))

    def _sign(self, number: str, came_at: datetime, facts: Facts) -> None:
        self.signed_at[number] = came_at
        signed = facts | {"signed_by": "A. Lee"}
        self.write(EventKind.PARCEL_DELIVERED, by=self.order.carrier, facts=signed)
        self.start("delivered")


_BEFORE_PACKING = ("placed", "in_japan", "in_transfer")
