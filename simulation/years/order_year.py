"""All that becomes of one order: fulfillment, and what its shopper asks for and is answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from simulation.wishes import business_day_after, wish_instant
from simulation.years.fulfillment import Fulfillment
from simulation.years.timeline import SOON, Facts
from troth.event_kinds import EventKind
from troth.policy.dates.windows import (
    CancellationVerdict,
    cancellation_verdict,
    claim_dates,
    claim_verdict,
    until_affirmed,
)

Wish = dict[str, Any]

# Mails that a person reads as a request to cancel: proven by their signature, or to be confirmed.
PROVEN_MAILS = ("plain", "signed_off", "quoting", "pasted", "subject_only", "japanese")
UNPROVEN_MAILS = ("other_address", "no_verdict", "fails_dmarc")
LATENESS = {"late": 1, "absent": 2}  # business days after the last day to answer, by care's habit


class OrderYear(Fulfillment):
    """Carries out an order's traits; `run` then gives its `events` and `states`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._started: set[str] = set()
        self._requests = 0
        self._claimed: set[str] = set()  # numbers of parcels that were reported
        self.schedule(self.now, self._begin)

    def _begin(self) -> None:
        self.place()
        self.start("placed")
        for deed in self.traits["desk"]["deeds"]:
            at = self.order.placed_at + timedelta(hours=deed["hours"])
            self.schedule(at, partial(self._do_deed, deed))

    # Wishes

    def start(self, after: str) -> None:
        """Schedules the wishes that are counted from this; once an order."""
        if after in self._started:
            return
        self._started.add(after)
        for wish in self.traits["wishes"]:
            if wish["when"]["after"] == after and wish["do"] in _DEEDS:
                now = self.now.astimezone(self.terms.zone)
                at = wish_instant(wish["when"], now=now, is_open=self._is_open)
                self.schedule(at, partial(_DEEDS[wish["do"]], self, wish))

    def _is_open(self, at: datetime) -> bool:
        return self.days.is_open(at.date())

    def _request_key(self) -> str:
        self._requests += 1
        return f"C-{self.order.key}-{self._requests}"

    def _do_deed(self, deed: dict[str, Any]) -> None:
        """What care does by itself."""
        if deed["do"] == "hold" and self.lines_in("placed", "in_japan", "in_transfer"):
            self.holds.append(self.write(EventKind.ORDER_HELD, by="staff:care", facts={"why": "…"}))
        elif deed["do"] == "release" and self.holds:
            hold = self.holds.pop()
            self.write(EventKind.ORDER_RELEASED, by="staff:care", about=hold)
            self.release_boxes()
        elif deed["do"] == "cancel" and self.shipped_at is None:
            self.cancel_lines(range(len(self.states)), by="staff:care")
        elif deed["do"] == "refund" and set(self.states) != {"cancelled"}:
            self.owe_refund(self.traits["desk"]["second"] if deed["share"] >= 0.3 else "approve")

    # Cancellations

    def _ask_to_cancel(self, wish: Wish) -> None:
        if self._is_over():
            return
        verdict = self._verdict(self.now)
        if wish["do"] == "cancel_page":
            self._file_cancellation(verdict, asked_at=self.now, how="page", wish=wish)
        elif wish["mail"] in PROVEN_MAILS:
            fetched = self.now + timedelta(minutes=self.dice.choice((1, 4, 5, 6)))
            deed = partial(
                self._file_cancellation, verdict, asked_at=self.now, how="mail", wish=wish
            )
            self.schedule(fetched, deed)
        elif wish["mail"] in UNPROVEN_MAILS:
            self._ask_for_confirmation(verdict, wish)

    def _is_over(self) -> bool:
        return not self.lines_in("placed", "in_japan", "in_transfer", "processed", "shipped")

    def _verdict(
        self, asked_at: datetime, affirmed_at: datetime | None = None
    ) -> CancellationVerdict:
        is_confirmed = self.confirmed_at is not None and self.confirmed_at <= asked_at
        return cancellation_verdict(
            self.terms,
            asked_at=asked_at,
            confirmed_at=self.confirmed_at if is_confirmed else None,
            shipped_at=self.shipped_at,
            affirmed_at=affirmed_at,
        )

    def _ask_for_confirmation(self, verdict: CancellationVerdict, wish: Wish) -> None:
        key, asked_at = self._request_key(), self.now
        facts: Facts = {"request": key, "asked_at": asked_at.isoformat(), "how": "mail"}
        facts |= until_affirmed(verdict).data() | {"unconfirmed": True}
        self.write(EventKind.CANCELLATION_REQUESTED, by="shopper", facts=facts)
        answers = self.traits["answers"]
        if answers["confirm"][0] == "yes":
            later = self.now + timedelta(hours=answers["hours"])
            self.schedule(later, partial(self._affirm, key, asked_at, wish))

    def _affirm(self, key: str, asked_at: datetime, wish: Wish) -> None:
        if not self._is_over():
            verdict = self._verdict(asked_at, affirmed_at=self.now)
            self._file_cancellation(verdict, asked_at=asked_at, how="mail", wish=wish, follows=key)

    def _file_cancellation(
        self,
        verdict: CancellationVerdict,
        *,
        asked_at: datetime,
        how: str,
        wish: Wish,
        follows: str = "",
    ) -> None:
        key = self._request_key()
        facts: Facts = {"request": key, "asked_at": asked_at.isoformat(), "how": how}
        facts |= verdict.data() | ({"follows": follows} if follows else {})
        self.write(EventKind.CANCELLATION_REQUESTED, by="shopper", facts=facts)
        if verdict.verdict == "refused":
            self._refuse_cancellation(key)
        elif verdict.answer_by is None:
            self._answer_cancellation(key, verdict.verdict)
        else:
            self._hold_cancellation(key, verdict, wish)

    def _hold_cancellation(self, key: str, verdict: CancellationVerdict, wish: Wish) -> None:
        assert verdict.answer_by is not None
        self.write(EventKind.CANCELLATION_HELD, facts={"request": key, "verdict": verdict.verdict})
        habit = self.conditions.care_habit(self.now)
        answered_on = self.days_after(verdict.answer_by, LATENESS.get(habit, 0))
        at = self.working_time(answered_on)
        if habit == "last_day":
            at = self.last_second(answered_on)
        if wish.get("keeps_it_after_all"):
            self.schedule(self.now + timedelta(hours=3), partial(self._withdraw, key))
        else:
            self.schedule(at, partial(self._answer_cancellation, key, verdict.verdict))

    def _withdraw(self, key: str) -> None:
        self.write(EventKind.CANCELLATION_WITHDRAWN, by="shopper", facts={"request": key})

    def _answer_cancellation(self, key: str, verdict: str) -> None:
        """Accepts what was asked in its window; of another request the desk decides."""
        is_unwanted = verdict == "best_effort" and self.traits["desk"]["cancel"] == "refuse"
        if is_unwanted or self.shipped_at is not None or self._is_over():
            self._refuse_cancellation(key)
        else:
            self.cancel_lines(range(len(self.states)))

    def _refuse_cancellation(self, key: str) -> None:
        facts = {"request": key, "clause": "cancellation", "sentence": "No.", "steps": []}
        self.write(EventKind.CANCELLATION_REFUSED, facts=facts)

    # Parcels that don't come

    def expect_parcel(self, number: str, lines: list[int], shipped_on: date) -> None:
        """Reports it on the day that was decided, in its first second where that is midnight."""
        self._expected = (number, lines, shipped_on)
        missing = self.traits["missing"]
        if missing["business_day"] is not None:
            now, hour = self.now.astimezone(self.terms.zone), missing["hour"]
            at = business_day_after(now, missing["business_day"], hour, self._is_open)
            edges = {0: self.first_second, 23: self.last_second}
            at = edges[hour](at.date()) if hour in edges else at
            self.schedule(at, partial(self._miss_parcel, number, lines, shipped_on))
        self.start("shipped")

    def _miss_parcel(self, number: str, lines: list[int], shipped_on: date) -> None:
        if number not in self.signed_at:
            self._report_missing(number, lines, shipped_on)

    def _wish_to_report(self, wish: Wish) -> None:
        self._report_missing(*self._expected)

    def _report_missing(self, number: str, lines: list[int], shipped_on: date) -> None:
        if number in self._claimed:
            return
        self._claimed.add(number)
        verdict = claim_verdict(
            self.terms,
            shipped_on=shipped_on,
            asked_at=self.now,
            delivered_at=self.signed_at.get(number),
        )
        kinds = {"early": EventKind.CLAIM_REPORTED, "closed": EventKind.CLAIM_REFUSED}
        facts = {"request": self._request_key(), "number": number}
        kind = kinds.get(verdict.verdict, EventKind.CLAIM_FILED)
        report = facts | {"asked_at": self.now.isoformat()} | verdict.data()
        self.write(kind, by="shopper", facts=report)
        facts |= {"clause": "non_receipt", "sentence": "…"}
        if verdict.verdict == "early":
            opens_at = claim_dates(self.terms, shipped_on=shipped_on).opens_at
            self.schedule(opens_at + SOON, partial(self._wake_claim, facts, lines))
        elif verdict.verdict != "closed" or self.traits["desk"]["claim"] == "refunded":
            self._plan_end_of_claim(facts, lines)

    def _wake_claim(self, facts: Facts, lines: list[int]) -> None:
        if facts["number"] in self.signed_at:
            self.write(EventKind.CLAIM_PARCEL_FOUND, facts=facts | {"verdict": "found"})
        else:
            self.write(EventKind.CLAIM_FILED, facts=facts | {"verdict": "open"})
            self._plan_end_of_claim(facts, lines)

    def _plan_end_of_claim(self, facts: Facts, lines: list[int]) -> None:
        days = self.traits["desk"]["trace_days"]
        days += LATENESS.get(self.conditions.care_habit(self.now), 0)
        at = self.working_time(self.days_after(self.local_day(), days))
        self.schedule(at, partial(self._end_claim, facts, lines))

    def _end_claim(self, facts: Facts, lines: list[int]) -> None:
        answer = self.traits["desk"]["claim"]
        if answer == "refused":
            self.write(
                EventKind.CLAIM_REFUSED, by="staff:pat", facts=facts | {"verdict": "refused"}
            )
        elif answer in ("found", "again"):
            self.write(
                EventKind.CLAIM_PARCEL_FOUND, by="staff:pat", facts=facts | {"verdict": "found"}
            )
            if answer == "again" and facts["number"] not in self.signed_at:
                came_at = self.working_time(self.days_after(self.local_day(), 3))
                deed = partial(self.deliver, facts["number"], lines, "on_time", came_at)
                self.schedule(came_at, deed)
        else:
            for line in lines:
                if self.states[line] == "shipped":
                    self.write(EventKind.LINE_LOST, line=line, by="staff:pat")
            self.write(
                EventKind.CLAIM_ACCEPTED, by="staff:pat", facts=facts | {"verdict": "refunded"}
            )
            self.owe_refund(self.traits["desk"]["second"])

    # Pieces that came, and aren't right

    def _report_piece(self, wish: Wish) -> None:
        if not self.lines_in("delivered"):
            return
        subject = {"damaged": "damage", "not_authentic": "authenticity"}[wish["do"]]
        clause = {"damage": "care", "authenticity": "authenticity_refund"}[subject]
        facts = {"request": self._request_key(), "clause": clause}
        reported = facts | {"verdict": "reported"}
        self.write(f"{subject}.reported", by="shopper", facts=reported)
        days = 1 + LATENESS.get(self.conditions.care_habit(self.now), 0)
        at = self.working_time(self.days_after(self.local_day(), days))
        decide = self._decide_damage if subject == "damage" else self._decide_authenticity
        self.schedule(at, partial(decide, facts, wish))

    def _decide_damage(self, facts: Facts, wish: Wish) -> None:
        verdict = self.traits["desk"]["damage"]
        self.write(EventKind.DAMAGE_DECIDED, by="staff:pat", facts=facts | {"verdict": verdict})
        if verdict in ("whole", "part"):
            self.owe_refund(self.traits["desk"]["second"])
        elif verdict == "return" and wish["sends_back_days"] is not None:
            at = self.working_time(self.local_day() + timedelta(days=wish["sends_back_days"] + 3))
            self.schedule(at, partial(self._refund_returned, facts))

    def _refund_returned(self, facts: Facts) -> None:
        self.write(EventKind.DAMAGE_DECIDED, by="staff:pat", facts=facts | {"verdict": "whole"})
        self.owe_refund(self.traits["desk"]["second"])

    def _decide_authenticity(self, facts: Facts, wish: Wish) -> None:
        is_reported = wish["listed"] and wish["file"] == "pdf"  # by an authenticator that we list
        if not is_reported or self.traits["desk"]["report"] != "genuine":
            self.write(
                EventKind.AUTHENTICITY_REPORT_REFUSED,
                by="staff:erin",
                facts=facts | {"sentence": "…"},
            )
        elif wish["sends_back_days"] is not None:
            at = self.working_time(self.local_day() + timedelta(days=wish["sends_back_days"]))
            self.schedule(at, partial(self._prove, facts))

    def _prove(self, facts: Facts) -> None:
        self.write(
            EventKind.AUTHENTICITY_DISPROVEN, by="staff:erin", facts=facts | {"sentence": "…"}
        )
        self.owe_refund(self.traits["desk"]["second"])


_DEEDS = {
    "cancel_page": OrderYear._ask_to_cancel,
    "mail": OrderYear._ask_to_cancel,
    "not_received": OrderYear._wish_to_report,
    "damaged": OrderYear._report_piece,
    "not_authentic": OrderYear._report_piece,
}
