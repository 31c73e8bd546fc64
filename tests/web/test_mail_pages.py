"""Development's mail folder, as pages."""

from __future__ import annotations

import pytest

from tests.factories.items import a_bag
from tests.factories.letters import send_confirmation
from tests.factories.orders import order_of
from tests.factories.pages import page_text


@pytest.fixture
def name(house):
    send_confirmation(order_of(a_bag()))
    [file] = house.MAIL_FOLDER.glob("*.eml")
    return file.stem


def test_what_was_sent_is_listed_and_shown(shopper, name):
    assert f"/dev/mail/{name}" in shopper.get("/dev/mail/").content.decode()
    assert "within 2 hours of receiving this mail" in page_text(shopper.get(f"/dev/mail/{name}"))
    html = shopper.get(f"/dev/mail/{name}/html")
    assert "is confirmed" in page_text(html)
    assert html["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["..", "../clock", "%2e%2e%2fclock", "nothing"])
def test_nothing_else_can_be_read(shopper, name, path):
    assert shopper.get(f"/dev/mail/{path}").status_code in (404, 301)


def test_production_shows_no_mail(shopper, name, house):
    house.DEVELOPMENT = False
    for path in ("", name, f"{name}/html"):
        assert shopper.get(f"/dev/mail/{path}").status_code == 404
