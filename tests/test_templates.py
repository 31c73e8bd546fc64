"""Few lines of the templates are wide, and a link names its page. What else is asked of them, the
gate asks djlint.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
TEMPLATES = sorted((HERE / "troth").glob("**/templates/**/*.html"))
WIDE = 120
# Measured, and they may only fall: how many lines are wider than that, and how wide the widest is.
# A template tag can't be broken over lines, and a break between words that touch would be seen.
WIDE_LINES = 40
WIDEST = 346


def test_few_lines_are_wide():
    widths = [
        (len(line), f"{path.relative_to(HERE)}:{number}")
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
    ]
    wide = sorted((line_width for line_width in widths if line_width[0] > WIDE), reverse=True)
    assert len(wide) <= WIDE_LINES, wide
    assert wide[0][0] <= WIDEST, wide[:3]


HAND_WRITTEN = re.compile(r'(?:href|action|formaction|src)="/')
# Pages whose links are written by hand, and why.
WITHOUT_URL_NAMES = {
    "storefront/templates/500.html": "it is shown when the URL configuration itself fails",
}


def test_links_are_named():
    """Outside the desk, every link to a page of the store is made from the name of its URL."""
    hand_written = {
        str(path.relative_to(HERE / "troth"))
        for path in TEMPLATES
        if "desk" not in path.relative_to(HERE / "troth").parts
        and HAND_WRITTEN.search(path.read_text(encoding="utf-8"))
    }
    assert hand_written == WITHOUT_URL_NAMES.keys()


@pytest.mark.parametrize(
    ("source", "is_hand_written"),
    [
        ('<a href="/orders/find">', True),
        ('<form action="/searches">', True),
        ("<a href=\"{% url 'find_order' %}\">", False),
        ('<a href="https://example.com/">', False),
    ],
)
def test_the_search_for_hand_written_links(source, is_hand_written):
    assert bool(HAND_WRITTEN.search(source)) is is_hand_written
