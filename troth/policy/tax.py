"""New York sales tax as the law says it: clause `sales_tax`. Rates are a dated table beside the policy.

Source of the rates: Publication 718; of the clothing exemption: Publication 718-C; of tax on shipping: TB-ST-838.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from troth.policy.answers import Step
from troth.policy.money import dollars, to_cents
from troth.policy.places import Place
from troth.policy.terms import PUBLISHED, Terms

Rate = Annotated[Decimal, Field(ge=0, le=20)]
Category = Literal["clothing_footwear", "general"]
SHIPPING = "shipping"


class NoRates(ValueError):
    """No published table of rates covers the day."""


class Jurisdiction(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    code: Annotated[str, Field(pattern=r"^\d{4}$")]
    name: str
    counties: list[str]
    city: str = ""
    local_rate: Rate
    mctd_rate: Rate = Decimal(0)
    clothing: Literal["exempt", "local"]


class RateTable(BaseModel):
    """One edition of the published rates, in percent."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    edition: str
    effective_on: date
    state: str
    state_rate: Rate
    review_zips: list[str]
    places: list[Jurisdiction]


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
    says: str

    @property
    def cents(self) -> int:
        return self.state_cents + self.local_cents + self.mctd_cents

    def data(self) -> dict[str, Any]:
        return {
            "key": self.key, "code": self.code, "taxable_cents": self.taxable_cents, "cents": self.cents,
            "state_cents": self.state_cents, "local_cents": self.local_cents, "mctd_cents": self.mctd_cents,
            "says": self.says,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of one order. `review` tells that the ZIP straddles two places and a person should look."""

    lines: tuple[TaxLine, ...]
    jurisdiction: str
    review: bool
    steps: tuple[Step, ...]

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


@lru_cache(maxsize=1)
def rate_tables() -> tuple[RateTable, ...]:
    """The shipped editions, oldest first."""
    files = PUBLISHED.glob("*-sales-tax-*.toml")
    tables = (RateTable.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)
    return tuple(sorted(tables, key=lambda table: table.effective_on))


def rates_on(day: date) -> RateTable:
    """The edition in force on `day`. `NoRates` before the first."""
    for table in reversed(rate_tables()):
        if table.effective_on <= day:
            return table
    raise NoRates(f"no table of sales tax rates covers {day}")


def tax(terms: Terms, *, place: Place, city: str, items: Sequence[Taxed], shipping_cents: int, on: date) -> Tax:
    """The tax on an order shipped to `city` in `place` on the rates of the day `on`. No line where none is due."""
    if place.state not in terms.file.sales_tax.states:
        says = f"No sales tax: we collect it on what ships to {', '.join(terms.file.sales_tax.states)}."
        return Tax((), "", False, (Step("sales_tax", says, on),))
    table = rates_on(on)
    where = jurisdiction(table, place=place, city=city)
    shares = [_shares(terms, table, where, item) for item in items]
    lines = [_line(where, item, share, why) for item, (share, why) in zip(items, shares, strict=True)]
    if shipping_cents:
        most = max((share for share, _ in shares), key=sum, default=(Decimal(0),) * 3)
        why = f"Shipping is taxed as what is shipped: {sum(most)} %"
        lines.append(_line(where, Taxed(SHIPPING, shipping_cents), most, why))
    total = dollars(sum(line.cents for line in lines))
    says = f"Sales tax of {where.name}, code {where.code}, by {table.edition}: {total}."
    steps = (Step("sales_tax", says, on), *(Step("sales_tax", line.says, on) for line in lines))
    return Tax(tuple(lines), where.name, place.zip_code in table.review_zips, steps)


def jurisdiction(table: RateTable, *, place: Place, city: str) -> Jurisdiction:
    """The row of a place: its county's, or its city's where the city has one inside that county."""
    county = place.county or _COUNTY_OF_BARE_ZIP.get(place.zip_code, "")
    rows = [row for row in table.places if county in row.counties]
    named = (city or place.city).strip().casefold().removesuffix(" city")
    for row in rows:
        if row.city and row.city.casefold() == named:
            return row
    for row in rows:
        if not row.city:
            return row
    raise NoRates(f"no rate is known for ZIP {place.zip_code} ({county or 'no county'}, {place.state})")


# The ZIP tables leave the county of these blank.
_COUNTY_OF_BARE_ZIP = {"10200": "New York", "11437": "Queens", "11805": "Nassau"}
_Shares = tuple[Decimal, Decimal, Decimal]


def _shares(terms: Terms, table: RateTable, where: Jurisdiction, item: Taxed) -> tuple[_Shares, str]:
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


def _line(where: Jurisdiction, item: Taxed, shares: _Shares, why: str) -> TaxLine:
    """Rounds the whole half up to the cent, and gives what is left over to the largest parts."""
    exact = [share * item.price_cents / 100 for share in shares]
    parts = [int(part) for part in exact]
    left = to_cents(sum(exact, Decimal(0))) - sum(parts)
    for index in sorted(range(3), key=lambda at: exact[at] - parts[at], reverse=True)[:left]:
        parts[index] += 1
    state, local, mctd = parts
    says = f"{why} of {dollars(item.price_cents)}: {dollars(sum(parts))}."
    return TaxLine(item.key, where.code, item.price_cents if any(shares) else 0, state, local, mctd, says)
