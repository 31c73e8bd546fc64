"""Text in a CSV file: nothing that a spreadsheet would run as a formula.

An apostrophe in front keeps a cell text, as OWASP asks for; reading the file back takes it away.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]")


def safe_cell(text: str) -> str:
    """The text as a cell: with an apostrophe in front where it would be read as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def cell_text(cell: str) -> str:
    """The text that `safe_cell` made this cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
