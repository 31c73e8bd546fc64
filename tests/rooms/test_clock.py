"""The one clock: forward only, in development only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from troth import clock


@pytest.fixture
def development(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return settings


def test_it_moves_forward_and_stays_ahead(development):
    before = clock.now()
    clock.move_forward(timedelta(hours=3))
    clock.move_forward(timedelta(hours=1))
    assert clock.now() - before >= timedelta(hours=4)


@pytest.mark.parametrize("by", [timedelta(0), timedelta(hours=-1), timedelta(days=367)])
def test_it_moves_forward_only_and_not_too_far(development, by):
    with pytest.raises(ValueError, match="forward only"):
        clock.move_forward(by)


def test_production_refuses_and_ignores_what_was_moved(development):
    clock.move_forward(timedelta(hours=3))
    development.DEVELOPMENT = False
    assert clock.now() - datetime.now(UTC) < timedelta(minutes=1)
    with pytest.raises(clock.ClockIsReal):
        clock.move_forward(timedelta(hours=1))
