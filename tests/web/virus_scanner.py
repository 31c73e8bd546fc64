"""Debian's ClamAV daemon with signatures of our own: started for a test, stopped, started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from troth.scanning import clamd

# Each harmless, and each known to the daemon that this file starts.
MARK = b"TROTH-TEST-MALWARE-1f7c"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE, EICAR_SIGNATURE = "Troth.Test.Malware", "Troth.Test.Eicar"
STARTS_WITHIN = 60


class Scanner:
    """One daemon in a folder of its own, on a TCP port and on a Unix socket."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self.folder = program, folder
        self.socket = str(folder / "s")  # a short path: a socket's has 107 bytes at most
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        database = folder / "db"
        database.mkdir()
        (database / "test.ndb").write_text(
            f"{SIGNATURE}:0:*:{MARK.hex()}\n{EICAR_SIGNATURE}:0:0:{EICAR.hex()}\n"
        )
        (folder / "clamd.conf").write_text(
            f"LocalSocket {self.socket}\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\n"
            f"DatabaseDirectory {database}\nTemporaryDirectory {folder}\nForeground yes\n"
            "StreamMaxLength 40M\nConcurrentDatabaseReload no\nSelfCheck 0\n"
        )
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        log = (self.folder / "log").open("ab")
        self._running = subprocess.Popen(
            [self._program, "--config-file", str(self.folder / "clamd.conf")],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        log.close()
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            assert self._running.poll() is None, (self.folder / "log").read_text()
            try:
                assert clamd.scan_bytes(b"nothing", address=self.address, timeout=5) == ""
                return
            except clamd.ScannerUnavailable:
                time.sleep(0.05)
        raise AssertionError(f"clamd doesn't answer: {(self.folder / 'log').read_text()}")

    def stop(self) -> None:
        """Ends it; again is as once."""
        if self._running is not None:
            self._running.terminate()
            try:
                self._running.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._running.kill()
                self._running.wait()
            self._running = None


def scanner_in(folder: Path) -> Scanner:
    """A daemon that runs. Skips the test where the machine has none; `apt-get install
    clamav-daemon` brings it, and TROTH_CLAMD_REQUIRED=1 makes it necessary.
    """
    program = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        reason = "clamd isn't installed: apt-get install clamav-daemon"
        if os.environ.get("TROTH_CLAMD_REQUIRED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    scanner = Scanner(program, folder)
    scanner.start()
    return scanner
