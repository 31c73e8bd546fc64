"""Few lines of the templates are wide. What else is asked of them, the gate asks djlint."""

from __future__ import annotations

from pathlib import Path

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
