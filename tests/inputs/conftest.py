"""Inputs are tried through the doors, as a browser without scripts sends them."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import world
from tests.web.mail_providers import PROVIDERS, mail_through
from troth import clock


@pytest.fixture
def postmark(house):
    """A store that mails through Postmark, with delivery reports set up."""
    yield from mail_through(house, PROVIDERS["postmark"])


@pytest.fixture
def shopper(house):
    world.clock(clock.now())
    return Client()
