"""The one clock: forward only, in development only."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from troth import clock, running


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


def test_the_worker_sweeps_as_soon_as_it_is_moved(development):
    development.SWEEP_SECONDS = 60
    began = time.monotonic()
    mover = threading.Timer(0.2, clock.move_forward, [timedelta(hours=3)])
    mover.start()
    running._wait_for_the_next_sweep(clock.moved_by())
    mover.join()
    assert time.monotonic() - began < 30


def test_a_move_in_the_middle_of_a_sweep_is_not_missed(development):
    development.SWEEP_SECONDS = 60
    before, began = clock.moved_by(), time.monotonic()
    clock.move_forward(timedelta(hours=3))
    running._wait_for_the_next_sweep(before)
    assert time.monotonic() - began < 30


def test_a_real_store_sweeps_by_the_minute_alone(development):
    development.DEVELOPMENT, development.SWEEP_SECONDS = False, 0.3
    began = time.monotonic()
    running._wait_for_the_next_sweep(clock.moved_by())
    assert time.monotonic() - began >= 0.3
