"""The bookkeeper's document of the sales tax: every place, edge and date with its amount and the
rule's source.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from troth.policy.addresses.places import Place, place_of
from troth.policy.money import dollars
from troth.policy.sales_tax.tax import SHIPPING, Publication718, Tax, Taxed, rate_tables
from troth.policy.sales_tax.tax_places import find_rate_row, places_in, plain_name
from troth.policy.sales_tax.tax_rates import Jurisdiction, RateTable, Straddling
from troth.policy.terms import Terms, shipped_terms

BAG = Taxed("bag", 100_000)
CLOTHING = Taxed("under", 10_999, "clothing_footwear"), Taxed("at", 11_000, "clothing_footwear")
SHIPPING_CENTS = 1_500
UNSURE = "assumption to be confirmed"
_STATE_ONLY = "0021 | New York State only"
_Example = tuple[str, str, bool]
_Rows = Sequence[tuple[Jurisdiction, _Example]]
# Each rule with its source.
_RULES = (
    (
        (
            "The state's {state_rate} %, plus the local rate, plus {mctd_rate} % in the commuter"
            " district (MCTD)"
        ),
        "{edition}",
    ),
    (
        (
            "The place of delivery decides; what is delivered outside New York is not taxed by New"
            " York"
        ),
        'tax.ny.gov, "Find sales tax rates"',
    ),
    (
        (
            "Clothing and footwear under {limit}, by item or pair: no state tax; where the locality"
            " opted in, none"
        ),
        "Publication 718-C; its newest list is to be confirmed",
    ),
    (
        "Handbags, wallets, jewelry and watches are not clothing",
        "Publication 718-C; TSB-M-97(14)S",
    ),
    ("Shipping is taxed when the goods are, and exempt when all of them are", "TB-ST-838"),
    ("Shipping of goods taxed at different rates is taxed whole, at the highest of them", UNSURE),
    ("Shipping of clothing that pays only local and MCTD tax pays only these", UNSURE),
    (
        (
            "The tax on each item, and on shipping, is rounded to the cent, half up; the parts add"
            " up to it"
        ),
        UNSURE,
    ),
    ("The rate is that of the day the order is placed, in New York", UNSURE),
    (
        (
            "The place is found by ZIP and by the place named; where that leaves a doubt, a person"
            " looks"
        ),
        "Publication 718's warning on rates by ZIP",
    ),
)
_INTRO = """\
# Sales tax, for the bookkeeper

What the store charges, place by place, by **{edition}**, in force from {since}.

This document is made by the engine that charges: change the rates or the rules, and it changes
with them.

**It must be confirmed before the store goes live:** read the rates again in the newest Publication
718 (they change on the first of March, June, September and December), the exemption in the newest
Publication 718-C, and each rule below that is called an assumption.
"""
_NOTE = """\
A ZIP that crosses a county line and is not among the straddling ones below is charged by the one
county that the ZIP tables give it, without a mark: those below are the ones known.
"""


def render_table() -> str:
    """The document, in Markdown, by the newest shipped edition."""
    terms, rates = shipped_terms(), rate_tables()[-1]
    intro = _INTRO.format(edition=rates.edition, since=rates.effective_on)
    parts = [
        intro,
        _rules_section(terms, rates),
        _NOTE,
        *_place_sections(terms, rates),
        *_straddling_sections(rates),
        _doubts_section(rates),
    ]
    return "\n".join([*parts, _dates_section(rate_tables())])


def _rules_section(terms: Terms, rates: RateTable) -> str:
    values = {
        "state_rate": rates.state_rate,
        "mctd_rate": max(row.mctd_rate for row in rates.places),
        "limit": dollars(terms.file.sales_tax.clothing_exempt_under_cents),
        "edition": rates.edition,
    }
    return _render_section(
        "The rules, and where each comes from",
        "",
        "rule | source",
        [" | ".join(rule).format(**values) for rule in _RULES],
    )


def resolved_places(rates: RateTable) -> Iterator[tuple[Place, str, Jurisdiction, bool]]:
    """Every ZIP of the state with every name that is postal in it: the row charged, and whether a
    person looks.
    """
    for place in places_in(rates.state):
        for city in dict.fromkeys(place.cities):
            where, review_sentence = find_rate_row(rates, place=place, city=city)
            yield place, city, where, bool(review_sentence)


def examples_by_code(rates: RateTable) -> dict[str, _Example]:
    """By code, the first ZIP and postal name that resolve to it, and whether a person looks: not if
    avoidable.
    """
    by_code: dict[str, _Example] = {}
    for place, city, where, looks in resolved_places(rates):
        example = by_code.get(where.code)
        if not place.po_box and (example is None or (example[2] and not looks)):
            by_code[where.code] = place.zip_code, city, looks
    return by_code


def _place_sections(terms: Terms, rates: RateTable) -> list[str]:
    """Three tables, each with every row of the edition: an ordinary item, clothing, shipping."""
    example_by_code = examples_by_code(rates)
    rows = [
        (row, example_by_code[row.code]) for row in sorted(rates.places, key=lambda row: row.code)
    ]
    return [
        _ordinary_section(terms, rates, rows),
        _clothing_section(terms, rows),
        _shipping_section(terms, rates, rows),
    ]


def _ordinary_section(terms: Terms, rates: RateTable, rows: _Rows) -> str:
    goods = dollars(BAG.price_cents)
    return _render_section(
        f"An ordinary item at {goods}",
        "The rate in percent, and the tax by part. Code 0021 is on the return, but no destination"
        " resolves to it: every county has a rate of its own. (r): the place is always looked at by"
        " a person.",
        f"code | place | for example | % | state | local | MCTD | tax on {goods} | source",
        [
            (
                f"{_STATE_ONLY} | no destination resolves to it | {rates.state_rate} | – | – | – |"
                f" – | {rates.edition}"
            ),
            *(
                f"{_place_head(row)} | {_ordinary_cells(terms, rates, row, where)} |"
                f" {rates.edition}"
                for row, where in rows
            ),
        ],
    )


def _clothing_section(terms: Terms, rows: _Rows) -> str:
    under, at = (dollars(item.price_cents) for item in CLOTHING)
    return _render_section(
        f"Clothing and footwear, under {at} and at it",
        "The tax by part below the limit, which is strict and for each item or pair; and the tax at"
        " the limit.",
        f"code | place | {under}: state | local | MCTD | tax on {under} | tax on {at} | source",
        [
            f"{_STATE_ONLY} | – | – | – | – | – | Publication 718-C",
            *(
                f"{_place_head(row)} | {_clothing_cells(terms, where)} | Publication 718-C"
                for row, where in rows
            ),
        ],
    )


def _shipping_section(terms: Terms, rates: RateTable, rows: _Rows) -> str:
    under = dollars(CLOTHING[0].price_cents)
    return _render_section(
        f"Shipping at {dollars(SHIPPING_CENTS)}",
        "The tax on the shipping charge alone: with an ordinary item, with only clothing at"
        f" {under}, with both.",
        "code | place | ordinary item | only clothing | both | rate on both, % | source",
        [
            f"{_STATE_ONLY} | – | – | – | – | TB-ST-838",
            *(
                f"{_place_head(row)} | {_shipping_cells(terms, rates, row, where)} | TB-ST-838;"
                f" both: {UNSURE}"
                for row, where in rows
            ),
        ],
    )


def _place_head(row: Jurisdiction) -> str:
    return f"{row.code} | {row.name}"


def _tax_owed(terms: Terms, where: _Example, *items: Taxed, shipping_cents: int = 0) -> Tax:
    zip_code, city, _ = where
    on = rate_tables()[-1].effective_on
    return Publication718().tax(
        terms,
        place=place_of(zip_code),
        city=city,
        items=items,
        shipping_cents=shipping_cents,
        on=on,
    )


def _ordinary_cells(terms: Terms, rates: RateTable, row: Jurisdiction, where: _Example) -> str:
    [line] = _tax_owed(terms, where, BAG).lines
    example = f"{where[0]} {where[1]}{' (r)' if where[2] else ''}"
    parts = [
        dollars(cents)
        for cents in (line.state_cents, line.local_cents, line.mctd_cents, line.cents)
    ]
    return " | ".join([example, _total_percent(rates, row), *parts])


def _clothing_cells(terms: Terms, where: _Example) -> str:
    under, at = _tax_owed(terms, where, *CLOTHING).lines
    amounts = (under.state_cents, under.local_cents, under.mctd_cents, under.cents, at.cents)
    return " | ".join(dollars(cents) for cents in amounts)


def _shipping_cells(terms: Terms, rates: RateTable, row: Jurisdiction, where: _Example) -> str:
    bags = ((BAG,), CLOTHING[:1], (BAG, CLOTHING[0]))
    taxes = (
        _tax_owed(terms, where, *items, shipping_cents=SHIPPING_CENTS).lines[-1] for items in bags
    )
    amounts = [dollars(line.cents) for line in taxes if line.key == SHIPPING]
    return " | ".join([*amounts, _total_percent(rates, row)])


def _straddling_sections(rates: RateTable) -> list[str]:
    return [
        _render_section(
            "ZIPs that straddle two places",
            "",
            "ZIP | why | source",
            [f"{entry.zip} | {entry.why} | {entry.source}" for entry in rates.straddling],
        ),
        _render_section(
            "What is charged in them, by the place named",
            "A name that addresses on both sides use does not settle the place: the order is"
            " charged as shown, and a person looks at it before the return.",
            "ZIP | place named | code | charged as | % | a person looks",
            [row for entry in rates.straddling for row in _straddling_rows(rates, entry)],
        ),
    ]


def _straddling_rows(rates: RateTable, entry: Straddling) -> list[str]:
    place = place_of(entry.zip)
    names = {plain_name(name): name for name in (*entry.names, *entry.hints, *place.cities)}
    rows = []
    for named in [*names.values(), ""]:
        # "Elsewhere" stands for any name that is nowhere in the table.
        where, review_sentence = find_rate_row(rates, place=place, city=named or "Elsewhere")
        looks = "yes" if review_sentence else "no"
        cells = [
            entry.zip,
            named or "any other name",
            where.code,
            where.name,
            _total_percent(rates, where),
            looks,
        ]
        rows.append(" | ".join(cells))
    return rows


def _doubts_section(rates: RateTable) -> str:
    straddling = {entry.zip for entry in rates.straddling}
    rows = [
        f"{place.zip_code} | {city} | {where.code} | {where.name} |"
        f" {_total_percent(rates, where)} | yes"
        for place, city, where, looks in resolved_places(rates)
        if looks and place.zip_code not in straddling
    ]
    return _render_section(
        "Other names that a person looks at",
        "Postal names near a city that has its own code, at the same rate: only the return's code"
        " is in doubt. So is every order whose place is postal only in another county, or that"
        " names such a city in a ZIP without it: it is charged by its ZIP.",
        "ZIP | place named | code | charged as | % | a person looks",
        rows,
    )


def _dates_section(tables: Sequence[RateTable]) -> str:
    return _render_section(
        "Dates",
        "An edition holds from its day until the day before the next one's. Before the first,"
        " nothing can be sold to New York: there is no rate to charge.",
        "an order placed on | is charged by | source",
        [
            row
            for at, rates in enumerate(tables)
            for row in _date_rows(rates, tables[at - 1].edition if at else "")
        ],
    )


def _date_rows(rates: RateTable, before: str) -> list[str]:
    eve: date = rates.effective_on - timedelta(days=1)
    return [
        (
            f"{eve} | {before or 'nothing: the order is refused'} |"
            f" {before or 'no earlier edition is kept'}"
        ),
        f"{rates.effective_on} and after | {rates.edition} | {rates.edition}",
    ]


def _render_section(title: str, introduction: str, head: str, rows: Sequence[str]) -> str:
    rule = "|".join("---" for _ in head.split(" | "))
    above = ["", introduction, ""] if introduction else [""]
    return "\n".join(
        [f"## {title}", *above, f"| {head} |", f"|{rule}|", *(f"| {row} |" for row in rows), ""]
    )


def _total_percent(rates: RateTable, row: Jurisdiction) -> str:
    return str(rates.state_rate + row.local_rate + row.mctd_rate)


if __name__ == "__main__":
    sys.stdout.write(render_table())
