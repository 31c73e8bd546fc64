"""A shopper's browser as far as forms go: cookies, CSRF, one page after another, over one
connection kept open.
"""

from __future__ import annotations

import http.client
import re
import urllib.parse
from dataclasses import dataclass

VISA = "4242424242424242"
ADDRESS = {
    "name": "A Buyer",
    "street": "12 Grand Street",
    "city": "New York",
    "state": "NY",
    "zip_code": "10013",
    "method": "ground",
}


@dataclass
class Answer:
    status: int
    location: str
    text: str


class Buyer:
    """One at `url`, with a network address of their own where the store is told of it by a
    header.
    """

    def __init__(self, url: str, name: str, *, network: str = "") -> None:
        self.name, self.cookies, self.network = name, {}, network
        parts = urllib.parse.urlsplit(url)
        self._host, self._connection = (
            parts.netloc,
            http.client.HTTPConnection(parts.hostname, parts.port, timeout=150),
        )

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> Answer:
        body = urllib.parse.urlencode(
            {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields}
        )
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        headers = {
            "Host": self._host,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.network:
            headers["X-Forwarded-For"] = self.network
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
            self._connection.close()
            if method != "GET":
                raise
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(answer.status, answer.headers.get("Location", ""), text)

    def into_the_bag(self, *slugs: str) -> None:
        """These pieces and no others."""
        for other in re.findall(r"/bag/remove/([\w-]+)", self.get("/bag").text):
            self.post(f"/bag/remove/{other}")
        self.get(f"/items/{slugs[0]}")
        for slug in slugs:
            self.post(f"/bag/add/{slug}")
        self.get("/checkout")

    def keep(self) -> Answer:
        """The press that keeps what is in the bag and leads to the look-once-more page."""
        return self.post("/checkout", email=f"{self.name}@example.com", **ADDRESS)

    def look(self) -> dict[str, str]:
        """What the look-once-more page's form holds."""
        return dict(
            re.findall(r'name="(key|agreed)" value="([^"]+)"', self.get("/checkout/review").text)
        )

    def open_page(self, form: dict[str, str]) -> str:
        """The press that leads to the provider's page; its address."""
        answer = self.post("/checkout/review", **form)
        assert answer.status == 303, (answer.status, answer.location)
        return answer.location

    def at_the_providers(self, *slugs: str) -> str:
        self.into_the_bag(*slugs)
        response = self.keep()
        assert response.location == "/checkout/review", response
        return self.open_page(self.look())

    def come_back(self, done: str) -> Answer:
        parts = urllib.parse.urlsplit(done)
        return self.get(f"{parts.path}?{parts.query}")


def pay(url: str, *, card: str = VISA, **typed: str) -> Answer:
    """Types a card on the provider's page."""
    form = {
        "email": "ann@example.com",
        "number": card,
        "expiry": "12/40",
        "cvc": "123",
        "name": "A Buyer",
        "zip": "10013",
    } | typed
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", parts.path, urllib.parse.urlencode(form), headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode())
    finally:
        connection.close()
