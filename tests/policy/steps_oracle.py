"""What the steps of each verdict ought to say, by the second reading: clause by clause, with every
day, clock and number that their words ought to name. Written from the clauses; days are those of
`terms_oracle`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.policy.explanation_oracle import Expected, Named, clock_of, limit_of
from tests.policy.terms_oracle import Reading


def business_days(n: int) -> str:
    return f"{n} business day{'' if n == 1 else 's'}"


def hours(n: int) -> str:
    return f"{n} hour{'' if n == 1 else 's'}"


def instant(read: Reading, at: datetime) -> Named:
    """A moment, as it is named: its day and its clock."""
    wall = read.wall(at)
    return Named((wall.date(),), (clock_of(wall, read.label),))


def limit(read: Reading, at: datetime) -> Named:
    return limit_of(read.wall(at), read.label)


def counted(
    read: Reading,
    clause: str,
    lead: str,
    n: int,
    since: date,
    reached: date,
    *,
    abroad: bool = False,
) -> Expected:
    days = read.abroad if abroad else read.store
    named = Named((reached,), (), (business_days(n),))
    return Expected(clause, reached, named, lead, (since, reached), days.closings)


def promise_chain(read: Reading, at: datetime, warehouse: str, method: str) -> list[Expected]:
    """A promise: placed, started, the method, the way from abroad, ready, the carrier, arrival."""
    promised, wall = read.promise(at, warehouse, method), read.wall(at)
    chain = start_chain(read, wall, promised.starts_on)
    ways = read.methods[method]
    frame = (
        business_days(ways["latest_days"])
        if ways["earliest_days"] == ways["latest_days"]
        else f"{ways['earliest_days']}–{ways['latest_days']} business days"
    )
    chain.append(Expected("methods", promised.starts_on, Named((), (), (frame,)), ways["name"]))
    ready = promised.transfer or (promised.starts_on, promised.starts_on)
    for nth, end in enumerate(("earliest", "latest") if promised.left else ()):
        out, flight = read.rule[f"dispatch_{end}_days"], read.rule[f"arrival_{end}_days"]
        left = promised.left[nth]
        chain.append(
            counted(read, "transfer", f"at the {end}", out, promised.starts_on, left, abroad=True)
        )
        chain.append(
            counted(read, "transfer", f"at the {end}", flight, left, promised.transfer[nth])
        )
    for nth, end in enumerate(("earliest", "latest")):
        n = read.file["processing"][f"{end}_days"]
        chain.append(
            counted(read, "processing", f"at the {end}", n, ready[nth], promised.processed[nth])
        )
    chain.append(Expected("carrier", promised.processed[0], has="carries it"))
    for nth, end in enumerate(("earliest", "latest")):
        n = ways[f"{end}_days"]
        chain.append(
            counted(
                read, "delivery", f"at the {end}", n, promised.processed[nth], promised.arrives[nth]
            )
        )
    if read.file["signature"]["required"]:
        chain.append(Expected("signature", promised.arrives[0], has="sign for it"))
    return chain


def start_chain(read: Reading, wall: datetime, starts_on: date) -> list[Expected]:
    day = wall.date()
    placed = clock_of(wall, read.label)
    if not read.store.is_open(day):
        return [
            Expected("closed_days", wall, Named((day,), (placed,)), "not a business day"),
            Expected("closed_days", starts_on, Named((starts_on,)), "next business day"),
        ]
    cut_off = datetime.combine(day, read.cut_off(day))
    clocks = (placed, clock_of(cut_off, read.label))
    in_time = wall.time() <= cut_off.time()
    words = "by the" if in_time else "but after the"
    then = "that day" if in_time else "next business day"
    return [
        Expected("cut_off", wall, Named((day,), clocks), words),
        Expected("cut_off", starts_on, Named((starts_on,)), then),
    ]


def limit_chain(read: Reading, confirmed: datetime) -> list[Expected]:
    """The window that a confirmation opens."""
    n = read.file["cancellation"]["window_hours"]
    closes = read.wall(confirmed.astimezone(UTC) + timedelta(hours=n))
    until = limit(read, closes)._replace(counts=(hours(n),))
    return [
        Expected("cancellation", read.wall(confirmed), instant(read, confirmed), "was received"),
        Expected("cancellation", closes, until, "is accepted until"),
    ]


def cancellation_chain(
    read: Reading, confirmed_at: datetime | None, asked_at: datetime, shipped_at: datetime | None
) -> list[Expected]:
    expected = read.cancellation(confirmed_at, asked_at, shipped_at)
    wall = read.wall(asked_at)
    chain = (
        limit_chain(read, confirmed_at)
        if confirmed_at
        else [Expected("cancellation", wall, has="has not been received yet")]
    )
    in_time = expected.verdict in ("accepted", "held")
    where = "inside the window" if in_time else "outside the window"
    chain.append(Expected(expected.clause, wall, instant(read, asked_at), where))
    if shipped_at is not None and shipped_at <= asked_at:
        chain.append(
            Expected(
                expected.clause, read.wall(shipped_at), instant(read, shipped_at), "It shipped"
            )
        )
    if expected.answer_by:
        chain.append(
            Expected(
                expected.clause,
                expected.answer_by,
                _closing(read, expected.answer_by),
                "Care answers",
            )
        )
    return chain


def _closing(read: Reading, day: date) -> Named:
    closes = datetime.fromisoformat(f"{day}T{read.file['care']['closes_at']}")
    return Named((day,), (clock_of(closes, read.label),))


def cancellation_sentence(
    read: Reading, confirmed_at: datetime | None, asked_at: datetime, shipped_at: datetime | None
) -> Named:
    """What the sentence to the shopper ought to name."""
    expected = read.cancellation(confirmed_at, asked_at, shipped_at)
    if expected.verdict == "refused":
        opens = business_days(read.file["claim"]["opens_after_days"])
        return limit(read, expected.closes_at)._replace(counts=(opens,))
    return Named((expected.answer_by,)) if expected.answer_by else Named()


def claim_chain(
    read: Reading, shipped_on: date, asked_at: datetime, delivered_at: datetime | None
) -> list[Expected]:
    expected, rule = read.claim(shipped_on, asked_at, delivered_at), read.file["claim"]
    chain = [Expected("non_receipt", shipped_on, Named((shipped_on,)), "Shipped")]
    for clause, n, has in (
        ("non_receipt", rule["opens_after_days"], "can be claimed"),
        ("claim_deadline", rule["closes_after_days"], "until it ends"),
    ):
        day = read.store.after(shipped_on, n)
        named = Named((day,), (), (f"day {n}",))
        chain.append(Expected(clause, day, named, has, (shipped_on, day), read.store.closings))
    chain.append(Expected("non_receipt", read.wall(asked_at), instant(read, asked_at), "Reported"))
    if expected.verdict == "delivered":
        chain.append(
            Expected(
                "non_receipt", read.wall(delivered_at), instant(read, delivered_at), "Delivered"
            )
        )
    return chain


def claim_sentence(
    read: Reading, shipped_on: date, asked_at: datetime, delivered_at: datetime | None
) -> Named:
    expected = read.claim(shipped_on, asked_at, delivered_at)
    if expected.verdict == "delivered":
        return instant(read, delivered_at)
    if expected.verdict == "early":
        trace, opens = (
            limit(read, read.end_of_business_day(asked_at)),
            limit(read, expected.opens_at),
        )
        return Named(trace.days + opens.days, trace.clocks + opens.clocks)
    return Named((expected.last_on,))
