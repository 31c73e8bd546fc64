"""Pages as Django's client and a shopper read them."""

from __future__ import annotations

import re
import time

from django.test import Client

from troth.orders.links import link_of
from troth.orders.models import Order

ADDRESS_FORM = {
    "email": "ann@example.com",
    "name": "Ann Lee",
    "street": "12 Grand Street",
    "street2": "",
    "city": "New York",
    "state": "NY",
    "zip_code": "10013",
    "phone": "",
    "method": "ground",
}


class Browser(Client):
    """Who is let in without a sign-in has proven who they are just now, as after a sign-in."""

    def force_login(self, user, backend=None) -> None:
        super().force_login(user, backend)
        self.proven(user)

    def proven(self, user, minutes_ago: float = 0) -> None:
        session = self.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time() - minutes_ago * 60}
        ]
        session.save()


class QuickBrowser(Browser):
    """For many questions: nothing is kept of how an answer was made."""

    def request(self, **request):
        answer = self.handler(self._base_environ(**request))
        self.cookies.update(answer.cookies)
        return answer


def page_text(answer) -> str:
    """The words of a page, without its markup."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("&#x27;", "'").replace("&amp;", "&").split())


def token_path(order: Order) -> str:
    return "/o/" + link_of(number=order.number, link_hash=order.link_hash).rpartition("/")[2]


def request_paths(order) -> dict[str, str]:
    return {
        what: f"/orders/{order.number}/ask/{what}"
        for what in ("cancel", "not-received", "damaged", "not-authentic")
    }


def read_to_end(answer) -> None:
    """To its end, which closes its file; closed by hand, an answer takes the test's database
    connection with it.
    """
    if answer.streaming:
        b"".join(answer.streaming_content)
