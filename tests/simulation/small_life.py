"""A small life, written line by line as a simulation's transcript."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from tests.simulation.transcript import Transcript, load_lines

POLICY = """
name = "small"
effective_on = 2025-01-01
zone = "America/New_York"
zone_label = "ET"
[cut_off]
at = 16:00:00
calendar = "store"
[processing]
earliest_days = 1
latest_days = 2
[transfer]
dispatch_calendar = "japan"
dispatch_earliest_days = 1
dispatch_latest_days = 2
arrival_earliest_days = 4
arrival_latest_days = 8
[cancellation]
window_hours = 2
delivery_report_hours = 24
[claim]
opens_after_days = 15
closes_after_days = 18
[care]
closes_at = "18:00"
[[methods]]
key = "ground"
name = "Ground"
earliest_days = 5
latest_days = 10
[calendars.store]
weekend = ["saturday", "sunday"]
[calendars.store.holidays]
2026-11-26 = "Thanksgiving Day"
2026-12-25 = "Christmas Day"
2027-01-01 = "New Year's Day"
[calendars.japan]
weekend = ["saturday", "sunday"]
year_end = { first = "12-29", last = "01-03", name = "Year-end closure" }
[calendars.japan.holidays]
2026-11-23 = "Labor Thanksgiving Day"
"""
A, B = "T-AAAAA-AAAAA", "T-BBBBB-BBBBB"
RING, NUMBER, MAIL = "Gold ring US001", "794988888885", "ann@example.com"
MONDAY = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # 3:00 pm in New York: by the cut-off
CONFIRMATION = f"""Hi Ann,

Thank you. Your order {A} is confirmed. This is the full copy of it: please keep this mail.

WHEN IT COMES
Arrives Wed Dec 2 – Thu Dec 10, 2026.
Processed Tue Nov 24 – Wed Nov 25, 2026.

WHAT YOU ORDERED

{RING}: $610.00
Item no. TAG1, ships from New York

WHAT YOU PAY
Ground shipping by FedEx (5–10 business days after processing): $15.00
Total: $625.00

SHIPS TO
Ann Shopper
55 Beacon Street

WHY THESE DATES
- Placed Mon Nov 23, 2026, 3:00 pm ET: a business day, by the 4:00 pm ET cut-off.
"""
SHIPPING = f"""Hi Ann,

Your order {A} shipped Tue Nov 24, 2026 with FedEx.

It should arrive Wed Dec 2 – Wed Dec 9, 2026.
Tracking number: {NUMBER}

IN THIS PARCEL
{RING}

IF IT DOESN'T ARRIVE
You can file a claim from Thu Dec 17, 2026 until the end of Mon Dec 21, 2026.
"""
ORDER_PAGE = f"""Order {A}
Order confirmed
When it comes
Arrives Wed Dec 2 – Thu Dec 10
What you can do
You can cancel until 5:00 pm ET on Mon Nov 23, 2026, for a full refund.
What you ordered
{RING}
In our New York warehouse | $610.00
Ground shipping | $15.00
Total | $625.00
What happened
Mon Nov 23, 3:00 pm ET Order placed"""
CLAIM_OFFER = (
    "Not there by the end of Wed Dec 16, 2026? Then you can file a claim, until the end of Mon Dec"
    " 21, 2026."
)
SHIPPED_PAGE = f"""Order {A}
On its way
When it comes
Arrives Wed Dec 2 – Wed Dec 9
Shipped Tue Nov 24 with FedEx: {NUMBER}
{CLAIM_OFFER}
What you can do
The cancellation window closed at 5:00 pm ET on Mon Nov 23, 2026. Your order has shipped."""
DELIVERED_PAGE = f"""Order {A}
Delivered
When it comes
Delivered Mon Dec 7, 2026, 12:00 pm ET; signed for by A.SHOPPER
Shipped Tue Nov 24 with FedEx: {NUMBER}
What you can do
The cancellation window closed at 5:00 pm ET on Mon Nov 23, 2026. Your order has shipped."""
SILENCE = (
    "If we don't hear from you by the end of Fri Nov 27, 2026, we take it that you wait until"
    " Fri Dec 4, 2026."
)
DELAY = f"""Hi Ann,

Your order {A} can't ship by Fri Nov 27, 2026, as we had said.

WHY
It's packed, but we can't get a shipping label from FedEx yet.

THE NEW DATES
It ships by Fri Dec 4, 2026, and should arrive Fri Dec 11, 2026 to Fri Dec 18, 2026.

YOUR CHOICE
{SILENCE}
"""
FAQ = """Ordered Mon Nov 23, 2026, 4:00 pm ET
we start on Mon Nov 23, 2026
ready Tue Nov 24 – Wed Nov 25, 2026, arrives Wed Dec 2 – Thu Dec 10, 2026
Thu Nov 26, 2026: Thanksgiving Day
Shipped Mon Nov 23, 2026
a claim can be filed from Wed Dec 16, 2026 to the end of Fri Dec 18, 2026"""
LATE = f"Your order {A} is late: a new date, and your choice"


class Story:
    """A small life, written line by line."""

    def __init__(self, *, mail_reports: bool = False) -> None:
        self.at, self.lines = MONDAY, list[dict[str, Any]]()
        self.write("start", seed=1, store="small", policy=POLICY, mail_reports=mail_reports)

    def write(self, type_: str, **fields: Any) -> Story:
        """One line at the instant of the story."""
        line = {"n": len(self.lines) + 1, "at": self.at.isoformat(), "type": type_}
        self.lines.append(line | fields)
        return self

    def to(self, day: str, clock: str = "15:00") -> Story:
        """The clock goes on, to a time in UTC."""
        self.at = datetime.fromisoformat(f"{day}T{clock}:00+00:00")
        return self

    def event(self, kind: str, line: str = "", order: str = A, **facts: Any) -> Story:
        """A row of a timeline."""
        return self.write(
            "event", order=order, line=line, kind=kind, by="policy", facts=facts,
            event_at=self.at.isoformat(),
        )  # fmt: skip

    def letter(self, subject: str, text: str, order: str = A, **fields: Any) -> Story:
        """A letter."""
        more = {"to": MAIL, "html": "", "message_id": f"<{len(self.lines)}@x>"} | fields
        return self.write("letter", subject=subject, text=text, order=order, **more)

    def page(self, text: str, kind: str = "order", order: str = A, status: int = 200) -> Story:
        """A page that was read, and the end of the stop."""
        self.write(
            "page", page=kind, about=order, viewer="shopper", status=status, text=text, url="/"
        )
        return self.write("read", pages=1)

    def place(self, order: str = A, line: str = RING) -> Story:
        """An order, with its confirmation."""
        self.event("order.placed", order=order).event("line.placed", line, order)
        return self.letter(
            f"Your Store order {order} is confirmed", CONFIRMATION.replace(A, order), order
        )

    def ship(self) -> Story:
        """It is packed, and shipped."""
        self.event("line.processed", RING).event("line.shipped", RING)
        self.event(
            "parcel.shipped", number=NUMBER, shipped_on="2026-11-24",
            claim_opens_at="2026-12-17T00:00:00-05:00", claim_closes_at="2026-12-22T00:00:00-05:00",
        )  # fmt: skip
        return self.letter(f"Your order {A} is on its way with FedEx", SHIPPING)

    def life(self) -> Transcript:
        """What a check reads."""
        return load_lines(json.dumps(line) for line in self.lines)


def placed() -> Story:
    """Ann buys a ring on a Monday before the cut-off."""
    return Story().place().page(ORDER_PAGE)


def shipped() -> Story:
    """It ships on the next day."""
    return placed().to("2026-11-24").ship().page(SHIPPED_PAGE)


def delivered() -> Story:
    """It is delivered in time."""
    story = shipped().to("2026-12-07", "17:00")
    story.event("line.delivered", RING).event("parcel.delivered", number=NUMBER)
    return story.page(DELIVERED_PAGE).to("2027-01-20").write("end", counts={})


def delayed() -> Story:
    """It is packed and gets no label; Ann is told, says nothing, and so waits."""
    story = placed().to("2026-11-24").event("line.processed", RING)
    story.to("2026-11-25").event("promise.delayed")
    story.letter(f"Your order {A} is late: a new date, and your choice", DELAY)
    page = (
        "When it comes\nArrives Fri Dec 11 – Fri Dec 18\nWhat you can do\n"
        "The cancellation window closed at 5:00 pm ET on Mon Nov 23, 2026."
    )
    story.page(page).to("2026-11-28", "05:01")
    return story.event("delay.accepted").page(page + "\n").to("2026-12-01").write("end", counts={})
