"""What the provider refuses, in the shape and the words that Stripe uses."""

from __future__ import annotations

from typing import Any

Doc = dict[str, Any]


class Refusal(Exception):
    """One answer of `{"error": ...}`. `kept` says whether an idempotency key remembers it."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str = "",
        param: str = "",
        kind: str = "",
        remembered: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status, self.remembered = status, remembered
        self.error: Doc = {"type": kind or _error_kind(status), "message": message}
        if code:
            self.error |= {
                "code": code,
                "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
            }
        if param:
            self.error["param"] = param
        self.error |= more


def _error_kind(status: int) -> str:
    if status == 402:
        return "card_error"
    return "api_error" if status >= 500 else "invalid_request_error"


def wrong_parameter(message: str, *, param: str, code: str = "") -> Refusal:
    """A parameter that can't be read: nothing was begun, so no key remembers it."""
    return Refusal(message, param=param, code=code, remembered=False)


def missing_resource(kind: str, key: str, *, param: str, status: int = 404) -> Refusal:
    return Refusal(
        f"No such {kind}: '{key}'",
        status=status,
        code="resource_missing",
        param=param,
        remembered=False,
    )


def unexpected_state(message: str, intent: Doc) -> Refusal:
    return Refusal(message, code="payment_intent_unexpected_state", payment_intent=intent)
