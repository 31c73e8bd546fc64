"""What is pending of publishing: what-ifs that still run."""

from __future__ import annotations

from datetime import timedelta

from troth.outbox import Backoff, Outbox
from troth.publishing.models import WhatIf

_MINUTE = timedelta(minutes=1)

WHAT_IFS = Outbox(
    pending=lambda: WhatIf.objects.filter(state=WhatIf.RUNNING),
    task="troth.publishing.tasks.replay_what_if",
    lease=_MINUTE,
    backoff=Backoff(_MINUTE, _MINUTE),
)
