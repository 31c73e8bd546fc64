"""New York sales tax as the law says it: clause `sales_tax`. Rates are a dated table beside the
policy.

Source of the rates: Publication 718; of the clothing exemption: Publication 718-C; of tax on
shipping: TB-ST-838.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Protocol

from troth.policy.addresses.places import Place
from troth.policy.money import dollars, round_to_cents
from troth.policy.results import Step
from troth.policy.sales_tax.tax_places import find_rate_row, jurisdiction_of
from troth.policy.sales_tax.tax_rates import Jurisdiction, NoRates, RateTable, rate_tables, rates_on
from troth.policy.terms import Terms

__all__ = [
    "SHIPPING", "Category", "Jurisdiction", "NoRates", "Publication718", "RateTable", "Tax",
    "TaxLine", "TaxProvider", "Taxed", "jurisdiction_of", "rate_tables", "rates_on", "tax",
    "tax_in",
]  # fmt: skip

Category = Literal["clothing_footwear", "general"]
SHIPPING = "shipping"


@dataclass(frozen=True, slots=True)
class Taxed:
    """One thing on the bill: an item (its key is the caller's) or the shipping charge."""

    key: str
    price_cents: int
    category: Category = "general"


@dataclass(frozen=True, slots=True)
class TaxLine:
    """Tax on one thing, by part; the parts add up to `cents`."""

    key: str
    code: str
    taxable_cents: int
    state_cents: int
    local_cents: int
    mctd_cents: int
    sentence: str

    @property
    def cents(self) -> int:
        return self.state_cents + self.local_cents + self.mctd_cents

    def data(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "code": self.code,
            "taxable_cents": self.taxable_cents,
            "cents": self.cents,
            "state_cents": self.state_cents,
            "local_cents": self.local_cents,
            "mctd_cents": self.mctd_cents,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of one order. `review` tells that its place is in doubt and a person should look;
    `review_says`, why.
    """

    lines: tuple[TaxLine, ...]
    jurisdiction: str
    review: bool
    steps: tuple[Step, ...]
    review_sentence: str = ""

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


class TaxProvider(Protocol):
    """Whoever works out an order's tax: the published tables here, or a service behind the same
    call.
    """

    name: str

    def tax(
        self,
        terms: Terms,
        *,
        place: Place,
        city: str,
        items: Sequence[Taxed],
        shipping_cents: int,
        on: date,
    ) -> Tax:
        """The tax on an order shipped to `city` in `place` on the rates of the day `on`. `NoRates`
        without any.
        """
        ...


class Publication718:
    """The tables of Publication 718: the shipped editions, or `tables`."""

    name = "Publication 718"

    def __init__(self, tables: Sequence[RateTable] | None = None) -> None:
        self._tables = tables

    def tax(
        self,
        terms: Terms,
        *,
        place: Place,
        city: str,
        items: Sequence[Taxed],
        shipping_cents: int,
        on: date,
    ) -> Tax:
        """The tax on an order shipped to `city` in `place` on the rates of the day `on`. No line
        where none is due.
        """
        if place.state not in terms.file.sales_tax.states:
            states = terms.file.sales_tax.states
            sentence = (
                f"No sales tax: we collect it on what ships to {', '.join(states)}."
                if states
                else "No sales tax: we collect none."
            )
            return Tax((), "", False, (Step("sales_tax", sentence, on),))
        table = rates_on(on, self._tables)
        where, review_sentence = find_rate_row(table, place=place, city=city)
        lines = _tax_lines(terms, table, where, items, shipping_cents)
        total = dollars(sum(line.cents for line in lines))
        sentence = f"Sales tax of {where.name}, code {where.code}, by {table.edition}: {total}."
        steps = (
            Step("sales_tax", sentence, on),
            *(Step("sales_tax", line.sentence, on) for line in lines),
        )
        return Tax(lines, where.name, bool(review_sentence), steps, review_sentence)


def tax(
    terms: Terms, *, place: Place, city: str, items: Sequence[Taxed], shipping_cents: int, on: date
) -> Tax:
    """The tax on an order shipped to `city` in `place` on the rates of the day `on`. No line where
    none is due.
    """
    return Publication718().tax(
        terms, place=place, city=city, items=items, shipping_cents=shipping_cents, on=on
    )


def tax_in(
    terms: Terms, *, code: str, items: Sequence[Taxed], shipping_cents: int, on: date
) -> tuple[TaxLine, ...]:
    """The tax of an order that ships to the place of a code, on the rates of the day `on`, whatever
    its address says. KeyError where the table has no such code.
    """
    table = rates_on(on)
    return _tax_lines(terms, table, table.row(code), items, shipping_cents)


_Shares = tuple[Decimal, Decimal, Decimal]


def _tax_lines(
    terms: Terms, table: RateTable, where: Jurisdiction, items: Sequence[Taxed], shipping_cents: int
) -> tuple[TaxLine, ...]:
    """A line for each item and one for shipping, which is taxed as the most taxed of what is
    shipped.
    """
    shares = [_tax_shares(terms, table, where, item) for item in items]
    lines = [
        _tax_line(where, item, share, why) for item, (share, why) in zip(items, shares, strict=True)
    ]
    if shipping_cents:
        most = max((share for share, _ in shares), key=sum, default=(Decimal(0),) * 3)
        why = f"Shipping is taxed as what is shipped: {sum(most)} %"
        lines.append(_tax_line(where, Taxed(SHIPPING, shipping_cents), most, why))
    return tuple(lines)


def _tax_shares(
    terms: Terms, table: RateTable, where: Jurisdiction, item: Taxed
) -> tuple[_Shares, str]:
    """Percent to the state, the locality and the commuter district, and why."""
    full = table.state_rate, where.local_rate, where.mctd_rate
    limit = terms.file.sales_tax.clothing_exempt_under_cents
    if item.category != "clothing_footwear" or item.price_cents >= limit:
        return full, f"{sum(full)} %"
    under = f"clothing or footwear under {dollars(limit)}"
    if where.clothing == "exempt":
        return (Decimal(0),) * 3, f"{under}: exempt"
    local = Decimal(0), where.local_rate, where.mctd_rate
    return local, f"{under}: exempt from the state's part, {sum(local)} % local"


def _tax_line(where: Jurisdiction, item: Taxed, shares: _Shares, why: str) -> TaxLine:
    """Rounds the whole half up to the cent, and gives what is left over to the largest parts."""
    exact = [share * item.price_cents / 100 for share in shares]
    parts = [int(part) for part in exact]
    left = round_to_cents(sum(exact, Decimal(0))) - sum(parts)
    for index in sorted(range(3), key=lambda at: exact[at] - parts[at], reverse=True)[:left]:
        parts[index] += 1
    state, local, mctd = parts
    price = dollars(item.price_cents)
    sentence = (
        f"{why} of {price}: {dollars(sum(parts))}." if any(shares) else f"{why}; no tax on {price}."
    )
    return TaxLine(
        item.key, where.code, item.price_cents if any(shares) else 0, state, local, mctd, sentence
    )
