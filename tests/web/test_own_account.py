"""One's own account at the desk: changing the password, the first one, sessions, and the record."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User

from tests.factories.pages import Browser, page_text
from tests.factories.people import fay, ola, pat
from tests.web.sign_in import (
    MINE,
    PASSWORD,
    SIGN_IN,
    access_kinds,
    give_password,
    post_sign_in,
    set_up_app,
)
from troth import clock
from troth.access_log.models import AccessRecord
from troth.cli import main
from troth.commands.base import refuse_demo_people
from troth.commands.errors import WrongInput
from troth.operations import opening
from troth.orders.policy_versions import terms_at

pytestmark = pytest.mark.usefixtures("quick_passwords")
CHANGE, SESSIONS = f"{MINE}password/", f"{MINE}sessions/"
NEW = "seven green herons waltz"


@pytest.fixture
def person(house):
    return give_password(fay())


def change(client, new=NEW, old=PASSWORD, again=None):
    answers = {"oldpassword": old, "password1": new, "password2": again or new}
    return client.post(CHANGE, answers)


def test_one_changes_ones_own_password_and_other_sessions_end(client, person):
    other = Browser()
    post_sign_in(other)
    post_sign_in(client)
    assert "Change your password" in page_text(client.get(MINE))
    assert change(client).url == MINE
    assert client.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 302
    client.post("/desk/sign-out/")
    assert "correct username" in page_text(post_sign_in(client))
    assert post_sign_in(client, password=NEW).url == "/desk/"


@pytest.mark.parametrize(
    ("new", "error"),
    [
        ("elevenchars", "at least 12 characters"),
        ("1q2w3e4r5t6y", "too common"),
        ("liverpool1892", "made public by a breach"),
        ("passwordpassword", "names that others know"),
        ("fay@example.com", "names that others know"),
        ("TrothPassword2026", "names that others know"),
        (NEW, "Choose a different one"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(client, person, new, error):
    person.set_password(NEW)
    person.save()
    post_sign_in(client, password=NEW)
    answer = change(client, new=new, old=NEW)
    assert answer.status_code == 200
    assert error in page_text(answer)
    assert User.objects.get(pk=person.pk).check_password(NEW)


@pytest.mark.parametrize("new", ["x" * 7 + "é日本 " * 20 + "y", "only small letters here"])
def test_a_long_password_of_any_letters_is_taken_as_it_is(client, person, new):
    post_sign_in(client)
    assert change(client, new=new).url == MINE
    assert User.objects.get(pk=person.pk).check_password(new)


def test_the_password_now_is_asked_for(client, person):
    post_sign_in(client)
    assert change(client, old="wrong").status_code == 200
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    for _ in range(5):
        change(client, old="wrong")
    assert change(client).status_code == 429


def test_after_a_while_a_proof_is_asked_for_first(client, person):
    client.force_login(person)
    client.proven(person, minutes_ago=16)
    assert f"{SIGN_IN}again/" in client.get(CHANGE).url


def test_who_has_no_password_is_told_who_gives_one(client, person):
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert "You have no password to change" in page_text(client.get(CHANGE, follow=True))


def added(capsys, email="new@example.com", *options: str) -> str:
    """Somebody new, by the operator's command; returns the password that it printed."""
    ola()
    capsys.readouterr()
    assert main(["staff", email, *(options or ("--roles", "finance"))]) == 0
    out = capsys.readouterr().out
    assert "within 72 hours, and must then choose one of their own" in out
    return re.search(r"password (\S+) within", out)[1]


def test_a_first_password_is_changed_before_anything_else(client, house, capsys):
    first = added(capsys)
    assert len(first) >= 12
    assert post_sign_in(client, who="new@example.com", password=first).status_code == 302
    for path in ("/desk/", "/desk/money/", MINE, f"{MINE}app/", SESSIONS):
        assert client.get(path).url == CHANGE, path
    assert client.post("/desk/policy/draft/save").url == CHANGE
    assert "First choose a password of your own" in page_text(client.get("/desk/", follow=True))
    assert "Choose a different one" in page_text(change(client, old=first, new=first))
    assert change(client, old=first).url == MINE
    assert client.get("/desk/money/").status_code == 200
    again = Browser()
    post_sign_in(again, who="new@example.com", password=NEW)
    assert again.get("/desk/money/").status_code == 200


def test_a_first_password_expires(client, house, capsys, monkeypatch):
    first = added(capsys)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=72, seconds=-1))
    assert post_sign_in(Browser(), who="new@example.com", password=first).status_code == 302
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=72, seconds=1))
    assert "This first password has expired" in page_text(
        post_sign_in(client, who="new@example.com", password=first)
    )
    assert client.get("/desk/").status_code == 302
    assert "correct username" in page_text(
        post_sign_in(client, who="new@example.com", password="wrong")
    )


def test_a_reset_password_is_a_first_password_too(client, person, house, capsys):
    mine = Browser()
    post_sign_in(mine)
    first = added(capsys, "fay@example.com", "--reset")
    assert mine.get("/desk/").status_code == 302
    post_sign_in(client, password=first)
    assert client.get("/desk/").url == CHANGE


def test_one_sees_ones_sessions_and_ends_one(client, person):
    other = Browser(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    post_sign_in(other)
    post_sign_in(client)
    stranger = Browser()
    post_sign_in(stranger, who=str(give_password(pat())))
    page = client.get(SESSIONS)
    assert "Firefox, Windows" in page_text(page)
    assert page_text(page).count("Signed in") == 2
    [key] = re.findall(r"sessions/(\d+)/end/", page.content.decode())
    assert client.get(f"{SESSIONS}{key}/end/").status_code == 405
    assert stranger.post(f"{SESSIONS}{key}/end/").status_code == 404
    assert other.get("/desk/").status_code == 200
    assert "That session has ended" in page_text(client.post(f"{SESSIONS}{key}/end/", follow=True))
    assert other.get("/desk/").status_code == 302
    assert client.get("/desk/").status_code == stranger.get("/desk/").status_code == 200
    assert client.post(f"{SESSIONS}{key}/end/").status_code == 404


def test_one_ends_all_other_sessions_after_a_proof(client, person):
    others = [Browser(), Browser()]
    for other in others:
        post_sign_in(other)
    post_sign_in(client)
    client.proven(person, minutes_ago=16)
    redirect = client.post(f"{SESSIONS}others/end/")
    assert f"{SIGN_IN}again/" in redirect.url
    assert [other.get("/desk/").status_code for other in others] == [200, 200]
    client.proven(person)
    assert "2 sessions have ended" in page_text(client.post(f"{SESSIONS}others/end/", follow=True))
    assert [other.get("/desk/").status_code for other in others] == [302, 302]
    assert client.get("/desk/").status_code == 200
    assert "0 sessions have ended" in page_text(client.post(f"{SESSIONS}others/end/", follow=True))


def test_what_ended_sessions_leave_on_record(client, person):
    other = Browser(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"})
    post_sign_in(other)
    post_sign_in(client)
    client.post(f"{SESSIONS}others/end/")
    record = AccessRecord.objects.get(kind="session_ended")
    assert (record.who, record.about) == ("fay@example.com", "Safari, iPhone")
    assert record.detail.startswith("signed in 20")


def test_the_operator_ends_every_session_of_somebody(client, person, capsys):
    post_sign_in(client)
    stranger = Browser()
    post_sign_in(stranger, who=str(give_password(pat())))
    assert main(["staff", "fay@example.com", "--sign-out"]) == 0
    assert "1 sessions have ended" in capsys.readouterr().out
    assert client.get("/desk/").status_code == 302
    assert stranger.get("/desk/").status_code == 200


def test_who_is_off_the_staff_is_signed_out_at_once(client, person):
    post_sign_in(client)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/desk/").status_code == 302


def test_the_operator_takes_somebody_off_the_staff(client, person, capsys):
    ola()
    post_sign_in(client)
    capsys.readouterr()
    assert main(["staff", "fay@example.com", "--remove"]) == 0
    assert "1 sessions have ended" in capsys.readouterr().out
    assert client.get("/desk/").status_code == 302
    assert "correct username" in page_text(
        client.post(SIGN_IN, {"login": "fay@example.com", "password": PASSWORD}, follow=True)
    )
    main(["staff"])
    assert "fay@" not in capsys.readouterr().out
    assert main(["staff", "ola@example.com", "--remove"]) == 2
    assert "only owner" in capsys.readouterr().err
    assert access_kinds(about="fay@example.com") == ["staff_removed", "session_ended"]
    main(["staff", "fay@example.com", "--roles", "care"])
    assert post_sign_in(client).status_code == 302


def test_production_opens_with_nobody_of_the_demo(house, monkeypatch):
    house.DEVELOPMENT = False
    User.objects.create_user("staff@fathomandreed.example", is_staff=True)
    with pytest.raises(
        WrongInput, match=r"troth staff staff@fathomandreed\.example --remove"
    ):  # what `troth run` and `troth work` ask first
        refuse_demo_people()
    User.objects.update(is_active=False)
    refuse_demo_people()
    assert "care@fathomandreed.example" in opening.demo_terms(now=clock.now())
    own = terms_at(clock.now()).file.store.model_copy(
        update={"care_email": "care@fathomandreed.com"}
    )
    file = terms_at(clock.now()).file.model_copy(update={"store": own})
    monkeypatch.setattr(opening, "terms_at", lambda _now: SimpleNamespace(file=file))
    assert opening.demo_terms(now=clock.now()) == ""


def test_a_session_lasts_twelve_hours_however_busy(client, person):
    client.force_login(person)
    client.proven(person, minutes_ago=12 * 60 - 1)
    assert client.get("/desk/").status_code == 200
    client.proven(person, minutes_ago=12 * 60 + 1)
    answer = client.get("/desk/money/")
    assert answer.url == f"{SIGN_IN}?next=/desk/money/"
    client.proven(person)
    assert client.get("/desk/").status_code == 302


def test_signing_in_makes_a_new_session(client, person):
    client.post(f"{SIGN_IN}", {})
    client.post("/bag/add/nothing")
    before = client.session.session_key
    post_sign_in(client)
    assert client.session.session_key != before


def test_a_proof_renews_the_session(client, person):
    post_sign_in(client)
    before = client.session.session_key
    client.post(f"{SIGN_IN}again/", {"password": PASSWORD})
    assert client.session.session_key != before
    assert client.get("/desk/").status_code == 200
    assert page_text(client.get(SESSIONS)).count("Signed in") == 1
    stolen = Browser()
    stolen.cookies["sessionid"] = before
    assert stolen.get("/desk/").status_code == 302


def test_a_session_is_a_long_random_reference(client, person):
    keys = set()
    for _ in range(20):
        browser = Browser()
        post_sign_in(browser)
        keys.add(browser.session.session_key)
    assert len(keys) == 20
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)  # 165 bits


def test_password_fields_are_masked_and_may_be_pasted_into(client, person):
    page = client.get(SIGN_IN).content.decode()
    post_sign_in(client)
    page += client.get(CHANGE).content.decode()
    fields = re.findall(r"<input[^>]*name=\"(?:old)?password\d?\"[^>]*>", page)
    assert len(fields) == 4
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field), field
        assert not re.search(r"onpaste|maxlength", field)


def test_every_page_of_the_desk_has_sign_out(client, house):
    give_password(ola())
    post_sign_in(client, who="ola@example.com")
    for path in ("/desk/", "/desk/money/", "/desk/items/", "/desk/access/", MINE, SESSIONS, CHANGE):
        assert 'action="/desk/sign-out/"' in client.get(path).content.decode(), path


def test_a_token_of_one_kind_is_none_of_another(client, person, house, capsys):
    post_sign_in(client)
    cookie = client.cookies[house.DEVICE_COOKIE_NAME].value
    other = Browser()
    assert other.post(f"/desk/sign-in/device/{cookie}").status_code == 404
    main(["staff", "fay@example.com", "--device-link"])
    token = re.search(r"sign-in/device/(\S+)", capsys.readouterr().out)[1]
    other.cookies["sessionid"] = token
    assert other.get("/desk/").status_code == 302


def test_what_one_does_to_ones_sign_in_is_recorded(
    client, person, watch, house, django_capture_on_commit_callbacks
):
    house.CLIENT_ADDRESS_HEADER = "X-Forwarded-For"
    client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.77"
    post_sign_in(client, password="wrong")
    post_sign_in(client)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client, watch)
    client.post(f"{MINE}codes/new/")
    client.post(f"{SIGN_IN}again/", {"password": "wrong"})
    client.post(f"{SIGN_IN}again/", {"password": PASSWORD})
    client.post(f"{MINE}app/remove/")
    change(client)
    client.get("/desk/policy/draft/save")
    client.get("/desk/packing/")
    client.post("/desk/sign-out/")
    recorded = access_kinds(who="fay@example.com")
    assert [kind for kind in recorded if kind != "recovery_codes_made"] == [
        "sign_in_failed",
        "signed_in",
        "factor_added",
        "confirmation_failed",
        "confirmed",
        "factor_removed",
        "factor_removed",  # the recovery codes go with the last one
        "password_changed",
        "access_refused",
        "access_refused",
        "signed_out",
    ]
    assert "recovery_codes_made" in recorded
    assert {record.network for record in AccessRecord.objects.all()} == {"203.0.113.0/24"}
    assert PASSWORD not in str(list(AccessRecord.objects.values()))


def test_a_password_typed_for_a_name_is_not_recorded(client, person):
    post_sign_in(client, who=PASSWORD, password="x")
    record = AccessRecord.objects.get()
    assert (record.kind, record.who) == ("sign_in_failed", "")
    assert PASSWORD not in f"{record.about}{record.detail}"


def test_refused_tries_are_recorded(client, person):
    for _ in range(6):
        post_sign_in(client, password="wrong")
    assert access_kinds(who="fay@example.com") == ["sign_in_failed"] * 5 + ["sign_in_throttled"]


def test_what_the_operator_does_is_recorded(house, capsys):
    added(capsys)
    main(["staff", "new@example.com", "--roles", "care"])
    added(capsys, "new@example.com", "--reset")
    main(["staff", "new@example.com", "--sign-out"])
    main(["staff", "new@example.com", "--device-link"])
    assert access_kinds(about="new@example.com") == [
        "password_issued",
        "staff_added",
        "roles_changed",
        "password_issued",
        "factor_removed",
        "session_ended",
        "device_link_made",
    ]
    whom = set(AccessRecord.objects.values_list("who", flat=True))
    assert all(who.startswith("operator:") for who in whom)


def test_an_owner_searches_the_record(client, house):
    give_password(ola())
    give_password(fay())
    elsewhere = Browser()
    post_sign_in(elsewhere)
    post_sign_in(client, who="ola@example.com")
    page = page_text(client.get("/desk/access/"))
    assert "fay@example.com" in page
    assert "Signed in" in page
    assert "fay@example.com" not in page_text(client.get("/desk/access/?who=ola"))
    assert "Nothing was recorded" in page_text(client.get("/desk/access/?kind=exported"))
    assert "Nothing was recorded" in page_text(client.get("/desk/access/?order=T-NOBODY"))
    assert "Nothing was recorded" in page_text(client.get("/desk/access/?until=2000-01-01"))
    assert "Enter a valid date" in page_text(client.get("/desk/access/?since=yesterday"))
    assert access_kinds(who="ola@example.com").count("access_log_viewed") == 6
    assert elsewhere.get("/desk/access/").status_code == 403


def test_the_list_of_staff_says_who_has_a_second_factor(client, person, watch, capsys):
    post_sign_in(client)
    set_up_app(client, watch)
    pat()
    capsys.readouterr()
    main(["staff"])
    lines = capsys.readouterr().out.splitlines()
    assert any(
        re.fullmatch(r"fay@.* has a second factor; last signed in: 20\d\d-.* UTC", line)
        for line in lines
    )
    assert any(
        "pat@" in line and "no second factor; last signed in: never" in line for line in lines
    )
