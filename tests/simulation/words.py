"""Reads what people are told: every date, instant, sum and number in a sentence, and what the
sentence says of it.

A line is first cut into tokens (`‹day:0›`, `‹instant:1›`, `‹money:0›`), so that the rules below are
plain sentences. A date that no rule reads is kept as unread: a rule is missing then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cache

from tests.simulation import older_words
from tests.simulation.calendar_oracle import Policy

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = (
    r"(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?"
    r"|Sun(?:day)?)"
)
_DATE = rf"(?:\b(?:{_DAY}),? )?\b{_MONTH} \d{{1,2}}\b(?:, \d{{4}}\b)?"
_CLOCK = (
    r"\d{1,2}(?::\d{2})?(?::\d{2})? ?[ap]m\b"
    r"(?: (?:[A-Z]{1,5}T|UTC(?:[+−-]\d\d?(?::\d\d)?)?|[A-Z]{2,4}\b))?"
)
_PATTERNS = (
    ("url", re.compile(r"https?://\S+")),
    ("address", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("order", re.compile(r"\bT-[0-9A-Z]{5}-[0-9A-Z]{5}(?:-\w+)*")),
    ("request", re.compile(r"\bC-[0-9A-Z]{8}\b")),
    ("span", re.compile(rf"({_DATE})(?: – | to | and )({_DATE})(?!, {_CLOCK})")),
    ("deadline", re.compile(rf"\b[Tt]he end of ({_DATE})|\bend of ({_DATE})")),
    ("instant", re.compile(rf"({_DATE}),? (?:at )?({_CLOCK})|({_CLOCK}) on ({_DATE})")),
    ("day", re.compile(rf"({_DATE})|\b(\d{{4}}-\d{{2}}-\d{{2}})\b")),
    ("clock", re.compile(_CLOCK)),
    ("money", re.compile(r"[−-]?\$[\d,]+(?:\.\d\d)?(?!\d)")),
    ("percent", re.compile(r"\b\d+(?:\.\d+)? ?%")),
    ("parcel", re.compile(r"\b(?:1Z[0-9A-Z]{16}|\d{10,34}|[A-Z]{2}\d{9}US)\b")),
    ("count", re.compile(r"\b\d+(?:–\d+)? (?:business days?|days?|hours?|minutes?|weeks?)\b")),
)  # fmt: skip
DATED = ("span", "deadline", "instant", "day")


class WrongDate(ValueError):
    """A date that doesn't exist, or whose weekday is another one."""


@dataclass(frozen=True, slots=True)
class Token:
    """Something with a value in a line. A deadline's instant is the end of its day."""

    kind: str
    text: str
    first: date | None = None
    last: date | None = None
    instant: datetime | None = None
    cents: int = 0
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A token with what its sentence says of it."""

    meaning: str
    token: Token
    line: str

    @property
    def first(self) -> date:
        """The first day that is named."""
        assert self.token.first is not None
        return self.token.first

    @property
    def last(self) -> date:
        """The last day that is named."""
        assert self.token.last is not None
        return self.token.last

    @property
    def instant(self) -> datetime:
        """The instant that is named."""
        assert self.token.instant is not None
        return self.token.instant


@dataclass(slots=True)
class ReadLine:
    """A line with its tokens, what the rules read of them, and the dates that none reads."""

    text: str
    shape: str
    tokens: list[Token] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    unread: list[Token] = field(default_factory=list)
    wrong: list[Token] = field(default_factory=list)


class Reader:
    """Reads lines that were written at an instant: a year left out is the nearest that fits."""

    def __init__(self, policy: Policy, at: datetime) -> None:
        self._policy, self._today = policy, policy.day_of(at)

    def read_lines(self, text: str) -> list[ReadLine]:
        """Every line of a text."""
        return [self.read_line(line) for line in text.splitlines() if line.strip()]

    def read_line(self, line: str) -> ReadLine:
        """One line. Pages repeat most of theirs, so each is read once; again on another day only
        where a year is left out.
        """
        words = " ".join(line.split())
        read_lines = self._policy.read_lines
        parsed = read_lines.get(words) or read_lines.get((words, self._today))
        if parsed is None:
            parsed = self._read(words)
            read_lines[(words, self._today) if _leaves_out_years(parsed) else words] = parsed
        return parsed  # type: ignore[no-any-return]

    def _read(self, words: str) -> ReadLine:
        shape, tokens = self._tokens(words)
        result = ReadLine(words, shape, tokens)
        covered: set[int] = set()
        result.wrong = [token for token in tokens if token.wrong]
        covered |= {place for place, token in enumerate(tokens) if token.wrong}
        for place in set(_closed_places(shape)) - covered:
            covered.add(place)
            result.mentions.append(Mention("closed_day", tokens[place], words))
        for meanings, pattern in _rules():
            for match in pattern.finditer(shape):
                places = [int(place) for place in match.groups() if place is not None]
                for meaning, place in zip(meanings, places, strict=False):
                    if place not in covered:
                        covered.add(place)
                        result.mentions.append(Mention(meaning, tokens[place], words))
        result.unread = [
            token
            for place, token in enumerate(tokens)
            if token.kind in DATED and place not in covered
        ]
        return result

    def _tokens(self, words: str) -> tuple[str, list[Token]]:
        tokens: list[Token] = []
        shape = words
        for kind, pattern in _PATTERNS:

            def replace(match: re.Match[str], kind: str = kind) -> str:
                tokens.append(self._token(kind, match))
                return f"‹{kind}:{_letters(len(tokens) - 1)}›"

            shape = pattern.sub(replace, shape)
        shape = re.sub(
            r"‹(\w+):([a-j]+)›", lambda match: f"‹{match[1]}:{_number(match[2])}›", shape
        )
        return shape, tokens

    def _token(self, kind: str, match: re.Match[str]) -> Token:
        text, parts = match[0], [part for part in match.groups() if part]
        try:
            if kind == "span":
                first, last = self._span(*parts)
                return Token(kind, text, first, last)
            if kind == "deadline":
                day = self._day(parts[0])
                return Token(kind, text, day, day, self._policy.end_of(day))
            if kind == "instant":
                return self._instant(text, parts)
            if kind == "day":
                day = self._day(parts[0])
                return Token(kind, text, day, day)
        except WrongDate as wrong:
            return Token(kind, text, wrong=str(wrong))
        if kind == "money":
            number = re.sub(r"[^\d.]", "", text)
            cents = round(float(number) * 100)
            return Token(kind, text, cents=-cents if text[0] in "−-" else cents)
        return Token(kind, text)

    def _instant(self, text: str, parts: list[str]) -> Token:
        is_clock_first = parts[0][0].isdigit()
        clock, day = (
            (parts[0], self._day(parts[1])) if is_clock_first else (parts[1], self._day(parts[0]))
        )
        at = datetime.combine(day, clock_time(clock), self._policy.zone).astimezone(UTC)
        return Token("instant", text, day, day, at)

    def _span(self, first_text: str, last_text: str) -> tuple[date, date]:
        last = self._day(last_text)
        if re.search(r"\d{4}", first_text):
            return self._day(first_text), last
        month, number = _month_and_day(first_text)
        year = last.year if (month, number) <= (last.month, last.day) else last.year - 1
        return _checked(year, month, number, first_text), last

    def _day(self, text: str) -> date:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        year = re.search(r"\b\d{4}$", text)
        month, number = _month_and_day(text)
        if year:
            return _checked(int(year[0]), month, number, text)
        return self._nearest(month, number, text)

    def _nearest(self, month: int, number: int, text: str) -> date:
        fitting = []
        for year in range(self._today.year - 1, self._today.year + 2):
            try:
                fitting.append(_checked(year, month, number, text))
            except WrongDate:
                continue
        if not fitting:
            raise WrongDate(f"{text} fits no year near {self._today.year}")
        return min(fitting, key=lambda day: abs(day - self._today))


def _leaves_out_years(line: ReadLine) -> bool:
    dated = (token for token in line.tokens if token.kind in DATED)
    return any(not re.search(r"\b\d{4}\b", token.text) for token in dated)


def _letters(number: int) -> str:
    """A number that no later pattern can mistake for one."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _number(letters: str) -> str:
    return "".join(str("abcdefghij".index(letter)) for letter in letters)


def clock_time(text: str) -> time:
    """`6 pm`, `4:00 pm ET`, `12:32:29 am`."""
    match = re.match(r"(\d{1,2})(?::(\d{2}))?(?::(\d{2}))? ?([ap])m", text)
    assert match is not None
    hour = int(match[1]) % 12 + (12 if match[4] == "p" else 0)
    return time(hour, int(match[2] or 0), int(match[3] or 0))


def _month_and_day(text: str) -> tuple[int, int]:
    match = re.search(rf"({_MONTH}) (\d{{1,2}})", text)
    assert match is not None
    return _MONTHS.index(match[1][:3].lower()) + 1, int(match[2])


def _checked(year: int, month: int, number: int, text: str) -> date:
    try:
        day = date(year, month, number)
    except ValueError as error:
        raise WrongDate(f"{text} doesn't exist") from error
    weekday = re.match(_DAY, text)
    if weekday and _DAYS[day.weekday()] != weekday[0][:3].lower():
        raise WrongDate(f"{text}: {day} is a {_DAYS[day.weekday()].title()}")
    return day


# What sentences say of their dates. `{day}` is one day, `{days}` a day or a span, `{at}` an
# instant, a deadline or a day; the meanings stand in the order of the dates.
_D, _S, _A = r"‹day:(\d+)›", r"‹(?:day|span):(\d+)›", r"‹(?:instant|deadline|day):(\d+)›"
RULES: tuple[tuple[str, str], ...] = (
    # Steps of an explanation: they name days, and promise nothing by themselves.
    ("why_placed", r"Placed {at}(?:: |,? under our policy)"),
    ("policy_of", r"under our policy \S+ of {at}|by our policy \S+ of {at}|policy \S+ of {at}"),
    ("why_starts", r"It starts {day}\."),
    ("why_starts", r"It starts (?:that day|on the next business day), {day}"),
    ("why_processed_first", r"Processed {day} at the earliest"),
    ("why_processed_last", r"Processed {day} at the latest"),
    ("why_arrives_first", r"Arrives {day} at the earliest"),
    ("why_arrives_last", r"Arrives {day} at the latest"),
    ("why_leaves_first", r"Leaves \w+ {day} at the earliest"),
    ("why_leaves_last", r"Leaves \w+ {day} at the latest"),
    (
        "why_reaches_first why_reaches_told",
        r"Reaches [\w ]+ {day} at the earliest: we are told {day} now",
    ),
    (
        "why_reaches_last why_reaches_told",
        r"Reaches [\w ]+ {day} at the latest: we are told {day} now",
    ),
    ("why_reaches_first", r"Reaches [\w ]+ {day} at the earliest"),
    ("why_reaches_last", r"Reaches [\w ]+ {day} at the latest"),
    ("closure", r"(?:is|are|was|were) closed {days}(?: \(| instead)"),
    ("silent_until", r"no new payment had reached us by {at}"),
    ("return_was_due", r"The return for the order's quarter was due {day}"),
    ("erased_after", r"It is done after {at}"),
    ("back_at", r"It may be back {at}"),
    ("why_handed_over", r"The carrier has had it since {day}"),
    ("why_will_ship", r"^(?:- )?It ships by {day} at the latest"),
    ("authorization_ends", r"[Tt]he authorization on your card expires at {at}"),
    ("left_there_on", r"Left [\w ]+, on {day} there"),
    ("why_ready", r"(?:With|Handed to|The carrier has it|Collected)[\w ,]* {day} at the \w+"),
    ("why_processed_on", r"It was processed {day}"),
    ("why_left_on", r"It left \w+ {day}"),
    ("why_arrived_on", r"It was checked in, in [\w ]+, {day}"),
    ("why_arrived_on", r"It was in [\w ]+ by the day it was processed, {day}"),
    ("why_expected", r"expected in [\w ]+ {day}"),
    ("why_expected", r"It is expected [\w ]*{day}"),
    ("why_expected", r"is to reach [\w ]+ {day}"),
    ("why_shipped_on", r"^(?:- )?Shipped {day}\."),
    ("why_claim_day", r"Business day \d+ after it is {day}"),
    ("why_should_have_shipped", r"It should have shipped by {day}, and can't"),
    (
        "why_will_ship why_first_promised",
        r"It will ship by {day}, ‹count:\d+› after the day first promised, {day}",
    ),
    ("told_at answer_by", r"Told {at}, you have at least ‹count:\d+› to answer: until {at}"),
    ("why_refund_announced", r"We announced a (?:refund|cancellation) at {at} before"),
    ("why_refund_announced", r"[Tt]he automatic refund that we announced[^‹]*{at}"),
    ("received_at", r"(?:[Tt]he confirmation was received|counts as its receipt,) {at}"),
    ("received_at", r"(?:confirmation delivered|that they have the order's details) {at}"),
    ("asked_at", r"Asked {at}|Reported {at}|^(?:- )?Delivered {at}\. Parcel"),
    ("care_answers_by", r"Care answers on the next business day, by {at}"),
    ("why_cancel_until", r"from then, a cancellation is accepted until {at}"),
    ("task_due", r"\bdue by {at}|should ship by {day}"),
    # The FAQ: examples, closed days, and what it says of itself.
    ("example_asked", r"^Asked (?:a minute later, |on )?{at}"),
    ("example_ordered", r"^Ordered {at}"),
    ("example_starts", r"^we start on {day}"),
    ("example_shipped", r"^Shipped {day}$"),
    ("example_claim_opens example_claim_closes", r"a claim can be filed from {at} to {at}"),
    (
        "example_here example_ready example_arrives",
        r"here between {days}, ready {days}, arrives {days}",
    ),
    ("example_ready example_arrives", r"^ready {days}, arrives {days}"),
    ("example_ready", r"^ready between {days}"),
    ("example_ready", r"^ready {days}$"),
    (
        "example_here example_ready example_arrives",
        r"^here {days}, ready {days}, arrives {days}",
    ),
    ("example_received", r"^Confirmation received {at}"),
    ("example_ship_by example_can", r"It should ship by {day}, and can by {day}"),
    ("example_ship_by", r"It should ship by {day}, and nobody can say"),
    ("kept_until", r"labels and proofs of delivery go after {day}"),
    ("example_cancel_until", r"you may cancel until {at}"),
    ("checked_on listed", r"checked {day}, listed from {days}"),
    ("checked_on", r"checked {day}"),
    ("listed", r"lists every day from {days}"),
    ("in_force_from", r"in force from {day}|In force from {day}"),
    ("listed_since", r"on our list since {day}"),
    ("closed_on", r"^{day}: \w"),
    ("carrier_closed_on", r"(?:nor on |; ){day}: "),
    ("stops_early_at", r"(?:stops early on|(?<=›),| and) ‹instant:(\d+)›"),
    ("trace_by claim_files_itself", r"for a trace by {at}\. If nothing has arrived by {at}, your"),
    # As the store said it before.
    ("received_at why_cancel_until", r"{at} ‹count:\d+› from then, up to {at} itself"),
    ("cancel_closed", r"The window (?:to cancel )?closed {at}"),
    ("claim_opens claim_closes", r"[Aa] claim [\w ]*opens {at} and can be filed until {at}"),
    ("why_claim_opens", r"a claim opens {at}"),
    ("day_of_step why_shipped_on", r"^{day} Shipped {day}\."),
    ("cancel_until", r"[Aa] cancellation is accepted up to {at}"),
    ("promised", r"We promised {days}"),
    ("delivered_at", r"Delivered and signed for, by [^,]*, {at}"),
    ("lapses_at", r"It lapses {at}"),
    ("lapses_at", r"(?:about to lapse|lapsed): order ‹order:\d+›, ‹money:\d+›, {at}"),
    ("approved_on", r"experts?,(?: apart from each other,)? {day}, before it was listed"),
    ("arrives", r"^From [\w ]+: {days}$"),
    ("arrives", r"^Arrives(?: from [\w ]+)? \| {days}$"),  # in a bag
    ("silent_until", r"agreed to wait by {at}"),
    ("called_off_at silent_until", r"was called off {at}: .* by {at}"),
    ("called_off_at", r"was called off {at}"),
    # When it comes
    ("order_by arrives", r"Order by {at}: arrives {days}"),
    ("arrives", r"Order within [^:‹]*: arrives {days}"),
    ("ships_window arrives", r"It ships {days} at the latest, and should arrive {days}"),
    ("ships_by arrives", r"[Ii]t ships by {day},? and should arrive {days}"),
    ("ships_by arrives", r"hand it to the carrier by {day}\. It should arrive {days}"),
    ("promised", r"When you ordered, we promised {days}"),
    ("carrier_expects", r"expects to deliver it (?:on )?{day}"),
    ("overdue_since", r"[Ii]t should have arrived by {day}|should have arrived by {day}"),
    ("missed_ship_by", r"can't ship by {day}, as we had said"),
    ("told_then", r"We emailed you (?:new|earlier|a) dates?[^:]*: {days}"),
    ("told_then", r"It comes sooner than we had told you: {days}"),
    ("told_then", r"(?:There is a date now|the latest)[^:]*: {days}"),
    ("arrives", r"(?:^|[\s:;,.])(?:[Ii]t should arrive|[Ss]hould arrive|[Aa]rrives) {days}"),
    ("processed_on", r"^Processed {day}\."),
    ("processed", r"Processed {days}"),
    ("transfer", r"(?:in New York|, here|gets there|reaches New York) {days}"),
    ("transfer", r"(?:from Japan; in [\w ]+|, and reaches [\w ]+) {days}"),
    ("arrived_on", r"Arrived from Japan {day}"),
    ("shipped_on", r"shipped {day} with|Shipped {day} with"),
    ("packed_on", r"Packed {day}, waiting for the carrier"),
    ("delivered_at", r"[Dd]elivered {at}|[Dd]elivered (?!.*in another place).* on {at}"),
    ("delivered_at", r"\bDelivered {at}"),
    # Cancelling
    ("cancel_until", r"You can cancel until {at}"),
    ("cancel_until", r"window is open until {at}"),
    ("cancel_until", r"[Aa] cancellation is accepted until {at}"),
    ("cancel_closed", r"The cancellation window closed at {at}"),
    ("cancel_closed", r"The window closed at {at}"),
    ("cancel_closed", r"[Aa] cancellation was accepted until {at}"),
    ("cancel_if_unshipped", r"[Ii]f it hasn't shipped when we open on {day}"),
    ("cancel_on", r"and cancel it on {day}|cancelled on the next business day, {day}"),
    ("cancel_on", r"what care finds unshipped on {day}"),
    ("report_wait", r"until {at} at the latest: nothing"),
    # A parcel that doesn't come
    ("claim_opens claim_closes", r"file a claim from {at} until {at}"),
    ("claim_opens claim_closes", r"Not there by {at}\? Then you can file a claim, until {at}"),
    ("claim_closes", r"You can file a claim now, until {at}"),
    ("claim_closes", r"or answer this (?:mail|email), until {at}"),
    ("claim_closed", r"The time to (?:file a )?claim ended with {day}"),
    ("claim_files_itself", r"(?:If it hasn't arrived|If nothing arrives) by {at}, (?:we|your)"),
    ("claim_files_itself", r"[Ii]t becomes a claim by itself[^‹]*{at}"),
    ("claim_files_itself", r"becomes a claim by itself, {at}"),
    ("looked_at_again", r"If it isn't with you by {at}, a person (?:here )?looks"),
    ("trace_by", r"(?:for a trace|what becomes of it) by {at}"),
    ("person_answers", r"replies by {at}"),
    ("cancel_if_silent", r"[Ww]ithout an answer by {at}, everything you paid"),
    ("person_answers", r"(?:[Aa] person (?:here )?|and )answers by {at}"),
    ("person_answers", r"(?<!out an )answer by {at}"),
    ("filed_on", r"Your claim was filed on {day}"),
    ("ended_on", r"Your (?:claim was accepted|claim was refused|report ended) on {day}"),
    ("reported_on", r"You (?:told us|reported it) on {day}|On {day}, \w+ told us|told us on {day}"),
    ("happened_at", r"You told us {at} that"),
    # Choices
    ("cancel_if_silent", r"Unless you tell us by {at} that you want to wait"),
    (
        "keep_if_silent keep_until",
        r"If we don't hear from you by {at}, we take it that you wait until {day}",
    ),
    ("cancel_if_silent", r"If we (?:don't hear|haven't heard) from you by {at}"),
    ("cancel_if_silent", r"we refund it at {at}"),
    ("cancel_if_silent", r"The refund that we announced stands: unless you tell us by {at}"),
    ("silent_until", r"(?:hadn't told us|hadn't heard from you) by {at}"),
    ("silent_until", r"you hadn't told us by {at}"),
    ("pay_by", r"[Pp]ay again (?:below )?by {at}"),
    ("pay_by", r"\$?‹money:\d+›, by {at}:"),
    ("pay_by", r"unpaid by {at}"),
    ("pay_by", r"[Pp]lease pay again .*, by {at}"),
    ("review_by", r"checking your payment, by {at}"),
    ("send_back_by", r"back to us by {at}|send it back by {at}|on its way by {at}"),
    ("label_by", r"(?:when it is ready|by email), by {at}"),
    ("label_until", r"The label can be used until {at}"),
    ("hold_until", r"Kept for you until {at}|(?:keep|keeps) it for you until {at}"),
    ("pick_up_by", r"(?:picked up by|until|Last day:) {at}"),
    # Money
    ("refund_by", r"refunding ‹money:\d+›.* by {at} at the latest"),
    ("refund_by", r"We refund ‹money:\d+› to the card you paid with by {day} at the latest"),
    ("refunded_on", r"We refunded ‹money:\d+›[^‹]* on {at}"),
    ("charged_on", r"We charged ‹money:\d+› [^‹]*(?:ending in \d+ )?on {at}"),
    ("released_on", r"was released on {at}"),
    # What happened
    ("shipped_at", r"It shipped {at}"),
    ("cancelled_on", r"[Cc]ancelled (?:this order )?(?:on )?{day}|was cancelled on {day}"),
    ("returned_on", r"Returned to us {day}"),
    ("ended_on", r"claim was accepted {day}"),
    ("happened_at", r"(?:emailed|emailed your confirmation|was returned|was delivered) {at}"),
    ("happened_at", r"(?:came back|has reached us,|waiting for you at \w+ since|on) {at}"),
    ("happened_at", r"(?:came with your parcel|delivered [^‹]*) on {at}"),
    ("carrier_said_at", r"\w+ says: [“\"].*[”\"].*{at}"),
    ("printed_at", r"Printed {at}"),
    ("placed_at", r"Placed {at}"),
    ("happened_at", r"^{at}"),
    ("emailed_at", r"We emailed you, {at}"),
    ("bare", r"^{days}$"),
)  # fmt: skip


@cache
def _rules() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    rules = []
    for meanings, words in (*older_words.RULES, *RULES):
        pattern = words.replace("{days}", _S).replace("{day}", _D).replace("{at}", _A)
        names = tuple(meanings.split())
        if "|" in pattern and len(names) == 1:
            names *= pattern.count("|") + 1  # one group of each alternative matches
        rules.append((names, re.compile(pattern)))
    return tuple(rules)


def _closed_places(shape: str) -> Iterator[int]:
    """The tokens within `(store closed: ...)`."""
    for part in re.finditer(r"\([^()]*closed: ([^()]*)\)", shape):
        for token in re.finditer(r"‹(?:day|span):(\d+)›", part[1]):
            yield int(token[1])


def calendar_days(text: str) -> list[dict[str, str]]:
    """The entries of a calendar file, each by its property names."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    entries: list[dict[str, str]] = []
    for line in unfolded.splitlines():
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            entries.append({})
        elif entries and line != "END:VEVENT":
            entries[-1].setdefault(name.partition(";")[0], value)
    return entries


def ics_day(value: str) -> date:
    """`20261208`."""
    return date(int(value[:4]), int(value[4:6]), int(value[6:8]))


def mentions_of(lines: Iterable[ReadLine], *meanings: str) -> list[Mention]:
    """Everything that was said with one of these meanings."""
    return [mention for line in lines for mention in line.mentions if mention.meaning in meanings]


_BLOCK = "p|h[1-6]|li|ul|ol|div|table|tr|td|th|br|article|section|header|footer|blockquote|dt|dd"


def words_of_html(source: str) -> str:
    """The words of a letter's HTML, a block a line."""
    import html

    body = re.search(r"<body[^>]*>(.*?)</body>", source, re.DOTALL)
    text = re.sub(
        r"<(style|script|title|head)\b.*?</\1>", "", body[1] if body else source, flags=re.DOTALL
    )
    text = re.sub(rf"</?(?:{_BLOCK})\b[^>]*>", "\n", re.sub(r"\s+", " ", text))
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    return "\n".join(
        line for line in (" ".join(part.split()) for part in text.splitlines()) if line
    )
