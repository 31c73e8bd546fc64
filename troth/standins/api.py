"""The calls: which method and address does what, under which parameters; each answered once for an
idempotency key.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from troth.standins import objects, parameters
from troth.standins.bank import VERSION, Bank
from troth.standins.forms import Field, check, parse
from troth.standins.refusals import Refusal

Doc = dict[str, Any]
Call = Callable[["Asked"], Doc]
Headers = Mapping[str, str] | Message  # of a request as it came: a name in any case
_EXPANDED = {"payment_intent": "payment_intent", "latest_charge": "charge", "charge": "charge"}


@dataclass(slots=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Asked:
    """A call as it was read: the key in its address, and its parameters."""

    key: str
    values: Mapping[str, Any]


class Api:
    """Everything under /v1/."""

    def __init__(self, bank: Bank) -> None:
        self._bank, self._store = bank, bank.store
        self._busy: set[str] = set()
        one, all_ = r"/([A-Za-z0-9_]{1,255})", ""
        sessions, intents = "/v1/checkout/sessions", "/v1/payment_intents"
        listed = self._listed
        routes: list[tuple[str, str, Mapping[str, Field], Call]] = [
            (
                "POST",
                sessions + all_,
                parameters.SESSION_CREATE,
                lambda asked: bank.open_page(asked.values),
            ),
            ("GET", sessions + all_, parameters.SESSION_LIST, listed("checkout.session", sessions)),
            ("GET", sessions + one, parameters.RETRIEVE, lambda asked: bank.page(asked.key).doc),
            (
                "POST",
                sessions + one + "/expire",
                parameters.EXPIRE,
                lambda asked: bank.close_page(asked.key),
            ),
            ("GET", intents + all_, parameters.INTENT_LIST, listed("payment_intent", intents)),
            ("GET", intents + one, parameters.RETRIEVE, lambda asked: bank.payment(asked.key).doc),
            (
                "POST",
                intents + one + "/capture",
                parameters.CAPTURE,
                lambda a: bank.capture(a.key, a.values),
            ),
            (
                "POST",
                intents + one + "/cancel",
                parameters.CANCEL,
                lambda a: bank.cancel(a.key, a.values),
            ),
            (
                "POST",
                "/v1/refunds",
                parameters.REFUND_CREATE,
                lambda asked: bank.refund(asked.values),
            ),
        ]
        for kind, of, fields in (
            ("refund", "/v1/refunds", parameters.REFUND_LIST),
            ("dispute", "/v1/disputes", parameters.DISPUTE_LIST),
            ("charge", "/v1/charges", parameters.CHARGE_LIST),
            ("event", "/v1/events", parameters.EVENT_LIST),
        ):
            routes.append(("GET", of, fields, listed(kind, of)))
            routes.append(("GET", of + one, parameters.RETRIEVE, self._one(kind)))
        self._routes = [
            (method, re.compile(path), fields, call) for method, path, fields, call in routes
        ]

    def answer(self, *, method: str, path: str, query: str, body: str, headers: Headers) -> Answer:
        """Never raises: what is refused is told in Stripe's shape."""
        told = {
            "Request-Id": f"req_{secrets.token_hex(7)}",
            "Stripe-Version": headers.get("Stripe-Version") or VERSION,
            "Content-Type": "application/json",
        }
        try:
            _check_key(headers.get("Authorization", ""))
            status, content, replayed = self._once(
                method, path, query if method == "GET" else body, headers
            )
        except Refusal as refused:
            status, content, replayed = refused.status, _json({"error": refused.error}), False
        if replayed:
            told["Idempotent-Replayed"] = "true"
        return Answer(status, content, told)

    def _once(self, method: str, path: str, said: str, headers: Headers) -> tuple[int, bytes, bool]:
        key = headers.get("Idempotency-Key", "") if method == "POST" else ""
        if not key:
            with self._store.transaction():
                return 200, _json(self._do(method, path, said)), False
        if len(key) > 255:
            raise Refusal("Idempotency keys have at most 255 characters.", kept=False)
        if key in self._busy:
            says = "There is currently another in-progress request using this Idempotent Key."
            raise Refusal(says, status=409, code="idempotency_key_in_use", kept=False)
        self._busy.add(key)
        try:
            return self._kept(key, f"{path}?{said}", lambda: self._do(method, path, said))
        finally:
            self._busy.discard(key)

    def _kept(self, key: str, asked: str, work: Callable[[], Doc]) -> tuple[int, bytes, bool]:
        """The answer of a key: the first one, kept in the transaction of its effect."""
        with self._store.transaction():
            if known := self._store.answered(key):
                if known[0] != asked:
                    says = (
                        "Keys for idempotent requests can only be used with the parameters of their"
                        " first use."
                    )
                    raise Refusal(says, kind="idempotency_error", kept=False)
                return known[1], known[2], True
            try:
                status, body = 200, _json(work())
            except Refusal as refused:
                if not refused.kept:
                    raise
                status, body = refused.status, _json({"error": refused.error})
            self._store.keep_answer(key, asked, status, body)
            return status, body, False

    def _do(self, method: str, path: str, said: str) -> Doc:
        self._bank.expire()
        for verb, pattern, fields, call in self._routes:
            match = pattern.fullmatch(path)
            if match and verb == method:
                values = check(fields, parse(said))
                found = call(Asked(match[1] if match.groups() else "", values))
                return self._expanded(found, values.get("expand", []))
        raise Refusal(f"Unrecognized request URL ({method}: {path[:200]}).", status=404, kept=False)

    def _one(self, kind: str) -> Call:
        def get(asked: Asked) -> Doc:
            found = self._store.get(kind, asked.key)
            if found is None:
                raise Refusal(
                    f"No such {kind}: '{asked.key}'",
                    status=404,
                    code="resource_missing",
                    param="id",
                )
            return found.doc

        return get

    def _listed(self, kind: str, url: str) -> Call:
        def listed(asked: Asked) -> Doc:
            values = asked.values
            where = {
                name: values[name]
                for name in ("payment_intent", "charge", "type", "status")
                if name in values
            }
            try:
                found, more = self._store.page(
                    kind,
                    where=where,
                    span=values.get("created", {}),
                    limit=min(values.get("limit", 10), 100),
                    after=values.get("starting_after", ""),
                    before=values.get("ending_before", ""),
                )
            except KeyError as unknown:
                says = f"No such {kind}: {unknown}"
                raise Refusal(
                    says, code="resource_missing", param="starting_after", kept=False
                ) from unknown
            return objects.listing(found, more=more, url=url)

        return listed

    def _expanded(self, found: Doc, paths: list[str]) -> Doc:
        shown: Doc = json.loads(json.dumps(found))
        for path in paths[:20]:
            steps = path.split(".")
            if steps[0] == "data":
                for each in shown.get("data", []):
                    self._expand(each, steps[1:])
            else:
                self._expand(shown, steps)
        return shown

    def _expand(self, at: Any, steps: list[str]) -> None:
        if not steps or not isinstance(at, dict):
            return
        name = steps[0]
        if name not in _EXPANDED or name not in at:
            raise Refusal(
                f"This property cannot be expanded ({name[:60]}).", param="expand", kept=False
            )
        if isinstance(at[name], str):
            kept = self._store.get(_EXPANDED[name], at[name])
            at[name] = kept.doc if kept else at[name]
        self._expand(at[name], steps[1:])


def _check_key(authorization: str) -> None:
    if not re.fullmatch(r"(Bearer|Basic) \S{1,500}", authorization):
        raise Refusal("You did not provide an API key.", status=401, kept=False)
    if authorization.startswith("Bearer ") and not authorization.startswith("Bearer sk_test_"):
        raise Refusal(
            f"Invalid API Key provided: {authorization[7:14]}****", status=401, kept=False
        )


def _json(value: Doc) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
