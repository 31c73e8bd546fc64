"""The policy console, as an owner, a second owner and finance see it."""

from __future__ import annotations

import re

import pytest

from simulation.years.generator import make_orders
from tests.factories.items import a_bag
from tests.factories.pages import page_text
from tests.factories.people import fay, ola
from tests.factories.policies import changed_terms
from tests.factories.publications import LONGER
from tests.web.desk_forms import propose_draft, save_draft
from troth import clock, roles
from troth.orders.models import Publication
from troth.orders.policy_versions import terms_at, terms_versions
from troth.policy.terms import shipped_terms
from troth.publishing import what_if
from troth.publishing.models import Draft, Proposal, WhatIf

SLOWER = changed_terms(
    ("arrival_latest_days = 8", "arrival_latest_days = 12"),
    ("window_hours = 2 ", "window_hours = 1 "),
)


@pytest.fixture
def owner(house, client):
    client.force_login(ola())
    return client


def test_the_terms_as_they_stand(owner):
    words = page_text(owner.get("/desk/policy/"))
    assert "as it ships with the store" in words
    assert "Cancellation window, hours 2" in words
    assert shipped_terms().digest[:10] in words
    text = owner.get(f"/desk/policy/versions/{shipped_terms().digest}").content.decode()
    assert "window_hours = 2 " in text
    assert owner.get("/desk/policy/versions/nothing").status_code == 404


def test_before_anything_was_on_sale_one_owner_publishes_and_the_record_says_so(owner):
    save_draft(owner)
    propose_draft(owner, days=0)
    waiting = Proposal.objects.get()
    assert "Nothing has ever been on sale here" in page_text(
        owner.get(f"/desk/policy/proposals/{waiting.pk}")
    )
    words = page_text(
        owner.post(f"/desk/policy/proposals/{waiting.pk}/decide", {"answer": "agree"}, follow=True)
    )
    assert "Published: in force from" in words
    assert words.count("alone, before anything was on sale") == 2  # its version, and the record


def test_from_a_draft_to_terms_in_force(owner, client_class):
    a_bag()  # is on sale: from now on two owners publish
    assert save_draft(owner).status_code == 302
    words = page_text(owner.get("/desk/policy/draft/"))
    assert "cancellation.window_hours 2 3" in words
    assert propose_draft(owner).status_code == 302
    waiting = Proposal.objects.get()
    page = owner.get(f"/desk/policy/proposals/{waiting.pk}")
    assert "it was you who put it forward" in page_text(page)
    assert "Agree" not in page_text(page)
    owner.post(f"/desk/policy/proposals/{waiting.pk}/decide", {"answer": "agree"})
    assert not Publication.objects.exists()
    second = client_class()
    roles.set_roles(fay(), [roles.OWNER])
    second.force_login(fay())
    assert "Waits for a second owner" in page_text(second.get("/desk/policy/"))
    assert "Agree" in page_text(second.get(f"/desk/policy/proposals/{waiting.pk}"))
    for _ in range(2):  # sent twice
        outcome = page_text(
            second.post(
                f"/desk/policy/proposals/{waiting.pk}/decide", {"answer": "agree"}, follow=True
            )
        )
        assert "Published: in force from" in outcome
    assert Publication.objects.count() == 1
    assert "scheduled" in outcome
    assert terms_at(clock.now()) == shipped_terms()
    new = terms_versions()[-1]
    assert new.terms.file.cancellation.window_hours == 3
    assert "cancellation.window_hours 2 3" in page_text(
        second.get(f"/desk/policy/versions/{new.terms.digest}")
    )


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"days": -1}, "is over"),
        ({"sentence": ""}, "required"),
        ({"on": "soon"}, "valid date"),
        ({"days": 500}, "days ahead"),
    ],
)
def test_what_can_not_be_published(owner, more, error):
    save_draft(owner)
    answer = propose_draft(owner, **more)
    assert answer.status_code == 422
    assert error in page_text(answer)
    assert not Proposal.objects.exists()


def test_a_draft_that_was_saved_since_is_not_put_forward(owner):
    save_draft(owner)
    save_draft(owner, SLOWER, over=1)
    answer = propose_draft(owner, number=1)
    assert "saved anew since" in page_text(answer)


def test_declined_by_the_second_withdrawn_by_the_first(owner):
    save_draft(owner)
    propose_draft(owner)
    response = owner.post(
        f"/desk/policy/proposals/{Proposal.objects.get().pk}/decide", {"answer": "no"}, follow=True
    )
    assert "It is withdrawn" in page_text(response)


def test_faults_name_their_field_and_line(owner):
    wrong = LONGER.source.replace("window_hours = 3", "window_hours = 0").replace(
        'carrier = "ups"', 'carrier = "dhl"'
    )
    answer = owner.post("/desk/policy/draft/save", {"over": 0, "text": wrong})
    words, line = (
        page_text(answer),
        wrong.split("\n").index(
            "window_hours = 0                # from the confirmation's receipt, inclusive"
        )
        + 1,
    )
    assert answer.status_code == 422
    assert f"Line {line}: cancellation.window_hours: " in words
    assert "window_hours = 0" in answer.content.decode()  # what was typed is still there
    assert not Draft.objects.exists()
    broken = owner.post("/desk/policy/draft/save", {"over": 0, "text": "name = ["})
    assert "not TOML" in page_text(broken)


def test_the_second_editor_is_told_and_loses_nothing(owner):
    save_draft(owner)
    answer = save_draft(owner, SLOWER, over=0)
    assert answer.status_code == 409
    assert "saved the draft since you read it" in page_text(answer)
    assert "window_hours = 1 " in answer.content.decode()
    assert Draft.objects.get().digest == LONGER.digest


def numbers(owner) -> dict[str, str]:
    page = owner.get("/desk/policy/draft/").content.decode()
    names = re.findall(r'<input type="text" name="([^"]+)" value="([^"]*)"', page)
    return dict(names) | {"over": re.search(r'name="over" value="(\d+)"', page)[1]}


def test_the_most_used_numbers(owner):
    form = numbers(owner)
    assert len(form) == 25
    owner.post(
        "/desk/policy/draft/save", form | {"cancellation-window_hours": "4", "cut_off-at": "15:30"}
    )
    saved = Draft.objects.get().terms.file
    assert saved.cancellation.window_hours == 4
    assert saved.cut_off.at.isoformat() == "15:30:00"
    wrong = owner.post("/desk/policy/draft/save", numbers(owner) | {"claim-opens_after_days": "99"})
    assert wrong.status_code == 422
    assert "opens_after_days must be less" in page_text(wrong)
    assert (
        owner.post("/desk/policy/draft/save", numbers(owner) | {"hold-minutes": "x"}).status_code
        == 422
    )
    assert Draft.objects.count() == 1


def test_begun_anew_from_what_is_in_force(owner):
    save_draft(owner)
    owner.post("/desk/policy/draft/save", {"over": 1, "text": "", "begin": "anew"})
    assert Draft.objects.get(number=2).digest == shipped_terms().digest
    assert "Nothing: it says what is in force" in page_text(owner.get("/desk/policy/draft/"))


def test_what_shoppers_would_read(owner):
    assert owner.get("/desk/policy/draft/preview").status_code == 302
    save_draft(owner, SLOWER)
    words = page_text(owner.get("/desk/policy/draft/preview"))
    assert words.count("Under the draft") >= 2
    assert "12 business days after it leaves Japan" in words
    page = owner.get("/desk/policy/draft/preview").content.decode()
    changes = set(re.findall(r'<li><a href="#(\w+)">', page))
    assert {"cancellation", "transfer"} <= changes
    assert "search" not in changes
    assert changes <= set(re.findall(r'<article class="question" id="(\w+)"', page))


def test_cautions_stand_beside_the_draft(owner):
    save_draft(owner, SLOWER)
    words = page_text(owner.get("/desk/policy/draft/"))
    assert "cancellation.window_hours : Less for the shopper than before: 2 becomes 1." in words


def test_finance_looks_and_does_nothing(owner, client_class):
    save_draft(owner)
    finance = client_class()
    finance.force_login(fay())
    for path in ("", "draft/", "draft/preview", "what-if/", f"versions/{shipped_terms().digest}"):
        page = finance.get(f"/desk/policy/{path}")
        assert page.status_code == 200
        assert (
            "<button" not in page.content.decode().partition("<main")[2].partition("</main>")[0]
        ), path
    for path in ("draft/save", "publish/", "what-if/ask"):
        assert finance.post(f"/desk/policy/{path}").status_code == 403


def test_publishing_asks_for_a_proof(owner):
    save_draft(owner)
    owner.proven(ola(), minutes_ago=16)
    assert owner.get("/desk/policy/publish/").url.startswith("/desk/sign-in/again/")
    assert propose_draft(owner).url.startswith("/desk/sign-in/again/")
    assert not Proposal.objects.exists()


@pytest.fixture
def answered(owner):
    """A what-if that has run."""
    make_orders(80)
    save_draft(owner, SLOWER)
    owner.post("/desk/policy/what-if/ask")
    run = WhatIf.objects.get()
    page = owner.get(f"/desk/policy/what-if/{run.pk}")
    assert page["Refresh"] == "2"
    assert "0 of 80 orders" in page_text(page)
    what_if.run_what_if(what_if_id=run.pk, clock=clock.now)
    return WhatIf.objects.get(pk=run.pk)


def test_what_if_is_asked_watched_and_looked_into(owner, answered):
    page = owner.get(f"/desk/policy/what-if/{answered.pk}")
    words, result = page_text(page), answered.result
    assert not page.has_header("Refresh")
    assert f"Would move {result['moved']}" in words
    assert (
        f"From Japan {result['lanes']['jp']['moved']} of {result['lanes']['jp']['promises']} would"
        " move" in words
    )
    assert len(re.findall(r'<svg\s+class="curve"', page.content.decode())) == 4
    assert 'style="' not in page.content.decode()
    for week, *numbers in result["weeks"]:
        assert " ".join([week, *map(str, numbers)]) in words
    moved = owner.get(f"/desk/policy/what-if/{answered.pk}/orders?what=moved").content.decode()
    assert len(re.findall(r'href="/desk/orders/T-', moved)) == min(len(result["moved_list"]), 50)
    flipped = page_text(
        owner.get(f"/desk/policy/what-if/{answered.pk}/orders?what=flipped&page=99")
    )
    assert f"{result['flipped_list'][0][1]}" in flipped


def test_queries_of_the_list_do_not_grow(owner, answered, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        owner.get(f"/desk/policy/what-if/{answered.pk}/orders?what=moved")


def test_without_a_draft_there_is_nothing_to_ask(owner):
    assert "no draft yet" in page_text(owner.post("/desk/policy/what-if/ask", follow=True))
    assert not WhatIf.objects.exists()
    assert owner.get("/desk/policy/publish/").status_code == 302


def test_one_at_a_time_and_stopped(owner):
    save_draft(owner)
    owner.post("/desk/policy/what-if/ask")
    owner.post("/desk/policy/what-if/ask")
    run = WhatIf.objects.get()
    save_draft(owner, SLOWER, over=1)
    assert "one runs at a time" in page_text(owner.post("/desk/policy/what-if/ask", follow=True))
    owner.post(f"/desk/policy/what-if/{run.pk}/stop")
    assert "Stopped by staff:ola" in page_text(owner.get(f"/desk/policy/what-if/{run.pk}"))
    assert owner.get(f"/desk/policy/what-if/{run.pk}/orders").status_code == 404
