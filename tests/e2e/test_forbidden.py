"""The security policy in a real browser: it refuses what it should, and nothing that a page of ours
needs.
"""

from __future__ import annotations

import pytest

from tests.e2e.page_checks import blocked_by_policy
from tests.engine import ENGINE

pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="a page is the same whatever the database is: seen on SQLite"
)


def test_what_is_not_ours_is_refused_and_seen(store, browser):
    context = browser.new_context()
    refused = blocked_by_policy(context)
    page = context.new_page()
    page.goto(store.url)
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        const style = document.createElement("div");
        style.setAttribute("style", "color: red");
        const image = new Image();
        image.src = "http://127.0.0.1:9/x.png";
        document.body.append(script, style, image);
    }""")
    page.wait_for_function("performance.now() > 0")
    page.goto(f"{store.url}/bag")
    assert page.evaluate("window.ran") is None
    assert {
        kind
        for kind in ("script-src", "style-src", "img-src")
        for refusal in refused
        if kind in refusal
    } == {
        "script-src",
        "style-src",
        "img-src",
    }
    context.close()


def test_a_letter_shows_its_own_styles_in_its_frame(store, page):
    folder = store.var / "mail"
    folder.mkdir(exist_ok=True)
    (folder / "00-a-letter.eml").write_text(
        "From: a@store.example\nTo: b@example.com\nSubject: A letter\nContent-Type: text/html;"
        ' charset=utf-8\n\n<p style="color: rgb(1, 2, 3)">Dear Ann</p><script>document.title ='
        ' "no"</script>'
    )
    page.goto(f"{store.url}/dev/mail/00-a-letter")
    words = page.frame_locator("iframe.mail").get_by_text("Dear Ann")
    words.wait_for()
    assert words.evaluate("(it) => getComputedStyle(it).color") == "rgb(1, 2, 3)"
