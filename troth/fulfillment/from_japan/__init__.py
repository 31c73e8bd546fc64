"""Transfers from Japan to New York, and what was found when they arrived."""
