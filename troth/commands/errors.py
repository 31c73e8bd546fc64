"""What a command refuses."""

from __future__ import annotations


class WrongInput(Exception):
    """One line for the person who typed it: the option, and what is wrong with it."""
