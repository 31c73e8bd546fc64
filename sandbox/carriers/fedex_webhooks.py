"""Telling who listens what was seen of a parcel, signed as FedEx signs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client

from sandbox.http.webhooks import PATIENCE, Senders

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


class CarrierSenders(Senders):
    """Several at a time, so in no sure order; each is tried again, after growing pauses, until it
    is taken.
    """

    encoding = "base64"

    def _send(self, payload: bytes) -> bool:
        connection = http.client.HTTPConnection(
            self._url.hostname or "", self._url.port, timeout=PATIENCE
        )
        headers = {
            "Content-Type": "application/json",
            HEADER: webhook_signature(payload, self._secret, encoding=self.encoding),
        }
        path = (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")
        try:
            connection.request("POST", path, payload, headers)
            answer = connection.getresponse()
            answer.read()
            return 200 <= answer.status < 300
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
