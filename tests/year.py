"""A generated year with all kinds of trouble: timelines in the shapes that the verbs write, made in
bulk from a seed.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max

from tests.line_states import move_lines
from tests.moments import moment
from tests.stories.many import ZIPS, _items
from troth.catalog.models import Item
from troth.orders.actions import store_policy
from troth.orders.links import hash_of
from troth.orders.models import Event, Line, Order, QueueEntry, Recipient
from troth.orders.queue_entries import replay_turn
from troth.policy.delay import refund_due_on, ship_by_on
from troth.policy.lifecycle import replay_events
from troth.policy.places import place_of
from troth.policy.promise import promise
from troth.policy.terms import Terms, parse_terms, shipped_terms
from troth.policy.windows import cancellation_limit, cancellation_verdict, claim_dates

FIRST_DAY = moment("Mon 2026-01-05 00:00")
NOW = moment("Fri 2027-01-08 11:30")
SOON = timedelta(seconds=20)
_ids, _operations = itertools.count(1), itertools.count(1)


def second_policy() -> Terms:
    """In force from July on: a day more for processing, and the ground takes 4 to 9 days."""
    source = shipped_terms().source.replace('name = "troth-standard"', 'name = "troth-summer"')
    for old, new in (
        ("effective_on = 2025-01-01", "effective_on = 2026-07-01"),
        ("latest_days = 2\n\n[transfer]", "latest_days = 3\n\n[transfer]"),
        ("earliest_days = 5  ", "earliest_days = 4  "),
        ("latest_days = 10\n", "latest_days = 9\n"),
    ):
        assert old in source, old
        source = source.replace(old, new)
    return parse_terms(source)


@dataclass
class PlannedEvent:
    """An event to be: what its facts say of another one is filled in when that one has its key."""

    at: datetime
    kind: str
    by: str = "policy"
    line: Line | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    about: PlannedEvent | None = None
    pk: int = 0


class Life:
    """One order from its placing to whatever became of it, by chance."""

    def __init__(
        self,
        chance: random.Random,
        terms: Terms,
        placed_at: datetime,
        places: list[str],
        scale: str,
    ) -> None:
        self.chance, self.terms, self.placed_at, self.key = (
            chance,
            terms,
            placed_at,
            f"{scale}-{next(_ids)}",
        )
        self.days = terms.store_days
        self.zip_code, self.places = chance.choice(ZIPS), places
        promises = {
            place: promise(
                terms, placed_at=placed_at, place=place_of(self.zip_code), warehouse=place
            )
            for place in places
        }
        self.promises = {place: promised.data() for place, promised in promises.items()}
        self.lines: list[Line] = []
        self.events: list[PlannedEvent] = []
        self.off_at: datetime | None = None

    def tell(
        self,
        at: datetime,
        kind: str,
        /,
        *,
        line: Line | None = None,
        by: str = "policy",
        **facts: Any,
    ) -> PlannedEvent:
        self.events.append(PlannedEvent(at, kind, by, line, facts))
        return self.events[-1]

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def day(self, at: datetime) -> date:
        return at.astimezone(self.terms.zone).date()

    def on(self, day: date, *, late: bool = False) -> datetime:
        """A moment of work on that day; sometimes its first second, or its last."""
        roll = self.chance.random()
        at = (
            time(0, 0, 0)
            if roll < 0.03
            else (
                time(23, 59, 59)
                if roll < 0.06 or late
                else time(
                    self.chance.randrange(8, 19),
                    self.chance.randrange(60),
                    self.chance.randrange(60),
                )
            )
        )
        return datetime.combine(day, at, self.terms.zone).astimezone(UTC)

    def after(self, day: date, n: int) -> date:
        return self.days.after(day, n) if n > 0 else day

    # One life.

    def live(self) -> None:
        confirmed = self._begun()
        self._cancellation(confirmed)
        ready = {line.pk: self._processed(line) for line in self.lines}
        if self.off_at is None:
            self._delays(ready)
        boxes: dict[date, list[Line]] = {}
        for line in self.lines:
            done = ready[line.pk]
            if done is not None and (self.off_at is None or done < self.off_at):
                self.tell(done, "line.processed", line=line, by="staff:pat", parcel=f"{self.key}-1")
                boxes.setdefault(self.day(done), []).append(line)
        for packed_on, lines in sorted(boxes.items()):
            if self.off_at is None:
                self._shipped(packed_on, lines)
        self._called_off()

    def _begun(self) -> datetime | None:
        for line in self.lines:
            self.tell(
                self.placed_at,
                "line.placed_in_japan" if line.warehouse == "jp" else "line.placed",
                line=line,
            )
        self.tell(self.placed_at, "order.placed", by="shopper", policy=self.terms.identity)
        if self.likely(0.02):
            return None
        wait = (
            self.chance.choice([1, 2, 5, 9, 40, 299, 300, 300.001, 301, 4000])
            if self.likely(0.15)
            else 3
        )
        sent = self.placed_at + timedelta(seconds=wait)
        limit = cancellation_limit(self.terms, confirmed_at=sent)
        self.tell(
            sent,
            "confirmation.sent",
            by="notices",
            message_id=f"<{self.key}>",
            closes_at=limit.closes_at.isoformat(),
            steps=[step.data() for step in limit.steps],
        )
        return sent

    def _cancellation(self, confirmed: datetime | None) -> None:
        if not self.likely(0.16):
            return
        asked_at = self.placed_at + timedelta(
            minutes=self.chance.choice([1, 30, 110, 119, 150, 900, 1500])
        )
        verdict = cancellation_verdict(self.terms, asked_at=asked_at, confirmed_at=confirmed)
        key, facts = (
            f"C-{self.key}",
            {
                "asked_at": asked_at.isoformat(),
                "how": "page",
                **verdict.data(),
            },
        )
        now = asked_at
        if self.likely(
            0.2
        ):  # by a mail that nobody has proven, confirmed on the page a while later
            self.tell(
                asked_at,
                "cancellation.asked",
                by="shopper",
                request=f"{key}M",
                **facts,
                unconfirmed=True,
            )
            if self.likely(0.3):
                return
            now += timedelta(hours=self.chance.randrange(1, 5))
            facts |= {"how": "mail", "follows": f"{key}M"}
        elif self.likely(0.15):  # by a proven mail, fetched a while later
            now += timedelta(minutes=self.chance.choice([1, 4, 30]))
        self.tell(now, "cancellation.asked", by="shopper", request=key, **facts)
        self._answered(key, verdict.verdict, verdict.answer_by, now)

    def _answered(self, key: str, verdict: str, answer_by: date | None, now: datetime) -> None:
        if answer_by is not None:
            self.tell(now, "cancellation.held", request=key, verdict=verdict)
            now = self.on(self.after(answer_by, self.chance.choice([0, 0, 0, 0, 1, 2])))
            if self.likely(0.1):
                return  # nobody answered
        elif self.likely(0.1):
            now += timedelta(minutes=self.chance.choice([1, 5, 6, 600]))
        if self.likely(0.12):
            self.tell(now, "cancellation.withdrawn", by="shopper", request=key)
        elif verdict == "refused" or (verdict == "best_effort" and self.likely(0.5)):
            self.tell(
                now,
                "cancellation.refused",
                request=key,
                clause="cancellation",
                says="No.",
                steps=[],
            )
        else:
            self.off_at = now

    def _processed(self, line: Line) -> datetime | None:
        """When it was packed; None where it never was. What lies in Japan crosses first."""
        promised = self.promises[line.warehouse]
        due = date.fromisoformat(promised["processed"]["latest"])
        if promised["transfer"]:
            window = promised["transfer"]
            came = self.after(
                date.fromisoformat(window["earliest"]), self.chance.choice([0, 0, 1, 2, 3, 4, 5, 6])
            )
            left, landed = self.on(self.day(self.placed_at) + timedelta(days=2)), self.on(came)
            if self.off_at is None or landed < self.off_at:
                self.tell(
                    left, "line.dispatched", line=line, by="staff:kenji", transfer="X", number="1"
                )
                if self.likely(0.04) or landed > NOW:
                    return None
                self.tell(landed, "line.arrived", line=line, by="staff:pat", transfer="X")
            due = max(due, self.after(came, 2))
        if self.likely(0.03):
            return None
        day = self.after(due, self.chance.choice([1, 2, 3, 9])) if self.likely(0.14) else due
        if self.likely(0.3):
            first = date.fromisoformat(promised["processed"]["earliest"])
            day = (
                max(first, self.after(self.day(self.placed_at), 1))
                if not promised["transfer"]
                else day
            )
        at = max(self.on(day), self.placed_at + timedelta(hours=3))
        arrived = next(
            (
                event.at
                for event in self.events
                if event.kind == "line.arrived" and event.line is line
            ),
            at,
        )
        at = max(at, arrived + timedelta(minutes=5))
        return at if at <= NOW else None

    def _delays(self, ready: dict[int, datetime | None]) -> None:
        """Of what isn't packed in time the shopper is told, in time or not; some call it off
        then.
        """
        for place, promised in self.promises.items():
            old_by = ship_by_on(
                self.terms, processed_by=date.fromisoformat(promised["processed"]["latest"])
            )
            days = [ready[line.pk] for line in self.lines if line.warehouse == place]
            if (
                all(at is not None and self.day(at) <= old_by for at in days)
                or self.on(old_by) > NOW
                or self.likely(0.2)
            ):
                continue
            noticed_at = self.on(old_by - timedelta(days=self.chance.choice([0, 1, 1, 2])))
            moved = self.tell(
                max(noticed_at, self.placed_at),
                "promise.moved",
                warehouse=place,
                old_by=old_by.isoformat(),
                choice=True,
                round=1,
                why="We are sorry.",
            )
            self._letter(moved, "delay_notice.sent", [0, 0, 0, 0, 0, 1, 2])
            if self.likely(0.2):
                self.off_at = max(
                    self.on(self.after(old_by, self.chance.choice([1, 3, 20]))), moved.at
                )
                return

    def _letter(self, about: PlannedEvent, kind: str, days: list[int]) -> None:
        if self.likely(0.05):
            return
        sent = about.at + SOON
        if late := self.chance.choice(days):
            sent = self.on(self.day(about.at) + timedelta(days=late))
        letter = self.tell(sent, kind, by="notices", message_id=f"<{kind}-{self.key}-{next(_ids)}>")
        letter.about = about

    def _shipped(self, packed_on: date, lines: list[Line]) -> None:
        out = max(
            self.on(self.after(packed_on, self.chance.choice([0, 1, 1, 2]))),
            max(event.at for event in self.events if event.kind == "line.processed")
            + timedelta(minutes=1),
        )
        if out > NOW:
            return
        number, day = f"{next(_ids):012d}", self.day(out)
        dates = claim_dates(self.terms, shipped_on=day)
        for line in lines:
            self.tell(out, "line.shipped", line=line, by="fedex")
        parcel = self.tell(
            out,
            "parcel.shipped",
            by="fedex",
            carrier="fedex",
            carrier_name="FedEx",
            number=number,
            lines=[line.pk for line in lines],
            shipped_on=day.isoformat(),
            claim_opens_at=dates.opens_at.isoformat(),
            claim_closes_at=dates.closes_at.isoformat(),
            claim_last_on=dates.last_on.isoformat(),
            signature=True,
        )
        self._letter(parcel, "shipping_notice.sent", [0] * 16 + [1])
        came = self._came(lines, number, packed_on, out)
        if came is None and self.likely(0.8):
            self._claim(lines, number, day, dates.opens_at, dates.closes_at)
        elif came is not None and self.likely(0.08):
            self._report(lines[0], came)

    def _came(
        self, lines: list[Line], number: str, packed_on: date, out: datetime
    ) -> datetime | None:
        """When it was delivered and signed for; None where that isn't known."""
        if self.likely(0.06):
            return None
        days = (
            self.chance.choice([1, 2, 3, 4])
            if self.likely(0.15)
            else self.chance.choice([5, 6, 7, 7, 8, 8, 9, 9, 10])
        )
        days = self.chance.choice([11, 12, 15, 19]) if self.likely(0.12) else days
        came = max(self.on(self.after(packed_on, days)), out + timedelta(hours=1))
        if came > NOW - timedelta(hours=3):
            return None
        heard = came + timedelta(minutes=self.chance.choice([0, 5, 119]))
        facts = {"carrier": "fedex", "number": number, "signed_by": "", "at": came.isoformat()}
        signs = not self.likely(0.07)
        for line in lines:
            self.tell(heard, "line.delivered", line=line, by="fedex", **facts)
        if not signs:
            self.tell(heard, "parcel.unsigned", by="fedex", **facts)
            if self.likely(0.5):
                return None
            heard += timedelta(days=self.chance.choice([0, 1, 3]), minutes=1)
            if heard > NOW:
                return None
        if self.likely(0.1):
            facts["at"] = None  # the carrier named no instant: it counts from when it was heard
            came = heard
        self.tell(heard, "parcel.delivered", by="fedex", **facts | {"signed_by": "A. Lee"})
        return came

    def _claim(
        self, lines: list[Line], number: str, day: date, opens: datetime, closes: datetime
    ) -> None:
        key, state = (
            f"C-{self.key}N{number}",
            replay_events([event.kind for event in self.events if event.line is lines[0]]),
        )
        facts = {"request": key, "number": number, "clause": "non_receipt", "says": "…"}
        early, late = self.likely(0.3), self.likely(0.2)
        asked_at = (
            opens - timedelta(days=2)
            if early
            else closes + timedelta(hours=1)
            if late
            else opens + timedelta(hours=9)
        )
        if asked_at > NOW:
            return
        kind = "claim.reported" if early else "claim.refused" if late else "claim.filed"
        verdict = "early" if early else "closed" if late else "open"
        self.tell(
            asked_at, kind, by="shopper", **facts, verdict=verdict, asked_at=asked_at.isoformat()
        )
        if early and opens + SOON <= NOW and self.likely(0.8):
            self.tell(opens + SOON, "claim.filed", **facts, verdict="open")
        ended = self.on(self.after(self.day(max(asked_at, opens)), self.chance.choice([1, 2, 4])))
        ends = ["claim.settled", "claim.settled", "claim.found", "claim.refused", None]
        end = None if late and self.likely(0.7) else self.chance.choice(ends)
        if end is None or ended > NOW:
            return
        if end == "claim.settled" and state == "shipped":
            for line in lines:
                self.tell(ended, "line.lost", line=line, by="staff:pat")
            self._refund(ended)
        verdicts = {"claim.settled": "refunded", "claim.found": "found", "claim.refused": "refused"}
        self.tell(ended, end, by="staff:pat", **facts | {"verdict": verdicts[end]})

    def _report(self, line: Line, came: datetime) -> None:
        kind = self.chance.choice(["authenticity", "damage"])
        key, asked_at = f"C-{self.key}R", came + timedelta(days=self.chance.choice([1, 3]))
        if asked_at > NOW:
            return
        self.tell(
            asked_at,
            f"{kind}.reported",
            by="shopper",
            request=key,
            verdict="reported",
            clause="care",
        )
        ended = asked_at + timedelta(days=self.chance.choice([1, 2, 8]))
        if ended > NOW or self.likely(0.2):
            return
        if kind == "damage" and self.likely(0.3):
            self.tell(
                ended,
                "damage.decided",
                by="staff:pat",
                request=key,
                verdict="return",
                clause="care",
            )
            ended += timedelta(days=5)
            if ended > NOW or self.likely(0.4):
                return
        if kind == "damage":
            verdict = self.chance.choice(["whole", "part", "refused"])
            self.tell(
                ended, "damage.decided", by="staff:pat", request=key, verdict=verdict, clause="care"
            )
            proven = verdict != "refused"
        else:
            proven = self.likely(0.5)
            end = "authenticity.proven" if proven else "authenticity.refused"
            self.tell(
                ended, end, by="staff:erin", request=key, clause="authenticity_refund", says="…"
            )
        if proven:
            self._refund(ended)

    def _called_off(self) -> None:
        if self.off_at is None or self.off_at > NOW:
            return
        self.events = [
            event
            for event in self.events
            if event.line is None or event.at < self.off_at or event.at == self.placed_at
        ]
        for line in self.lines:
            self.tell(self.off_at, "line.cancelled", line=line)
        self.tell(self.off_at, "order.called_off", reason="…", asked=True)
        self._refund(self.off_at)

    def _refund(self, since: datetime) -> None:
        due_on = refund_due_on(self.terms, vested_at=since)
        owed = self.tell(
            since,
            "refund.owed",
            operation=next(_operations),
            due_on=due_on.isoformat(),
            amount_cents=100,
        )
        done = self.chance.choice(
            [since + SOON, since + timedelta(days=1), self.on(due_on), self.on(due_on, late=True)]
        )
        if self.likely(0.12):
            done = self.on(self.after(due_on, self.chance.choice([1, 2])))
        if done <= NOW and not self.likely(0.06):
            self.tell(
                done,
                "payment.refunded",
                operation=owed.facts["operation"],
                amount_cents=100,
                reason="…",
                parts={},
            )


def make(count: int, *, seed: int = 7, bunch: int = 1000) -> int:
    """So many orders over the 52 weeks from the first Monday of 2026. Returns how many events they
    have.
    """
    chance, policies, event_count = random.Random(seed), (shipped_terms(), second_policy()), 0
    rows = {terms.digest: store_policy(terms) for terms in policies}
    moments = sorted(
        FIRST_DAY.astimezone(UTC) + timedelta(seconds=chance.randrange(364 * 86_400))
        for _ in range(count)
    )
    for start in range(0, count, bunch):
        lives = []
        for placed_at in moments[start : start + bunch]:
            terms = policies[f"{placed_at.astimezone(policies[0].zone):%Y-%m-%d}" >= "2026-07-01"]
            places = chance.choices([["us"], ["jp"], ["us", "jp"]], [60, 30, 10])[0]
            lives.append(Life(chance, terms, placed_at, places, f"year{seed}"))
        with transaction.atomic():
            event_count += _write(lives, rows, chance)
    if (
        connection.vendor == "postgresql"
    ):  # whose planner otherwise still thinks that the tables are empty
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return event_count


def _write(lives: list[Life], policies: dict[str, Any], chance: random.Random) -> int:
    orders = [
        Order(
            link_hash=hash_of(life.key),
            checkout_key=life.key,
            placed_at=life.placed_at,
            policy=policies[life.terms.digest],
            method="ground",
            carrier="fedex",
            ship_to_state=place_of(life.zip_code).state,
            ship_to_zip=life.zip_code,
            promises=life.promises,
            tax={"lines": [], "review": False, "jurisdiction": ""},
            items_cents=120_000,
            shipping_cents=1_500,
            tax_cents=0,
            total_cents=121_500,
        )
        for life in lives
    ]
    Order.objects.bulk_create(orders)
    Recipient.objects.bulk_create(
        Recipient(
            order=order,
            email="year@example.com",
            name="A Buyer",
            street="1 Main Street",
            city="Town",
        )
        for order in orders
    )
    places = [[*life.places, *(life.places[:1] if chance.random() < 0.1 else [])] for life in lives]
    items = iter(_items(sum(map(len, places)), lives[0].placed_at))
    for life, order, wanted in zip(lives, orders, places, strict=True):
        for place in wanted:
            life.lines.append(_line(order, next(items), place))
    Line.objects.bulk_create(line for life in lives for line in life.lines)
    for life in lives:
        life.live()
    events = _events(lives, orders)
    _stand(lives, orders, events)
    return len(events)


def _line(order: Order, item: Item, place: str) -> Line:
    return Line(
        order=order,
        item=item,
        title=item.title,
        listing={},
        warehouse=place,
        weight_grams=900,
        price_cents=120_000,
        tax_cents=0,
        state="in_japan" if place == "jp" else "placed",
    )


def _events(lives: list[Life], orders: list[Order]) -> list[Event]:
    """As they happened, one after the other; what happens after `NOW` hasn't."""
    timeline = [
        (event.at, nth, order, event)
        for life, order in zip(lives, orders, strict=True)
        for nth, event in enumerate(life.events)
        if event.at <= NOW
    ]
    timeline.sort(key=lambda entry: (entry[0], entry[2].pk, entry[1]))
    first = (Event.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    for pk, (*_, event) in enumerate(timeline, first):
        event.pk = pk
    for *_, event in timeline:
        if event.about is not None:
            event.facts["event"] = event.about.pk
    events = [
        Event(
            pk=event.pk,
            order=order,
            line=event.line,
            kind=event.kind,
            at=at,
            by=event.by,
            facts=event.facts,
        )
        for at, _, order, event in timeline
    ]
    Event.objects.bulk_create(events, batch_size=2000)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Event]):
            cursor.execute(statement)
    return events


def _stand(lives: list[Life], orders: list[Order], events: list[Event]) -> None:
    """Each line's state and each order's place in the queue, by the timeline alone."""
    by_line: dict[int, list[str]] = {}
    by_order: dict[int, list[Event]] = {}
    for event in events:
        by_order.setdefault(event.order_id, []).append(event)
        if event.line_id:
            by_line.setdefault(event.line_id, []).append(event.kind)
    entries = []
    for life, order in zip(lives, orders, strict=True):
        for line in life.lines:
            line.state = replay_events(by_line[line.pk])
        holds, cancellable_until = replay_turn(by_order[order.pk])
        here = sum(line.state == "placed" for line in life.lines)
        entries.append(
            QueueEntry(
                order=order,
                placed_at=order.placed_at,
                holds=holds,
                cancellable_until=cancellable_until,
                here=here,
            )
        )
    QueueEntry.objects.bulk_create(entries)
    move_lines({line.pk: line.state for line in _moved(lives)})


def _moved(lives: list[Life]) -> Iterator[Line]:
    return (line for life in lives for line in life.lines)
