"""A closure is foreseen before it is entered, and corrected by a fact of its own: ended early,
taken back or typed anew. Whoever was told wrong dates is told the right ones, once. `closed_days`
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.factories.closures import DEC_4, DEC_24, enter_storm_plan, storm_plan
from tests.factories.days import Days
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letters_of
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of
from tests.factories.parcels import PICKED_UP, ship_by_label
from tests.factories.returns import scan_parcel
from troth.approvals.actions import ApprovalRefused, decide_request
from troth.approvals.models import ApprovalRequest
from troth.fulfillment.models import Closure, Delay, Parcel, PromiseStatus
from troth.fulfillment.promises import closures, delay_consent, monitoring
from troth.fulfillment.promises.closures import ClosurePlan
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.notifications import tasks as notices
from troth.notifications.models import Notification
from troth.order_status.reading import status_of
from troth.orders.actions import mark_confirmation_sent
from troth.orders.models import Event
from troth.policy.dates.calendars import day_label
from troth.policy.terms import shipped_terms as terms

# NOON is Mon Nov 23. An order placed then ships by Fri Nov 27 (Thu is Thanksgiving) and arrives by
# Thu Dec 10.
SHIPS_BY, ARRIVES_BY = date(2026, 11, 27), date(2026, 12, 10)


def placed(*items, now=NOON):
    order = order_of(*items or [a_bag()], now=now)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=now, by="notifications"
    )
    monitoring.start_watching([order])
    return order


def corrected(closure, now=NOON + timedelta(hours=1), **changes):
    return enter_storm_plan(storm_plan(replaces=closure.pk, note="typed wrong", **changes), now=now)


def stands(order):
    standing = PromiseStatus.objects.get(order=order)
    return standing.ship_by, standing.arrives_by


def events_of(order, kind):
    return order.events.filter(kind=kind).order_by("pk")


def deliver_letters(order):
    """The worker's part: whatever is owed is written and sent."""
    for event in order.events.order_by("pk"):
        notices.on_event(event.pk)


def test_what_a_closure_would_do_is_shown_and_nothing_is_stored(house):
    here, there = placed(), placed(a_watch_in_japan())
    before = stands(here), stands(there)
    effect = closures.preview_plan(plan=storm_plan(DEC_4), now=NOON)
    # Tue Nov 24 to Fri Dec 4 closed: processed Mon 7 to Tue Dec 8, arrives by Tue Dec 22.
    assert (effect.orders, effect.looked_at, effect.undated, effect.earlier) == (1, 2, 0, 0)
    assert (effect.most.order, effect.most.old_by, effect.most.new_by, effect.most.days) == (
        here.number,
        ARRIVES_BY,
        date(2026, 12, 22),
        12,
    )
    assert (stands(here), stands(there)) == before
    assert not Closure.objects.exists()
    assert not Delay.objects.exists()
    assert not Event.objects.filter(kind="promise.delayed").exists()


def test_what_was_foreseen_is_what_happens(house):
    orders = [placed(), placed(), placed(a_watch_in_japan())]
    foreseen = closures.preview_plan(plan=storm_plan(), now=NOON)
    enter_storm_plan()
    happened = {
        order.number: PromiseStatus.objects.get(order=order).arrives_by
        for order in orders
        if events_of(order, "promise.delayed").exists()
    }
    assert {move.order: move.new_by for move in foreseen.moves} == happened


def test_a_typing_error_is_corrected_and_told_once(house):
    order = placed()
    wrong = enter_storm_plan()
    deliver_letters(order)
    corrected(wrong, last_on=DEC_4)
    deliver_letters(order)
    # Processed by Tue Dec 8, with the carrier by Wed Dec 9, arrives by Tue Dec 22.
    assert stands(order) == (date(2026, 12, 9), date(2026, 12, 22))
    first, second = letters_of(order, "delay")
    assert "is late: a new date, and your choice" in first.subject
    assert second.subject == f"Your order {order.number} ships sooner than we had told you"
    for words in ("Thu, Dec 24", "Fri, Dec 4", "Dec 22", "You can cancel at any time"):
        assert words.replace(",", "") in second.text.replace(",", ""), words
    assert "not" not in second.subject
    assert Closure.objects.count() == 2  # added, never overwritten


def test_taken_back_the_first_promise_stands_again(house):
    order = placed()
    wrong = enter_storm_plan()
    deliver_letters(order)
    corrected(wrong, is_off=True)
    deliver_letters(order)
    assert stands(order) == (SHIPS_BY, ARRIVES_BY)
    letter = letters_of(order, "delay")[-1]
    assert "The dates that we promised when you bought it stand again." in letter.text
    assert monitoring.current_closures() == ()


def test_a_correction_worked_through_twice_tells_nobody_twice(house):
    order = placed()
    wrong = enter_storm_plan()
    right = corrected(wrong, last_on=DEC_4)
    again = corrected(wrong, last_on=DEC_4)
    assert (again.pk, Closure.objects.count()) == (right.pk, 2)
    assert events_of(order, "promise.brought_forward").count() == 1


def test_whose_dates_stayed_the_same_hears_nothing(house):
    far = placed(a_watch_in_japan())  # packed in New York after Dec 1 at the earliest
    wrong = enter_storm_plan(storm_plan(date(2026, 11, 27)))
    corrected(wrong, last_on=date(2026, 11, 25))
    deliver_letters(far)
    assert letters_of(far, "delay") == []


def test_who_is_late_for_another_reason_keeps_that_date(house, monkeypatch):
    order = placed()
    days = Days(monkeypatch, NOON)
    days.pass_by(5)  # nobody packs it: it is told on Fri Nov 27
    moved = stands(order)
    assert moved > (SHIPS_BY, ARRIVES_BY)
    far = {"first_on": date(2027, 1, 4), "last_on": date(2027, 1, 8)}
    corrected(enter_storm_plan(storm_plan(**far), now=days.now), is_off=True, now=days.now, **far)
    assert stands(order) == moved
    assert not events_of(order, "promise.brought_forward").exists()


def test_a_date_never_moves_back_to_a_day_that_is_over(house):
    order = placed()
    wrong = enter_storm_plan()
    later = moment("Tue 2026-12-15 12:00")
    corrected(wrong, last_on=DEC_4, now=later)
    ship_by, arrives_by = stands(order)
    # By the facts it should have been packed on Dec 8. It wasn't: the time starts again, today.
    assert ship_by == date(2026, 12, 18)
    assert date(2026, 12, 15) < arrives_by < date(2027, 1, 12)


def test_who_bought_while_it_was_wrong_is_told_the_right_dates_too(house):
    wrong = enter_storm_plan()
    order = placed(now=moment("Mon 2026-11-30 10:00"))
    promised = stands(order)
    assert promised[0] > DEC_24
    corrected(wrong, last_on=date(2026, 11, 27), now=moment("Mon 2026-11-30 12:00"))
    assert stands(order) == (date(2026, 12, 3), date(2026, 12, 16))
    assert events_of(order, "promise.brought_forward").count() == 1


def test_who_bought_before_a_later_delay_is_asked_again_without_a_contradiction(house):
    wrong = enter_storm_plan()
    order = placed(now=moment("Mon 2026-11-30 10:00"))
    corrected(wrong, last_on=date(2026, 11, 27), now=moment("Mon 2026-11-30 12:00"))
    enter_storm_plan(
        storm_plan(first_on=date(2026, 12, 1), last_on=date(2026, 12, 9), why="a flood"),
        now=moment("Mon 2026-11-30 13:00"),
    )
    delay = Delay.objects.get(order=order)
    assert (delay.old_by, delay.new_by) == (date(2026, 12, 3), date(2026, 12, 14))


def test_the_shopper_may_still_cancel_after_the_correction(house):
    order = placed()
    wrong = enter_storm_plan()
    deliver_letters(order)
    corrected(wrong, is_off=True)
    deliver_letters(order)
    (round_,) = delay_consent.open_rounds(order)
    delay_consent.answer_delay(
        delay=round_, answer="cancel", now=NOON + timedelta(hours=2), by="shopper"
    )
    assert {line.state for line in order.lines.all()} == {"cancelled"}


def test_a_letter_that_has_not_left_never_leaves_and_who_knows_the_right_dates_is_not_written(
    house,
):
    order = placed()
    wrong = enter_storm_plan()
    corrected(wrong, is_off=True)
    told_of = order.events.get(kind="promise.brought_forward")
    notices.on_event(told_of.pk)  # the correction is worked through before the wrong letter left
    deliver_letters(order)
    delay_letters = Notification.objects.filter(event__order=order, kind="delay")
    assert [notice.sent_at for notice in delay_letters] == [None, None]
    assert not Delay.objects.filter(order=order, ended_at=None).exists()
    assert delay_consent.open_rounds(order) == []
    assert notices.actions.events_owing_notice(now=NOON + timedelta(days=1)) == []


def test_a_letter_that_has_not_left_is_replaced_by_the_right_one(house):
    order = placed()
    wrong = enter_storm_plan(storm_plan(date(2026, 12, 11)))
    corrected(wrong, last_on=DEC_4)
    notices.on_event(order.events.get(kind="promise.brought_forward").pk)
    deliver_letters(order)
    sent = Notification.objects.filter(event__order=order, kind="delay", sent_at__isnull=False)
    assert [notice.event.kind for notice in sent] == ["promise.brought_forward"]


def test_a_refund_that_was_announced_stands_and_is_said_again(house):
    order = placed()
    wrong = enter_storm_plan()  # first round: ships by Wed Dec 30
    deliver_letters(order)
    longer = corrected(wrong, last_on=date(2027, 1, 15))  # second round: silence cancels
    deliver_letters(order)
    assert Delay.objects.get(order=order, number=2).silence == "cancel"
    corrected(longer, last_on=DEC_4, now=NOON + timedelta(hours=3))
    deliver_letters(order)
    text = letters_of(order, "delay")[-1].text
    assert "What we announced stands. Unless you tell us by the end of" in text


CARRIERS_STORM = {"place": "carrier", "first_on": date(2026, 12, 1), "why": "a storm"}


def shipped_into_a_storm(monkeypatch):
    """A parcel on its way whose shopper was told of a storm until Dec 24, and the storm."""
    order = ship_by_label()
    days = Days(monkeypatch, PICKED_UP)
    days.at(PICKED_UP)
    wrong = enter_storm_plan(ClosurePlan(last_on=DEC_24, **CARRIERS_STORM), now=PICKED_UP)
    days.at(PICKED_UP)
    return order, days, wrong


def correct_storm(wrong, now):
    """It ends on Dec 4 instead."""
    right = ClosurePlan(last_on=DEC_4, replaces=wrong.pk, note="typed wrong", **CARRIERS_STORM)
    enter_storm_plan(right, now=now)


# Packed Mon Nov 23: ten business days, less four closed ones, end on Mon Dec 14.
def test_a_parcel_on_its_way_is_told_when_the_carriers_work_again(house, monkeypatch):
    order, days, wrong = shipped_into_a_storm(monkeypatch)
    assert stands(order)[1] > DEC_24
    text = letters_of(order, "delay")[-1].text
    assert "- It was processed Mon Nov 23, 2026." in text
    assert f"- Arrives {day_label(stands(order)[1])} at the latest: 10 business days" in text
    correct_storm(wrong, PICKED_UP + timedelta(hours=1))
    days.at(PICKED_UP + timedelta(hours=1))
    assert stands(order)[1] == date(2026, 12, 14)
    letter = letters_of(order, "delay")[-1]
    assert letter.subject.endswith(f"{order.number} arrives sooner than we had told you")
    assert "The carriers are closed Tue Dec 1 – Fri Dec 4, 2026 instead." in letter.text


@pytest.mark.parametrize("status", ["attempted", "held", "returning", "missing"])
def test_no_date_is_told_of_a_parcel_that_waits_or_comes_back(house, monkeypatch, status):
    order, days, wrong = shipped_into_a_storm(monkeypatch)
    later = PICKED_UP + timedelta(hours=1)
    scan_parcel(Parcel.objects.get(order=order), status, later)
    days.at(later)
    letters_before = len(letters_of(order, "delay"))
    correct_storm(wrong, later)
    days.at(later)
    assert len(letters_of(order, "delay")) == letters_before
    assert all(parcel.dates.arrives is None for parcel in status_of(order, later).parcels)


def test_the_page_says_what_is_true_after_a_correction(house):
    order = placed()
    wrong = enter_storm_plan()
    deliver_letters(order)
    assert status_of(order, NOON + timedelta(minutes=5)).headline.key == "delayed"
    shorter = corrected(wrong, last_on=DEC_4)
    deliver_letters(order)
    status = status_of(order, NOON + timedelta(hours=2))
    (choice,) = status.delays
    assert (choice.is_over, choice.in_time, choice.new_by) == (True, False, date(2026, 12, 9))
    assert "sooner than we last told" in status.headline.sentence
    corrected(shorter, is_off=True, now=NOON + timedelta(hours=3))
    deliver_letters(order)
    status = status_of(order, NOON + timedelta(hours=4))
    (choice,) = status.delays
    assert (choice.as_promised, choice.new_by) == (True, SHIPS_BY)
    assert "You can cancel at any time until it ships, and are charged nothing." in choice.sentence
    assert status.headline.key == "confirmed"


def test_a_letter_that_never_left_is_not_on_the_shoppers_timeline(house):
    order = placed()
    corrected(enter_storm_plan(), is_off=True)
    notices.on_event(order.events.get(kind="promise.brought_forward").pk)
    timeline_kinds = [entry.kind for entry in status_of(order, NOON + timedelta(hours=2)).timeline]
    assert not {"promise.delayed", "promise.brought_forward"} & set(timeline_kinds)


def test_a_closure_that_is_corrected_while_it_is_worked_through_moves_nobody_wrongly(
    house, monkeypatch
):
    monkeypatch.setattr(closures, "BUNCH", 1)
    orders = [placed() for _ in range(3)]
    wrong = closures.enter_plan(plan=storm_plan(), now=NOON, by="staff:pat")

    def correct_it(reckoning):
        if reckoning.looked_at == 1:
            corrected(wrong, is_off=True)

    closures.recompute_promises(closure_id=wrong.pk, now=NOON, progress=correct_it)
    assert {stands(order) for order in orders} == {(SHIPS_BY, ARRIVES_BY)}
    assert [events_of(order, "promise.delayed").count() for order in orders] == [1, 0, 0]
    assert [events_of(order, "promise.brought_forward").count() for order in orders] == [1, 0, 0]


def test_one_closure_has_one_correction(house):
    wrong = enter_storm_plan()
    corrected(wrong, last_on=DEC_4)
    with pytest.raises(FulfillmentRefused, match="changed this closure meanwhile"):
        corrected(wrong, last_on=date(2026, 12, 11))


def test_a_correction_says_why_and_changes_something(house):
    wrong = enter_storm_plan()
    with pytest.raises(FulfillmentRefused, match="Reason"):
        enter_storm_plan(storm_plan(DEC_4, replaces=wrong.pk))
    with pytest.raises(FulfillmentRefused, match="says already"):
        enter_storm_plan(storm_plan(DEC_24, replaces=wrong.pk, note="x"))


def test_taken_back_and_entered_again_it_counts_again(house):
    wrong = enter_storm_plan()
    corrected(wrong, is_off=True)
    assert monitoring.current_closures() == ()
    again = enter_storm_plan()
    assert [closed.last_on for closed in monitoring.current_closures()] == [DEC_24]
    assert again.replaces.is_off


def test_the_database_refuses_to_edit_a_closure(house):
    wrong = enter_storm_plan()
    for change in ({"last_on": DEC_4}, {"is_off": True}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Closure.objects.filter(pk=wrong.pk).update(**change)


def test_many_orders_or_many_days_take_a_second_person(house):
    for _ in range(3):
        placed()
    rule = terms().file.delay
    assert (rule.second_person_above_orders, rule.second_person_above_days) == (50, 10)
    short = closures.preview_plan(plan=storm_plan(date(2026, 11, 25)), now=NOON)
    assert short.most.days <= 10
    assert not short.needs_second_person(terms())
    assert closures.preview_plan(plan=storm_plan(), now=NOON).needs_second_person(terms())


def test_who_brings_dates_back_needs_nobody(house):
    placed()
    wrong = enter_storm_plan()
    taken_back = storm_plan(replaces=wrong.pk, note="typed wrong", is_off=True)
    effect = closures.preview_plan(plan=taken_back, now=NOON)
    assert (effect.orders, effect.earlier) == (1, 1)
    assert not effect.needs_second_person(terms())


def test_the_second_person_enters_it_and_the_first_one_can_not(house):
    placed()
    effect = closures.preview_plan(plan=storm_plan(), now=NOON)
    ask = {"plan": storm_plan(), "effect": effect, "now": NOON, "by": "staff:pat"}
    with pytest.raises(ApprovalRefused):
        closures.ask_second_person(reason="", **ask)
    request = closures.ask_second_person(reason="The roof is gone.", **ask)
    assert closures.ask_second_person(reason="The roof is gone.", **ask) == request
    assert not Closure.objects.exists()
    with pytest.raises(ApprovalRefused):
        decide_request(request=request, agree=True, by="staff:pat", now=NOON)
    decide_request(request=request, agree=True, by="staff:sam", now=NOON)
    closure = Closure.objects.get()
    assert (closure.by, closures.unfinished_closures()[0].closure) == (
        "staff:pat, staff:sam",
        closure,
    )
    assert ApprovalRequest.objects.get().agreed


def test_weeks_of_one_closure_letter_by_letter(house, monkeypatch):
    """Entered, corrected, ended early, a day at a time: each shopper reads each truth once."""
    first = placed()
    days = Days(monkeypatch, NOON)
    storm = enter_storm_plan(storm_plan(date(2026, 12, 11)))
    days.pass_by(2)
    second = placed(now=days.now)
    ended = corrected(storm, last_on=date(2026, 12, 9), now=days.now)
    days.pass_by(2)
    corrected(ended, last_on=DEC_4, now=days.now)
    days.pass_by(9)
    late, sooner = "is late: a new date, and your choice", "ships sooner than we had told you"
    for order, expected in ((first, [late, sooner, sooner]), (second, [sooner, sooner])):
        subjects = [letter.subject for letter in letters_of(order, "delay")]
        assert subjects == [f"Your order {order.number} {words}" for words in expected]
    assert "stand again" not in letters_of(second, "delay")[0].text
    text = letters_of(first, "delay")[1].text
    assert (
        "We had told you that our New York warehouse is closed Tue Nov 24 – Fri Dec 11, 2026"
        " (a storm). Our New York warehouse is closed Tue Nov 24 – Wed Dec 9, 2026 instead." in text
    )
    assert stands(first)[0] == date(2026, 12, 9)


@pytest.mark.parametrize(("days", "two"), [(10, False), (11, True)])
def test_a_long_closure_takes_two_people_though_nobody_has_ordered_yet(house, days, two):
    first = NOON.date() + timedelta(days=3)
    plan = ClosurePlan("us", first, first + timedelta(days=days - 1), "a move")
    effect = closures.preview_plan(plan=plan, now=NOON)
    assert (effect.orders, effect.needs_second_person(terms())) == (0, two)
