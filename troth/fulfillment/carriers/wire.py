"""One carrier's HTTP: its token, its time-outs, and what an answer that isn't one means."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests

from troth.fulfillment.carriers.interface import CarrierRefused, CarrierUnreachable

CONNECT_SECONDS, READ_SECONDS = 5, 20
MOST_BYTES = 20_000_000
Doc = dict[str, Any]


class CarrierClient:
    """Calls to one base address. Threads may share it."""

    def __init__(
        self,
        base: str,
        *,
        sign_in: Callable[[CarrierClient], tuple[str, float]],
        read_seconds: float = READ_SECONDS,
    ):
        self.base, self._sign_in, self._read = base.rstrip("/"), sign_in, read_seconds
        self._lock, self._token, self._good_until = threading.Lock(), "", 0.0

    def call(
        self, method: str, path: str, body: Any = None, *, buys: bool = False, **more: Any
    ) -> Doc:
        """The JSON answer. Raises `Refused` for a no, `Unreachable` for no answer that can be
        relied on.

        What buys is sent once; anything else once more where the first try got no answer.
        """
        for last in (buys, True):
            try:
                return self._once(method, path, body, **more)
            except CarrierUnreachable:
                if last:
                    raise
        raise AssertionError("unreachable")

    def _once(
        self, method: str, path: str, body: Any, *, headers: dict[str, str] | None = None
    ) -> Doc:
        token = self.token()
        try:
            return self.send(
                method,
                path,
                json=body,
                headers={"Authorization": f"Bearer {token}"} | (headers or {}),
            )
        except CarrierRefused as refused:
            if refused.code != "401":
                raise
            self.forget()
            fresh_headers = {"Authorization": f"Bearer {self.token()}"} | (headers or {})
            return self.send(method, path, json=body, headers=fresh_headers)

    def token(self) -> str:
        """The bearer token, asked for again shortly before it ends."""
        with self._lock:
            if time.monotonic() >= self._good_until:
                try:
                    self._token, seconds = self._sign_in(self)
                except CarrierUnreachable as gone:  # nothing was asked for but a token
                    raise CarrierUnreachable(str(gone), sent=False) from gone
                self._good_until = time.monotonic() + max(seconds - 60, 1)
            return self._token

    def forget(self) -> None:
        with self._lock:
            self._good_until = 0.0

    def send(self, method: str, path: str, **more: Any) -> Doc:
        """One exchange, without a token of its own."""
        try:
            answer = requests.request(
                method,
                self.base + path,
                timeout=(CONNECT_SECONDS, self._read),
                allow_redirects=False,
                **more,
            )
            content = answer.content
        except (requests.ConnectTimeout, requests.exceptions.InvalidURL) as gone:
            raise CarrierUnreachable(_error_text(gone, self.base), sent=False) from gone
        except requests.ConnectionError as gone:
            sent = "NewConnectionError" not in repr(gone)
            raise CarrierUnreachable(_error_text(gone, self.base), sent=sent) from gone
        except requests.RequestException as gone:
            raise CarrierUnreachable(_error_text(gone, self.base), sent=True) from gone
        return _parse_answer(answer.status_code, content)


def _parse_answer(status: int, content: bytes) -> Doc:
    if status >= 500 or status in (408, 429):
        raise CarrierUnreachable(f"It answered {status}.", sent=status not in (429, 503))
    try:
        answer = json.loads(content[:MOST_BYTES]) if content else {}
    except ValueError:
        answer = None
    if status >= 400:
        code, message = _parse_refusal(answer)
        raise CarrierRefused(
            "401" if status == 401 else code or str(status), message or f"It answered {status}."
        )
    if not isinstance(answer, dict) or status >= 300:
        raise CarrierUnreachable("Its answer can't be read.", sent=True)
    return answer


def _parse_refusal(answer: Any) -> tuple[str, str]:
    """Code and sentence of a refusal, in the shapes of FedEx, UPS and USPS."""
    if not isinstance(answer, dict):
        return "", ""
    response = answer.get("response")
    errors = answer.get("errors") or (
        response.get("errors") if isinstance(response, dict) else None
    )
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        return str(errors[0].get("code", ""))[:60], str(errors[0].get("message", ""))[:500]
    error = answer.get("error")
    if isinstance(error, dict):
        return str(error.get("code", ""))[:60], str(error.get("message", ""))[:500]
    return "", ""


def _error_text(gone: Exception, base: str) -> str:
    """What happened, for a packer; which server and which error, for who looks after it."""
    host, cause = urlsplit(base).hostname or base, type(gone).__name__
    if isinstance(gone, requests.exceptions.InvalidURL):
        text = "Its address isn't valid"
    elif isinstance(gone, requests.ConnectTimeout) or "NewConnectionError" in repr(gone):
        text = "It can't be reached"
    elif isinstance(gone, requests.ReadTimeout):
        text = "It took too long to answer"
    else:
        text = "It closed the connection"
    return f"{text} ({host}: {cause})."
