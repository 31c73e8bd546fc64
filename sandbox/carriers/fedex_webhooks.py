"""Messages to the store about what was seen of a parcel, signed as FedEx signs them."""

from __future__ import annotations

import base64
import hashlib
import hmac

from sandbox.http.webhooks import Senders

HEADER = "fdx-signature"


def webhook_signature(payload: bytes, token: str, *, encoding: str = "base64") -> str:
    """The HMAC-SHA256 of the body under the security token: in base64, as the header is documented,
    or in `hex`.
    """
    digest = hmac.new(token.encode(), payload, hashlib.sha256)
    return (
        digest.hexdigest()
        if encoding == "hex"
        else base64.b64encode(digest.digest()).decode("ascii")
    )


class FedexSenders(Senders):
    """Signs with the security token, in the encoding that is wanted."""

    encoding = "base64"

    def headers(self, payload: bytes) -> dict[str, str]:
        return {HEADER: webhook_signature(payload, self.secret, encoding=self.encoding)}
