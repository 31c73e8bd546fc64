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

from sandbox.stripe import resources, schema
from sandbox.stripe.errors import Refusal
from sandbox.stripe.forms import Field, check_parameters, parse_form
from sandbox.stripe.state import VERSION, StripeState

Doc = dict[str, Any]
Call = Callable[["ApiRequest"], Doc]
# A method, an address, the parameters that it takes, and what answers it.
Route = tuple[str, str, Mapping[str, Field], Call]
Headers = Mapping[str, str] | Message  # of a request as it came: a name in any case
_KEY = r"/([A-Za-z0-9_]{1,255})"
_EXPANDED = {"payment_intent": "payment_intent", "latest_charge": "charge", "charge": "charge"}


@dataclass(slots=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ApiRequest:
    """A call as it was read: the key in its address, and its parameters."""

    key: str
    values: Mapping[str, Any]


class Api:
    """Everything under /v1/."""

    def __init__(self, state: StripeState) -> None:
        self._state, self._store = state, state.store
        self._busy: set[str] = set()
        routes = [*self._session_routes(), *self._intent_routes()]
        create_refund: Route = (
            "POST",
            "/v1/refunds",
            schema.REFUND_CREATE,
            lambda request: state.refund(request.values),
        )
        routes.append(create_refund)
        for kind, of, fields in (
            ("refund", "/v1/refunds", schema.REFUND_LIST),
            ("dispute", "/v1/disputes", schema.DISPUTE_LIST),
            ("charge", "/v1/charges", schema.CHARGE_LIST),
            ("event", "/v1/events", schema.EVENT_LIST),
        ):
            routes.append(("GET", of, fields, self._listed(kind, of)))
            routes.append(("GET", of + _KEY, schema.RETRIEVE, self._one(kind)))
        self._routes = [
            (method, re.compile(path), fields, call) for method, path, fields, call in routes
        ]

    def _session_routes(self) -> list[Route]:
        state, sessions = self._state, "/v1/checkout/sessions"
        return [
            (
                "POST",
                sessions,
                schema.SESSION_CREATE,
                lambda request: state.open_page(request.values),
            ),
            ("GET", sessions, schema.SESSION_LIST, self._listed("checkout.session", sessions)),
            (
                "GET",
                sessions + _KEY,
                schema.RETRIEVE,
                lambda request: state.page(request.key).doc,
            ),
            (
                "POST",
                sessions + _KEY + "/expire",
                schema.EXPIRE,
                lambda request: state.close_page(request.key),
            ),
        ]

    def _intent_routes(self) -> list[Route]:
        state, intents = self._state, "/v1/payment_intents"
        return [
            ("GET", intents, schema.INTENT_LIST, self._listed("payment_intent", intents)),
            (
                "GET",
                intents + _KEY,
                schema.RETRIEVE,
                lambda request: state.payment(request.key).doc,
            ),
            (
                "POST",
                intents + _KEY + "/capture",
                schema.CAPTURE,
                lambda request: state.capture(request.key, request.values),
            ),
            (
                "POST",
                intents + _KEY + "/cancel",
                schema.CANCEL,
                lambda request: state.cancel(request.key, request.values),
            ),
        ]

    def answer(self, *, method: str, path: str, query: str, body: str, headers: Headers) -> Answer:
        """Never raises: what is refused is told in Stripe's shape."""
        response_headers = {
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
            status, content, replayed = refused.status, _to_json({"error": refused.error}), False
        if replayed:
            response_headers["Idempotent-Replayed"] = "true"
        return Answer(status, content, response_headers)

    def _once(
        self, method: str, path: str, encoded: str, headers: Headers
    ) -> tuple[int, bytes, bool]:
        key = headers.get("Idempotency-Key", "") if method == "POST" else ""
        if not key:
            with self._store.transaction():
                return 200, _to_json(self._do(method, path, encoded)), False
        if len(key) > 255:
            raise Refusal("Idempotency keys have at most 255 characters.", remembered=False)
        if key in self._busy:
            message = "There is currently another in-progress request using this Idempotent Key."
            raise Refusal(message, status=409, code="idempotency_key_in_use", remembered=False)
        self._busy.add(key)
        try:
            return self._answer_once(
                key, f"{path}?{encoded}", lambda: self._do(method, path, encoded)
            )
        finally:
            self._busy.discard(key)

    def _answer_once(
        self, key: str, fingerprint: str, work: Callable[[], Doc]
    ) -> tuple[int, bytes, bool]:
        """The answer of a key: the first one, kept in the transaction of its effect."""
        with self._store.transaction():
            if stored := self._store.answered(key):
                if stored[0] != fingerprint:
                    message = (
                        "Keys for idempotent requests can only be used with the parameters of their"
                        " first use."
                    )
                    raise Refusal(message, kind="idempotency_error", remembered=False)
                return stored[1], stored[2], True
            try:
                status, body = 200, _to_json(work())
            except Refusal as refused:
                if not refused.remembered:
                    raise
                status, body = refused.status, _to_json({"error": refused.error})
            self._store.keep_answer(key, fingerprint, status, body)
            return status, body, False

    def _do(self, method: str, path: str, encoded: str) -> Doc:
        self._state.expire()
        for verb, pattern, fields, call in self._routes:
            match = pattern.fullmatch(path)
            if match and verb == method:
                values = check_parameters(fields, parse_form(encoded))
                doc = call(ApiRequest(match[1] if match.groups() else "", values))
                return self._expanded(doc, values.get("expand", []))
        raise Refusal(
            f"Unrecognized request URL ({method}: {path[:200]}).", status=404, remembered=False
        )

    def _one(self, kind: str) -> Call:
        def get(request: ApiRequest) -> Doc:
            stored = self._store.get(kind, request.key)
            if stored is None:
                raise Refusal(
                    f"No such {kind}: '{request.key}'",
                    status=404,
                    code="resource_missing",
                    param="id",
                )
            return stored.doc

        return get

    def _listed(self, kind: str, url: str) -> Call:
        def listed(request: ApiRequest) -> Doc:
            values = request.values
            where = {
                name: values[name]
                for name in ("payment_intent", "charge", "type", "status")
                if name in values
            }
            try:
                docs, more = self._store.page(
                    kind,
                    where=where,
                    span=values.get("created", {}),
                    limit=min(values.get("limit", 10), 100),
                    after=values.get("starting_after", ""),
                    before=values.get("ending_before", ""),
                )
            except KeyError as unknown:
                message = f"No such {kind}: {unknown}"
                raise Refusal(
                    message, code="resource_missing", param="starting_after", remembered=False
                ) from unknown
            return resources.list_document(docs, more=more, url=url)

        return listed

    def _expanded(self, doc: Doc, paths: list[str]) -> Doc:
        shown: Doc = json.loads(json.dumps(doc))
        for path in paths[:20]:
            steps = path.split(".")
            if steps[0] == "data":
                for entry in shown.get("data", []):
                    self._expand(entry, steps[1:])
            else:
                self._expand(shown, steps)
        return shown

    def _expand(self, at: Any, steps: list[str]) -> None:
        if not steps or not isinstance(at, dict):
            return
        name = steps[0]
        if name not in _EXPANDED or name not in at:
            raise Refusal(
                f"This property cannot be expanded ({name[:60]}).", param="expand", remembered=False
            )
        if isinstance(at[name], str):
            stored = self._store.get(_EXPANDED[name], at[name])
            at[name] = stored.doc if stored else at[name]
        self._expand(at[name], steps[1:])


def _check_key(authorization: str) -> None:
    if not re.fullmatch(r"(Bearer|Basic) \S{1,500}", authorization):
        raise Refusal("You did not provide an API key.", status=401, remembered=False)
    if authorization.startswith("Bearer ") and not authorization.startswith("Bearer sk_test_"):
        raise Refusal(
            f"Invalid API Key provided: {authorization[7:14]}****", status=401, remembered=False
        )


def _to_json(value: Doc) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
