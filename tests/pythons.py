"""The fast tests on other versions of Python: `make pythons`, or `make pythons PYTHONS=3.13`.

An interpreter must be at hand: as `python3.12` on the path, under pyenv, or by `PYTHON312=/path`.
Where one is missing this stops and says so; nothing but the locked packages is downloaded.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.gate import ENVIRONMENT, PYTEST, ROOT

VERSIONS = ("3.12", "3.13")
KEPT = ROOT / ".cache" / "pythons"
INSTALL = ["-m", "pip", "install", "-q", "--disable-pip-version-check"]
ENGINE_FREE = ["-m", "not deep", "tests"]


def main(arguments: Sequence[str]) -> int:
    """Tests each version in turn; 2 where an interpreter is missing, 1 where a test fails."""
    failed = []
    for version in arguments or VERSIONS:
        interpreter = find(version)
        if interpreter is None:
            name = f"PYTHON{version.replace('.', '')}"
            print(f"Python {version} isn't here. Install it, or name it: {name}=/path/to/python")
            return 2
        python = environment(version, interpreter)
        print(f"== the fast tests on Python {version} ({interpreter})", flush=True)
        command = [python, "-m", *PYTEST, *ENGINE_FREE]
        if subprocess.run(command, cwd=ROOT, env=os.environ | ENVIRONMENT, check=False).returncode:
            failed.append(version)
    if failed:
        print(f"== failed on Python {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def find(version: str) -> Path | None:
    """An interpreter of this version that starts, or None."""
    return next((path for path in candidates(version) if is_version(path, version)), None)


def candidates(version: str) -> Iterator[Path]:
    """Where one may be: as it was named, on the path, under pyenv."""
    named = os.environ.get(f"PYTHON{version.replace('.', '')}")
    if named:
        yield Path(named)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield Path(folder) / f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)


def is_version(interpreter: Path, version: str) -> bool:
    """Whether it is there, starts, and is of this version; a shim may be none of it."""
    if not os.access(interpreter, os.X_OK):
        return False
    script = "import sys; print('.'.join(map(str, sys.version_info[:2])))"
    started = subprocess.run(
        [interpreter, "-c", script], capture_output=True, text=True, check=False
    )
    return started.returncode == 0 and started.stdout.strip() == version


def environment(version: str, interpreter: Path) -> str:
    """A virtual environment with the locked packages; made once for each state of the locks."""
    folder = KEPT / version
    python, ready = folder / "bin" / "python", folder / ".installed"
    locks = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
    if ready.exists() and ready.stat().st_mtime > max(lock.stat().st_mtime for lock in locks):
        return str(python)
    print(f"Installing the locked packages for Python {version} ...", flush=True)
    subprocess.run([interpreter, "-m", "venv", "--clear", folder], check=True)
    for lock in locks:
        subprocess.run([python, *INSTALL, "--require-hashes", "-r", lock], check=True)
    own = ["--no-build-isolation", "--no-deps", "-e", str(ROOT)]
    subprocess.run([python, *INSTALL, *own], check=True)
    ready.touch()
    return str(python)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
