"""`python -m sandbox`: a store with a demo, and the payment provider, the carriers and the mailbox
that it talks to. Ctrl-C stops everything.
"""

from __future__ import annotations

import sys

from sandbox.demo.running import run_demo_store

if __name__ == "__main__":
    sys.exit(run_demo_store(sys.argv[1:]))
