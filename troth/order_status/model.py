"""What is known of an order at one instant, ready to be shown. Nothing here asks the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from troth.policy.dates.calendars import span_label
from troth.policy.lifecycle import LineState
from troth.policy.results import Window
from troth.policy.shipping.tracking import ParcelStatus
from troth.policy.wording import WAITS_FOR, lower_first

Steps = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """The state of the whole order: `key` for programs, `title` as a heading, `sentence`
    for its reader.
    """

    key: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Dates:
    """When something should arrive: as promised when it was ordered, and as it stands now.

    `arrives` is None where no date is promised; `no_date_why` then says why, where that is known.
    """

    promised: Window
    arrives: Window | None
    no_date_why: str = ""
    processed: Window | None = None
    processed_on: date | None = None  # the actual day, once it is on record
    transfer: Window | None = None  # arrival in New York of what comes from Japan
    arrived_on: date | None = None  # the actual day of that
    steps: Steps = ()
    is_over: bool = False  # the last of these days has passed

    @property
    def no_date_sentence(self) -> str:
        """The reason why no date is promised, as a sentence."""
        why = self.no_date_why.rstrip(".")
        return f"No delivery date right now: {lower_first(why)}." if why else ""

    @property
    def has_moved(self) -> bool:
        """Whether the dates are no longer those of the order."""
        return self.arrives is not None and self.arrives != self.promised


@dataclass(frozen=True, slots=True)
class Refund:
    """Money that goes back, or went back: how much, for what, and by when."""

    cents: int
    reason: str
    titles: tuple[str, ...]  # of the pieces it is for; none where it isn't for a piece
    line_keys: tuple[int, ...]
    due_on: date | None
    done_at: datetime | None
    sentence: str
    parts: dict[str, int] = field(default_factory=dict)
    operation: int | None = None  # the row of the payment that it is, once it is owed


@dataclass(frozen=True, slots=True)
class Money:
    """What was authorized, charged, released and refunded; `sentences` has all of it in words."""

    authorized_cents: int
    charged_cents: int
    refunded_cents: int  # done
    refunds: tuple[Refund, ...]
    was_charged: bool
    is_released: bool  # the authorization was given back, or is being given back
    card: str  # `your Visa ending in 4242`
    card_sentence: str  # what happened to the authorization or the charge
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A report that a parcel was not received, and what became of it."""

    key: str
    stage: str  # reported, filed, late, disputed, resting, accepted, refused, ended
    asked_at: datetime
    answer_by: datetime | None
    sentence: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ClaimDates:
    """From when and until when a parcel that isn't received can be claimed."""

    opens_at: datetime
    closes_at: datetime
    last_on: date
    steps: Steps
    sentence: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel that has left: what is in it, where it is, what the shopper may do about it."""

    number: str
    carrier: str
    carrier_name: str
    url: str
    titles: tuple[str, ...]
    line_keys: tuple[int, ...]
    shipped_on: date
    status: str  # one of `policy.tracking.STATUSES`, `settled` or `found`
    sentence: str  # the status in words, with who signed and when
    detail: str  # the carrier's own reason, place and time, where they are recorded
    warehouse: str
    dates: Dates
    carrier_expects: date | None
    delivered_at: datetime | None
    signed_by: str
    proof_key: int | None
    claim: Claim | None
    claim_dates: ClaimDates | None  # while it isn't delivered, and no claim is on file
    may_report: bool
    is_current: bool = True  # False for a parcel whose pieces were sent again in another

    @property
    def is_delivered(self) -> bool:
        """Whether the carrier says that it was delivered, signed for or not."""
        return self.status in (ParcelStatus.DELIVERED, ParcelStatus.UNSIGNED)

    @property
    def carrier_status(self) -> str:
        """The status as `policy.tracking.STATUSES` names it."""
        return {"settled": "lost", "found": "moving"}.get(self.status, self.status)

    @property
    def is_coming(self) -> bool:
        """Whether it is still on its way to the shopper, with a promised day."""
        return self.is_current and not self.is_delivered and self.dates.arrives is not None

    @property
    def was_signed_for(self) -> bool:
        """Whether it was delivered against a signature."""
        return self.status == ParcelStatus.DELIVERED


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the order."""

    key: int
    title: str
    price_cents: int
    warehouse: str
    ships_from: str
    state: str  # the line's own state
    sentence: str
    arrives: Window | None
    refunds: tuple[Refund, ...]
    parcel_number: str = ""

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not be delivered because it was cancelled."""
        return self.state == LineState.CANCELLED

    @property
    def says_when(self) -> str:
        """Where it is and, where a date is promised, when it arrives: for mail."""
        if self.arrives is None:
            return self.sentence
        return f"{self.sentence}; arrives {span_label(self.arrives.earliest, self.arrives.latest)}"

    @property
    def refund_sentence(self) -> str:
        """What was or is refunded for it; empty where nothing is."""
        return " ".join(refund.sentence for refund in self.refunds)


@dataclass(frozen=True, slots=True)
class ToCome:
    """Pieces of one warehouse that haven't shipped yet."""

    warehouse: str
    ships_from: str
    titles: tuple[str, ...]
    line_keys: tuple[int, ...]
    sentence: str
    dates: Dates


@dataclass(frozen=True, slots=True)
class DelayChoice:
    """The latest round of a delay in which the shopper may still choose."""

    key: int
    title: str
    ships_from: str
    titles: tuple[str, ...]
    old_by: date
    new_by: date | None
    arrives: Window | None
    why: str
    sentence: str
    agreed: str  # `you` chose to keep it, `silence` did; empty while it is open
    is_over: bool  # the delay was no delay after all, or a shorter one than was told
    as_promised: bool  # the dates promised at the purchase stand again
    in_time: bool  # those, or earlier ones
    steps: Steps
    if_kept: bool  # silence ends the order before these dates: they hold only if it is kept
    cancels: str  # what a cancellation means for the money, at the end of a sentence
    must_pay: bool  # keeping it needs a new payment


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person here wrote to the shopper about a request."""

    at: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class Request:
    """Something that the shopper asked for, and how it stands."""

    key: str
    kind: str
    title: str
    asked_at: datetime
    is_open: bool
    is_refused: bool
    sentence: str
    answer_sentence: str  # by when a person answers; empty where nobody has to
    replies: tuple[Reply, ...]
    papers: tuple[tuple[int, str], ...]
    may_confirm: bool
    may_withdraw: bool
    waits_sentence: str
    steps: Steps
    row: Any = None  # for what shows more of it, such as the label of a return


@dataclass(frozen=True, slots=True)
class Cancellation:
    """The limit to cancel, with the steps that led to it, and what asking now would mean."""

    closes_at: datetime | None
    is_open: bool
    may_ask: bool
    is_asked: bool
    sentence: str
    steps: Steps


@dataclass(frozen=True, slots=True)
class Ended:
    """The whole order was cancelled."""

    at: datetime
    by_shopper: bool
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened, as the shopper's page tells it."""

    at: datetime
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry of the calendar file: the same slot keeps its key while its state changes."""

    key: str
    titles: tuple[str, ...]
    state: str  # coming, delivered, off
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class WaitsFor:
    """What pieces or a box wait for: one of `wording.WAITS_FOR`, with what it names."""

    key: str
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """In words for staff."""
        return WAITS_FOR[self.key].format(**self.facts)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What staff can do to send the order on: whether a packer may take it now, why all of it
    waits, and what its pieces wait for.
    """

    may_ship: bool
    order_waits: str
    waits: tuple[WaitsFor, ...]


@dataclass(frozen=True, slots=True)
class PayAgain:
    """The order must be paid once more, and until when it can be."""

    reason: str
    cents: int
    pay_by: datetime


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """How one order stands at `now`: the one account that every surface reads."""

    number: str
    now: datetime
    headline: Headline
    pieces: tuple[Piece, ...]
    parcels: tuple[Parcel, ...]
    to_come: tuple[ToCome, ...]
    delays: tuple[DelayChoice, ...]
    requests: tuple[Request, ...]
    money: Money | None
    cancellation: Cancellation
    ended: Ended | None
    review_until: datetime | None
    timeline: tuple[TimelineEntry, ...]
    slots: tuple[Slot, ...]
    revision: int  # grows with everything that can change a slot
    revised_at: datetime
    is_forgotten: bool
    estimates: tuple[str, ...] = ()
    pay_again: PayAgain | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether nothing of it will be delivered because it was cancelled."""
        return self.ended is not None

    @property
    def has_several(self) -> bool:
        """Whether it has more than one piece, so that each is named."""
        return len(self.pieces) > 1

    @property
    def has_news(self) -> bool:
        """Whether something has left, or was cancelled."""
        return bool(self.parcels or self.cancelled_pieces)

    @property
    def may_order_again(self) -> bool:
        """Whether the shopper can still cancel it in the window, and order again."""
        return self.cancellation.may_ask and self.cancellation.is_open

    @property
    def cancelled_pieces(self) -> tuple[Piece, ...]:
        """The pieces that were cancelled."""
        return tuple(piece for piece in self.pieces if piece.is_cancelled)

    @property
    def live_pieces(self) -> tuple[Piece, ...]:
        """The pieces that were not cancelled."""
        return tuple(piece for piece in self.pieces if not piece.is_cancelled)

    @property
    def pieces_to_come(self) -> tuple[Piece, ...]:
        """The pieces that are neither delivered nor ended."""
        ended = ("cancelled", "delivered", "returned", "restocked", "lost")
        return tuple(piece for piece in self.pieces if piece.state not in ended)

    @property
    def has_dates_to_come(self) -> bool:
        """Whether a calendar file has anything to say of days to come."""
        return any(slot.state == "coming" for slot in self.slots)

    @property
    def may_report_pieces(self) -> bool:
        """Whether a piece has left for the shopper, so that damage or a doubt can be reported."""
        return any(piece.state in (LineState.SHIPPED, LineState.DELIVERED) for piece in self.pieces)

    @property
    def may_report_parcels(self) -> tuple[Parcel, ...]:
        """The parcels of which a report that they didn't arrive is open to the shopper."""
        return tuple(parcel for parcel in self.parcels if parcel.may_report)

    def parcel(self, number: str) -> Parcel | None:
        """The parcel with this tracking number."""
        return next((parcel for parcel in self.parcels if parcel.number == number), None)
