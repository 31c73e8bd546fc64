"""The published terms: one TOML file, checked when it is loaded, known by its name, date and digest."""

from __future__ import annotations

import hashlib
import json
import tomllib
from datetime import date, time, timedelta, timezone, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from troth.policy.calendars import WEEKDAYS, Calendar

PUBLISHED = Path(__file__).parent / "published"
LARGEST_FILE_BYTES = 1_000_000


class BadPolicy(ValueError):
    """The policy file can't be used; the text has one line a fault, each naming its field."""


def _zone(name: str) -> str:
    zone_of(name)
    return name


def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name (`America/New_York`) or of a fixed offset (`UTC-05:00`). ValueError otherwise."""
    try:
        if name.startswith("UTC") and len(name) == 9:
            sign = {"+": 1, "-": -1}[name[3]]
            return timezone(sign * timedelta(hours=int(name[4:6]), minutes=int(name[7:9])), name)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:
        raise ValueError(f"{name!r} is neither an IANA zone nor a fixed offset such as UTC-05:00") from unknown


Days = Annotated[int, Field(ge=1, le=250)]
DaysOrNone = Annotated[int, Field(ge=0, le=250)]
Cents = Annotated[int, Field(ge=0, le=100_000_000)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
State = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Key = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,29}$")]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _earliest_before_latest(self) -> Self:
        for field in type(self).model_fields:
            latest = field.replace("earliest", "latest")
            if latest != field and getattr(self, field) > getattr(self, latest):
                raise ValueError(f"{field} is more than {latest}")
        return self


class Store(_Part):
    name: Text
    address: Annotated[list[Text], Field(min_length=1, max_length=6)]
    care_email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class CutOff(_Part):
    at: time
    calendar: Key


class Processing(_Part):
    earliest_days: DaysOrNone
    latest_days: DaysOrNone


class Transfer(_Part):
    warehouse: Key
    dispatch_calendar: Key
    dispatch_earliest_days: Days
    dispatch_latest_days: Days
    arrival_earliest_days: Days
    arrival_latest_days: Days


class Cancellation(_Part):
    window_hours: Annotated[int, Field(ge=1, le=720)]
    delivery_report_hours: Annotated[int, Field(ge=1, le=720)]


class Claim(_Part):
    opens_after_days: Days
    closes_after_days: Days

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens_after_days >= self.closes_after_days:
            raise ValueError("opens_after_days must be less than closes_after_days")
        return self


class Signature(_Part):
    required: bool


class Authentication(_Part):
    """Above this price a second, different expert signs off; a policy that doesn't say so asks for one expert."""

    second_expert_above_cents: Cents | None = None


class SalesTax(_Part):
    states: list[State]
    clothing_exempt_under_cents: Cents


class Hold(_Part):
    """How long starting payment keeps a piece, and how much one shopper may keep at once."""

    minutes: Annotated[int, Field(ge=1, le=120)] = 15
    minutes_after_decline: Annotated[int, Field(ge=0, le=120)] = 3
    most_items_per_session: Annotated[int, Field(ge=1, le=1000)] = 10
    most_items_per_email: Annotated[int, Field(ge=1, le=1000)] = 10
    most_items_per_address: Annotated[int, Field(ge=1, le=10_000)] = 20
    most_starts_a_day: Annotated[int, Field(ge=1, le=1000)] = 5


class Payment(_Part):
    """When reserved money is taken, by warehouse, and which payments a person looks at first."""

    capture: dict[Key, Literal["handed_over", "before_expiry"]] = {}
    before_expiry_hours: Annotated[int, Field(ge=1, le=120)] = 24
    review_risk_levels: list[Literal["normal", "elevated", "highest", "not_assessed", "unknown"]] = []
    review_failed_checks: list[Literal["line1", "postal_code", "cvc"]] = []
    review_hours: Annotated[int, Field(ge=1, le=240)] = 24


class CarrierRule(_Part):
    carrier: Key
    po_box: bool | None = None
    states: list[State] | None = None
    up_to_grams: Annotated[int, Field(ge=1)] | None = None
    reason: Text


class Method(_Part):
    key: Key
    name: Text
    price_cents: Cents
    earliest_days: DaysOrNone
    latest_days: DaysOrNone
    po_boxes: bool
    states: Annotated[list[State], Field(min_length=1, max_length=70)]
    carrier_rules: Annotated[list[CarrierRule], Field(min_length=1, max_length=50)]


class Carrier(_Part):
    name: Text
    calendar: Key
    tracking_url: Annotated[str, Field(pattern=r"^https://[^\s]*\{number\}[^\s]*$")]


class YearEnd(_Part):
    first: MonthDay
    last: MonthDay
    name: Text


class CalendarFile(_Part):
    label: Text
    first: date
    last: date
    weekend: list[Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]]
    source: Text
    verified_on: date
    holidays: dict[date, Text]
    closures: dict[date, Text] = {}
    year_end: YearEnd | None = None
    early_close: dict[date, time] = {}

    @model_validator(mode="after")
    def _lists_what_it_covers(self) -> Self:
        if not self.first <= self.last or (self.last - self.first).days > 40_000:
            raise ValueError("first must not be after last, and a calendar lists at most 40,000 days")
        if len(set(self.weekend)) == len(WEEKDAYS):
            raise ValueError("weekend leaves no day open")
        for field in ("holidays", "closures", "early_close"):
            if outside := [day for day in getattr(self, field) if not self.first <= day <= self.last]:
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
        every_day = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        first, last = self.year_end.first, self.year_end.last
        return {
            day: self.year_end.name
            for day in every_day
            if (first <= f"{day:%m-%d}" <= last if first <= last else not last < f"{day:%m-%d}" < first)
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


class PolicyFile(_Part):
    """The shape of the file. Every name that one part uses of another must exist."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    effective_on: date
    zone: Annotated[str, AfterValidator(_zone)]
    zone_label: Text
    store: Store
    cut_off: CutOff
    processing: Processing
    transfer: Transfer
    cancellation: Cancellation
    claim: Claim
    signature: Signature
    sales_tax: SalesTax
    authentication: Authentication = Authentication()
    hold: Hold = Hold()
    payment: Payment = Payment()
    methods: Annotated[list[Method], Field(min_length=1, max_length=20)]
    carriers: dict[Key, Carrier]
    calendars: dict[Key, CalendarFile]

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        calendars = {"cut_off.calendar": self.cut_off.calendar}
        calendars["transfer.dispatch_calendar"] = self.transfer.dispatch_calendar
        calendars |= {f"carriers.{key}.calendar": carrier.calendar for key, carrier in self.carriers.items()}
        carriers = {
            f"methods.{method.key}.carrier_rules.{number}.carrier": rule.carrier
            for method in self.methods
            for number, rule in enumerate(method.carrier_rules)
        }
        for named, known in ((calendars, set(self.calendars)), (carriers, set(self.carriers))):
            for field, name in named.items():
                if name not in known:
                    raise ValueError(f"{field}: {name!r} is not one of {', '.join(sorted(known))}")
        if len({method.key for method in self.methods}) < len(self.methods):
            raise ValueError("methods: two have the same key")
        return self


class Terms:
    """One version of the store's promises, ready to be asked. Immutable; equal when the digest is equal."""

    def __init__(self, file: PolicyFile, *, digest: str, source: str) -> None:
        self.file, self.digest, self.source = file, digest, source
        self.name, self.effective_on = file.name, file.effective_on
        self.zone = zone_of(file.zone)
        self.calendars = {key: listed.calendar() for key, listed in file.calendars.items()}
        self.store_days = self.calendars[file.cut_off.calendar]
        self.dispatch_days = self.calendars[file.transfer.dispatch_calendar]
        self.methods = {method.key: method for method in file.methods}
        self.identity = {"name": self.name, "effective_on": self.effective_on.isoformat(), "digest": digest}


def parse(source: str) -> Terms:
    """The terms in a policy file's text. `BadPolicy` names every field at fault."""
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as broken:
        raise BadPolicy(f"not TOML: {broken}") from broken
    try:
        file = PolicyFile.model_validate(table)
    except ValidationError as wrong:
        raise BadPolicy("\n".join(_fault(error) for error in wrong.errors())) from wrong
    content = json.dumps(table, sort_keys=True, default=str, separators=(",", ":"))
    return Terms(file, digest=hashlib.sha256(content.encode()).hexdigest(), source=source)


def _fault(error: Any) -> str:
    field = ".".join(str(part) for part in error["loc"] if part != "[key]")
    reason = error["msg"].removeprefix("Value error, ")
    return f"{field}: {reason}" if field else str(reason)


def load(path: Path) -> Terms:
    """The terms in a policy file. `BadPolicy` when it can't be read or used."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise BadPolicy(f"a policy file has at most {LARGEST_FILE_BYTES:,} bytes")
        return parse(path.read_text(encoding="utf-8"))
    except OSError as unreadable:
        raise BadPolicy(unreadable.strerror or str(unreadable)) from unreadable
    except UnicodeDecodeError as unreadable:
        raise BadPolicy("not a text file in UTF-8") from unreadable


@lru_cache(maxsize=1)
def shipped() -> Terms:
    """The policy that ships with Troth."""
    return load(PUBLISHED / "troth-standard.toml")
