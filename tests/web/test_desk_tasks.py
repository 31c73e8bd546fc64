"""The desk's tasks: who sees which, who takes them, how they end, what the bar on top counts."""

from __future__ import annotations

import pytest

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.orders import order_of
from tests.factories.pages import page_text
from tests.factories.people import erin, fay, ola, pat
from tests.web.desk_forms import create_task
from troth import clock, roles
from troth.alerting.actions import bring_up_to_date
from troth.worklist.models import Task


@pytest.fixture
def desk(house, client):
    """The desk, as whoever signs in."""

    def signed_in(person):
        client.force_login(person)
        return client

    return signed_in


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (pat, {"Parcel", "Refund", "Email"}),  # care and warehouse
        (fay, {"Refund", "Payment"}),
        (erin, set()),
        (ola, {"Parcel", "Refund", "Email", "Payment", "Policy"}),
    ],
)
def test_each_role_sees_what_it_can_act_on(desk, person, sees):
    create_task("parcel_trouble", roles.CARE, title="Parcel task")
    create_task("refund_approval", roles.CARE, title="Refund task")
    create_task("unmatched_email", roles.CARE, title="Email task")
    create_task("tax_place", roles.FINANCE, title="Payment task")
    create_task("policy_approval", roles.OWNER, title="Policy task")
    words = page_text(desk(person()).get("/desk/tasks/"))
    shown = {
        name
        for name in ("Parcel", "Refund", "Email", "Payment", "Policy")
        if f"{name} task" in words
    }
    assert shown == sees


def test_what_is_overdue_comes_first_and_says_so_as_a_time(desk):
    create_task(title="Second", hours=2)
    create_task(title="First", hours=-1)
    words = page_text(desk(pat()).get("/desk/tasks/"))
    assert words.index("First") < words.index("Second")
    assert "Overdue: was due by" in words
    assert "Due by" in words
    assert "12:00 am" not in words


def test_one_person_takes_a_task_and_gives_it_back(desk):
    opened = create_task()
    client = desk(pat())
    assert "The task is yours" in page_text(
        client.post(f"/desk/tasks/{opened.pk}/take", follow=True)
    )
    assert "Yours" in page_text(client.get("/desk/tasks/"))
    other = desk(ola())
    assert "Taken by pat@example.com" in page_text(other.get("/desk/tasks/"))
    assert "Somebody else took it first" in page_text(
        other.post(f"/desk/tasks/{opened.pk}/take", follow=True)
    )
    assert "You don't have this task" in page_text(
        other.post(f"/desk/tasks/{opened.pk}/release", follow=True)
    )
    client = desk(pat())
    client.post(f"/desk/tasks/{opened.pk}/release")
    assert Task.objects.get().owner == ""


def test_a_task_that_no_event_ends_is_closed_with_a_note(desk):
    opened = create_task()
    client, url = desk(pat()), f"/desk/tasks/{opened.pk}/done"
    for note in ("", "   ", "x" * 501):
        assert "Note: say what was done" in page_text(client.post(url, {"note": note}, follow=True))
    words = page_text(client.post(url, {"note": "FedEx finds it by Friday"}, follow=True))
    assert "The task is closed" in words
    assert "FedEx finds it by Friday" in words  # among those closed lately
    assert "closed already" in page_text(client.post(url, {"note": "again"}, follow=True))
    stored = Task.objects.get()
    assert (stored.closed_by, stored.outcome) == (
        "staff:pat@example.com",
        "FedEx finds it by Friday",
    )


def test_a_task_that_an_event_ends_has_no_such_button(desk):
    opened = create_task("payment_review", roles.FINANCE)
    client = desk(fay())
    assert f"/desk/tasks/{opened.pk}/done" not in client.get("/desk/tasks/").content.decode()
    assert "closes by itself" in page_text(
        client.post(f"/desk/tasks/{opened.pk}/done", {"note": "fine"}, follow=True)
    )
    assert Task.objects.open().exists()


def test_a_kind_that_the_table_does_not_know_can_be_closed_by_hand(desk):
    opened = create_task("something_new", roles.WAREHOUSE)
    desk(pat()).post(f"/desk/tasks/{opened.pk}/done", {"note": "seen"})
    assert not Task.objects.open().exists()


@pytest.mark.parametrize("what", ["take", "release", "done"])
def test_another_roles_task_is_left_alone(desk, what):
    opened = create_task("tax_place", roles.FINANCE)
    words = page_text(
        desk(pat()).post(f"/desk/tasks/{opened.pk}/{what}", {"note": "x"}, follow=True)
    )
    assert "This task is for another role" in words
    stored = Task.objects.get()
    assert (stored.owner, stored.closed_at) == ("", None)


def test_the_bar_counts_each_kind_that_the_role_can_act_on(desk):
    create_task("payment_review", roles.FINANCE)
    create_task("payment_review", roles.FINANCE, hours=-1)
    create_task("tax_place", roles.FINANCE)
    bar = page_text(desk(pat()).get("/desk/"))
    assert "Payments to review: 2 (1 overdue)" in bar
    assert "Sales tax places" not in bar
    bar = desk(fay()).get("/desk/")
    assert "Sales tax places to check: 1" in page_text(bar)
    assert 'href="/desk/tasks/?kind=tax_place"' in bar.content.decode()


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("payment_review", roles.FINANCE),
        ("refund_approval", roles.CARE),
        ("unmatched_email", roles.CARE),
        ("dispute", roles.FINANCE),
        ("money_failed", roles.FINANCE),
        ("payment_lapsed", roles.CARE),
        ("policy_approval", roles.OWNER),
    ],
)
def test_the_bar_names_what_it_used_to_miss(desk, kind, role):
    create_task(kind, role)
    person = {roles.FINANCE: fay, roles.CARE: pat, roles.OWNER: ola}[role]()
    page = desk(person).get("/desk/").content.decode()
    assert f'href="/desk/tasks/?kind={kind}"' in page


def test_one_kind_can_be_looked_at_alone(desk):
    create_task("payment_review", roles.FINANCE, title="Look at this payment")
    create_task("tax_place", roles.FINANCE, title="Look at this place")
    client = desk(fay())
    words = page_text(client.get("/desk/tasks/?kind=tax_place"))
    assert "Look at this place" in words
    assert "Look at this payment" not in words
    assert "Look at this payment" in page_text(client.get("/desk/tasks/?kind=nonsense"))


def test_a_task_links_to_where_it_is_done_if_the_role_may_go_there(desk):
    create_task("carrier_down", roles.WAREHOUSE, title="Silent", link="/desk/parcels/")
    assert 'href="/desk/parcels/"><strong>' in desk(pat()).get("/desk/tasks/").content.decode()
    roles.set_roles(fay(), [roles.CARE])
    assert 'href="/desk/parcels/"' not in desk(fay()).get("/desk/tasks/").content.decode()


def test_the_orders_page_lists_its_open_tasks(desk):
    placed = order_of(a_bag(), now=clock.now(), card=world.RISKY)
    bring_up_to_date(now=clock.now())
    words = page_text(desk(pat()).get(f"/desk/orders/{placed.number}"))
    assert "Open tasks" in words
    assert "Review a risky payment" in words
    assert "Open tasks" not in page_text(desk(pat()).get("/desk/orders/" + quiet().number))


def quiet():
    return order_of(a_bag(), now=clock.now())


def test_who_reads_cares_mailbox_is_told_why_no_digest_comes(desk):
    person = pat()
    assert "No digest is mailed" not in page_text(desk(person).get("/desk/tasks/"))
    person.email = "care@fathomandreed.example"
    person.save()
    assert "No digest is mailed to you" in page_text(desk(person).get("/desk/tasks/"))


def test_a_long_list_has_pages(desk):
    for nth in range(51):
        create_task(key=f"k.{nth}", title=f"Task {nth}")
    words = page_text(desk(pat()).get("/desk/tasks/"))
    assert "Page 1 of 2" in words
    assert "Page 2 of 2" in page_text(desk(pat()).get("/desk/tasks/?page=2"))


def test_the_page_asks_no_more_for_more_tasks(desk, django_assert_max_num_queries):
    client = desk(pat())
    for nth in range(20):
        create_task(key=f"k.{nth}", order=quiet() if nth < 3 else None)
    with django_assert_max_num_queries(20):
        client.get("/desk/tasks/")
