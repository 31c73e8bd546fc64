"""What the HTTP servers share: threads, quiet, a limit on what is sent, and how to hang up."""

from __future__ import annotations

import contextlib
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours."""


class Handler(BaseHTTPRequestHandler):
    """Gives every request, with its body, to `answer`; and one whose body is too large to
    `too_large`.
    """

    most_bytes: int
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self._read()

    def do_POST(self) -> None:
        self._read()

    def do_PUT(self) -> None:
        self._read()

    def do_DELETE(self) -> None:
        self._read()

    def _read(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self.most_bytes:
            self.close_connection = True
            self.too_large()
            return
        self.answer(self.rfile.read(int(length)))

    def answer(self, body: bytes) -> None:
        raise NotImplementedError

    def too_large(self) -> None:
        raise NotImplementedError

    def of_this_machine(self) -> bool:
        return self.client_address[0] in ("127.0.0.1", "::1")

    def hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def send(
        self, status: int, headers: dict[str, str], body: bytes, *, half: bool = False
    ) -> None:
        """The answer; half of its body, and then nothing more, where a test asks for that."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if half else body)
        if half:
            self.hang_up()
