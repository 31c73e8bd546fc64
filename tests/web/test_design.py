"""One design: colors are named once, dark has each that light has, and letters wear the light
ones.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from troth.config import settings

TROTH = settings.BASE_DIR / "troth"
SHEET = (TROTH / "components/static/components/components.css").read_text(encoding="utf-8")
MORE_SHEETS = [
    (TROTH / path).read_text(encoding="utf-8")
    for path in ("storefront/static/store/store.css", "desk/static/desk/desk.css")
]
COLOR = r"#[0-9a-fA-F]{3,8}\b|rgba?\([^)]*\)|hsla?\([^)]*\)"
LETTERS = sorted((TROTH / "notifications/templates/notifications").rglob("*.html"))
# The same in dark: what lies on it is drawn on white (a code to scan, a letter), or the edge is
# seen on both.
SAME = {"--white", "--edge"}


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(rf"(--[\w-]+): ({COLOR})", block))


def blocks() -> tuple[str, str, str]:
    light, _, rest = SHEET.partition("@media (prefers-color-scheme: dark)")
    dark, _, parts = rest.partition("} }")
    return light, dark, parts


def test_colors_are_named_once():
    assert re.findall(COLOR, "".join([blocks()[2], *MORE_SHEETS])) == []


def test_dark_has_every_color_that_light_has():
    light, dark, _ = blocks()
    assert set(tokens(light)) - set(tokens(dark)) <= SAME
    assert set(tokens(dark)) <= set(tokens(light))


def test_every_token_that_is_used_exists():
    light, _, parts = blocks()
    used = set(re.findall(r"var\((--[\w-]+)\)", "".join([parts, *MORE_SHEETS])))
    assert used <= set(re.findall(r"(--[\w-]+):", light))


@pytest.mark.parametrize("letter", LETTERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_letters_wear_the_light_ones(letter: Path):
    palette = set(tokens(blocks()[0]).values())
    assert set(re.findall(COLOR, letter.read_text(encoding="utf-8"))) <= palette
