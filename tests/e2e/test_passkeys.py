"""Staff's sign-in in a browser: passkeys by keyboard under a strict policy, codes without scripts,
nothing for axe to find.
"""

from __future__ import annotations

import re
import time
from types import SimpleNamespace

import pytest

from tests.e2e.browser_steps import OWN_PASSWORD, PHONE, choose_password
from tests.e2e.page_checks import problems_on
from tests.engine import ENGINE
from tests.web.sign_in import app_code

pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="a page is the same whatever the database is: seen on SQLite"
)
TOUCH_ID = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
TIME_PASSES = """
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.contrib.sessions.backends.db import SessionStore
who = str(User.objects.get(username="{email}").pk)
for kept in Session.objects.all():
    session = SessionStore(kept.session_key)
    if session.get("_auth_user_id") != who:
        continue
    for proof in session.get("account_authentication_methods", []):
        proof["at"] -= 16 * 60
    session.modified = True
    session.save()
"""


def added(store, email: str) -> str:
    """Somebody for the money, by the command; returns their password."""
    return re.search(r"password (\S+)", store.troth("staff", email, "--roles", "finance").stdout)[1]


def sign_in(page, store, email: str, password: str) -> None:
    page.goto(f"{store.url}/desk/sign-in/?next=/desk/money/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_label("Password").press("Enter")


def first_sign_in(page, store, email: str, printed: str) -> str:
    """With the password that the command printed; returns the one chosen instead of it."""
    sign_in(page, store, email, printed)
    choose_password(page, printed)
    return OWN_PASSWORD


def press(page, role: str, name: str) -> None:
    """As the keyboard does."""
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


def sign_out(page, email: str) -> None:
    press(page, "button", f"Sign out {email}")
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()


def test_a_passkey_by_keyboard(store, page):
    email = "nora@fathomandreed.example"
    printed = added(store, email)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    key = device.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCH_ID})["authenticatorId"]
    password = first_sign_in(page, store, email, printed)
    press(page, "link", "Your sign-in")
    press(page, "link", "Add a passkey")
    page.get_by_label("Name").press("Enter")
    page.get_by_role("heading", name="Recovery codes").wait_for()

    sign_out(page, email)
    press(page, "button", "Sign in with a passkey")
    page.get_by_role("heading", name="Queue").wait_for()

    sign_out(page, email)
    sign_in(page, store, email, password)
    page.get_by_role("heading", name="One more proof").wait_for()
    press(page, "button", "Start again")
    device.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    press(page, "button", "Sign in with a passkey")
    page.get_by_text("No passkey was used. Try again, or take another way.").wait_for()


def test_a_passkey_proves_it_again(store, page):
    email = "finn@fathomandreed.example"
    printed = added(store, email)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCH_ID})
    password = first_sign_in(page, store, email, printed)
    page.goto(f"{store.url}/desk/sign-in/mine/passkeys/")
    page.get_by_role("button", name="Add it").wait_for()
    wrong = problems_on(page, "add-a-passkey", otherwise=True)
    press(page, "button", "Add it")
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.goto(f"{store.url}/desk/sign-in/mine/passkeys/")
    press(page, "button", "Add it")
    page.get_by_text("This device holds a passkey of yours already.").wait_for()

    assert (
        store.troth(
            "manage", "shell", "--no-imports", "-c", TIME_PASSES.format(email=email)
        ).returncode
        == 0
    )
    page.goto(f"{store.url}/desk/sign-in/mine/codes/")
    page.get_by_role("heading", name="Is it you?").wait_for()
    wrong += problems_on(page, "again-by-passkey", otherwise=True)
    press(page, "button", "Use a passkey")
    page.get_by_role("heading", name="Recovery codes").wait_for()

    sign_out(page, email)
    sign_in(page, store, email, password)
    page.get_by_role("heading", name="One more proof").wait_for()
    wrong += problems_on(page, "second-proof", otherwise=True)
    press(page, "button", "Use a passkey")
    page.get_by_role("heading", name="Money", exact=True).wait_for()
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(f"{store.url}/desk/sign-in/mine/passkeys/")
    page.get_by_text("This browser has no passkeys.").wait_for()
    assert wrong == []


def test_codes_need_no_scripts(store, browser):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(30_000)
    page, email = context.new_page(), "flo@fathomandreed.example"
    printed = added(store, email)
    password = first_sign_in(page, store, email, printed)
    page.get_by_role("link", name="Your sign-in").click()
    page.get_by_role("link", name="Set up an authenticator app").click()
    secret = page.locator("main p code").inner_text()
    type_code(page, "Set it up", secret)
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, store, email, password)
    assert not page.get_by_role("button", name="Use a passkey").count()
    type_code(page, "Sign in", secret)
    page.get_by_role("heading", name="Money", exact=True).wait_for()
    context.close()


def type_code(page, button: str, secret: str) -> None:
    """Once more with the next one, where it was used already: each opens once."""
    for _ in range(2):
        page.get_by_role("textbox", name=re.compile("code", re.IGNORECASE)).fill(
            app_code(secret, SimpleNamespace(now=int(time.time())))
        )
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_load_state()
        if not page.get_by_text("That code is wrong").count():
            return
        time.sleep(30.5 - time.time() % 30)
