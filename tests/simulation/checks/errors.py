"""Nothing breaks: no page answers 500, and no work in the background raises."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import Fault, Page, Transcript

KILLED = "the process died"  # the life ends processes on purpose; what follows must be whole


def run(life: Transcript) -> Iterator[Finding]:
    """Every error is a finding, but for a process that the life itself ended."""
    for fault in life.of(Fault):
        if KILLED in fault.text:
            continue
        last = fault.text.strip().splitlines()[-1:] or [""]
        story = f"{fault.where} failed: {last[0][:200]}"
        yield Finding("errors", "", fault.at, story, (fault.text[-1500:],), story)
    for page in life.of(Page):
        if page.status >= 500 and KILLED not in page.text:
            story = f"The page {page.page} answered {page.status}"
            yield Finding("errors", page.about, page.at, story, (page.url,), f"{page.page} 500")


CHECK = Check(
    "errors", "all", "what the page or the work in the background was to do for them", run
)
