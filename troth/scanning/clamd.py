"""The protocol of ClamAV's daemon, as `man clamd` describes it: INSTREAM, by TCP or a socket."""

from __future__ import annotations

import socket
import struct

CHUNK_BYTES = 64 * 1024
MOST_ANSWER_BYTES = 4096


class ScannerUnavailable(Exception):
    """No verdict could be had; the text says why. The file is neither clean nor infected."""


def scan_bytes(content: bytes, *, address: str, timeout: float) -> str:
    """The signature that was found in this content; empty where it is clean.

    `address` is `host:port`, or the path of a Unix socket. Raises `ScannerUnavailable` whenever
    the daemon doesn't say one or the other: it is away, slow, or refuses so large a file.
    """
    try:
        with _open_connection(address, timeout) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK_BYTES):
                chunk = content[start : start + CHUNK_BYTES]
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
            answer = _answer_of(connection)
    except (OSError, ValueError) as away:
        raise ScannerUnavailable(f"the virus scanner at {address}: {away}"[:300]) from away
    return _signature_of(answer)


def _open_connection(address: str, timeout: float) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(timeout)
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=timeout)


def _answer_of(connection: socket.socket) -> str:
    """What it answers, until the NUL that ends it."""
    answer = b""
    while b"\0" not in answer and len(answer) < MOST_ANSWER_BYTES:
        part = connection.recv(MOST_ANSWER_BYTES)
        if not part:
            break
        answer += part
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _signature_of(answer: str) -> str:
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND") or "unnamed"
    raise ScannerUnavailable(f"the virus scanner answers {answer[:200]!r}")
