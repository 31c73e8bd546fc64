"""Texts that a spreadsheet would run as formulas."""

from __future__ import annotations

FORMULAS = [
    '=HYPERLINK("http://evil.example","click")', "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=1",
    "\n=1", " =1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "'=1+1", "' =1", "=cmd|' /C calc'!A0",
]  # fmt: skip
