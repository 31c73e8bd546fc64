"""What every floor of the suite but the policy's shares: Django, and a database whose timelines are
replayed at the end of each test. `tests.conftest` registers it where it is needed.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from importlib import import_module

import django
import pytest
from pytest_django.plugin import blocking_manager_key

from tests import databases
from tests.factories import world
from tests.factories.moments import NOON, store_clock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.config.settings")
django.setup()

from troth.payments.provider import configured_provider  # noqa: E402
from troth.policy.lifecycle import replay_events  # noqa: E402


def register(config: pytest.Config) -> None:
    """From now on the session's tests have these fixtures, and the database is theirs who ask."""
    if not config.pluginmanager.has_plugin(__name__):
        config.pluginmanager.register(sys.modules[__name__], __name__)
        if not (blocked := config.stash[blocking_manager_key]).is_active:
            blocked.block()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """Each process has a database of its own, copied from a template."""
    with django_db_blocker.unblock():
        end = databases.create_test_database()
    yield
    with django_db_blocker.unblock():
        end()


@pytest.fixture(autouse=True)
def _no_terms_of_another_test():
    from troth.orders import policy_versions

    policy_versions.clear_terms_cache()


@pytest.fixture
def house(db, settings, tmp_path):
    """A database, an empty mail folder, a clock of its own; afterwards every timeline must give the
    stored state.
    """
    from troth.orders import policy_versions

    settings.VAR_DIR = tmp_path
    store_clock(tmp_path)
    settings.EMAIL_BACKEND, settings.MAIL_FOLDER = (
        "troth.notifications.folder.FolderBackend",
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
    # An account with FedEx alone, as a store may have: what goes by the others goes by hand.
    settings.CARRIERS = {"fedex": settings.CARRIERS["fedex"]}
    settings.CARRIERS_BY_HAND = ("ups", "usps")
    settings.STRIPE_API = world.payments().url
    configured_provider.cache_clear()
    settings.TERMS_READ_AGAIN_SECONDS = (
        3600  # what a page asks of the database doesn't hang on how slow a test is
    )
    policy_versions.terms_versions()
    yield settings
    configured_provider.cache_clear()
    world.control(reset=True)
    for line, state, kinds in timelines():
        assert replay_events(kinds) == state, (
            f"line {line} is {state}, and its timeline says {replay_events(kinds)}"
        )
    for entry in turns_that_differ():
        raise AssertionError(f"the turn of order {entry} is not what its timeline says")


@pytest.fixture
def fedex(house):
    """A store whose labels are FedEx's, at noon and four hours; it collects nothing by itself."""
    carriers = world.fedex()
    world.carrier_control(auto_collect=False)
    world.carrier_clock(NOON + timedelta(hours=4))
    yield carriers
    world.carrier_control(reset=True)


def timelines(**which):
    """Each line's key, stored state, and the kinds of its events, oldest first."""
    from troth.orders.models import Line

    for line in Line.objects.filter(**which).prefetch_related("events"):
        events = sorted(line.events.all(), key=lambda event: event.pk)
        yield line.pk, line.state, [event.kind for event in events]


def turns_that_differ(**which):
    """Orders whose stored place in the queue is not what their timeline and lines say."""
    from troth.orders.models import QueueEntry
    from troth.orders.queue_entries import replay_turn

    for entry in QueueEntry.objects.filter(**which).prefetch_related(
        "order__events", "order__lines", "order__parcels"
    ):
        here = sum(line.state == "placed" for line in entry.order.lines.all())
        open_ones = any(
            not (parcel.closed_at or parcel.set_aside_at) for parcel in entry.order.parcels.all()
        )
        derived = (*replay_turn(entry.order.events.all()), here, entry.order.placed_at, open_ones)
        if derived != (
            entry.holds,
            entry.cancellable_until,
            entry.ready_pieces,
            entry.placed_at,
            entry.claimed,
        ):
            yield entry.order_id


@pytest.fixture(scope="session", autouse=True)
def _world_ends():
    yield
    world.stop()
