"""Hypothesis as the suite uses it: a busy machine is no failure, and nothing here asserts a time.

Its profile must be loaded before a test is declared, so tests take `given` from here.
"""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

__all__ = ["example", "given", "settings", "st"]

settings.register_profile("troth", deadline=None, derandomize=True)
settings.load_profile("troth")
