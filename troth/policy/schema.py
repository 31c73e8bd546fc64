"""The parts of a policy file, each a table of it: every number that the store promises, and what it
may be.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone, tzinfo
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


def known_zone(name: str) -> str:
    zone_of(name)
    return name


def zone_of(name: str) -> tzinfo:
    """The zone of an IANA name (`America/New_York`) or of a fixed offset (`UTC-05:00`). ValueError
    otherwise.
    """
    try:
        if name.startswith("UTC") and len(name) == 9:
            sign = {"+": 1, "-": -1}[name[3]]
            return timezone(sign * timedelta(hours=int(name[4:6]), minutes=int(name[7:9])), name)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:
        raise ValueError(
            f"{name!r} is neither an IANA zone nor a fixed offset such as UTC-05:00"
        ) from unknown


def fixed_offset(name: str) -> timedelta | None:
    """The offset of a zone that is one all year and names no place: `UTC-05:00`, `Etc/GMT+5`,
    `EST`. None for the clock of a place.
    """
    is_place = "/" in name and not name.startswith("Etc/")
    winter, summer = (datetime(2026, month, 1, tzinfo=zone_of(name)) for month in (1, 7))
    return None if is_place or winter.utcoffset() != summer.utcoffset() else winter.utcoffset()


Days = Annotated[int, Field(ge=1, le=250)]
DaysOrNone = Annotated[int, Field(ge=0, le=250)]
Cents = Annotated[int, Field(ge=0, le=100_000_000)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
State = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Key = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,29}$")]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _earliest_before_latest(self) -> Self:
        for field in type(self).model_fields:
            latest = field.replace("earliest", "latest")
            if latest != field and getattr(self, field) > getattr(self, latest):
                raise ValueError(f"{field} is more than {latest}")
        return self


class Store(Part):
    name: Text
    address: Annotated[list[Text], Field(min_length=1, max_length=6)]
    care_email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    phone: Annotated[str, Field(pattern=r"^[0-9+() -]{7,20}$")] = "212-555-0100"
    # Where a piece lies, as shoppers are told; one that isn't named here has its usual name.
    warehouses: dict[Key, Text] = {}


class CutOff(Part):
    at: time
    calendar: Key


class Processing(Part):
    earliest_days: DaysOrNone
    latest_days: DaysOrNone
    # Until when boxes leave on a business day; the cut-off where it isn't named.
    work_ends_at: time | None = None


class Transfer(Part):
    warehouse: Key
    dispatch_calendar: Key
    zone: Annotated[str, AfterValidator(known_zone)] = "Asia/Tokyo"  # the days of that warehouse
    dispatch_earliest_days: Days
    dispatch_latest_days: Days
    arrival_earliest_days: Days
    arrival_latest_days: Days


class Cancellation(Part):
    window_hours: Annotated[int, Field(ge=1, le=720)]
    delivery_report_hours: Annotated[int, Field(ge=1, le=720)]


class Claim(Part):
    opens_after_days: Days
    closes_after_days: Days

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens_after_days >= self.closes_after_days:
            raise ValueError("opens_after_days must be less than closes_after_days")
        return self


class Delay(Part):
    consent_days: Annotated[int, Field(ge=1, le=30)] = 30  # the most that 16 CFR 435.2(b) allows
    least_answer_hours: Annotated[int, Field(ge=1, le=720)] = 48
    hand_over_days: DaysOrNone = 1
    # A closure, or a late transfer, that moves more orders than this or any date by more calendar
    # days takes a second person.
    second_person_above_orders: Annotated[int, Field(ge=0, le=1_000_000)] = 50
    second_person_above_days: Annotated[int, Field(ge=0, le=366)] = 10


class Signature(Part):
    required: bool


class Authentication(Part):
    """Above this price a second, different expert signs off; a policy that doesn't say so asks for
    one expert.
    """

    second_expert_above_cents: Cents | None = None


class Pricing(Part):
    """How far one person may move a price, in percent of every price that it had within so many
    days, or since two people approved one.
    """

    confirm_above_percent: Annotated[int, Field(ge=1, le=100)] = 20
    second_person_above_percent: Annotated[int, Field(ge=1, le=100)] = 50
    counted_days: Annotated[int, Field(ge=1, le=400)] = 30

    @model_validator(mode="after")
    def _confirmed_before_it_takes_two(self) -> Self:
        if self.confirm_above_percent > self.second_person_above_percent:
            raise ValueError(
                "confirm_above_percent must not be more than second_person_above_percent"
            )
        return self


class Care(Part):
    """When care works, what it may do alone, and how long a shopper has to answer or send back."""

    opens_at: time = time(9)  # on business days; time limits for people count these hours
    closes_at: time = time(18)
    second_person_above_cents: Cents = 500_000
    return_days: Days = 30
    returned_answer_days: Days = 10  # business days, once a parcel has come back

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens_at >= self.closes_at:
            raise ValueError("opens_at must be before closes_at")
        return self


class Records(Part):
    """How soon a shopper is forgotten who asks for it, and how long the law wants records of sales
    tax.
    """

    erase_after_hours: Annotated[int, Field(ge=1, le=720)] = 24
    tax_years: Annotated[int, Field(ge=3, le=20)] = 3  # New York, TB-ST-770: at least three


class SalesTax(Part):
    states: list[State]
    clothing_exempt_under_cents: Cents


class Hold(Part):
    """How long starting payment keeps a piece, and how much one shopper may keep at once."""

    minutes: Annotated[int, Field(ge=1, le=120)] = 15
    minutes_after_decline: Annotated[int, Field(ge=0, le=120)] = 3
    most_items_per_session: Annotated[int, Field(ge=1, le=1000)] = 10
    most_items_per_email: Annotated[int, Field(ge=1, le=1000)] = 10
    most_items_per_address: Annotated[int, Field(ge=1, le=10_000)] = 20
    most_starts_a_day: Annotated[int, Field(ge=1, le=1000)] = 5


class Payment(Part):
    """When reserved money is taken, by warehouse, and which payments a person looks at first."""

    capture: dict[Key, Literal["handed_over", "before_expiry"]] = {}
    before_expiry_hours: Annotated[int, Field(ge=1, le=120)] = 24
    review_risk_levels: list[
        Literal["normal", "elevated", "highest", "not_assessed", "unknown"]
    ] = []
    review_failed_checks: list[Literal["line1", "postal_code", "cvc"]] = []
    review_hours: Annotated[int, Field(ge=1, le=240)] = 9  # business hours
    pay_again_hours: Annotated[int, Field(ge=1, le=240)] = 18  # business hours


class CarrierRule(Part):
    carrier: Key
    po_box: bool | None = None
    states: list[State] | None = None
    up_to_grams: Annotated[int, Field(ge=1)] | None = None
    reason: Text


class Method(Part):
    key: Key
    name: Text
    price_cents: Cents
    earliest_days: DaysOrNone
    latest_days: DaysOrNone
    po_boxes: bool
    states: Annotated[list[State], Field(min_length=1, max_length=70)]
    carrier_rules: Annotated[list[CarrierRule], Field(min_length=1, max_length=50)]
    # The service that each carrier is asked for, by the carrier's own code: all carriers of the
    # rules, or none of them. Left out, it is the carrier's ground.
    services: dict[Key, Annotated[str, Field(pattern="^[A-Z0-9_]{2,40}$")]] = {}


class Carrier(Part):
    name: Text
    calendar: Key
    tracking_url: Annotated[str, Field(pattern=r"^https://[^\s]*\{number\}[^\s]*$")]
    claim_within_days: Annotated[int, Field(ge=1, le=400)] = (
        60  # calendar days after shipping, by its own terms
    )
