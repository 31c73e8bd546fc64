"""The warehouse in New York: packers take the next order, pack it, and hand it to the carrier;
what comes back is checked in.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from random import Random
from typing import Any, TypeVar

from simulation.actors.carriers import Carriers
from simulation.actors.other_carrier import request_carrier_change
from simulation.browser import Browser, Form, Page
from simulation.life import Life, Quiet
from simulation.script import Storyline

ROUNDS = ((10, 0), (14, 30), (16, 45))  # local time, on business days
MOST_BOXES = 12  # a round
BOX_LINK = r"^/desk/packing/T-[\w-]+$"
RETURN_LINK = r"^/desk/returns/[\w-]+$"
SHIPMENTS = "/ship/v1/shipments"
Kind = TypeVar("Kind", bound=Quiet)


@cache
def photo(seed: int = 7) -> bytes:
    """A picture of something, a different one for each seed."""
    from PIL import Image

    noise = Image.frombytes("RGB", (120, 90), Random(seed).randbytes(120 * 90 * 3))
    output = io.BytesIO()
    noise.resize((480, 360)).save(output, "JPEG", quality=60)
    return output.getvalue()


def photo_file(name: str, seed: int = 7) -> io.BytesIO:
    """The picture as a file that can be sent."""
    file = io.BytesIO(photo(seed))
    file.name = name
    return file


def actor_of(life: Life, kind: type[Kind]) -> Kind:
    """Another actor of this life."""
    return next(actor for actor in life.actors if isinstance(actor, kind))


def press(
    life: Life,
    browser: Browser,
    page: Page,
    form: Form,
    typed: dict[str, Any] | None = None,
    *,
    button: str = "",
) -> Page:
    """Sends a form; a field or a button that this source doesn't have is left out."""
    field_names = {*form.fields, *form.choices, *form.uploads}
    fields = {name: value for name, value in (typed or {}).items() if name in field_names}
    for name in (typed or {}).keys() - fields.keys():
        life.left_out(f"field {name} of {re.sub(r'[0-9A-Z-]{6,}', '…', form.action)}")
    try:
        return browser.send(page, form, fields, button=button)
    except LookupError as missing:
        life.left_out(str(missing))
        return page


def read_rows(life: Life, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Rows to know what to press; none where this source has no such table or column."""
    try:
        return life.host.rows(statement, *parameters)
    except Exception:
        life.left_out(f"rows: {' '.join(statement.split())[:80]}")
        return []


def closed_places(life: Life, place: str) -> set[date]:
    """The days on which a storm keeps a place closed, entered at the desk or not."""
    return {
        (line.at + timedelta(days=day)).date()
        for line in life.script.storylines
        if line.kind == "storm" and line.traits["place"] == place
        for day in range(line.traits["days"])
    }


class Warehouse(Quiet):
    """Packers; they work on the days on which the store is open."""

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._storms: set[date] = set()
        self._ill: dict[date, int] = {}
        self._waits_until: dict[str, datetime] = {}  # box -> when somebody remembers it
        self._grams: dict[str, int] = {}  # order -> what its box weighs, packed again
        self._delayed: set[str] = set()  # boxes whose delay has been decided
        self._photos = 100
        self._done_once: set[str] = set()
        self._pickup: Storyline | None = None  # somebody means to ask for a collection

    def begin(self) -> None:
        """Every day has its rounds."""
        self._storms = closed_places(self.life, "us")
        for day in range(self.life.script.days):
            day_on = (self.life.script.starts + timedelta(days=day)).date()
            if not self.is_open(day_on):
                continue
            for hour, minute in ROUNDS:
                at = datetime(
                    day_on.year, day_on.month, day_on.day, hour, minute, tzinfo=self.life.zone
                )
                if at >= self.life.script.starts:
                    self.life.schedule(at, self.pack_round)
                    if hour == 14:
                        self.life.schedule(at + timedelta(minutes=20), self.daily_chores)

    def story(self, line: Storyline) -> bool:
        """The packers fall ill; or somebody books a collection."""
        if line.kind == "packers_ill":
            for day in range(line.traits["days"]):
                self._ill[(line.at + timedelta(days=day)).date()] = line.traits["days"]
            words = f"All packers are ill, for {line.traits['days']} days"
            self.life.deed("packer", "packers.ill", words, days=line.traits["days"])
            return True
        if line.kind == "pickup":
            self._pickup = line
            return True
        return False

    def is_open(self, day: date) -> bool:
        """Whether people come to work: the store's own calendar, as an employee knows it."""
        return day.weekday() < 5 and day.isoformat() not in self.life.holidays

    def works_today(self) -> bool:
        """Whether anybody is in the warehouse: no storm, no illness."""
        today = self.life.now.date()
        return self.is_open(today) and today not in self._storms and today not in self._ill

    def traits(self, order: str) -> dict[str, Any]:
        """What was decided about an order beforehand."""
        shopper = self.life.orders.get(order)
        return shopper["line"].traits if shopper else {}

    def shipment_number(self, key: str) -> int:
        """Which sending of its order a box is: 0 for the first that left or leaves."""
        rows = read_rows(
            self.life,
            "SELECT COUNT(*) FROM fulfillment_parcel p JOIN fulfillment_parcel q"
            " ON p.order_id = q.order_id WHERE q.key = %s AND p.id < q.id"
            " AND p.left_at IS NOT NULL",
            key,
        )
        return int(rows[0][0]) if rows else 0

    # Packing

    def pack_round(self) -> None:
        """Takes orders one after another until there is none to take."""
        if not self.works_today():
            return
        self._bench_as_read()
        for role in ("packer", "packer2"):
            for _ in range(MOST_BOXES):
                if not self._take_one(role):
                    break
        if self._pickup is None or not self.book_pickup(self._pickup):
            self.hand_over_all()

    def _bench_as_read(self) -> None:
        bench = self.life.host.staff("packer").get("/desk/packing/")
        self.life.reader.write_page("desk_packing", "", "packer", bench)

    def _take_one(self, role: str) -> bool:
        """One order, packed or left lying. False where this packer has nothing more to do."""
        packer = self.life.host.staff(role)
        bench = packer.get("/desk/packing/")
        form = bench.form("/desk/packing/take")
        mine = re.search(r"Go on with (T-[\w-]+)", bench.text)
        if mine:
            taken = packer.get(f"/desk/packing/{mine[1]}")
        elif form is not None:
            taken = press(self.life, packer, bench, form)
        else:
            return False
        key = re.search(r"/desk/packing/(T-[\w-]+)$", taken.url)
        if not key:
            return False
        return self._work_on(role, packer, taken, key[1])

    def _work_on(self, role: str, packer: Browser, page: Page, key: str) -> bool:
        order, traits = key[:13], self.traits(key[:13])
        style = traits.get("packing", "on_time")
        if key not in self._delayed:
            self._delayed.add(key)
            self.life.deed(role, "box.take", f"The packer takes {key}", order=order, box=key)
            if style == "forgotten":
                days = traits["packing_days"]
                self._waits_until[key] = self.life.now + timedelta(days=days, hours=-1)
                words = f"{key} is left open on the bench, and forgotten for {days} days"
                self.life.deed(role, "box.forgotten", words, order=order, box=key, days=days)
        if self.life.now < self._waits_until.get(key, self.life.now):
            return False
        if page.form("unpack") or "Stop." in page.text:
            mark = f"stopped {order} {self.life.now.date()}"
            if mark in self._done_once:  # an older bench offers it again at once
                return False
            self._done_once.add(mark)
            return self._put_away(role, packer, page, key, "its order is stopped", False)
        if style == "set_aside" and f"aside {order}" not in self._done_once:
            self._done_once.add(f"aside {order}")
            hold = bool(traits.get("holds_aside"))
            return self._put_away(role, packer, page, key, "A strap looks worn", hold)
        return self.pack(role, page, key)

    def _put_away(
        self, role: str, packer: Browser, page: Page, key: str, why: str, hold: bool
    ) -> bool:
        form = page.form("/aside")
        if form is None:
            return False
        typed: dict[str, Any] = {"why": why}
        if hold and "hold_it" in form.choices:
            typed["hold_it"] = "on"
        answer = press(self.life, packer, page, form, typed)
        words = f"The packer sets {key} aside: {why}"
        self.life.deed(
            role, "box.set_aside", words, order=key[:13], ok=answer.ok, answer=answer.notice,
            box=key, why=why, holds=hold,
        )  # fmt: skip
        if hold and answer.ok:
            days = self.traits(key[:13]).get("packing_days", 1)
            self.life.later(lambda: self._let_go_on(key[:13]), days=days)
        return answer.ok

    def _let_go_on(self, order: str) -> None:
        """Care has looked at the box that was held, and releases it."""
        care = self.life.host.staff("care")
        page = care.get(f"/desk/orders/{order}")
        form = page.form("/release/")
        if form is None or "why" not in form.fields:
            return
        answer = press(self.life, care, page, form, {"why": "The strap is as described"})
        self.life.deed(
            "care", "box.released", f"Care has looked at the box of {order}: it goes on",
            order=order, ok=answer.ok, answer=answer.notice,
        )  # fmt: skip

    def pack(self, role: str, page: Page, key: str) -> bool:
        """Scans the tags, takes the photo, weighs and closes the box. False where that leads no
        further today.
        """
        order, traits = key[:13], self.traits(key[:13])
        second = {"packer": "packer2", "packer2": "packer"}[role]
        closer = second if traits.get("packing") == "two_people" else role
        self._scan_tags(role, page)
        packer, page = self._photograph(closer, key)
        trouble = self._trouble_with_label(key, traits)
        form = page.form("/close")
        if form is None:
            self.life.deed(
                closer, "box.close", f"{key} can't be closed", order=order, ok=False,
                answer=page.text, box=key,
            )  # fmt: skip
            return False
        closed = self._close_box(role, closer, packer, page, form, key)
        if not closed.ok:
            if trouble:
                actor_of(self.life, Carriers).control("", hang_next=[], fail_next=[])
            return self._answer_refusal(closer, packer, closed, key)
        if trouble:
            self._after_trouble(packer, key, trouble)
        if traits.get("packing") == "not_handed_over" and f"hand {order}" not in self._done_once:
            self._leave_on_shelf(closer, key, traits["packing_days"])
        return True

    def _close_box(
        self, role: str, closer: str, packer: Browser, page: Page, form: Form, key: str
    ) -> Page:
        order = key[:13]
        grams = self._grams.get(order) or self.traits(order).get("grams", 5200)
        typed = {"length_mm": "400", "width_mm": "300", "height_mm": "200", "seal": f"S-{key[-6:]}"}
        closed = press(self.life, packer, page, form, typed | {"grams": str(grams)})
        people = "Two packers pack" if closer != role else "The packer packs"
        self.life.deed(
            closer, "box.close", f"{people} {key}", order=order, ok=closed.ok,
            answer=closed.notice, box=key, grams=grams, people=2 if closer != role else 1,
        )  # fmt: skip
        return closed

    def _answer_refusal(self, closer: str, packer: Browser, page: Page, key: str) -> bool:
        """A box that the store won't close: weighed again where it weighs less than its pieces, and
        set aside for care where no carrier takes it, to be packed in a lighter box.
        """
        order = key[:13]
        least = re.search(r"the pieces alone weigh ([\d,]+) g", page.text)
        if least is not None:
            self._grams[order] = int(least[1].replace(",", "")) + 400
            return True
        if "Set it aside" in page.text:
            self._grams[order] = 5200
            return self._put_away(closer, packer, page, key, "No carrier takes this box", True)
        return False

    def _scan_tags(self, role: str, page: Page) -> None:
        packer = self.life.host.staff(role)
        for tag in dict.fromkeys(re.findall(r"TAG\d{9,}", page.source)):
            form = page.form("/scan")
            if form is None:
                break
            page = press(self.life, packer, page, form, {"tag": tag})

    def _photograph(self, role: str, key: str) -> tuple[Browser, Page]:
        """The box as it is, before it is closed."""
        packer = self.life.host.staff(role)
        page = packer.get(f"/desk/packing/{key}")
        form = page.form("/photos")
        if form is not None:
            page = press(self.life, packer, page, form, {"photos": photo_file("box.jpg")})
        return packer, page

    def _leave_on_shelf(self, role: str, key: str, days: int) -> None:
        order = key[:13]
        self._done_once.add(f"hand {order}")
        self._waits_until[f"hand {key}"] = self.life.now + timedelta(days=days, hours=-1)
        words = f"{key} is closed and stays on the shelf for {days} days"
        self.life.deed(role, "box.not_handed_over", words, order=order, box=key, days=days)

    def _trouble_with_label(self, key: str, traits: dict[str, Any]) -> str:
        """What the carrier will answer to the next purchase of a label; "" where it sells it."""
        label = traits.get("label", "bought")
        if label == "bought" or f"label {key}" in self._done_once:
            return ""
        self.life.host.work(sweeps=False)  # boxes before this one have their labels
        carriers = actor_of(self.life, Carriers)
        if label == "no_answer":
            carriers.control("", hang_next=[{"path": SHIPMENTS, "times": 1}])
        else:
            status = 503 if label == "refused_once" else 400
            carriers.control("", fail_next=[{"path": SHIPMENTS, "times": 1, "status": status}])
        return str(label)

    def _after_trouble(self, packer: Browser, key: str, label: str) -> None:
        """The carrier has answered: other boxes get their labels."""
        self.life.host.work(sweeps=False)
        actor_of(self.life, Carriers).control("", hang_next=[], fail_next=[])
        page = packer.get(f"/desk/packing/{key}")
        if re.search(r"Number [0-9]{10}", page.text) or self._counter_form(page) is not None:
            return  # the box needs no label of ours, or has one
        self._done_once.add(f"label {key}")
        self.life.reader.write_page("desk_parcel", key, "packer", page)
        if label == "refused_days":
            days = self.traits(key[:13]).get("label_days", 1)
            self._waits_until[f"label {key}"] = self.life.now + timedelta(days=days, hours=-1)
            if Random(f"other carrier {key} {self.life.script.seed}").random() < 0.5:
                request_carrier_change(self.life, packer, page, key)
        words = {
            "no_answer": "The carrier sells a label, and its answer is lost",
            "refused_once": "The carrier can't sell a label just now",
            "refused_days": "The carrier refuses the address",
        }[label]
        self.life.deed(
            "carrier", f"label.{label}", f"{words}: {key}", order=key[:13], ok=False,
            answer=page.text, box=key,
        )  # fmt: skip

    @staticmethod
    def _counter_form(page: Page) -> Form | None:
        """The form of a box that must go over the counter."""
        opened = re.search(r'<details class="why" open>', page.source)
        return page.form("/by-hand") if opened else None

    # The driver

    def hand_over_all(self) -> int:
        """Whatever lies packed, with a label, goes to the driver. Returns how many boxes."""
        self.life.host.work(sweeps=False)
        packer, boxes = self.life.host.staff("packer"), 0
        bench = packer.get("/desk/packing/")
        mine = set(re.findall(r"Go on with (T-[\w-]+)", bench.text))
        for link in bench.links(BOX_LINK):
            key = link.rpartition("/")[2]
            if key not in mine:
                boxes += self._finish_box(packer, key)
        if boxes:
            self.life.later(getattr(self.life, "track", self.life.watch), minutes=1)
        return boxes

    def _finish_box(self, packer: Browser, key: str) -> int:
        """One closed box: unpacked, asked a label for, or given to the driver."""
        page = packer.get(f"/desk/packing/{key}")
        if self._unpack(packer, page, key):
            return 0
        page = self._ask_label(packer, page, key)
        if self.life.now < self._waits_until.get(f"hand {key}", self.life.now):
            return 0
        form = page.form("hand-over")
        if form is not None and "to" in form.fields:
            return self._give_to_driver(packer, page, form, key)
        form = self._counter_form(page)
        if form is not None:
            return self._ship_by_hand(packer, page, form, key)
        return 0

    def _unpack(self, packer: Browser, page: Page, key: str) -> bool:
        form = page.form("/unpack")
        if form is None:
            return False
        self.life.reader.write_page("desk_parcel", key, "packer", page)
        answer = press(self.life, packer, page, form)
        self.life.deed(
            "packer", "box.unpack", f"{key} is stopped, and the packer unpacks it",
            order=key[:13], ok=answer.ok, answer=answer.notice, box=key,
        )  # fmt: skip
        for tag in dict.fromkeys(re.findall(r"TAG\d{9,}", page.source)):
            self.put_on_shelf(packer, tag, key[:13])
        return True

    def put_on_shelf(self, packer: Browser, tag: str, order: str) -> None:
        """A piece that isn't packed any more gets a place."""
        bench = packer.get("/desk/packing/")
        form = bench.form("/desk/shelve")
        if form is None:
            self.life.left_out("shelve")
            return
        answer = press(self.life, packer, bench, form, {"shelf": f"A-{tag[-3:]}", "tag": tag})
        self.life.deed(
            "packer", "piece.shelved", f"{tag} is put on a shelf", order=order, ok=answer.ok,
            answer=answer.notice, tag=tag,
        )  # fmt: skip

    def _ask_label(self, packer: Browser, page: Page, key: str) -> Page:
        form = page.form("Ask for a label")
        if form is None or self.life.now < self._waits_until.get(f"label {key}", self.life.now):
            return page
        self.life.reader.write_page("desk_parcel", key, "packer", page)
        answer = press(self.life, packer, page, form)
        self.life.deed(
            "packer", "label.ask", f"The packer asks for a label of {key} again",
            order=key[:13], ok=answer.ok, answer=answer.notice, box=key,
        )  # fmt: skip
        self.life.host.work(sweeps=False)
        return packer.get(f"/desk/packing/{key}")

    def _give_to_driver(self, packer: Browser, page: Page, form: Form, key: str) -> int:
        order, traits = key[:13], self.traits(key[:13])
        sending = self.shipment_number(key)
        numbers = self.labels(key)
        if traits.get("packing") == "only_scanned" and f"scan {key}" not in self._done_once:
            self._done_once.add(f"scan {key}")
            ok, notice = True, ""
            words = f"The driver takes {key}, and nobody enters that at the desk"
            self.life.deed(
                "packer", "box.taken_unrecorded", words, order=order, box=key, numbers=numbers
            )
        elif f"scan {key}" in self._done_once:
            return 0
        else:
            answer = press(self.life, packer, page, form, {"to": "F. Driver"})
            ok, notice = answer.ok, answer.notice
            self.life.deed(
                "packer", "box.hand_over", f"The driver takes {key}", order=order, ok=ok,
                answer=notice, box=key, numbers=numbers,
            )  # fmt: skip
        if not ok:
            return 0
        fate = traits.get("parcels", ["on_time"] * 3)[min(sending, 2)]
        carriers = actor_of(self.life, Carriers)
        for number in numbers:
            carriers.receive(number, order, fate, traits.get("parcel_dice", 0))
        return 1

    def labels(self, key: str) -> list[str]:
        """The tracking numbers of a box."""
        rows = read_rows(
            self.life,
            "SELECT l.number FROM fulfillment_label l JOIN fulfillment_parcel p"
            " ON p.id = l.parcel_id WHERE p.key = %s AND l.number <> '' AND l.state = 'bought'",
            key,
        )
        return [number for (number,) in rows]

    # Over the counter

    def _ship_by_hand(self, packer: Browser, page: Page, form: Form, key: str) -> int:
        order, traits = key[:13], self.traits(key[:13])
        named = re.search(r"Ship it by hand, with (\w+)", page.text)
        carrier = named[1].lower() if named else "fedex"
        number = counter_number(carrier, Random(f"counter {key}"))
        self._photos += 1
        typed = {
            "number": number,
            "number_again": number,
            "is_signed": "on",
            "receipt": photo_file("receipt.jpg", self._photos),
        }
        answer = press(self.life, packer, page, form, typed)
        self.life.deed(
            "packer", "box.by_hand", f"{key} goes over the counter of {carrier.upper()}",
            order=order, ok=answer.ok, answer=answer.notice, box=key, numbers=[number],
            carrier=carrier, carrier_knows="accepted",
        )  # fmt: skip
        if not answer.ok:
            return 0
        fate = traits.get("parcels", ["on_time"] * 3)[min(self.shipment_number(key), 2)]
        carriers = actor_of(self.life, Carriers)
        carriers.take_at_counter(key, number, order, fate, traits.get("parcel_dice", 0))
        return 1

    def look_up_parcels(self, packer: Browser) -> None:
        """What the carriers' sites say of parcels that went over the counter."""
        for key, site_status in actor_of(self.life, Carriers).site.items():
            entered = f"{key} {site_status.status} {site_status.at.isoformat()}"
            if entered in self._done_once or site_status.status == "accepted":
                continue
            page = packer.get(f"/desk/packing/{key}")
            form = page.form("/lookup")
            if form is None:
                continue
            local = site_status.at.astimezone(self.life.zone)
            typed = {
                "status": site_status.status,
                "on": local.date().isoformat(),
                "at": f"{local:%H:%M}",
                "signed_by": site_status.signed_by,
                "sentence": site_status.carrier_text,
            }
            answer = press(self.life, packer, page, form, typed)
            if answer.status < 500:  # where the server dies, they enter it again
                self._done_once.add(entered)
            self.life.deed(
                "packer", "parcel.looked_up",
                f"The site says of {site_status.number}: {site_status.carrier_text}",
                order=key[:13], ok=answer.ok, answer=answer.notice, box=key,
                number=site_status.number, kind=site_status.status,
                carrier_knows=site_status.status,
            )  # fmt: skip

    # Collections

    def book_pickup(self, line: Storyline) -> bool:
        """Asks the carrier to come for what is packed, and perhaps takes it back. True where it was
        asked: then the boxes wait for the next round.
        """
        self.life.host.work(sweeps=False)
        packer = self.life.host.staff("packer")
        page = packer.get("/desk/parcels/")
        form = page.form("/parcels/pickups", "Ask them to come")
        if form is None:
            return False
        self._pickup = None
        self.life.reader.write_page("desk_parcels", "", "packer", page)
        answer = press(self.life, packer, page, form, button="carrier=")
        self.life.deed(
            "packer", "pickup.book", "The packer asks for a collection", ok=answer.ok,
            answer=answer.notice,
        )  # fmt: skip
        if line.traits["cancelled"]:
            self.life.later(self._cancel_pickup, minutes=50)
        return answer.ok

    def _cancel_pickup(self) -> None:
        packer = self.life.host.staff("packer")
        page = packer.get("/desk/parcels/")
        form = page.form("/pickups/", "/cancel")
        if form is None:
            return
        answer = press(self.life, packer, page, form)
        self.life.deed(
            "packer", "pickup.cancel", "The packer takes the collection back", ok=answer.ok,
            answer=answer.notice,
        )  # fmt: skip

    # What comes back

    def daily_chores(self) -> None:
        """Returns are checked in, sites are looked up, pieces go back to their buyers."""
        if not self.works_today():
            return
        packer = self.life.host.staff("packer")
        self.look_up_parcels(packer)
        page = packer.get("/desk/returns/")
        if page.status == 404:
            self.life.left_out("returns")
            return
        self.post_returns()
        self.life.reader.write_page("desk_returns", "", "packer", page)
        for link in page.links(RETURN_LINK):
            if "/photos" not in link:
                self._one_return(packer, link)
        self._tasks_as_read(packer)

    def _tasks_as_read(self, packer: Browser) -> None:
        tasks = packer.get("/desk/tasks/")
        self.life.reader.write_page("desk_tasks", "", "packer", tasks)

    def _arrived(self, key: str) -> datetime | None:
        """When a return came to the door."""
        rows = read_rows(
            self.life, "SELECT arrived_at, received_at FROM fulfillment_return WHERE key = %s", key
        )
        if not rows or rows[0][0] is None or rows[0][1] is not None:
            return None
        at = rows[0][0]
        return at if isinstance(at, datetime) else datetime.fromisoformat(str(at))

    def _one_return(self, packer: Browser, link: str) -> None:
        key = link.rpartition("/")[2]
        arrived = self._arrived(key)
        page = packer.get(link)
        if arrived is not None:
            match = re.search(r"T-[0-9A-Z]{5}-[0-9A-Z]{5}", page.text)
            order = match[0] if match else ""
            patience = timedelta(days=self.traits(order).get("back_days", 0))
            if self.life.now >= arrived.replace(tzinfo=arrived.tzinfo or UTC) + patience:
                page = self._check_in(packer, page, key, order)
        self._send_to_buyer(packer, page, key)

    def _check_in(self, packer: Browser, page: Page, key: str, order: str) -> Page:
        form = page.form("/check-in")
        if form is None:
            return page
        self.life.reader.write_page("desk_return", key, "packer", page)
        traits = self.traits(order)
        by_carrier = "The carrier brings this parcel back" in page.text
        name = "back_condition" if by_carrier else "returned_condition"
        condition = traits.get(name, "sound")
        tags = list(dict.fromkeys(re.findall(r"TAG\d{9,}", page.source)))
        typed: dict[str, Any] = {"photos": photo_file("open.jpg", self._next_photo())}
        conditions = [field for field in form.choices if field.endswith("condition")]
        tag_fields = [field for field in form.fields if field.endswith("tag")]
        for field in conditions:
            typed[field] = condition
        for field, tag in zip(tag_fields, tags, strict=False):
            typed[field] = "" if condition == "missing" else tag
        for field in form.fields:
            if field.endswith("note") and condition != "sound":
                typed[field] = "A dent at one side" if condition == "damaged" else "Another piece"
        answer = press(self.life, packer, page, form, typed)
        self.life.deed(
            "packer", "return.check_in", f"{key} is checked in: {condition}", order=order,
            ok=answer.ok, answer=answer.notice, key=key, condition=condition,
            by_carrier=by_carrier,
        )  # fmt: skip
        if answer.ok and condition == "sound":
            for tag in tags:
                self.put_on_shelf(packer, tag, order)
        return answer

    def _next_photo(self) -> int:
        self._photos += 1
        return self._photos

    def _send_to_buyer(self, packer: Browser, page: Page, key: str) -> None:
        """A piece that failed its check goes back: packed, labeled, handed over."""
        match = re.search(r"T-[0-9A-Z]{5}-[0-9A-Z]{5}", page.text)
        order = match[0] if match else ""
        for mark, what, typed in self._steps_back(page):
            form = page.form(mark)
            if form is None:
                continue
            fields = {
                name: value
                for name, value in typed.items()
                if name in {*form.fields, *form.choices, *form.uploads}
            }
            if what == "hand_over" and "to" not in form.fields:
                continue
            page = press(self.life, packer, page, form, fields)
            self.life.deed(
                "packer", f"back.{what}", f"The piece of {key} goes back to its buyer: {what}",
                order=order, ok=page.ok, answer=page.notice, key=key,
            )  # fmt: skip
            if what == "hand_over" and page.ok:
                for (number,) in read_rows(
                    self.life,
                    "SELECT b.number FROM fulfillment_parcelback b JOIN fulfillment_return r"
                    " ON r.id = b.returned_id WHERE r.key = %s AND b.number <> ''",
                    key,
                ):
                    actor_of(self.life, Carriers).receive(number, order, "on_time", 0)
            return

    def _steps_back(self, page: Page) -> Iterator[tuple[str, str, dict[str, Any]]]:
        tags = re.findall(r"TAG\d{9,}", page.source)
        yield "/send-back", "open", {}
        yield (
            "/pack",
            "pack",
            {
                "tag": tags[0] if tags else "",
                "grams": "3000",
                "length_mm": "400",
                "width_mm": "300",
                "height_mm": "200",
                "photos": photo_file("packed.jpg", self._next_photo()),
            },
        )
        yield "/hand-over", "hand_over", {"to": "F. Driver"}

    def post_returns(self) -> None:
        """Buyers bring pieces that they were asked to send back to the carrier."""
        rows = read_rows(
            self.life,
            "SELECT l.number, o.number, l.bought_at FROM fulfillment_returnlabel l"
            " JOIN fulfillment_return r ON r.id = l.returned_id"
            " JOIN orders_order o ON o.id = r.order_id"
            " WHERE l.number <> '' AND r.shipped_at IS NULL AND r.received_at IS NULL"
            " AND r.ended_at IS NULL",
        )
        carriers = actor_of(self.life, Carriers)
        for number, order, _ in rows:
            if f"post {number}" in self._done_once or number in carriers.handed:
                continue
            self._done_once.add(f"post {number}")
            days = self.traits(order).get("return_post_days", 1)
            self.life.later(partial(self._post_return, number, order), days=days)

    def _post_return(self, number: str, order: str) -> None:
        email = self.life.orders.get(order, {}).get("email", "")
        self.life.deed(
            f"shopper:{email}", "return.post", f"The buyer gives {number} to the carrier",
            order=order, number=number,
        )  # fmt: skip
        actor_of(self.life, Carriers).receive(number, order, "on_time", 0)


def counter_number(carrier: str, dice: Random) -> str:
    """A tracking number of the carrier's own form, with its check digit."""
    if carrier == "ups":
        body = "".join(dice.choice("0123456789") for _ in range(15))
        total = sum(int(sign) * (2 if at % 2 else 1) for at, sign in enumerate(body))
        return f"1Z{body}{-total % 10}"
    if carrier == "usps":
        body = "9405" + "".join(dice.choice("0123456789") for _ in range(17))
        total = sum(int(sign) * (1 if at % 2 else 3) for at, sign in enumerate(reversed(body)))
        return f"{body}{-total % 10}"
    body = "".join(dice.choice("0123456789") for _ in range(11))
    total = sum(int(sign) * (1, 3, 7)[at % 3] for at, sign in enumerate(reversed(body)))
    return f"{body}{total % 11 % 10}"
