"""Lives one life in this process, and writes its transcript: `python -m simulation.live`."""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from simulation.clock import Clock
from simulation.host import Host, temporary_folder  # before a source: the sandbox is this tree's
from simulation.script import DAYS, Script, plan_script, script_from
from simulation.transcript import Transcript

HERE = Path(__file__).parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 once the life is over, whatever was found in it."""
    options = _options().parse_args(arguments)
    script = (
        script_from(options.script.read_text(encoding="utf-8"))
        if options.script
        else plan_script(options.seed, store=options.store, days=options.days)
    )
    options.out.parent.mkdir(parents=True, exist_ok=True)
    gc.set_threshold(200_000, 100, 100)  # little of a life is garbage in circles
    started = time.monotonic()
    with options.out.open("w", encoding="utf-8") as file:
        counts = live_script(
            script, options.source.resolve(), file, options.database, options.control
        )
    seconds = time.monotonic() - started
    print(f"seed {script.seed}: {seconds:.0f} s, {counts}", flush=True)
    return 0


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m simulation.live", description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--store", default="standard", help="standard, pacific, fixed-offset")
    options.add_argument("--script", type=Path, help="a script that was kept, instead of a seed")
    options.add_argument("--source", type=Path, default=HERE, help="the tree that troth is in")
    options.add_argument("--database", default="", help="a migrated database; SQLite by default")
    options.add_argument("--days", type=int, default=DAYS, help="a shorter life")
    options.add_argument("--control", default="", help="one of simulation/controls, put in first")
    options.add_argument("--out", type=Path, required=True)
    return options


def live_script(
    script: Script, source: Path, file: object, database_url: str = "", control: str = ""
) -> str:
    """Opens the store, lives the script, and closes everything."""
    if str(source) not in sys.path:
        sys.path.insert(0, str(source))
    from simulation.controls import put_in_control
    from simulation.life import Life
    from simulation.stores import open_store

    clock = Clock(script.starts)
    transcript = Transcript(file, clock.now)  # type: ignore[arg-type]
    with temporary_folder() as folder:
        host = Host(
            source=source,
            folder=folder,
            clock=clock,
            transcript=transcript,
            seed=script.seed,
            mail_reports=script.mail_reports,
            database_url=database_url,
        )
        try:
            put_in = put_in_control(control) if control else None
            life = Life(script, host, transcript)
            policy = open_store(life)
            gc.freeze()  # what was loaded stays
            transcript.write(
                "start",
                seed=script.seed,
                store=script.store,
                policy=policy,
                mail_reports=script.mail_reports,
                engine="sqlite" if not database_url else "postgres",
                source=_commit(source),
                script=script.as_json(),
            )
            life.live()
            if put_in is not None:
                transcript.write("control", name=control, used=put_in.used)
            transcript.write("end", counts=dict(transcript.counts))
        finally:
            host.close()
    return ", ".join(f"{count} {name}" for name, count in sorted(transcript.counts.items()))


def _commit(source: Path) -> str:
    answer = subprocess.run(
        ["git", "-C", str(source), "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip()


if __name__ == "__main__":
    raise SystemExit(main())
