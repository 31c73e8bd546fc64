"""The FAQ on placing an order: in turn, the cut-off, processing, closed days, paying, the
confirmation, no changes.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from troth.policy.addresses.places import place_of
from troth.policy.dates.calendars import Calendar, day_label, span_label
from troth.policy.dates.outlook import Closure, with_closures
from troth.policy.dates.promise import Promise, cut_off_on, promise
from troth.policy.dates.windows import instant_label
from troth.policy.faq.parts import (
    EXAMPLE_ZIPS,
    Example,
    Section,
    at_label,
    before_a_rest,
    instant_on,
    just_after_cut_off,
    next_open,
    paragraphs_of,
    range_label,
    work_hours,
    zone_sentence,
)
from troth.policy.results import count_label, list_in_words
from troth.policy.terms import Terms

_RISKS = {
    "normal": "an ordinary",
    "elevated": "an elevated",
    "highest": "the highest",
    "not_assessed": "an unassessed",
    "unknown": "an unknown",
}
_CHECKS = {"line1": "the street", "postal_code": "the ZIP code", "cvc": "the security code"}
_CAPTURES = {
    "handed_over": "when the first parcel is handed to the carrier",
    "before_expiry": (
        "when the first parcel is handed to the carrier, or before the reservation would lapse, "
        "whichever comes first"
    ),
}


def queue(terms: Terms, _today: date) -> Section:
    abroad = ", a piece from abroad" if terms.file.transfer else ""
    return Section(
        "queue",
        "Who is served first?",
        paragraphs_of(f"""
        Whoever ordered first. Orders are worked through strictly in the order in which we received
        them. One that has to wait, for a check{abroad} or an open cancellation window,
        keeps its place, and never holds up those behind it.
    """),
    )


def cut_off(terms: Terms, today: date) -> Section:
    day, at = next_open(terms, today), at_label(terms, terms.file.cut_off.at)
    early = sorted(
        early_day
        for early_day in terms.store_days.early_close
        if today < early_day <= today + timedelta(days=365)
    )
    paragraphs = list(
        paragraphs_of(f"""
        Order on a business day by {at}, that minute included, and we start on it the same day. A
        moment later, and we start on the next business day.

        Every time here is {zone_sentence(terms)}, which we write {terms.file.zone_label}.
    """)
    )
    if early:
        days = (
            f"{day_label(early_day)} ({at_label(terms, cut_off_on(terms, early_day))})"
            for early_day in early[:10]
        )
        paragraphs.append(
            f"On days on which we close early the cut-off comes earlier: {list_in_words(days)}."
        )
    in_time, late = instant_on(terms, day, cut_off_on(terms, day)), just_after_cut_off(terms, day)
    return Section(
        "cut_off",
        "Until when today do I have to order?",
        tuple(paragraphs),
        (),
        (
            _start_example(terms, in_time),
            _start_example(terms, late),
        ),
    )


def processing(terms: Terms, today: date, closures: tuple[Closure, ...] = ()) -> Section:
    rule = terms.file.processing
    took = range_label(rule.earliest_days, rule.latest_days, "business day")
    promised = with_closures(
        terms, _example_promise(terms, _noon_of(terms, today)), closures, warehouse="us"
    )
    return Section(
        "processing",
        "How long until my order is ready to leave?",
        paragraphs_of(f"""
        {took[:1].upper()}{took[1:]} after the day on which we start: we check the piece once more,
        pack it, and photograph it in its box. Sooner is our pleasure; later is a broken promise,
        which we count.
    """),
        (),
        (
            Example(
                f"Ordered {instant_label(terms, _noon_of(terms, today))}",
                f"ready {span_label(*promised.processed)}",
            ),
        ),
    )


def closed_days(terms: Terms, today: date) -> Section:
    listing = terms.file.calendars[terms.file.cut_off.calendar]
    rest = before_a_rest(terms, today) + timedelta(days=1)
    processing = terms.file.processing
    paragraphs = paragraphs_of(f"""
        We don't work on {list_in_words(f"{day.capitalize()}s" for day in listing.weekend)} nor on
        the holidays below, and such a day counts for nothing. What you order on one starts on the
        next business day, and is ready
        {range_label(processing.earliest_days, processing.latest_days, "business day")} after that.

        Our calendar ({listing.label}) follows: {listing.source}; checked
        {day_label(listing.verified_on)}. It lists every day from {day_label(listing.first)} to
        {day_label(listing.last)}; a date beyond it is never promised.
    """)
    closed = named_closings(terms.store_days, listing.closed(), today)
    example = _start_example(terms, instant_on(terms, rest, time(12)))
    return Section(
        "closed_days", "What about weekends and holidays?", paragraphs, closed, (example,)
    )


def paying(terms: Terms, _today: date) -> Section:
    hold, pay = terms.file.hold, terms.file.payment
    again = (
        f"A declined card leaves you {count_label(hold.minutes_after_decline, 'minute')} for"
        " another." * bool(hold.minutes_after_decline)
    )
    paragraphs = [
        "There is one of each piece. From the moment you start to pay it is kept for you, "
        f"{count_label(hold.minutes, 'minute')}; "
        f"then the next shopper may have it. {again}".strip(),
        (
            f"One browser keeps at most {count_label(hold.most_items_per_session, 'piece')} at"
            " once,"
            f" one email address {hold.most_items_per_email:,}, one network address"
            f" {hold.most_items_per_address:,}; and the same shopper can start to pay for the same"
            f" piece {count_label(hold.most_starts_a_day, 'time')} in 24 hours."
        ),
        "When you place the order the amount is only reserved on your card. It is taken: "
        + "; ".join(
            f"for a piece in {terms.warehouse_name(key)}, {_CAPTURES[when]}"
            for key, when in sorted(pay.capture.items())
            if terms.serves_warehouse(key)
        )
        + f". A reservation counts as about to lapse {count_label(pay.before_expiry_hours, 'hour')}"
        " before it does.",
    ]
    if reasons := _review_reasons(terms):
        paragraphs.append(
            "A person looks at a payment first if the provider reports"
            f" {list_in_words(reasons, 'or')}:"
            f" within {count_label(pay.review_hours, 'business hour')} (we work"
            f" {work_hours(terms)}), and always before the authorization on your card expires."
            " If we don't manage it, the order is cancelled and nothing is charged. Your order"
            " keeps its place meanwhile."
        )
    paragraphs.append(
        "If the authorization on your card is gone before your order has shipped, we may email you"
        " a link to pay again. The order keeps its price and its place; unpaid within"
        f" {count_label(pay.pay_again_hours, 'business hour')}, or by the day that an email about a"
        " delay gave you to answer, it is cancelled and nothing is charged."
    )
    return Section("paying", "When am I charged, and is the piece kept for me?", tuple(paragraphs))


def _review_reasons(terms: Terms) -> list[str]:
    pay = terms.file.payment
    return [
        *(f"{_RISKS[level]} risk" for level in pay.review_risk_levels),
        *(f"a mismatch of {_CHECKS[check]}" for check in pay.review_failed_checks),
    ]


def confirmation(terms: Terms, _today: date) -> Section:
    return Section(
        "confirmation",
        "How do I know that you have my order?",
        paragraphs_of(f"""
        A confirmation is mailed to you by itself, with the whole of the order in it: the pieces,
        the amounts, the dates and why they are so. Keep it. If it gets lost, Find your order sends
        the same message again.

        You have received it when our mail provider reports it delivered. Without such a report
        within {count_label(terms.file.cancellation.delivery_report_hours, "hour")}, or where there
        are no reports, it is when the email left us. If it comes back, your order waits, and we try
        to reach you in another way.
    """),
    )


def copy(_terms: Terms, _today: date) -> Section:
    return Section(
        "copy",
        "Can I print it?",
        paragraphs_of("""
        At any time: your order's page has a copy made for paper, and the confirmation links to that
        page.
    """),
    )


def no_changes(terms: Terms, _today: date) -> Section:
    return Section(
        "no_changes",
        "Can I change my order?",
        paragraphs_of(f"""
        No, and neither can we: once you submit it, nobody edits an order, by any door, and our
        database refuses it. That is why you look at everything once more before you pay. What
        happens later is added to it, never written over it.

        For {count_label(terms.file.cancellation.window_hours, "hour")} after you receive the
        confirmation you can cancel it, and order again. If you ask for a change by email, we tell
        you so at once, and until when you can cancel.
    """),
    )


def named_closings(days: Calendar, closed: dict[date, str], today: date) -> tuple[str, ...]:
    """The named closings of the coming year that take a day which would be open."""
    until = today + timedelta(days=365)
    return tuple(
        f"{day_label(day)}: {name}"
        for day, name in sorted(closed.items())
        if today < day <= until and not days.is_open(day)
    )


def _noon_of(terms: Terms, today: date) -> datetime:
    return instant_on(terms, next_open(terms, today), time(12))


def _example_promise(terms: Terms, at: datetime) -> Promise:
    """A promise to a destination that the policy serves."""
    for zip_code in EXAMPLE_ZIPS:
        promised = promise(terms, placed_at=at, place=place_of(zip_code))
        if isinstance(promised, Promise):
            return promised
    raise ValueError("methods: no method goes to any place that we know")


def _start_example(terms: Terms, at: datetime) -> Example:
    return Example(
        f"Ordered {instant_label(terms, at)}",
        f"we start on {day_label(_example_promise(terms, at).starts_on)}",
    )
