"""The FAQ as a page: what is in force, versions that stay, anchors that verdicts link to, the same
for machines.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

from tests.factories.items import a_bag
from tests.factories.orders import order_of
from tests.factories.pages import page_text, token_path
from tests.factories.policies import changed_terms
from troth import clock
from troth.orders import policy_versions
from troth.orders.actions import store_policy
from troth.orders.models import Publication
from troth.policy import faq
from troth.policy.terms import shipped_terms
from troth.policy.wording import CLAUSES
from troth.storefront.promises.faq_views import cached_faq, example_day

LONGER = (("window_hours = 2", "window_hours = 4"),)


@pytest.fixture
def published(house):
    """A later version: four hours to cancel, in force from an hour before now."""
    terms, now = changed_terms(*LONGER), clock.now()
    Publication.objects.create(
        policy=store_policy(terms),
        in_force_from=now - timedelta(hours=1),
        published_at=now - timedelta(days=1),
        proposed_by="ola",
        approved_by="fay",
    )
    policy_versions.clear_terms_cache()
    yield terms
    policy_versions.clear_terms_cache()


def test_every_clause_has_its_question(client, house):
    page = client.get("/faq").content.decode()
    anchors = re.findall(r'<article class="question" id="(\w+)"', page)
    assert set(CLAUSES) <= set(anchors)
    assert len(anchors) == len(set(anchors))
    assert "for 2 hours from when you receive the confirmation" in page


def test_machines_are_told_the_same(client, house):
    page = client.get("/faq").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    answers = {
        question["name"]: question["acceptedAnswer"]["text"] for question in data["mainEntity"]
    }
    for section in faq.questions(shipped_terms(), today=date(2026, 11, 25)):
        assert all(paragraph in answers[section.asks] for paragraph in section.paragraphs)


def test_a_later_version_is_shown_and_the_earlier_one_stays(client, published):
    assert "for 4 hours from when you receive" in page_text(client.get("/faq"))
    old = f"/faq/{shipped_terms().digest[:12]}"
    words = page_text(client.get(old))
    assert "for 2 hours from when you receive" in words
    assert "An order placed under" in words
    assert old in client.get("/faq").content.decode()
    assert 'content="noindex"' in client.get(old).content.decode()


def test_an_order_links_to_the_version_that_governs_it(shopper, house):
    order = order_of(a_bag())
    shopper.get(token_path(order))
    page = shopper.get(f"/orders/{order.number}").content.decode()
    assert f'href="/faq/{order.policy.digest[:12]}#cut_off"' in page
    assert f'href="/faq/{order.policy.digest[:12]}">' in page


def test_the_file_itself_is_open(client, house):
    answer = client.get(f"/faq/{shipped_terms().digest[:12]}.toml")
    assert (answer.content.decode(), answer["Content-Type"]) == (
        shipped_terms().source,
        "text/plain; charset=utf-8",
    )


@pytest.mark.parametrize("digest", ["abc", "0" * 12, "0" * 64, "x" * 300])
def test_an_unknown_version_is_not_found(client, house, digest):
    assert client.get(f"/faq/{digest}").status_code == 404
    assert client.get(f"/faq/{digest}.toml").status_code == 404


def test_the_whole_digest_leads_to_the_short_address(client, house):
    assert client.get(f"/faq/{shipped_terms().digest}").url == f"/faq/{shipped_terms().digest[:12]}"


def test_a_version_that_governs_an_order_is_known_though_it_was_never_published(client, house):
    policy = store_policy(changed_terms(*LONGER))
    assert "for 4 hours" in page_text(client.get(f"/faq/{policy.digest[:12]}"))


@pytest.mark.parametrize("today", [date(2024, 1, 1), date(2032, 12, 31), date(2040, 1, 1)])
def test_its_examples_never_leave_the_calendar(today):
    assert cached_faq(shipped_terms(), example_day(shipped_terms(), today))


def test_examples_of_an_earlier_version_are_of_its_own_days(published):
    first, second = policy_versions.terms_versions()
    day = example_day(first.terms, date(2030, 6, 3), second)
    assert day == second.in_force_from.astimezone(shipped_terms().zone).date() - timedelta(days=1)


@pytest.mark.parametrize(
    "day", [date(2026, 3, 7), date(2026, 7, 2), date(2026, 12, 24), date(2027, 12, 31)]
)
def test_the_examples_are_the_engines_own(day):
    examples = {
        question.key: question.examples for question in faq.questions(shipped_terms(), today=day)
    }
    assert all(
        examples[key]
        for key in (
            "cut_off",
            "processing",
            "closed_days",
            "delivery",
            "transfer",
            "cancellation",
            "non_receipt",
            "claim_deadline",
            "delay",
            "sales_tax",
        )
    )


def test_the_hours_of_care_and_what_by_means_are_said(house, client):
    words = page_text(client.get("/faq"))
    assert "We work from 9:00 am to 6:00 pm ET on business days." in words
    assert "by 6:00 pm ET on the first business day after the day on which you wrote" in words
    assert "within 9 business hours (we work from 9:00 am to 6:00 pm ET" in words
    assert "If we don't manage it, the order is cancelled and nothing is charged." in words
