"""The FAQ on what stands behind a piece and its price: experts, sales tax, the search, and the
policy itself.
"""

from __future__ import annotations

from datetime import date

from troth.policy.addresses.places import STATES, place_of
from troth.policy.dates.calendars import day_label
from troth.policy.faq.parts import Example, Section, paragraphs_of
from troth.policy.money import dollars
from troth.policy.results import list_in_words
from troth.policy.sales_tax.tax import NoRates, Taxed, tax
from troth.policy.terms import Terms


def authentication(terms: Terms, _today: date) -> Section:
    above = terms.file.authentication.second_expert_above_cents
    more = (
        f"Above {dollars(above)} two different experts must agree."
        if above is not None
        else "One expert's approval is enough at any price."
    )
    return Section(
        "authentication",
        "How do I know that it is genuine?",
        paragraphs_of(f"""
        No piece is listed before an expert of our own has examined and approved it; our database
        refuses it otherwise. {more} Where that was done before the piece was entered here, its page
        says so. Who judged what, when, and on what evidence stays on record,
        and a single rejection keeps a piece out.
    """),
    )


def sales_tax(terms: Terms, today: date) -> Section:
    rule = terms.file.sales_tax
    limit = rule.clothing_exempt_under_cents
    if not rule.states:
        paragraphs = ("No: we collect none, wherever it ships to.",)
        return Section("sales_tax", "Do you charge sales tax?", paragraphs)
    states = list_in_words(STATES.get(state, state) for state in rule.states)
    return Section(
        "sales_tax",
        "Do you charge sales tax?",
        paragraphs_of(f"""
        On what ships to {states}, at the rate of the very place it ships to, and on the shipping
        charge too; elsewhere we charge none. You see it, place and rate, before you pay.

        Clothing and footwear under {dollars(limit)} a piece is free of the state's tax in New York,
        and of the local tax where the place has chosen so.
    """),
        (),
        tuple(_tax_examples(terms, today)),
    )


def search(_terms: Terms, _today: date) -> Section:
    return Section(
        "search",
        "How do I find a piece?",
        paragraphs_of("""
        Search for it as you call it, misspelt or not: we know houses, models, materials and colors
        by their nicknames. Save a search, and we write to you when such a piece comes in.
    """),
    )


def policy(terms: Terms, _today: date) -> Section:
    return Section(
        "policy",
        "Where do these words come from?",
        paragraphs_of(f"""
        This page is printed from the policy {terms.name}, in force from
        {day_label(terms.effective_on)}: the same numbers by which our system decides. When it
        changes, the page changes with it, and your order is judged for ever by the policy it was
        placed under, which its page links to.
    """),
    )


def _tax_examples(terms: Terms, today: date) -> list[Example]:
    limit = terms.file.sales_tax.clothing_exempt_under_cents
    items = [("A bag at $1,200.00", Taxed("item", 120_000))]
    items += [
        (f"Shoes at {dollars(cents)}", Taxed("item", cents, "clothing_footwear"))
        for cents in (limit - 1, limit)
        if cents > 0
    ]
    shipping = next(iter(terms.methods.values())).price_cents
    examples = [_tax_example(terms, "10013", label, item, shipping, today) for label, item in items]
    examples.append(_tax_example(terms, "60611", *items[0], shipping, today))
    return [example for example in examples if example is not None]


def _tax_example(
    terms: Terms, zip_code: str, label: str, item: Taxed, shipping: int, today: date
) -> Example | None:
    """None where no rate of the place is known."""
    place = place_of(zip_code)
    try:
        due = tax(
            terms, place=place, city=place.city, items=[item], shipping_cents=shipping, on=today
        )
    except NoRates:
        return None
    on_both = f"{dollars(due.cents)} of tax, on it and on {dollars(shipping)} shipping"
    return Example(f"{label}, to {place.city}", on_both if due.lines else due.steps[0].sentence)
