"""The payment provider's surprises: silence, refusals, disputes, and untidy webhooks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from simulation.actors.deskwork import DeskActor
from simulation.life import Life
from simulation.outside import Hook, ask
from simulation.script import Storyline

MANY = 10**6
WORDS = {
    "down": "answers nothing but errors",
    "hangs": "does what it is asked, and never answers",
    "hooks_late": "sends its webhooks hours late",
    "hooks_doubled": "sends each webhook twice",
    "hooks_shuffled": "sends its webhooks late and in no order",
    "refund_fails": "fails each refund at first",
    "refund_refused": "refuses a refund for good",
    "capture_declined": "declines a capture",
}
ORDERS = {
    "down": {"fail_before": {"path": "", "times": MANY, "status": 500}},
    "hangs": {"hang_after": {"path": "", "times": 6, "seconds": 0}},
}
# What is refused: the end of the address, how often, the status, and the provider's error.
REFUSALS = {
    "refund_fails": ("/refunds", 3, 500, {"type": "api_error", "message": "An error occurred"}),
    "refund_refused": (
        "/refunds",
        1,
        400,
        {
            "type": "invalid_request_error",
            "code": "insufficient_funds",
            "message": "Insufficient funds in your account to make this refund.",
        },
    ),
    "capture_declined": (
        "/capture",
        1,
        402,
        {
            "type": "card_error",
            "code": "card_declined",
            "decline_code": "issuer_not_available",
            "message": "Your card was declined.",
        },
    ),
}


@dataclass(frozen=True)
class Refused:
    """An answer as the sandbox sends it."""

    status: int
    body: bytes
    headers: dict[str, str]


class PaymentProvider(DeskActor):
    """It follows the storylines, and the traits of orders that are disputed."""

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._mood = ""
        self._kept: list[Hook] = []
        self._disputed: set[str] = set()
        hooks = life.host.outside.hooks
        hooks.answer = self._take_hook  # type: ignore[method-assign]
        self._refuses: dict[str, int] = {}
        self._answer = life.host.outside.payments.api.answer
        life.host.outside.payments.api.answer = self._answer_call  # type: ignore[method-assign]

    def _answer_call(self, **call: Any) -> Any:
        """The sandbox's own answer, unless what is asked for is to be refused."""
        method, path = call["method"], call["path"]
        for trouble, times in list(self._refuses.items()):
            ends, _, status, error = REFUSALS[trouble]
            if method == "POST" and path.endswith(ends) and times:
                self._refuses[trouble] = times - 1
                body = json.dumps({"error": error}).encode()
                return Refused(status, body, {"Content-Type": "application/json"})
        return self._answer(**call)

    def _take_hook(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        hook = Hook(path, headers, body)
        waiting = self.life.host.outside.hooks.waiting
        if path.startswith("/webhooks/payments") and self._mood in ("hooks_late", "hooks_shuffled"):
            self._kept.append(hook)
            return 200, b"{}"
        waiting.put(hook)
        if path.startswith("/webhooks/payments") and self._mood == "hooks_doubled":
            waiting.put(hook)
        return 200, b"{}"

    @property
    def url(self) -> str:
        """Where the sandbox takes orders."""
        return f"{self.life.host.outside.payments.url}/_control"

    def story(self, line: Storyline) -> bool:
        """A trouble begins; it ends some hours later."""
        if line.kind != "provider":
            return False
        trouble, hours = line.traits["trouble"], line.traits["hours"]
        if trouble in ORDERS:
            ask(self.url, **ORDERS[trouble])
        elif trouble in REFUSALS:
            self._refuses[trouble] = REFUSALS[trouble][1]
        else:
            self._mood = trouble
        self.life.deed(
            "provider", f"provider.{trouble}",
            f"The payment provider {WORDS[trouble]}"
            + ("" if trouble in REFUSALS else f", for {hours} hours"),
            trouble=trouble, hours=hours,
        )  # fmt: skip
        # A refusal waits for the refund or the capture that it is meant for.
        hours = 24 * 20 if trouble in REFUSALS else hours
        self.life.later(lambda: self.end_trouble(trouble, line.key), hours=hours)
        return True

    def end_trouble(self, trouble: str, key: str) -> None:
        """All is as it should be again; what was held back arrives."""
        if trouble in ORDERS:
            name = next(iter(ORDERS[trouble]))
            ask(self.url, **{name: {"path": "", "times": 0}})
        left = self._refuses.pop(trouble, 0)
        if trouble == self._mood:
            self._mood = ""
        held_hooks, self._kept = sorted(self._kept, key=lambda hook: hook_time(hook)), []
        if trouble == "hooks_shuffled":
            Random(key).shuffle(held_hooks)
        for hook in held_hooks:
            self.life.host.outside.hooks.waiting.put(hook)
        self.life.deed(
            "provider", f"provider.{trouble}_ends", "The payment provider is well again",
            trouble=trouble, webhooks=len(held_hooks), refusals_left=left,
        )  # fmt: skip
        self.life.watch()

    def event(self, order: str, kind: str) -> None:
        """The store heard of a dispute: in some days it is won, lost, or stays open."""
        if "dispute" in kind and order not in self._disputed:
            self._disputed.add(order)
            days = self.decisions(order).get("dispute_days", 5)
            self.life.later(lambda: self.close_dispute(order), days=days)

    def close_dispute(self, order: str) -> None:
        """The bank decides."""
        answer = self.choice(order, "dispute", "won", "lost")
        rows = self.rows(
            "SELECT d.provider_id, d.amount_cents FROM payments_dispute d JOIN payments_payment p"
            " ON p.id = d.payment_id JOIN orders_order o ON o.id = p.order_id"
            " WHERE o.number = %s AND d.closed_at IS NULL",
            order,
        )
        if not rows or answer == "open":
            return
        reply: Any = ask(f"{self.url}/dispute/close", dispute=rows[0][0], status=answer)
        self.life.deed(
            "provider", f"dispute.{answer}", f"The bank decides the dispute of {order}: {answer}",
            order=order, ok="error" not in reply, answer=json.dumps(reply)[:300],
            cents=rows[0][1], decision=answer,
        )  # fmt: skip
        self.life.watch()


def hook_time(hook: Hook) -> tuple[int, str]:
    """When it was made, by its own word."""
    try:
        event = json.loads(hook.body)
        return int(event.get("created", 0)), str(event.get("id", ""))
    except ValueError:
        return 0, ""
