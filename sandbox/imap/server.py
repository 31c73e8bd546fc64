"""The sandbox's mailbox: `python -m sandbox.imap.server --port 8003 --folder var/mailbox`.

It speaks as much of IMAP4rev1 (RFC 3501) and MOVE (RFC 6851) as a program needs that takes mail out
of an inbox.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import socketserver
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox.clock import read_clock
from sandbox.stop_signals import block_stop_signals, wait_for_stop

MOST_LINE = 65_536
MOST_LITERAL = 45_000_000
_FOLDER = re.compile(r"^[A-Za-z0-9._-]{1,60}$")


class MailboxServer:
    """One mailbox, started with `with`; its messages lie in `folder`, one file each, and survive
    it.
    """

    def __init__(
        self,
        *,
        folder: Path,
        port: int = 0,
        host: str = "127.0.0.1",
        user: str = "care",
        password: str = "care",  # noqa: S107
        clock_file: Path | None = None,
    ) -> None:
        self._folder, self._clock_file, self._lock = folder, clock_file, threading.Lock()
        self.user, self.password = user, password
        self.hang_up_after: list[str] = []  # commands after whose work the line breaks, once each
        (folder / "INBOX").mkdir(parents=True, exist_ok=True)
        self._server = _Server((host, port), type("Handler", (_Handler,), {"box": self}))
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        )

    def __enter__(self) -> MailboxServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def now(self) -> float:
        """The real time, moved by what the clock file says."""
        return read_clock(self._clock_file)

    def deliver(self, raw: bytes, *, name: str = "INBOX") -> int:
        """Puts a message in a folder, whole or not at all. Its UID."""
        with self._lock:
            uid = self._next_uid()
            place = self._folder / name
            half = place / f"{uid}.half"
            half.write_bytes(raw)
            half.rename(place / f"{uid}-{int(self.now())}.eml")
            return uid

    def _next_uid(self) -> int:
        file = self._folder / "next-uid"
        uid = int(file.read_text(encoding="ascii")) if file.exists() else 1
        file.write_text(str(uid + 1), encoding="ascii")
        return uid

    def folders(self) -> list[str]:
        return sorted(path.name for path in self._folder.iterdir() if path.is_dir())

    def create(self, name: str) -> bool:
        """False for a name that is none."""
        if not _FOLDER.match(name):
            return False
        (self._folder / name).mkdir(exist_ok=True)
        return True

    def messages(self, name: str) -> dict[int, Path]:
        """By UID, in order."""
        files = (self._folder / name).glob("*.eml")
        return dict(sorted((int(file.name.partition("-")[0]), file) for file in files))

    def move(self, uid: int, source: str, target: str) -> None:
        with self._lock:
            file = self.messages(source).get(uid)
            if file is not None:
                moment = file.stem.partition("-")[2]
                file.rename(self._folder / target / f"{self._next_uid()}-{moment}.eml")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


class _Handler(socketserver.StreamRequestHandler):
    """One client. A line at a time; what isn't understood is answered BAD, and the line stays
    open.
    """

    box: MailboxServer

    def handle(self) -> None:
        self.user_in, self.selected = False, ""
        self.uids: list[int] = []
        self._say("* OK [CAPABILITY IMAP4rev1 MOVE] ready")
        with contextlib.suppress(OSError):
            while (line := self._line()) is not None:
                if not self._one(line):
                    return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode("utf-8", "replace") + b"\r\n")

    def _line(self) -> list[str | bytes] | None:
        """One command with its literals; None at the end."""
        parts: list[str | bytes] = []
        while True:
            raw = self.rfile.readline(MOST_LINE)
            if not raw or not raw.endswith(b"\n"):
                return None
            text = raw.rstrip(b"\r\n").decode("utf-8", "replace")
            literal = re.search(r"\{(\d{1,9})\}$", text)
            if literal is None:
                return [*parts, text]
            if int(literal[1]) > MOST_LITERAL:
                return None
            self._say("+ go on")
            parts += [text[: literal.start()], self.rfile.read(int(literal[1]))]

    def _one(self, line: list[str | bytes]) -> bool:
        first = str(line[0]).split(None, 2)
        if len(first) < 2:
            self._say(f"{first[0] if first else '*'} BAD what is meant?")
            return True
        tag, command, rest = first[0], first[1].upper(), first[2] if len(first) > 2 else ""
        if command == "UID":
            command, _, rest = rest.partition(" ")
            command = "UID_" + command.upper()
        verb = getattr(self, f"do_{command.lower()}", None)
        if verb is None or not (
            self.user_in or command in ("CAPABILITY", "LOGIN", "LOGOUT", "NOOP")
        ):
            self._say(f"{tag} BAD {command[:30]} can't be done here")
            return True
        try:
            answer = verb(rest, line)
        except (KeyError, ValueError, IndexError, OSError) as problem:
            answer = f"NO {str(problem)[:80]!r}"
        if command in self.box.hang_up_after:
            self.box.hang_up_after.remove(command)
            return False
        self._say(f"{tag} {answer}")
        return command != "LOGOUT"

    def do_capability(self, *_: Any) -> str:
        self._say("* CAPABILITY IMAP4rev1 MOVE")
        return "OK done"

    def do_noop(self, *_: Any) -> str:
        return "OK done"

    def do_logout(self, *_: Any) -> str:
        self._say("* BYE until next time")
        return "OK done"

    def do_login(self, rest: str, line: list[str | bytes]) -> str:
        credentials = _words(rest) + [
            part.decode("utf-8", "replace") for part in line if isinstance(part, bytes)
        ]
        self.user_in = credentials[:2] == [self.box.user, self.box.password]
        return "OK welcome" if self.user_in else "NO [AUTHENTICATIONFAILED] wrong name or password"

    def do_list(self, rest: str, _: Any) -> str:
        wanted = _words(rest)[-1]
        for name in self.box.folders():
            if wanted in ("*", "%", name):
                self._say(f'* LIST () "/" "{name}"')
        return "OK done"

    def do_create(self, rest: str, _: Any) -> str:
        return "OK created" if self.box.create(_words(rest)[0]) else "NO that is no name"

    def do_select(self, rest: str, _: Any) -> str:
        name = _words(rest)[0]
        name = "INBOX" if name.upper() == "INBOX" else name
        if name not in self.box.folders():
            return "NO there is no such folder"
        self.selected = name
        for line in (
            f"{len(self.box.messages(name))} EXISTS",
            "0 RECENT",
            "OK [UIDVALIDITY 1] fixed",
            r"FLAGS (\Seen)",
        ):
            self._say(f"* {line}")
        return "OK [READ-WRITE] open"

    do_examine = do_select

    def do_close(self, *_: Any) -> str:
        self.selected = ""
        return "OK closed"

    def do_uid_search(self, *_: Any) -> str:
        self._say("* SEARCH " + " ".join(map(str, self.box.messages(self.selected))))
        return "OK done"

    def do_uid_fetch(self, rest: str, _: Any) -> str:
        which, _, items = rest.partition(" ")
        for number, (uid, file) in enumerate(self.box.messages(self.selected).items(), 1):
            if uid in _uids(which):
                self._show(number, uid, file, items.upper())
        return "OK done"

    def _show(self, number: int, uid: int, file: Path, items: str) -> None:
        at = datetime.fromtimestamp(int(file.stem.partition("-")[2]), UTC)
        head = f'* {number} FETCH (UID {uid} INTERNALDATE "{at:%d-%b-%Y %H:%M:%S} +0000"'
        if "BODY" not in items and "RFC822" not in items:
            self._say(head + ")")
            return
        raw = file.read_bytes()
        self.wfile.write(f"{head} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def do_uid_move(self, rest: str, _: Any) -> str:
        which, _, target = rest.partition(" ")
        name = _words(target)[0]
        if name not in self.box.folders():
            return "NO [TRYCREATE] there is no such folder"
        folder_uids = list(self.box.messages(self.selected))
        for uid in sorted(_uids(which) & set(folder_uids), reverse=True):
            self.box.move(uid, self.selected, name)
            self._say(f"* {folder_uids.index(uid) + 1} EXPUNGE")
        return "OK moved"

    def do_expunge(self, *_: Any) -> str:
        return "OK nothing to do"

    def do_append(self, rest: str, line: list[str | bytes]) -> str:
        name = _words(rest)[0]
        content = next(part for part in line if isinstance(part, bytes))
        if name not in self.box.folders():
            return "NO [TRYCREATE] there is no such folder"
        self.box.deliver(content, name=name)
        return "OK kept"


def _words(text: str) -> list[str]:
    """Words, quoted or not."""
    matches = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', text)
    return [plain or quoted.replace('\\"', '"') for quoted, plain in matches]


def _uids(sequence_set: str) -> set[int]:
    """`3`, `3:5`, `3,7:9`."""
    uids: set[int] = set()
    for part in sequence_set.split(",")[:1000]:
        first, _, last = part.partition(":")
        if last == "*":
            last = "1000000"
        uids |= set(range(int(first), min(int(last or first), int(first) + 1_000_000) + 1))
    return uids


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox.imap.server", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--clock-file", type=Path)
    options = parser.parse_args()
    stops = block_stop_signals()
    with MailboxServer(**vars(options)):
        wait_for_stop(stops)


if __name__ == "__main__":
    main()
