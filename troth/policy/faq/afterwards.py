"""The FAQ on what may be asked for afterwards: to cancel, a parcel that does not come, care, being
forgotten.
"""

from __future__ import annotations

from datetime import date, time, timedelta

from troth.policy import retention
from troth.policy.dates.calendars import BeyondCalendar, day_label
from troth.policy.dates.delay import REFUND_WORKING_DAYS
from troth.policy.dates.hours import close_of_business, deadline_label
from troth.policy.dates.windows import cancellation_limit, claim_dates, claim_verdict, instant_label
from troth.policy.dates.windows import cancellation_verdict as judged
from troth.policy.faq.parts import (
    Example,
    Section,
    at_label,
    before_a_rest,
    instant_on,
    next_open,
    paragraphs_of,
    work_hours,
)
from troth.policy.money import dollars
from troth.policy.results import clock_label, count_label
from troth.policy.terms import Terms
from troth.policy.wording import REPORT_FILES, REPORT_NEEDS


def cancellation(terms: Terms, today: date) -> Section:
    rule = terms.file.cancellation
    received = instant_on(terms, next_open(terms, today), time(10, 12))
    closes_at = cancellation_limit(terms, confirmed_at=received).closes_at
    late = judged(terms, asked_at=closes_at + timedelta(minutes=1), confirmed_at=received)
    return Section(
        "cancellation",
        "Can I cancel?",
        paragraphs_of(f"""
        Yes, for {count_label(rule.window_hours, "hour")} from when you receive the confirmation,
        the last instant included: press Cancel on your order's page. The order is cancelled,
        everything you paid goes back, and the piece is on sale again. Nothing ships while that
        window is open, and what you ask before it opens counts as in it.

        The clock starts when our mail provider reports that the confirmation was delivered. Without
        delivery reports, it starts when the email left us. With them, nothing ships until a report,
        or for {count_label(rule.delivery_report_hours, "hour")}: then the time at which it left us
        counts. A later report can give you more time, never less, until your order ships.

        If the confirmation comes back to us, the clock stops, and your order keeps its place and
        waits. We try to reach you in another way. The clock starts when a copy is delivered, or
        when you open your order by its link and tell us that you have its details. If neither
        happens, we cancel the order and return everything before your card's authorization
        expires.

        After that a sale is final, save for what this page promises and what the law requires.
    """),
        (),
        (
            Example(
                f"Confirmation received {instant_label(terms, received)}",
                f"you may cancel until {deadline_label(terms, closes_at)}",
            ),
            Example(
                f"Asked a minute later, {instant_label(terms, closes_at + timedelta(minutes=1))}",
                late.sentence,
            ),
        ),
    )


def cancellation_closed_days(terms: Terms, today: date) -> Section:
    rest = before_a_rest(terms, today) + timedelta(days=1)
    hours = timedelta(hours=terms.file.cancellation.window_hours)
    asked_at = instant_on(terms, rest, time(11))
    inside = judged(terms, asked_at=asked_at, confirmed_at=asked_at - hours / 2)
    outside = judged(terms, asked_at=asked_at, confirmed_at=asked_at - hours - timedelta(hours=1))
    return Section(
        "cancellation_closed_days",
        "What if I ask to cancel on a weekend or a holiday?",
        paragraphs_of("""
        Ask just the same: it counts from that moment, and your order is held where it is. In the
        window it will be cancelled on our next business day. Outside it we still do our best that
        day, as long as it hasn't shipped.
    """),
        (),
        (
            Example(f"Asked {instant_label(terms, asked_at)}, in the window", inside.sentence),
            Example("Asked then, after the window", outside.sentence),
        ),
    )


def cancellation_by_email(terms: Terms, _today: date) -> Section:
    return Section(
        "cancellation_by_email",
        "Can I cancel by mail?",
        paragraphs_of(f"""
        Yes: write to {terms.file.store.care_email} from the address that you ordered with, and name
        the order's number. It counts from when your mail reached us. If it is plain, and it can be
        proven that the mail is yours, it is done as if you had pressed the button; if not, the
        order is held and we ask you back, at the order's own address, for one press. A person reads
        whatever isn't plain.
    """),
    )


def non_receipt(terms: Terms, today: date) -> Section:
    rule = terms.file.claim
    closes = close_of_business(terms, today)
    paragraphs = paragraphs_of(f"""
        Tell us whenever you worry: it is kept, and we ask the carrier for a trace by
        {clock_label(closes, terms.file.zone_label)} of that business day, or of the next one if you
        write on a closed day or later. We tell you when the search has started. If it hasn't come
        within {count_label(rule.opens_after_days, "business day")} of the day it shipped, you can
        claim it, from the first moment of the day after; an earlier report becomes a claim by
        itself then.

        If the carrier confirms that it lost your parcel before the time to claim is over, we file
        the claim for you and refund what you paid for it at once, whatever the day.

        Delivered means delivered with a matching signature. A claim ends with a parcel that is
        found, another one, or everything you paid for it.

        If the carrier brings your parcel back to us, we email you and ask: we send it again to the
        same address, at our cost and once, or you cancel it and everything you paid for it is
        returned. If we don't hear from you within
        {count_label(terms.file.care.returned_answer_days, "business day")}, we cancel it and return
        everything. We never send it to another address.
    """)
    return Section(
        "non_receipt",
        "My parcel hasn't come. What now?",
        paragraphs,
        (),
        _claim_examples(terms, today),
    )


def claim_deadline(terms: Terms, today: date) -> Section:
    rule = terms.file.claim
    return Section(
        "claim_deadline",
        "Until when can I claim it?",
        paragraphs_of(f"""
        Until the end of the {_ordinal_label(rule.closes_after_days)} business day after it shipped,
        midnight on our clock. After that we can't refund it. You learn both dates when it ships,
        and once more when the claim opens and nothing has come.

        Later reports are kept and seen by a person all the same, and your card's issuer has rules
        of its own.
    """),
        (),
        _claim_examples(terms, today),
    )


def care(terms: Terms, _today: date) -> Section:
    store, rule = terms.file.store, terms.file.care
    return Section(
        "care",
        "How do I reach you, and what if a piece is damaged or not as described?",
        paragraphs_of(f"""
        Write to {store.care_email}. Every mail is kept, filed with its order, and answered by email
        by the end of the next business day; the answer stands on your order's page too.
        {store.name}, {", ".join(store.address)}. (Carriers reach us
        at {store.phone}.)

        We work {work_hours(terms)}. A time by which a person answers or decides always falls
        within those hours. "By the end of the next business day" means by
        {at_label(terms, rule.closes_at)} on the first business day after the day on which you
        wrote, and a limit in business hours counts those hours alone.

        If a piece arrives damaged, or isn't what its page said, report it with photos on your
        order's page. A person compares them with the page you bought from and with our own photos
        from when it was packed, and decides: a part of the price back, all of it, or no, with the
        reasons.

        If we ask for the piece back, we pay for it: a prepaid label stands on your order's page,
        and you have {count_label(rule.return_days, "day")} to send it. A report whose piece isn't
        on its way by the end of the last day ends. Before people give back more than
        {dollars(rule.second_person_above_cents)} of an order in all, a second person agrees.

        Refunds go to the card you paid with, within {REFUND_WORKING_DAYS} business days, and your
        order's page shows them until they have arrived.
    """),
    )


def authenticity_refund(terms: Terms, _today: date) -> Section:
    return Section(
        "authenticity_refund",
        "What if it proves not to be authentic?",
        paragraphs_of(f"""
        Then everything you paid for it comes back to you, when the piece comes back to us: its
        price, the tax, and the shipping. There is no time limit. The proof is a report by an
        authenticator whom we have verified (this page and the report form list them), and it
        decides: our own experts' opinion changes nothing. We check that the report is by one of
        them and is genuine, send a prepaid label, and check that what comes back is the piece you
        bought, by our tag, its serial and our photos. Only two people together can say that a
        check fails; they give you the reason, and a piece that is here is sent back to you.

        A piece that was proven never goes on sale here again, and others that rested on the same
        evidence are looked at anew. There is no last day for sending it: a label can be used for
        {count_label(terms.file.care.return_days, "day")}, and you can get a new one at any time.

        A report must show: {"; ".join(REPORT_NEEDS)}. {REPORT_FILES}
    """),
    )


def forgotten(terms: Terms, today: date) -> Section:
    rule = terms.file.records
    at = instant_on(terms, next_open(terms, today), time(12))
    return Section(
        "forgotten",
        "Can you forget me?",
        paragraphs_of(f"""
        Yes: ask on your order's page. It is done {count_label(rule.erase_after_hours, "hour")}
        later, so that you can take it back, and once nothing of the order goes on.
        {retention.ERASED[:-1]} are erased.

        The order itself stays, without a name, and what the law on sales tax wants kept stays for
        {count_label(rule.tax_years, "year")} after that tax was due.
    """),
        (),
        (
            Example(
                f"Ordered {instant_label(terms, at)}",
                "labels and proofs of delivery go after"
                f" {day_label(retention.tax_records_until(terms, placed_at=at))}",
            ),
        ),
    )


def _claim_examples(terms: Terms, today: date) -> tuple[Example, ...]:
    shipped_on = next_open(terms, today)
    try:
        dates = claim_dates(terms, shipped_on=shipped_on)
        late = claim_verdict(terms, shipped_on=shipped_on, asked_at=dates.closes_at)
    except BeyondCalendar:
        return ()
    return (
        Example(
            f"Shipped {day_label(shipped_on)}",
            f"a claim can be filed from {day_label(dates.opens_at.date())} to the end of"
            f" {day_label(dates.last_on)}",
        ),
        Example(f"Asked on {day_label(dates.closes_at.date())}", late.sentence),
    )


def _ordinal_label(n: int) -> str:
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
