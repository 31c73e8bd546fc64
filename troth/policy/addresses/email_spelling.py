"""An email address whose domain looks like a slip of the fingers."""

from __future__ import annotations

from rapidfuzz.distance import OSA

# Where most shoppers have their mail. Short names are left out: too many real ones are like them.
_OFTEN = (
    "gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "comcast.net",
    "verizon.net", "protonmail.com",
)  # fmt: skip
# Providers of their own, though one letter from another.
_REAL = {
    "mail.com", "email.com", "ymail.com", "rymail.com", "gmail.co.jp", "hotmail.co", "mailo.com",
    "yahoo.co", "gmx.com", "fmail.com", "hmail.com", "tmail.com", "zmail.com",
}  # fmt: skip
_MOST_SLIPS = 1  # a letter too many, too few, another one, or two that changed places


def suggest_address(email: str) -> str:
    """The address that was probably meant, where its domain is one slip from that of a big
    provider; empty where it reads right.
    """
    name, _, domain = email.strip().rpartition("@")
    domain = domain.lower()
    if domain in _OFTEN or domain in _REAL:
        return ""
    near = (provider for provider in _OFTEN if OSA.distance(domain, provider) <= _MOST_SLIPS)
    suggestion = next(near, "")
    return f"{name}@{suggestion}" if suggestion else ""
