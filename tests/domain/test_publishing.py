"""A draft, a date, a second person: how terms come into force, and what the record tells."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.items import a_bag
from tests.factories.moments import NOON, moment
from tests.factories.policies import changed_terms
from tests.factories.publications import (
    LONGER,
    OLGA,
    OSCAR,
    TODAY,
    propose_draft,
    put_in_force,
    save_draft,
)
from troth.catalog.actions import unlist_items
from troth.orders.actions import store_policy
from troth.orders.models import Publication
from troth.orders.policy_versions import terms_at, terms_versions, version_at
from troth.policy.terms import BadPolicy, shipped_terms
from troth.publishing import actions
from troth.publishing.models import Draft, PolicyEvent


def events() -> list[tuple[str, str]]:
    return list(PolicyEvent.objects.order_by("pk").values_list("kind", "by"))


def test_two_editors_never_overwrite_one_another(house):
    first = save_draft()
    assert save_draft() == first  # sent twice
    other = changed_terms(("window_hours = 2 ", "window_hours = 4 "))
    with pytest.raises(actions.Overtaken, match="staff:olga has saved"):
        save_draft(other, over=0, by=OSCAR)
    assert save_draft(other, over=first.number, by=OSCAR).number == 2
    with pytest.raises(actions.Overtaken):
        save_draft(LONGER, over=first.number)
    assert actions.latest_draft().by == OSCAR


def test_a_draft_at_fault_is_not_kept(house):
    for text, message in [
        (
            shipped_terms().source.replace("window_hours = 2", "window_hours = 0"),
            "cancellation.window_hours: ",
        ),
        ("x" * 200_001, "at most 200,000"),
        ("name = 'a\x00b'", "NUL"),
        ("name = [", "not TOML"),
    ]:
        with pytest.raises(BadPolicy, match=message):
            actions.save_draft(text=text, over=0, now=NOON, by=OLGA)
    assert not Draft.objects.exists()


def test_a_browsers_line_ends_change_nothing(house):
    sent = LONGER.source.replace("\n", "\r\n")
    assert actions.save_draft(text=sent, over=0, now=NOON, by=OLGA).digest == LONGER.digest


def test_one_owner_publishes_until_the_first_piece_was_on_sale(house):
    published = actions.approve_proposal(proposal=propose_draft(), now=NOON, by=OLGA)
    assert (published.proposed_by, published.approved_by) == (OLGA, OLGA)
    assert PolicyEvent.objects.latest("pk").facts["alone"] is True
    assert terms_versions()[-1].by == f"{OLGA} alone, before anything was on sale"


def test_alone_nobody_publishes_for_a_day_to_come(house):
    waits = propose_draft(on=TODAY + timedelta(days=1))
    with pytest.raises(actions.PublishingRefused, match="from today only"):
        actions.approve_proposal(proposal=waits, now=NOON, by=OLGA)
    assert not Publication.objects.exists()


def test_a_piece_that_left_the_store_has_been_on_sale(house):
    unlist_items(items=[a_bag()], reason="It is shown elsewhere.", now=NOON, by=OLGA)
    waits = propose_draft()
    with pytest.raises(actions.PublishingRefused, match="Another person"):
        actions.approve_proposal(proposal=waits, now=NOON, by=OLGA)
    for row in (
        {"proposed_by": OLGA, "approved_by": OLGA},
        {"proposed_by": OSCAR, "approved_by": OSCAR},
    ):
        with pytest.raises(DatabaseError, match="two people publish"), transaction.atomic():
            Publication.objects.create(
                policy=store_policy(LONGER), in_force_from=NOON, published_at=NOON, **row
            )


def test_a_second_person_publishes_from_a_day(house):
    a_bag()
    on = TODAY + timedelta(days=3)
    waits = propose_draft(on=on)
    with pytest.raises(actions.PublishingRefused, match="Another person"):
        actions.approve_proposal(proposal=waits, now=NOON, by=OLGA)
    publication = actions.approve_proposal(proposal=waits, now=NOON, by=OSCAR)
    assert actions.approve_proposal(proposal=waits, now=NOON, by=OSCAR) == publication  # sent twice
    assert publication.in_force_from == moment("Thu 2026-11-26 00:00")
    assert (publication.proposed_by, publication.approved_by) == (OLGA, OSCAR)
    just_before = publication.in_force_from - timedelta(microseconds=1)
    assert terms_at(just_before) == shipped_terms()
    now_in_force = terms_at(publication.in_force_from)
    assert now_in_force.file.cancellation.window_hours == 3
    assert now_in_force.effective_on == on  # the text says so itself
    assert events() == [("draft.saved", OLGA), ("terms.proposed", OLGA), ("terms.published", OSCAR)]


def test_today_means_from_when_every_process_has_heard(house):
    house.TERMS_READ_AGAIN_SECONDS = 5
    now = moment("Mon 2026-11-23 12:00:50").astimezone(UTC)
    publication = actions.approve_proposal(proposal=propose_draft(now=now), now=now, by=OSCAR)
    assert publication.in_force_from == moment("Mon 2026-11-23 12:02")
    assert terms_at(now) == shipped_terms()


@pytest.mark.parametrize(
    ("on", "message"),
    [("2026-11-22", "is over"), ("2027-11-26", "366 days"), ("2033-01-01", "366 days")],
)
def test_dates_that_can_not_be(house, on, message):
    with pytest.raises(actions.PublishingRefused, match=message) as unable:
        propose_draft(on=date.fromisoformat(on))
    assert unable.value.field == "on"


def test_a_day_is_one_in_new_york(house):
    late = moment("Mon 2026-11-23 23:30").astimezone(UTC)  # the 24th in UTC
    assert propose_draft(now=late).first_day == TODAY


def test_a_proposal_whose_day_is_over_is_published_no_more(house):
    waits = propose_draft()
    with pytest.raises(actions.PublishingRefused, match="is over"):
        actions.approve_proposal(proposal=waits, now=NOON + timedelta(days=1), by=OSCAR)


def test_what_is_in_force_already_is_not_published_again(house):
    with pytest.raises(actions.PublishingRefused, match="in force already"):
        propose_draft(shipped_terms())


def test_going_back_calls_off_what_is_scheduled(house):
    put_in_force(LONGER, since=NOON + timedelta(days=9), published_at=NOON)
    later = NOON + timedelta(hours=1)
    back = actions.propose_terms(
        draft=save_draft(shipped_terms()), on=TODAY, sentence="Not yet.", now=later, by=OLGA
    )
    actions.approve_proposal(proposal=back, now=later, by=OSCAR)
    assert [version.terms.file.cancellation.window_hours for version in terms_versions()] == [2, 2]
    assert version_at(NOON + timedelta(days=10)).by == f"{OLGA}, {OSCAR}"


def test_one_proposal_waits_at_a_time(house):
    first = propose_draft()
    again = actions.propose_terms(
        draft=actions.latest_draft(), on=TODAY, sentence="Three hours.", now=NOON, by=OLGA
    )
    assert again == first  # sent twice
    with pytest.raises(actions.PublishingRefused, match="Another proposal"):
        actions.propose_terms(
            draft=actions.latest_draft(),
            on=TODAY + timedelta(days=1),
            sentence="x",
            now=NOON,
            by=OSCAR,
        )


def test_declined_or_withdrawn_it_is_over(house):
    waits = propose_draft()
    assert actions.decline_proposal(proposal=waits, now=NOON, by=OSCAR).state == "declined"
    assert actions.decline_proposal(proposal=waits, now=NOON, by=OLGA).state == "declined"
    with pytest.raises(actions.PublishingRefused, match="declined by staff:oscar"):
        actions.approve_proposal(proposal=waits, now=NOON, by=OSCAR)
    again = actions.propose_terms(
        draft=actions.latest_draft(), on=TODAY, sentence="Once more.", now=NOON, by=OLGA
    )
    assert actions.decline_proposal(proposal=again, now=NOON, by=OLGA).state == "withdrawn"
    proposal = actions.propose_terms(
        draft=actions.latest_draft(), on=TODAY, sentence="Really.", now=NOON, by=OLGA
    )
    actions.approve_proposal(proposal=proposal, now=NOON, by=OSCAR)
    with pytest.raises(actions.PublishingRefused, match="It is published"):
        actions.decline_proposal(proposal=proposal, now=NOON, by=OSCAR)


def test_an_old_draft_and_a_silent_one_are_refused(house):
    old = save_draft()
    save_draft(changed_terms(("window_hours = 2 ", "window_hours = 5 ")), over=1)
    with pytest.raises(actions.PublishingRefused, match="saved anew"):
        actions.propose_terms(draft=old, on=TODAY, sentence="x", now=NOON, by=OLGA)
    with pytest.raises(actions.PublishingRefused, match="Say what changes"):
        actions.propose_terms(
            draft=actions.latest_draft(), on=TODAY, sentence=" ", now=NOON, by=OLGA
        )


def test_the_record_is_never_edited(house):
    actions.approve_proposal(proposal=propose_draft(), now=NOON, by=OSCAR)
    for sql in (
        "UPDATE publishing_policyevent SET by = 'x'",
        "DELETE FROM publishing_policyevent",
        "DELETE FROM publishing_proposal",
        "UPDATE publishing_proposal SET text = 'x'",
        "UPDATE publishing_proposal SET by = 'x'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Publication.objects.count() == 1
