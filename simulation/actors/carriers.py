"""The carriers: what becomes of each parcel that they were handed.

FedEx is the sandbox's, told by its controls. UPS and USPS have no account at the store:
what their sites would say of a parcel is kept here, and staff look it up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sandbox.carriers import lifecycle
from simulation.actors.odd_deliveries import OddDeliveries
from simulation.life import Life, Quiet
from simulation.outside import ask
from simulation.plans_warehouse import UNSEEN

HOLD = {"city": "NEW YORK", "stateOrProvinceCode": "NY", "postalCode": "10001"}


@dataclass
class SiteStatus:
    """What the site of a carrier without an account says of a parcel."""

    key: str
    number: str
    status: str
    at: datetime
    carrier_text: str = ""
    signed_by: str = ""
    fate: str = ""
    history: list[str] = field(default_factory=list)


class Carriers(OddDeliveries, Quiet):
    """Tells the sandbox's carrier what happens to a parcel."""

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self.site: dict[str, SiteStatus] = {}  # by the key of the box
        self.handed: dict[str, str] = {}  # number -> fate
        self._orders: dict[str, str] = {}  # number -> order
        self._ended: set[str] = set()  # numbers whose end is written down

    def begin(self) -> None:
        """Storms at the carriers delay whatever is on its way then."""
        for line in self.life.script.storylines:
            if line.kind == "storm" and line.traits["place"] == "carrier":
                at = line.at + timedelta(minutes=1)
                self.life.schedule(at, partial(self._storm, line.traits["days"]))

    def _storm(self, days: int) -> None:
        for number in list(self.handed):
            shipment = self.shipment(number)
            gone = number in self._ended or self.handed[number] in UNSEEN
            if gone or shipment is None or shipment["handed_at"] is None:
                continue
            self._exception(
                number, self._orders[number], "weather", 24 * days, "The storm delays it"
            )

    def control(self, path: str, **payload: Any) -> Any:
        """One order to the sandbox's carrier."""
        base = f"{self.life.host.outside.carrier.url}/_control"
        return ask(f"{base}/{path}" if path else base, **payload)

    def shipments(self) -> list[dict[str, Any]]:
        """Everything that the carrier knows, by its own account."""
        return list(self.life.host.outside.carrier.control.audit()["shipments"])

    def shipment(self, number: str) -> dict[str, Any] | None:
        """What it knows of one parcel."""
        return next(
            (shipment for shipment in self.shipments() if shipment["number"] == number), None
        )

    def story(self, line: Any) -> bool:
        """The carrier's computers are down."""
        if line.kind != "carrier_down":
            return False
        hours = line.traits["hours"]
        self.control("", down=True)
        self._note("carrier", "carrier.down", f"The carrier's computers fail, for {hours} h", "")
        self.life.later(self._up_again, hours=hours)
        return True

    def _up_again(self) -> None:
        self.control("", down=False)
        self._note("carrier", "carrier.up", "The carrier's computers work again", "")
        self.life.watch()

    # Parcels by FedEx

    def receive(self, number: str, order: str, fate: str, seed: int) -> None:
        """The driver has the parcel; what becomes of it begins."""
        if number in self.handed:
            return
        self.handed[number], self._orders[number] = fate, order
        if fate == "first_scan_late":
            self._note(
                "carrier", "parcel.unscanned", f"The driver takes {number} and scans nothing yet",
                order, number=number, kind=fate, carrier_knows="nothing",
            )  # fmt: skip
            self.life.later(lambda: self._scan_first(number, order, "on_time", seed), days=2)
        else:
            self._scan_first(number, order, fate, seed)

    def _scan_first(self, number: str, order: str, fate: str, seed: int) -> None:
        answer = self.control("handed_over", number=number)
        self._note(
            "carrier", "parcel.accepted", f"The carrier scans {number} for the first time",
            order, ok="error" not in answer, answer=str(answer.get("error", "")),
            number=number, kind="accepted", carrier_knows="accepted", fate=fate,
        )  # fmt: skip
        if "error" in answer:
            return
        act = getattr(self, f"_fate_{fate}", None)
        if act is not None:
            act(number, order, Random(f"parcel {seed} {fate}"))
        self._follow(number, order, 0)

    def _note(self, who: str, what: str, words: str, order: str, **more: Any) -> None:
        at = self.life.host.clock.now().isoformat()
        named = {"happened_at": at, **more}
        self.life.deed(who, what, words, order=order, **named)

    def _expected(self, number: str) -> datetime | None:
        shipment = self.shipment(number)
        at = shipment.get("expected_at") if shipment else None
        return datetime.fromtimestamp(at, UTC) if at else None

    def _follow(self, number: str, order: str, looks: int) -> None:
        """Writes down the delivery when it happens, or the return."""
        shipment = self.shipment(number)
        if shipment is None or looks > 90 or number in self._ended:
            return
        latest, expected = shipment["latest"], shipment.get("expected_at")
        if latest == "RS" and self._is_home(number):
            self._note_return(number, order)
            return
        if latest == "DL":
            self._ended.add(number)
            came = datetime.fromtimestamp(expected, UTC).isoformat() if expected else ""
            self._note(
                "carrier", "parcel.delivered", f"{number} is delivered", order, number=number,
                delivered_at=came, kind="delivered", carrier_knows="delivered",
                signed=self.handed.get(number) != "unsigned",
            )  # fmt: skip
            return
        now = self.life.now
        wanted = datetime.fromtimestamp(expected, UTC) + timedelta(minutes=1) if expected else now
        at = wanted if wanted > now else now + timedelta(days=1)
        self.life.schedule(at, lambda: self._follow(number, order, looks + 1))

    def _before_delivery(
        self, number: str, deed: Callable[[], None], *, minutes: float = 1, days: float = 0
    ) -> None:
        expected = self._expected(number)
        if expected is not None:
            self.life.schedule(expected - timedelta(minutes=minutes, days=days), deed)

    def _exception(self, number: str, order: str, kind: str, hours: float, words: str) -> None:
        answer = self.control("exception", number=number, kind=kind, hours=hours)
        self._note(
            "carrier", f"parcel.{kind}", f"{words}: {number}", order, ok="error" not in answer,
            answer=str(answer.get("error", "")), number=number, kind=kind, hours=hours,
            carrier_knows=kind,
        )  # fmt: skip

    def _fate_lost_silent(self, number: str, order: str, dice: Random) -> None:
        def lose() -> None:
            self.control("exception", number=number, kind="lost", hours=24 * 200)
            self._note(
                "carrier", "parcel.lost", f"{number} is lost, and nobody notices", order,
                number=number, kind="lost_silent", carrier_knows="nothing",
            )  # fmt: skip

        self.life.later(lose, hours=dice.choice((3, 30)))

    def _fate_trace_started(self, number: str, order: str, dice: Random) -> None:
        self._lose_later(number, order, dice, "lost", dice.choice((4, 8, 12)), 60)

    def _fate_loss_before_15(self, number: str, order: str, dice: Random) -> None:
        self._lose_later(number, order, dice, "loss_confirmed", dice.choice((6, 10, 13)), 0)

    def _fate_loss_15_to_18(self, number: str, order: str, dice: Random) -> None:
        self._lose_later(number, order, dice, "loss_confirmed", dice.choice((15, 16, 17, 18)), 0)

    def _lose_later(
        self, number: str, order: str, dice: Random, kind: str, day: int, found_after: int
    ) -> None:
        """It vanishes after a day; on the business day `day` the carrier says so."""
        admits_at = self._business_day(day).replace(hour=dice.choice((9, 13, 19)), minute=10)
        self.life.later(lambda: self._lose(number, order, kind, day, admits_at), hours=20)
        if found_after and dice.random() < 0.4:
            again = admits_at + timedelta(hours=found_after)
            self.life.schedule(again, lambda: self._find_again(number, order))

    def _lose(self, number: str, order: str, kind: str, day: int, admits_at: datetime) -> None:
        hours = (admits_at - self.life.now).total_seconds() / 3600
        self.control("exception", number=number, kind=kind, hours=hours)
        self._note(
            "carrier", "parcel.lost", f"{number} is lost; the carrier doesn't know yet", order,
            number=number, kind=kind, carrier_knows="nothing",
            carrier_says_at=admits_at.isoformat(),
        )  # fmt: skip
        at = admits_at + timedelta(minutes=1)
        self.life.schedule(at, lambda: self._admit_loss(number, order, kind, day))

    def _admit_loss(self, number: str, order: str, kind: str, day: int) -> None:
        words = "confirms the loss of" if kind == "loss_confirmed" else "begins to search for"
        what = "parcel.loss_confirmed" if kind == "loss_confirmed" else "parcel.trace_started"
        self._note(
            "carrier", what, f"The carrier {words} {number}", order, number=number, kind=kind,
            business_day=day, carrier_knows=kind,
        )  # fmt: skip

    def _find_again(self, number: str, order: str) -> None:
        at = self.life.now + timedelta(hours=26)
        self.life.schedule(at, lambda: self._deliver(number, order, "A. Neighbor"))
        self._say(number, "IT", "In transit", "IT")
        self._note(
            "carrier", "parcel.found", f"{number} is found again", order, number=number,
            kind="found", carrier_knows="moving",
        )  # fmt: skip

    def _is_home(self, number: str) -> bool:
        """Whether the carrier's last scan says that the sender has it again."""
        store = self.life.host.outside.carrier.control._store
        parcel = store.parcel(number)
        if parcel is None:
            return False
        scans = lifecycle.scans_until(parcel, self.life.host.clock.seconds())
        return bool(scans) and "returned to shipper" in scans[-1].carrier_text

    def _note_return(self, number: str, order: str) -> None:
        if number in self._ended:
            return
        self._ended.add(number)
        self._note(
            "carrier", "parcel.returned", f"{number} is back at the warehouse", order,
            number=number, kind="returned", carrier_knows="returned",
        )  # fmt: skip

    def _deliver(self, number: str, order: str, signer: str) -> None:
        self._ended.add(number)
        self.control("deliver", number=number, signed_by=signer)
        self._note(
            "carrier", "parcel.delivered", f"{number} is delivered", order, number=number,
            kind="delivered", signed=bool(signer), carrier_knows="delivered",
            delivered_at=self.life.host.clock.now().isoformat(),
        )  # fmt: skip

    def _business_day(self, count: int) -> datetime:
        day = self.life.now
        while count:
            day += timedelta(days=1)
            if day.weekday() < 5 and day.date().isoformat() not in self.life.holidays:
                count -= 1
        return day

    def _say(self, number: str, kind: str, description: str, derived: str, **more: Any) -> None:
        event = {"number": number, "eventType": kind, "eventDescription": description,
                 "derivedStatusCode": derived, **more}  # fmt: skip
        self.control("say", events=[event])

    def _fate_nobody_home(self, number: str, order: str, dice: Random) -> None:
        def first() -> None:
            self._exception(number, order, "nobody_home", 24, "Nobody is at home")
            self._before_delivery(number, second)

        def second() -> None:
            self._exception(number, order, "nobody_home", 24, "Nobody is at home again")

        self._before_delivery(number, first)

    def _fate_nobody_home_returned(self, number: str, order: str, dice: Random) -> None:
        def first() -> None:
            self._exception(number, order, "nobody_home", 24, "Nobody is at home")
            self._before_delivery(number, second)

        def second() -> None:
            self._exception(number, order, "nobody_home", 72, "Nobody is at home again")
            self.life.later(lambda: self._send_back(number, order), hours=26)

        self._before_delivery(number, first)

    def _fate_refused(self, number: str, order: str, dice: Random) -> None:
        def refuse() -> None:
            self._exception(number, order, "refused", 0, "The recipient refuses it")

        self._before_delivery(number, refuse)

    def _fate_wrong_address(self, number: str, order: str, dice: Random) -> None:
        def wrong() -> None:
            self._exception(number, order, "address", 96, "The address is wrong")
            self.life.later(lambda: self._send_back(number, order), hours=40)

        self._before_delivery(number, wrong, minutes=90)

    def _send_back(self, number: str, order: str) -> None:
        """Back to the sender, without a refusal; home four days later."""
        # The sandbox's plan of a delivery ends: nothing more is seen but what is said here.
        self.control("exception", number=number, kind="lost", hours=24 * 300)
        self._say(number, "RS", "Returning package to shipper", "RS")
        self._note(
            "carrier", "parcel.turned_back", f"The carrier sends {number} back", order,
            number=number, kind="returning", carrier_knows="returning",
        )  # fmt: skip
        self.life.later(lambda: self._come_home(number, order), days=4)

    def _come_home(self, number: str, order: str) -> None:
        home = {"city": "NEW YORK", "stateOrProvinceCode": "NY", "postalCode": "10013"}
        self._say(number, "RS", "Package returned to shipper", "RS", scanLocation=home)
        self._note_return(number, order)

    def _fate_damaged(self, number: str, order: str, dice: Random) -> None:
        self._before_delivery(
            number,
            lambda: self._exception(number, order, "damaged", 24, "It is damaged on its way"),
            days=0.8,
        )

    def _fate_weather(self, number: str, order: str, dice: Random) -> None:
        hours = dice.choice((24, 72, 120))
        self._before_delivery(
            number,
            lambda: self._exception(number, order, "weather", hours, "Bad weather delays it"),
            days=0.5,
        )

    def _fate_late(self, number: str, order: str, dice: Random) -> None:
        hours = dice.choice((168, 240, 400))
        self._before_delivery(
            number,
            lambda: self._exception(number, order, "weather", hours, "It is delayed for long"),
            days=0.5,
        )

    def _fate_unsigned(self, number: str, order: str, dice: Random) -> None:
        def leave() -> None:
            self.control("deliver", number=number, signed_by="")

        self._before_delivery(number, leave)

    def _fate_held(self, number: str, order: str, dice: Random) -> None:
        def hold() -> None:
            self._exception(number, order, "nobody_home", 120, "Nobody is at home")
            self._say(number, "HL", "Ready for recipient pickup", "HL", scanLocation=HOLD)
            self._note(
                "carrier", "parcel.held", f"{number} waits at the carrier's location", order,
                number=number, kind="held", carrier_knows="held",
            )  # fmt: skip
            if dice.random() < 0.6:
                self.life.later(lambda: self._deliver(number, order, "R. Cipient"), hours=50)
            else:
                self.life.later(lambda: self._send_back(number, order), days=5)

        self._before_delivery(number, hold)

    def _fate_out_of_order(self, number: str, order: str, dice: Random) -> None:
        def late_scan() -> None:
            at = self.life.host.clock.now() - timedelta(days=2)
            self._say(number, "IT", "In transit", "IT", date=at.isoformat(timespec="seconds"))
            self._note(
                "carrier", "parcel.out_of_order", f"A scan of {number}, two days old, comes in",
                order, number=number, kind="out_of_order", scan_at=at.isoformat(),
                carrier_knows="moving",
            )  # fmt: skip

        self._before_delivery(number, late_scan, days=0.6)
        self._before_delivery(number, late_scan, minutes=-60 * 3)

    # Parcels that went over the counter

    def take_at_counter(self, key: str, number: str, order: str, fate: str, seed: int) -> None:
        """UPS or USPS has it; what its site says changes as the days pass."""
        now = self.life.host.clock.now()
        site_status = SiteStatus(key, number, "accepted", now, "Accepted at the counter", fate=fate)
        self.site[key] = site_status
        dice = Random(f"counter {seed} {fate}")
        days = dice.choice((3, 4, 6))
        steps: list[tuple[float, str, str, str]] = [(1, "moving", "In transit", "")]
        if fate in ("lost_silent", "loss_before_15", "loss_15_to_18"):
            pass
        elif fate == "trace_started":
            steps.append((9, "missing", "Missing mail search started", ""))
        elif fate in ("nobody_home_returned", "refused", "wrong_address"):
            steps += [
                (days, "attempted", "No authorized recipient available", ""),
                (days + 2, "returning", "Return to sender", ""),
                (days + 6, "returned", "Delivered to original sender", ""),
            ]
        else:
            if fate in ("nobody_home", "held"):
                steps.append((days, "attempted", "No authorized recipient available", ""))
                days += 2
            steps.append((days, "delivered", "Delivered", "R. Cipient"))
        for after, status, text, signer in steps:
            self.life.later(
                partial(self._change_site, site_status, order, status, text, signer),
                days=after,
            )

    def _change_site(
        self, site_status: SiteStatus, order: str, status: str, text: str, signer: str
    ) -> None:
        site_status.history.append(site_status.status)
        site_status.status, site_status.carrier_text, site_status.signed_by = status, text, signer
        site_status.at = self.life.host.clock.now()
        self._note(
            "carrier", f"parcel.{status}",
            f"The carrier's site says of {site_status.number}: {text}", order,
            number=site_status.number, kind=status, carrier_knows=status, by_hand=True,
            signed=bool(signer),
            **({"delivered_at": site_status.at.isoformat()} if status == "delivered" else {}),
        )  # fmt: skip
