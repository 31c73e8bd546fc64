"""The address of an order's own page, as it is mailed. Its token is kept nowhere: it is made again
when needed.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from django.conf import settings

from troth.absolute_urls import absolute_url

# Stands in a letter as it is kept; the address itself takes its place when the letter is sent.
PLACEHOLDER = "[[address-of-the-order]]"


def token_for(number: str, *, key: str | None = None) -> str:
    """The secret of an order's address: 192 bits that only who has the key can make."""
    digest = hmac.digest(
        (key or settings.LINK_KEYS[0]).encode(), f"order-link:{number}".encode(), "sha256"
    )
    return urlsafe_b64encode(digest[:24]).decode()


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def link_of(*, number: str, link_hash: str) -> str:
    """The whole address to mail. Made with the key that the order was placed under, as long as the
    settings keep it.
    """
    for key in settings.LINK_KEYS:
        token = token_for(number, key=key)
        if hash_of(token) == link_hash:
            return absolute_url("order_link", token)
    return absolute_url("find_order")
