"""The world outside the store: payment provider and carrier (this tree's sandbox, whichever tree
the store is of), a mail provider with Postmark's shapes, and the box into which their
webhooks fall.

Shapes of Postmark as in its published API and in django-anymail's tests.
"""

from __future__ import annotations

import base64
import http.client
import json
import queue
import threading
import urllib.parse
import uuid
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from sandbox.carriers.server import CarrierServer
from sandbox.http import webhooks
from sandbox.stripe.server import PaymentsServer
from simulation.clock import Clock

VISA, DECLINED = "4242424242424242", "4000000000000002"
SECRET = "webhooks:secret"
INACTIVE = (
    "You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses:"
    " {to}. Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a"
    " manual suppression."
)


@dataclass(frozen=True)
class Hook:
    """A webhook that was sent to the store, and waits to be given to it."""

    path: str
    headers: dict[str, str]
    body: bytes


class _Server:
    """A small HTTP server in a thread."""

    def __init__(self, port: int = 0) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, answer = outer.answer(self.path, dict(self.headers), body)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=(0.1,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        raise NotImplementedError

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


class HookBox(_Server):
    """Takes webhooks of the sandbox; whoever drives the life gives them to the store."""

    def __init__(self) -> None:
        self.waiting: queue.SimpleQueue[Hook] = queue.SimpleQueue()
        super().__init__()

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        self.waiting.put(Hook(path, headers, body))
        return 200, b"{}"


@dataclass
class Sent:
    """A letter that the store handed to the mail provider."""

    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    attachments: list[dict[str, str]] = field(default_factory=list)
    provider_id: str = ""


class Postmark(_Server):
    """The mail provider. `refuses` holds addresses it refuses at once; `down` answers 500."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.refuses: set[str] = set()
        self.refused: list[dict[str, str]] = []  # letters that were refused, each once
        self.down = False
        super().__init__()

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if self.down:
            return 503, b'{"Message": "down"}'
        payload = json.loads(body)
        if path.rstrip("/").endswith("batch"):
            return 200, json.dumps([self._take(message) for message in payload]).encode()
        answer = self._take(payload)
        return 200 if answer["ErrorCode"] == 0 else 422, json.dumps(answer).encode()

    def _take(self, payload: dict[str, Any]) -> dict[str, Any]:
        to = payload["To"]
        headers = {header["Name"]: header["Value"] for header in payload.get("Headers", [])}
        if any(address in to for address in self.refuses):
            self._note_refusal(to, payload.get("Subject", ""), headers)
            return {"ErrorCode": 406, "Message": INACTIVE.format(to=to)}
        used = str(uuid.uuid4())
        attachments = [
            {
                "name": attachment["Name"],
                "text": _text_of(attachment["Content"], attachment.get("ContentType", "")),
            }
            for attachment in payload.get("Attachments", [])
        ]
        self.sent.append(
            Sent(
                to=to,
                subject=payload.get("Subject", ""),
                text=payload.get("TextBody", ""),
                html=payload.get("HtmlBody", ""),
                headers=headers,
                attachments=attachments,
                provider_id=used,
            )
        )
        return {"To": to, "MessageID": used, "ErrorCode": 0, "Message": "OK", "SubmittedAt": ""}

    def _note_refusal(self, to: str, subject: str, headers: dict[str, str]) -> None:
        values_by_name = {name.lower(): value for name, value in headers.items()}
        refusal = {"to": to, "subject": subject, "message_id": values_by_name.get("message-id", "")}
        if refusal not in self.refused:
            self.refused.append(refusal)


def _text_of(content: str, kind: str) -> str:
    raw = base64.b64decode(content)
    return raw.decode(errors="replace") if kind.startswith("text/") else f"({kind}, {len(raw)})"


class MailFolder:
    """The store's own mail folder, where no provider is set up: each letter is handed over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: set[str] = set()

    def fresh(self) -> list[Sent]:
        """What came since the last look."""
        letters = []
        for file in sorted(self._folder.glob("*.eml")):
            if file.name in self._read:
                continue
            self._read.add(file.name)
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            parts = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
            attachments = [
                {"name": part.get_filename() or "", "text": str(part.get_content())[:20000]}
                for part in message.iter_attachments()
            ]
            letters.append(
                Sent(
                    to=str(message["To"]),
                    subject=str(message["Subject"]),
                    text=parts["plain"].get_content() if parts["plain"] else "",
                    html=parts["html"].get_content() if parts["html"] else "",
                    headers={name: str(value) for name, value in message.items()},
                    attachments=attachments,
                )
            )
        return letters


class Outside:
    """Everything that the store talks to, on sockets of this machine, by the life's clock."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        # One sender, and no thread that looks at the real clock: what happens first is never a
        # matter of which thread is faster.
        webhooks.SENDERS = 1
        servers: tuple[Any, ...] = (CarrierServer, PaymentsServer)
        for server in servers:
            server._let_time_pass = lambda _server: None
            server.now = lambda _server: clock.seconds()
        self.hooks, self.postmark = HookBox(), Postmark()
        (folder / "payments").mkdir()
        (folder / "carrier").mkdir()
        self.payments = PaymentsServer(
            folder=folder / "payments",
            webhook_url=f"{self.hooks.url}/webhooks/payments",
            webhook_secret="whsec_builtin",
        )
        self.carrier = CarrierServer(folder=folder / "carrier", webhook_token="built-in")
        self.payments.__enter__()
        self.carrier.__enter__()
        ask(f"{self.carrier.url}/_control", auto_collect=False)

    def catch_up(self) -> None:
        """The clock has moved: whatever ends by itself, ends."""
        with self.payments._store.transaction():
            self.payments._state.expire()
        self.carrier.parcels.settle()

    def stop(self) -> None:
        """All of it."""
        self.carrier.__exit__(None, None, None)
        self.payments.__exit__(None, None, None)
        self.hooks.stop()
        self.postmark.stop()


def ask(url: str, **payload: Any) -> Any:
    """Posts JSON to a control of the sandbox; returns what it answers, or an empty dict."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        body = json.dumps(payload)
        connection.request("POST", parts.path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode()
        return json.loads(text) if answer.status < 300 and text else {"error": text[:500]}
    finally:
        connection.close()


def submit(url: str, **form: str) -> tuple[int, str]:
    """Sends a form to a page of the payment provider; its status, and where it leads or what it
    says.
    """
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        body = urllib.parse.urlencode(form)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request("POST", path, body, kind)
        answer = connection.getresponse()
        text = answer.read().decode()
        return answer.status, answer.headers.get("Location") or text
    finally:
        connection.close()
