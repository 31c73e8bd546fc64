"""Inputs are tried through the doors, as a browser without scripts sends them."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import world
from troth import clock


@pytest.fixture
def shopper(house):
    world.clock(clock.now())
    return Client()
