"""A copy of the source tree in which mutants are put, one at a time, and commands are run."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
MEMORY = 6 * 2**30  # bytes that a process may take, since a mutant may build a list for ever
MUTATED_TIMES = count(
    1_000_000_000
)  # no two mutants have one time, so none meets another's bytecode


class Ran(NamedTuple):
    """How a command ended: its exit code, or None where its time was over; and what it printed."""

    code: int | None
    output: str


class Workshop:
    """The copy. `source` is the tree that it follows, `cache` the folder that holds everything."""

    def __init__(self, source: Path, cache: Path) -> None:
        self.source, self.cache, self.tree = source, cache, cache / "tree"

    def update_copy(self) -> None:
        """Makes the copy the same as the source, byte for byte."""
        names = tracked_files(self.source)
        for name in names:
            original, copy = self.source / name, self.tree / name
            if not copy.exists() or times_of(original) != times_of(copy):
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(original, copy)
        wanted = {self.tree / name for name in names}
        for path in self.tree.rglob("*.py"):
            if path not in wanted and ".cache" not in path.relative_to(self.tree).parts:
                path.unlink()

    def digest_of(self, folders: Sequence[str]) -> str:
        """One digest of all Python and data files under these folders of the copy."""
        digest = sha256(sys.version.encode())
        for name in tracked_files(self.source):
            if name.startswith(tuple(f"{folder}/" for folder in folders)):
                digest.update(f"{name}\n".encode() + (self.tree / name).read_bytes())
        return digest.hexdigest()[:16]

    @contextlib.contextmanager
    def mutated(self, path: str, text: str) -> Iterator[None]:
        """Within it, the copy's module has this text."""
        module = self.tree / path
        original, status = module.read_bytes(), module.stat()
        try:
            module.write_text(text, "utf-8")
            moment = next(MUTATED_TIMES)
            os.utime(module, (moment, moment))
            yield
        finally:
            module.write_bytes(original)
            os.utime(module, ns=(status.st_atime_ns, status.st_mtime_ns))

    def run(
        self, command: Sequence[str], seconds: float, environment: dict[str, str] | None = None
    ) -> Ran:
        """Runs a command in the copy. When its time is over, or this is interrupted, it is ended
        with all its children.
        """
        process = subprocess.Popen(
            command,
            cwd=self.tree,
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join([str(self.tree), str(ROOT)])}
            | (environment or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=limit_memory,
        )
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return Ran(None, "")
        finally:
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        return Ran(process.returncode, output)


def limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def times_of(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def tracked_files(root: Path) -> list[str]:
    """The files that git knows of or would add; without git, all of them."""
    if (root / ".git").exists():
        command = ["git", "ls-files", "-co", "--exclude-standard"]
        listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
        names = set(listed.stdout.splitlines())
    else:
        names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
        names = {name for name in names if not name.startswith(".") and "__pycache__" not in name}
    return sorted(name for name in names if (root / name).is_file())
