"""Few lines of the templates are wide; the desk takes no template of the store and names its links.
What else is asked of them, the gate asks djlint.
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
WIDEST = 278


def test_few_lines_are_wide():
    widths = [
        (len(line), f"{path.relative_to(HERE)}:{number}")
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
    ]
    wide = sorted((line_width for line_width in widths if line_width[0] > WIDE), reverse=True)
    assert len(wide) <= WIDE_LINES, wide
    assert wide[0][0] <= WIDEST, wide[:3]


INCLUDES = re.compile(r"""\{% (?:include|extends) "(\w+)/|inclusion_tag\("(\w+)/""")


def included_folders(source: str) -> set[str]:
    """The first folder of each template that is included, extended or rendered by a tag."""
    return {first or second for first, second in INCLUDES.findall(source)}


def test_the_desk_shares_components_with_the_store_and_nothing_else():
    files = [*(HERE / "troth" / "desk").rglob("*.html"), *(HERE / "troth" / "desk").rglob("*.py")]
    folders = {name for file in files for name in included_folders(file.read_text("utf-8"))}
    assert folders == {"desk", "components"}
    shared = {
        name
        for path in (HERE / "troth" / "components").rglob("*.html")
        for name in included_folders(path.read_text("utf-8"))
    }
    assert shared <= {"components"}


def test_the_search_for_includes():
    source = '{% include "storefront/_steps.html" with a=b %} {% extends "desk/base.html" %}'
    assert included_folders(source) == {"storefront", "desk"}
    assert included_folders('@register.inclusion_tag("desk/_alerts.html")') == {"desk"}


# Styles and scripts by `static`, pages by `url`: an address changes in one place.
WRITTEN = re.compile(r"""\b[\w-]+=["']/[^"']*["']""")


def test_the_desk_writes_no_address_by_hand():
    written = [
        f"{path.relative_to(HERE)}: {address}"
        for path in (HERE / "troth" / "desk").rglob("*.html")
        for address in WRITTEN.findall(path.read_text("utf-8"))
    ]
    assert written == []


def test_the_search_for_written_addresses():
    assert WRITTEN.findall('<a href="/desk/">x</a>') == ['href="/desk/"']
    assert WRITTEN.findall("<p data-watch='/desk/packing/1/state'>") != []
    assert WRITTEN.findall("""<a href="{% url 'desk' %}?lang=ja" rel="next">""") == []


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
