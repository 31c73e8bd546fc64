"""Looking at a page: a screenshot where one is asked for, axe-core, and whether it fits its
window.
"""

from __future__ import annotations

import os

from axe_playwright_python.sync_playwright import Axe

from tests.engine import FULL


def blocked_by_policy(context) -> list[str]:
    """What the store's own security policy keeps the pages of this window from doing, from now on:
    nothing, or a page does what it must not.
    """
    refused: list[str] = []
    context.on(
        "console",
        lambda message: (
            refused.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    return refused


def keep_screenshot(page, name: str) -> None:
    """Keeps a screenshot where one is asked for."""
    if folder := os.environ.get("TROTH_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def problems_on(page, name: str, *, otherwise: bool = FULL) -> list[str]:
    """What is wrong on the page, once it is loaded, with all that folds open meanwhile: axe-core's
    findings, and whether it is wider than its window. Otherwise: also in the dark, and at 320 px,
    as `test_every_page` always asks.
    """
    page.wait_for_load_state()
    page.evaluate(
        "document.querySelectorAll('details:not([open])').forEach((each) => { each.open = each.seen"
        " = true; })"
    )
    keep_screenshot(page, f"{name}-{page.viewport_size['width']}")
    problems = [
        f"{name}: {violation['id']}: {violation['nodes'][0]['html'][:150]}"
        for violation in Axe().run(page).response["violations"]
    ]
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        problems.append(f"{name}: wider than its window")
    problems += [f"{name}: {problem}" for problem in (_otherwise(page, name) if otherwise else ())]
    page.evaluate(
        "document.querySelectorAll('details').forEach((each) => { if (each.seen) each.open ="
        " false; })"
    )
    return problems


def _otherwise(page, name: str) -> list[str]:
    """The same page in the dark, where letters must stand out as well, and 320 px wide, as at 400 %
    on a desktop.
    """
    problems, size = [], page.viewport_size
    page.emulate_media(color_scheme="dark")
    keep_screenshot(page, f"{name}-dark-{size['width']}")
    answer = Axe().run(page, options={"runOnly": ["color-contrast"]}).response
    problems += [
        f"in the dark: {violation['nodes'][0]['html'][:150]}" for violation in answer["violations"]
    ]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": size["height"]})
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        widest = (
            "[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right"
            " > 320).pop()"
        )
        problems.append(f"wider than 320 px: {page.evaluate(f'({widest})?.outerHTML')[:200]}")
    page.set_viewport_size(size)
    return problems
