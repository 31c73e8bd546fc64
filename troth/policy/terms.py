"""The published terms: one TOML file, checked when it is loaded, known by its name, date and
digest.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from datetime import date, time, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from troth.policy.dates.calendars import WEEKDAYS, Calendar
from troth.policy.schema import (
    Authentication,
    Cancellation,
    Care,
    Carrier,
    Claim,
    CutOff,
    Delay,
    Hold,
    Key,
    Method,
    MonthDay,
    Part,
    Payment,
    Pricing,
    Processing,
    Records,
    SalesTax,
    Signature,
    Store,
    Text,
    Transfer,
    known_zone,
    zone_of,
)
from troth.policy.shipping.services import SERVICES

PUBLISHED = Path(__file__).parent / "published"
LARGEST_FILE_BYTES = 1_000_000
HOME = "us"  # the warehouse from which everything ships
ABROAD = "jp"
_WAREHOUSES = {HOME: "New York", ABROAD: "Japan"}


class BadPolicy(ValueError):
    """The policy file can't be used; the text has one line a fault, each naming its field."""


class YearEnd(Part):
    first: MonthDay
    last: MonthDay
    name: Text


class CalendarFile(Part):
    label: Text
    first: date
    last: date
    weekend: list[
        Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    ]
    source: Text
    verified_on: date
    holidays: dict[date, Text]
    closures: dict[date, Text] = {}
    year_end: YearEnd | None = None
    early_close: dict[date, time] = {}

    @model_validator(mode="after")
    def _lists_what_it_covers(self) -> Self:
        if not self.first <= self.last or (self.last - self.first).days > 40_000:
            raise ValueError(
                "first must not be after last, and a calendar lists at most 40,000 days"
            )
        if len(set(self.weekend)) == len(WEEKDAYS):
            raise ValueError("weekend leaves no day open")
        for field in ("holidays", "closures", "early_close"):
            if outside := [
                day for day in getattr(self, field) if not self.first <= day <= self.last
            ]:
                raise ValueError(f"{field}: {outside[0]} lies outside {self.first} to {self.last}")
        if twice := sorted(set(self.closed()) & set(self.early_close)):
            raise ValueError(f"early_close: {twice[0]} is closed all day")
        return self

    def closed(self) -> dict[date, str]:
        """Every listed closing, by day."""
        return {**self._year_end_days(), **self.holidays, **self.closures}

    def _year_end_days(self) -> dict[date, str]:
        if self.year_end is None:
            return {}
        every_day = (
            self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)
        )
        first, last = self.year_end.first, self.year_end.last
        return {
            day: self.year_end.name
            for day in every_day
            if (
                first <= f"{day:%m-%d}" <= last
                if first <= last
                else not last < f"{day:%m-%d}" < first
            )
        }

    def calendar(self) -> Calendar:
        return Calendar(
            label=self.label,
            first=self.first,
            last=self.last,
            weekend=self.weekend,
            closed=self.closed(),
            early_close=self.early_close,
        )


class PolicyFile(Part):
    """The shape of the file. Every name that one part uses of another must exist."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    effective_on: date
    zone: Annotated[str, AfterValidator(known_zone)]
    zone_label: Text
    store: Store
    cut_off: CutOff
    processing: Processing
    transfer: Transfer | None = None  # none: no warehouse abroad
    cancellation: Cancellation
    claim: Claim
    signature: Signature
    sales_tax: SalesTax
    authentication: Authentication = Authentication()
    pricing: Pricing = Pricing()
    delay: Delay = Delay()
    care: Care = Care()
    records: Records = Records()
    hold: Hold = Hold()
    payment: Payment = Payment()
    methods: Annotated[list[Method], Field(min_length=1, max_length=20)]
    carriers: dict[Key, Carrier]
    calendars: dict[Key, CalendarFile]

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        calendars = {"cut_off.calendar": self.cut_off.calendar}
        if self.transfer is not None:
            calendars["transfer.dispatch_calendar"] = self.transfer.dispatch_calendar
        calendars |= {
            f"carriers.{key}.calendar": carrier.calendar for key, carrier in self.carriers.items()
        }
        carriers = {
            f"methods.{method.key}.carrier_rules.{number}.carrier": rule.carrier
            for method in self.methods
            for number, rule in enumerate(method.carrier_rules)
        }
        for named, allowed in ((calendars, set(self.calendars)), (carriers, set(self.carriers))):
            for field, name in named.items():
                if name not in allowed:
                    raise ValueError(
                        f"{field}: {name!r} is not one of {', '.join(sorted(allowed))}"
                    )
        for method in self.methods:
            self._check_services(method)
        ends_at = self.processing.work_ends_at
        if ends_at is not None and ends_at < self.cut_off.at:
            raise ValueError("processing.work_ends_at is before cut_off.at")
        if len({method.key for method in self.methods}) < len(self.methods):
            raise ValueError("methods: two have the same key")
        return self

    def _check_services(self, method: Method) -> None:
        where = f"methods.{method.key}.services"
        if method.services:
            used = {rule.carrier for rule in method.carrier_rules}
            if lacking := sorted(used - method.services.keys()):
                raise ValueError(f"{where}: none is named for {', '.join(lacking)}")
        for carrier, service in method.services.items():
            if carrier not in self.carriers:
                known_carriers = ", ".join(sorted(self.carriers))
                raise ValueError(f"{where}: {carrier!r} is not one of {known_carriers}")
            sold = SERVICES.get(carrier)
            if sold is not None and service not in sold:
                raise ValueError(f"{where}.{carrier}: {service!r} is not one of {', '.join(sold)}")


class Terms:
    """One version of the store's promises, ready to be asked. Immutable; two with the same digest
    say the same.
    """

    def __init__(self, file: PolicyFile, *, digest: str, source: str) -> None:
        self.file, self.digest, self.source = file, digest, source
        self.name, self.effective_on = file.name, file.effective_on
        self.zone = zone_of(file.zone)
        self.calendars = {key: listed.calendar() for key, listed in file.calendars.items()}
        self.store_days = self.calendars[file.cut_off.calendar]
        self.dispatch_days = (  # nothing leaves where no warehouse is abroad
            self.calendars[file.transfer.dispatch_calendar] if file.transfer else self.store_days
        )
        self.methods = {method.key: method for method in file.methods}
        self.identity = {
            "name": self.name,
            "effective_on": self.effective_on.isoformat(),
            "digest": digest,
        }

    def transfer_from(self, warehouse: str) -> Transfer | None:
        """The rule by which a piece comes from that warehouse first; None where it lies here."""
        rule = self.file.transfer
        return rule if rule is not None and rule.warehouse == warehouse else None

    def zone_at(self, warehouse: str) -> tzinfo:
        """The zone in whose days that warehouse works."""
        rule = self.transfer_from(warehouse)
        return zone_of(rule.zone) if rule is not None else self.zone

    def serves_warehouse(self, warehouse: str) -> bool:
        """Whether a piece that lies there can be promised at all."""
        return warehouse == HOME or self.transfer_from(warehouse) is not None

    def warehouse_name(self, warehouse: str) -> str:
        """Where a warehouse is, as shoppers are told: `New York`."""
        named = self.file.store.warehouses
        return named.get(warehouse) or _WAREHOUSES.get(warehouse, warehouse)

    @property
    def abroad(self) -> str:
        """The key of the warehouse from which pieces come here first, or came under older terms."""
        return self.file.transfer.warehouse if self.file.transfer else ABROAD

    def named(self, words: str) -> str:
        """Words that name the warehouses, `{here}` and `{there}`, with their names."""
        there, here = self.warehouse_name(self.abroad), self.warehouse_name(HOME)
        return words.replace("{there}", there).replace("{here}", here)


def parse_terms(source: str) -> Terms:
    """The terms in a policy file's text. `BadPolicy` names every field at fault."""
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as broken:
        raise BadPolicy(f"not TOML: {broken}") from broken
    try:
        file = PolicyFile.model_validate(table)
    except ValidationError as wrong:
        raise BadPolicy("\n".join(_fault_text(error) for error in wrong.errors())) from wrong
    content = json.dumps(table, sort_keys=True, default=str, separators=(",", ":"))
    return Terms(file, digest=hashlib.sha256(content.encode()).hexdigest(), source=source)


def _fault_text(error: Any) -> str:
    field = ".".join(str(part) for part in error["loc"] if part != "[key]")
    reason = error["msg"].removeprefix("Value error, ")
    return f"{field}: {reason}" if field else str(reason)


def load_terms(path: Path) -> Terms:
    """The terms in a policy file. `BadPolicy` when it can't be read or used."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise BadPolicy(f"a policy file has at most {LARGEST_FILE_BYTES:,} bytes")
        return parse_terms(path.read_text(encoding="utf-8"))
    except OSError as unreadable:
        raise BadPolicy(unreadable.strerror or str(unreadable)) from unreadable
    except UnicodeDecodeError as unreadable:
        raise BadPolicy("not a text file in UTF-8") from unreadable


@lru_cache(maxsize=1)
def shipped_terms() -> Terms:
    """The policy that ships with Troth."""
    return load_terms(PUBLISHED / "troth-standard.toml")
