"""The FAQ on the way to the shopper: delivery, methods, Japan, carriers, signatures, tracking,
delays.
"""

from __future__ import annotations

from datetime import date, time
from typing import cast
from urllib.parse import urlsplit

from troth.policy.addresses.places import place_of, states_in_words
from troth.policy.dates.calendars import BeyondCalendar, day_label, span_label
from troth.policy.dates.delay import REFUND_WORKING_DAYS, delay_round, ship_by_on
from troth.policy.dates.outlook import Closure, with_closures
from troth.policy.dates.promise import Promise, Warehouse, promise
from troth.policy.dates.windows import instant_label
from troth.policy.faq.ordering import named_closings
from troth.policy.faq.parts import (
    EXAMPLE_ZIPS,
    Example,
    Section,
    at_label,
    instant_on,
    next_open,
    paragraphs_of,
    range_label,
    weight_label,
)
from troth.policy.money import dollars
from troth.policy.results import count_label, list_in_words
from troth.policy.schema import Carrier, CarrierRule, Method
from troth.policy.shipping.services import SERVICES
from troth.policy.terms import HOME, Terms


def delivery(terms: Terms, today: date, closures: tuple[Closure, ...] = ()) -> Section:
    sentences = [
        f"{method.name}: {range_label(method.earliest_days, method.latest_days, 'business day')}"
        " after"
        " it is ready."
        for method in terms.methods.values()
    ]
    return Section(
        "delivery",
        "When does it arrive?",
        (
            (
                "That depends on the day on which it leaves us, so we promise a window: from the"
                " earliest day on which it can be ready to the latest. You see it before you pay;"
                " it is kept with your order, and the days are our business days, whatever the"
                " carrier's are."
            ),
            *sentences,
            "That is how it goes in most cases, and we measure in how many.",
        ),
        (),
        tuple(_arrival_examples(terms, today, "us", closures)),
    )


def methods(terms: Terms, _today: date) -> Section:
    points = [_method_sentence(method) for method in terms.methods.values()]
    return Section(
        "methods",
        "Where do you ship, and what does it cost?",
        paragraphs_of("""
        Anywhere that a method below goes. An address or a weight that none of them serves, or that
        none of our carriers takes, is refused at checkout, with the reason, before you pay.
    """),
        tuple(points),
    )


def transfer(terms: Terms, today: date, closures: tuple[Closure, ...] = ()) -> Section:
    rule = terms.file.transfer
    if rule is None:
        none = f"We have none: every piece lies in {terms.warehouse_name(HOME)}."
        return Section("transfer", "What if a piece is in a warehouse abroad?", (none,))
    where, here = terms.warehouse_name(rule.warehouse), terms.warehouse_name(HOME)
    there = terms.file.calendars[rule.dispatch_calendar]
    paragraphs = paragraphs_of(f"""
        Some pieces lie in our warehouse in {where}, and their page says so. They come to {here}
        first: they leave
        {range_label(rule.dispatch_earliest_days, rule.dispatch_latest_days, "business day")} there
        after we start, and are here, past customs and checked,
        {range_label(rule.arrival_earliest_days, rule.arrival_latest_days, "business day")} of ours
        after that. Only then do they get ready as any other piece.

        The dates that you are shown count all of it. If that way takes longer, we tell you why, and
        you choose to wait or to cancel.

        The calendar there ({there.label}) follows: {there.source}; checked
        {day_label(there.verified_on)}, listed from {day_label(there.first)} to
        {day_label(there.last)}. Closed besides
        {list_in_words(f"{weekday.capitalize()}s" for weekday in there.weekend)}:
    """)
    return Section(
        "transfer",
        f"What if a piece is in {where}?",
        paragraphs,
        named_closings(terms.dispatch_days, there.closed(), today),
        tuple(_arrival_examples(terms, today, cast(Warehouse, rule.warehouse), closures)),
    )


def carrier(terms: Terms, today: date) -> Section:
    sentences = []
    for method in terms.methods.values():
        rules = "; else ".join(_rule_text(terms, rule) for rule in method.carrier_rules)
        sentences.append(f"{method.name}: {rules}.{_services_sentence(method)}")
    used = {rule.carrier for method in terms.methods.values() for rule in method.carrier_rules}
    companies = sorted(terms.file.carriers.items())
    if unused := [company.name for key, company in companies if key not in used]:
        sentences.append(
            f"We don't ship with {list_in_words(unused)} at the moment: what only they take is"
            " refused at checkout, before you pay."
        )
    return Section(
        "carrier",
        "Who brings it?",
        (
            "The first of these that fits, and your order says which and why.",
            *sentences,
            (
                "Carriers' own holidays move a collection or our choice, never a date that we"
                " promised you."
            ),
        ),
        tuple(_company_calendar_sentence(terms, company, today) for _, company in companies),
    )


def _company_calendar_sentence(terms: Terms, company: Carrier, today: date) -> str:
    """By which calendar a carrier works, and for how long it takes our claims."""
    listing, days = terms.file.calendars[company.calendar], terms.calendars[company.calendar]
    closed = named_closings(days, listing.closed(), today)
    early = ", ".join(
        f"{day_label(day)} at {at_label(terms, at)}"
        for day, at in sorted(listing.early_close.items())
        if day > today
    )
    return (
        f"{company.name} works by its own calendar ({listing.label}: {listing.source}; checked"
        f" {day_label(listing.verified_on)}, listed from {day_label(listing.first)} to"
        f" {day_label(listing.last)}), not on"
        f" {list_in_words(f'{weekday.capitalize()}s' for weekday in listing.weekend)}"
        + (f", nor on {'; '.join(closed)}" if closed else "")
        + (f"; it stops early on {early}" if early else "")
        + f". It takes claims of ours for {count_label(company.claim_within_days, 'day')}"
        " after it has a parcel."
    )


def signature(terms: Terms, _today: date) -> Section:
    if not terms.file.signature.required:
        return Section(
            "signature",
            "Must somebody sign for it?",
            paragraphs_of("""
            No: the carrier may leave it without a signature. We keep its proof of delivery.
        """),
        )
    return Section(
        "signature",
        "Must somebody sign for it?",
        paragraphs_of("""
        Yes, always. So give an address where someone can: home, work, or a location of the
        carrier's that keeps it for you, which checkout offers where the carrier of your parcel has
        one. We ask the carrier for a signature on the
        label, check that it is there, and keep the proof of delivery. A parcel without a matching
        signature hasn't been delivered.
    """),
    )


def shipping_notice(terms: Terms, _today: date) -> Section:
    sites = list_in_words(
        f"{company.name} at {urlsplit(company.tracking_url).netloc}"
        for _, company in sorted(terms.file.carriers.items())
    )
    return Section(
        "shipping_notice",
        "How do I follow it?",
        paragraphs_of(f"""
        When the carrier has your parcel we mail you who carries it, the tracking number, a link
        that opens this very shipment on the carrier's own site, and the dates of a claim should it
        not come. Sites: {sites}.
    """),
    )


def delay(terms: Terms, today: date) -> Section:
    rule = terms.file.delay
    hand = (
        f"{count_label(rule.hand_over_days, 'business day')} after the last day on which it can be"
        " ready"
        if (rule.hand_over_days)
        else "on the last day on which it can be ready"
    )
    return Section(
        "delay",
        "What if you can't keep the date?",
        paragraphs_of(f"""
        The carrier must have your order {hand}. When we know that it can't, and before that day
        ends, we write to you once, with the reason as far as we know it and a new date, or that
        nobody can give one yet. You choose: keep your order, or cancel for a full refund.

        If you don't answer: a first delay of up to {count_label(rule.consent_days, "day")} stands,
        unless the new day is over before your time to answer is. A
        longer one, or a first one without a date, ends with your money back, unless you say within
        {count_label(rule.consent_days, "day")} that you wait. When a later date fails too, we ask
        again, and without your yes your money comes back at the end of the day you last agreed to.
        A refund that we have announced stands on its day: another delay never puts it off, and
        never leaves you less time to answer.

        A first notice leaves you at least {count_label(rule.least_answer_hours, "hour")} to answer,
        and so does one that comes late, or before you have answered the last one. Once we have
        announced a day for the refund, that day stands instead. Where your card was only
        authorized, nothing is charged; what you paid by card comes back within
        {REFUND_WORKING_DAYS} business days. Until it ships you may cancel, whatever you answered.

        If we told you of a delay and it turns out to be shorter, or no delay at all, we write to
        you once more with the right dates; you may still cancel until it ships. A closure or a
        delay that moves more than {count_label(rule.second_person_above_orders, "order")}, or any
        date by more than {count_label(rule.second_person_above_days, "day")}, is entered by two
        people.
    """),
        (),
        tuple(_delay_examples(terms, today)),
    )


def _method_sentence(method: Method) -> str:
    boxes = "PO boxes there included" if method.po_boxes else "but not to PO boxes"
    return (
        f"{method.name}: {dollars(method.price_cents)} an order, to"
        f" {states_in_words(method.states)},"
        f" {boxes}; {range_label(method.earliest_days, method.latest_days, 'business day')} after"
        " it is"
        " ready."
    )


def _services_sentence(method: Method) -> str:
    """By which services of its carriers a method's parcels are sent, where it names them."""
    used = {rule.carrier for rule in method.carrier_rules}
    sent_by = [(key, code) for key, code in method.services.items() if key in used]
    names = [SERVICES.get(key, {}).get(code, code) for key, code in sent_by]
    return f" It is sent as {' or '.join(names)}." if names else ""


def _rule_text(terms: Terms, rule: CarrierRule) -> str:
    facts = []
    if rule.po_box is not None:
        facts.append("to a PO box" if rule.po_box else "to a street address")
    if rule.states is not None:
        facts.append(f"to {states_in_words(rule.states)}")
    if rule.up_to_grams is not None:
        facts.append(f"up to {weight_label(rule.up_to_grams)}")
    return (
        f"{terms.file.carriers[rule.carrier].name} {', '.join(facts) or 'anywhere'}, because"
        f" {rule.reason}"
    )


def _arrival_examples(
    terms: Terms, today: date, warehouse: Warehouse, closures: tuple[Closure, ...]
) -> list[Example]:
    at = instant_on(terms, next_open(terms, today), time(12))
    examples = []
    for method in terms.methods.values():
        for zip_code in EXAMPLE_ZIPS:
            place = place_of(zip_code)
            promised = promise(
                terms, placed_at=at, place=place, warehouse=warehouse, method=method.key
            )
            if isinstance(promised, Promise):
                promised = with_closures(terms, promised, closures, warehouse=warehouse)
                here = f"here {span_label(*promised.transfer)}, " if promised.transfer else ""
                examples.append(
                    Example(
                        f"Ordered {instant_label(terms, at)}, by {method.name} to {place.city}",
                        f"{here}ready {span_label(*promised.processed)}, arrives"
                        f" {span_label(*promised.arrives)}",
                    )
                )
                break
    return examples


def _delay_examples(terms: Terms, today: date) -> list[Example]:
    try:
        old_by = ship_by_on(terms, processed_by=terms.store_days.after(today, 5))
        new_by = terms.store_days.after(old_by, 3)
        first = delay_round(
            terms,
            number=1,
            original_by=old_by,
            old_by=old_by,
            new_by=new_by,
            clause="processing",
            found_at=instant_on(terms, old_by, time(10)),
        )
        unknown = delay_round(
            terms, number=1, original_by=old_by, old_by=old_by, new_by=None, clause="transfer"
        )
    except BeyondCalendar:
        return []
    return [
        Example(
            f"It should ship by {day_label(old_by)}, and can by {day_label(new_by)}; we tell you at"
            " 10:00 that day",
            first.sentence,
        ),
        Example(
            f"It should ship by {day_label(old_by)}, and nobody can say when", unknown.sentence
        ),
    ]
