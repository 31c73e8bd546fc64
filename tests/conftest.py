"""What every floor of the suite shares: a database whose timelines are replayed at the end of each
test.
"""

from __future__ import annotations

from importlib import import_module

import pytest
from hypothesis import settings as hypothesis_settings

from tests import world
from troth.payments.provider import provider
from troth.policy.lifecycle import replay

# A busy machine is no failure: nothing here asserts a time.
hypothesis_settings.register_profile("troth", deadline=None)
hypothesis_settings.load_profile("troth")


@pytest.fixture(autouse=True)
def _no_terms_of_another_test():
    from troth.orders import in_force

    in_force.forget()


@pytest.fixture
def house(db, settings, tmp_path):
    """A database, an empty mail folder, a clock of its own; afterwards every timeline must give the
    stored state.
    """
    from troth.orders import in_force

    settings.VAR_DIR = tmp_path
    settings.EMAIL_BACKEND, settings.MAIL_FOLDER = (
        "troth.notices.folder.FolderBackend",
        tmp_path / "mail",
    )
    settings.MEDIA_ROOT, settings.SEARCH_DIR = tmp_path / "media", tmp_path / "search"
    local = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": local, "OPTIONS": {"location": tmp_path / "media"}},
        "evidence": {"BACKEND": local, "OPTIONS": {"location": tmp_path / "evidence"}},
    }
    import_module(
        settings.ROOT_URLCONF
    )  # as development has them, whichever test comes first and plays production
    settings.STRIPE_API = world.payments().url
    provider.cache_clear()
    settings.TERMS_READ_AGAIN_SECONDS = (
        3600  # what a page asks of the database doesn't hang on how slow a test is
    )
    in_force.versions()
    yield settings
    provider.cache_clear()
    world.control(reset=True)
    for line, state, kinds in timelines():
        assert replay(kinds) == state, (
            f"line {line} is {state}, and its timeline says {replay(kinds)}"
        )
    for turn in turns_that_differ():
        raise AssertionError(f"the turn of order {turn} is not what its timeline says")


def timelines(**which):
    """Each line's key, stored state, and the kinds of its events, oldest first."""
    from troth.orders.models import Line

    for line in Line.objects.filter(**which).prefetch_related("events"):
        events = sorted(line.events.all(), key=lambda event: event.pk)
        yield line.pk, line.state, [event.kind for event in events]


def turns_that_differ(**which):
    """Orders whose stored place in the queue is not what their timeline and lines say."""
    from troth.orders.models import Turn
    from troth.orders.turns import replayed

    for turn in Turn.objects.filter(**which).prefetch_related(
        "order__events", "order__lines", "order__parcels"
    ):
        here = sum(line.state == "placed" for line in turn.order.lines.all())
        open_ones = any(
            not (each.closed_at or each.set_aside_at) for each in turn.order.parcels.all()
        )
        told = (*replayed(turn.order.events.all()), here, turn.order.placed_at, open_ones)
        if told != (turn.holds, turn.free_after, turn.here, turn.placed_at, turn.taken):
            yield turn.order_id


@pytest.fixture(scope="session", autouse=True)
def _world_ends():
    yield
    world.stop()
