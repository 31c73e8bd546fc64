"""Text in a CSV file: nothing that a spreadsheet would run as a formula, and nothing that one has
made over.

An apostrophe in front keeps a cell text, as OWASP asks for; reading the file back takes it away.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]")

_MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_SHORTENED = re.compile(r"[0-9]([.,][0-9]+)?E\+[0-9]{2,3}")
_MADE_A_DAY = re.compile(rf"[0-9]{{1,2}}-{_MONTH}|{_MONTH}-[0-9]{{2}}")


def safe_cell(text: str) -> str:
    """The text as a cell: with an apostrophe in front where it would be read as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def cell_text(cell: str) -> str:
    """The text that `safe_cell` made this cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def check_not_reformatted(name: str, value: str) -> None:
    """ValueError where a spreadsheet made another thing of a text, such as an id, a serial or a
    size: a number that it shortened, or a day.
    """
    if _SHORTENED.fullmatch(value):
        mistake = "a number that a spreadsheet shortened"
    elif _MADE_A_DAY.fullmatch(value):
        mistake = "a day that a spreadsheet made of it"
    else:
        return
    raise ValueError(
        f"{name}: {value[:40]!r} is {mistake}; format the column as text, and write it"
    )
