"""The published rates of New York sales tax, as dated tables beside the policy. Source:
Publications 718 and 718-C.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from troth.policy.terms import PUBLISHED

Rate = Annotated[Decimal, Field(ge=0, le=20)]
Code = Annotated[str, Field(pattern=r"^\d{4}$")]
Zip = Annotated[str, Field(pattern=r"^\d{5}$")]
Sentence = Annotated[str, Field(min_length=1, max_length=400)]


class NoRates(ValueError):
    """No published table of rates covers the day, or no row of it the place."""


class Jurisdiction(BaseModel):
    """One row: a county outside its cities, or a city inside its own county."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: Code
    name: str
    counties: Annotated[list[str], Field(min_length=1)]
    city: str = ""
    local_rate: Rate
    mctd_rate: Rate = Decimal(0)
    clothing: Literal["exempt", "local"]


class Straddling(BaseModel):
    """A ZIP that lies in two places: the code of each name that settles which, and what is charged
    when none does.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    zip: Zip
    names: dict[str, Code] = {}  # settle it
    hints: dict[str, Code] = {}  # tell what is charged, and a person looks
    otherwise: Code
    why: Sentence
    source: Sentence

    @property
    def codes(self) -> set[str]:
        return {*self.names.values(), *self.hints.values(), self.otherwise}


class RateTable(BaseModel):
    """One edition of the published rates, in percent."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    edition: str
    effective_on: date
    state: str
    state_rate: Rate
    straddling: list[Straddling] = []
    places: list[Jurisdiction]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        codes = [place.code for place in self.places]
        _check_unique("code", codes)
        _check_unique("straddling ZIP", [entry.zip for entry in self.straddling])
        _check_unique(
            "row of a county",
            [county for place in self.places if not place.city for county in place.counties],
        )
        _check_unique(
            "row of a city", [place.city.casefold() for place in self.places if place.city]
        )
        for entry in self.straddling:
            if unknown := sorted(entry.codes - set(codes)):
                raise ValueError(f"straddling ZIP {entry.zip}: no such code: {', '.join(unknown)}")
            _check_unique(
                f"name in ZIP {entry.zip}",
                [name.casefold() for name in (*entry.names, *entry.hints)],
            )
        return self

    def row(self, code: str) -> Jurisdiction:
        """The row of a code. KeyError where there is none."""
        return {place.code: place for place in self.places}[code]


def _check_unique(what: str, values: Sequence[str]) -> None:
    if twice := sorted({value for value in values if values.count(value) > 1}):
        raise ValueError(f"more than one {what}: {', '.join(twice)}")


@lru_cache(maxsize=1)
def rate_tables() -> tuple[RateTable, ...]:
    """The shipped editions, oldest first."""
    files = PUBLISHED.glob("*-sales-tax-*.toml")
    tables = (
        RateTable.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files
    )
    return tuple(sorted(tables, key=lambda table: table.effective_on))


def rates_on(day: date, tables: Sequence[RateTable] | None = None) -> RateTable:
    """The edition in force on `day`, of `tables` in any order or of the shipped ones. `NoRates`
    before the first.
    """
    editions = rate_tables() if tables is None else tables
    begun = [table for table in editions if table.effective_on <= day]
    if not begun:
        raise NoRates(f"no table of sales tax rates covers {day}")
    return max(begun, key=lambda table: table.effective_on)
