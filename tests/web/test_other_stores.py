"""Other stores' terms, from a draft to terms in force at the desk: every page that reads them
opens, and says what they say. One of these stores has no warehouse abroad.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.pages import page_text
from tests.factories.people import fay, ola
from tests.policy.terms_oracle import POLICIES
from tests.web.desk_forms import propose_draft
from troth import clock, roles
from troth.orders import policy_versions
from troth.orders.models import Publication
from troth.policy.terms import load_terms
from troth.publishing.models import Proposal

STORES = ("pacific", "fixed-offset")
PAGES = (
    "/desk/policy/",
    "/desk/policy/draft/",
    "/desk/policy/draft/preview",
    "/desk/policy/publish/",
    "/desk/",
    "/desk/items/new",
    "/desk/promises/",
    "/faq",
    "/",
)


@pytest.fixture
def owner(house, client):
    client.force_login(ola())
    return client


@pytest.mark.parametrize("store", STORES)
def test_its_terms_come_into_force_at_the_desk(owner, client_class, store):
    terms = load_terms(POLICIES[store])
    saved = owner.post("/desk/policy/draft/save", {"over": 0, "text": terms.source}, follow=True)
    assert saved.status_code == 200
    for page in PAGES:
        assert owner.get(page, follow=True).status_code == 200, page
    propose_draft(owner, days=0)
    proposal = Proposal.objects.get()
    assert owner.get(f"/desk/policy/proposals/{proposal.pk}").status_code == 200
    roles.set_roles(fay(), [roles.OWNER])
    second = client_class()
    second.force_login(fay())
    second.post(f"/desk/policy/proposals/{proposal.pk}/decide", {"answer": "agree"})
    begins = Publication.objects.get().in_force_from
    clock.move_forward(max(begins - clock.now(), timedelta(0)) + timedelta(minutes=1))
    policy_versions.clear_terms_cache()
    for page in PAGES:
        assert owner.get(page, follow=True).status_code == 200, page
    assert terms.file.store.name in page_text(owner.get("/faq"))
    assert ("Leaves abroad" in page_text(owner.get("/desk/policy/"))) == bool(terms.file.transfer)


def test_the_numbers_of_a_store_without_a_warehouse_abroad_are_saved(owner):
    terms = load_terms(POLICIES["pacific"])
    owner.post("/desk/policy/draft/save", {"over": 0, "text": terms.source})
    page = owner.get("/desk/policy/draft/")
    form = {name: field.initial for name, field in page.context["numbers"].fields.items()}
    assert not [name for name in form if name.startswith("transfer")]
    saved = owner.post(
        "/desk/policy/draft/save", {"over": 1, **form, "claim-opens_after_days": "13"}
    )
    assert saved.status_code == 302
    text = owner.get("/desk/policy/draft/").context["text"]
    assert "opens_after_days = 13" in text
