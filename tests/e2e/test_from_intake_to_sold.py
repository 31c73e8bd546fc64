"""Clauses `authentication` and `search`, lived in a browser: an item's way in, two experts, found
misspelt, sold.
"""

from __future__ import annotations

import re
import sqlite3

import psycopg

from tests.e2e.browser_steps import FIRST_EXPERT, SECOND_EXPERT, buy_shown_piece, main_text
from tests.e2e.page_checks import keep_screenshot
from tests.e2e.stores import database
from tests.engine import on_one_engine
from tests.factories.pictures import picture


def sign_in(page, store, who: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{store.url}/desk/sign-in/?next=/desk/items/")
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password").fill(store.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Items").wait_for()


def take_in(page, store, *, title: str, price: str) -> str:
    """Returns the address of the item's page at the desk."""
    page.goto(f"{store.url}/desk/items/new")
    page.get_by_role("link", name="Bags").click()
    for label, typed in {
        "Title": title,
        "Maker": "Maison Orlède",
        "Model": "Verrazane",
        "Kind of piece": "handbags",
        "Color, in a basic word": "green",
        "Material": "crocodile",
        "Exotic species": "Crocodylus porosus",
        "Made from (year)": "2019",
        "Length, mm": "300",
        "Date code, serial number or chip": f"MO-{abs(hash(title)) % 10**9}",
        "Weight packed, in grams": "1800",
        "Price in dollars": price,
    }.items():
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_label("Condition overall").select_option("very good")
    page.get_by_label("Corners and edges").select_option("B")
    page.get_by_label("Dust bag").check()
    keep_screenshot(page, "intake")
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_url(re.compile(r"/desk/items/[\w-]+-\w{6}$"))
    return page.url


def photograph(page, item: str) -> None:
    page.goto(f"{item}/photos")
    files = [
        {"name": f"side-{seed}.jpg", "mimeType": "image/jpeg", "buffer": picture(seed=seed)}
        for seed in (1, 2)
    ]
    page.get_by_label(re.compile("Add photos")).set_input_files(files)
    page.get_by_role("button", name="Add", exact=True).click()
    assert "2 photos added" in page.locator(".note.success").inner_text()
    page.get_by_role("button", name=re.compile("Later.*photo 1")).click()
    keep_screenshot(page, "photos")
    page.goto(item)
    page.get_by_text("Record a defect").click()
    page.get_by_label("Zone").select_option("corners")
    page.get_by_label("Kind", exact=True).select_option("corner_wear")
    page.locator(".pin img").first.click(position={"x": 60, "y": 40})
    assert page.get_by_label("% from the left").input_value()
    page.get_by_role("button", name="Record the defect").click()
    assert "pinned on photo 1" in main_text(page)


def judge(page, item: str, *, verdict: str, reasons: str = "") -> None:
    page.goto(f"{item}/evaluate")
    evidence = {
        "name": "loupe.png",
        "mimeType": "image/png",
        "buffer": picture("PNG", seed=len(reasons) + 7),
    }
    page.get_by_label("Evidence photos").set_input_files(evidence)
    for radio in page.get_by_label("As it should be", exact=True).all():
        radio.check()
    if reasons:
        page.get_by_label("Not as it should be").first.check()
        page.get_by_label("Why it is rejected").fill(reasons)
    page.get_by_label(verdict).check()
    keep_screenshot(page, "judge")
    page.get_by_role("button", name="Put my evaluation on record").click()
    assert "on record" in page.locator(".note.success").inner_text()


def search_for(page, store, words: str) -> str:
    page.goto(store.url)
    page.get_by_role("combobox", name="Search").fill(words)
    page.get_by_role("button", name="Search").click()
    return main_text(page)


def until(page, holds) -> None:
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to hold")


@on_one_engine("sqlite", "the same whatever the database is")
def test_two_experts_then_found_misspelt_then_sold(store, page):
    title = "Verrazane top-handle bag in emerald crocodile"
    sign_in(page, store, FIRST_EXPERT)
    item = take_in(page, store, title=title, price="7000")
    photograph(page, item)
    judge(page, item, verdict="Authentic: approve it")
    assert "1 of 2 experts" in main_text(page)
    assert not page.get_by_role("button", name="Put it on sale").count()
    page.goto(f"{item}/evaluate")
    page.get_by_role("button", name="Put my evaluation on record").click()
    assert title not in search_for(page, store, "verazane")

    sign_in(page, store, SECOND_EXPERT)
    page.goto(f"{item}/evaluate")
    assert "not shown until you have judged" in main_text(page)
    judge(page, item, verdict="Authentic: approve it")
    keep_screenshot(page, "desk-item")
    page.get_by_role("button", name="Put it on sale").click()
    until(page, lambda: title in search_for(page, store, "maison orlede verazane crocodlie"))
    keep_screenshot(page, "found")
    page.get_by_role("link", name=re.compile(title)).click()
    main = main_text(page)
    assert "2 in-house experts" in main
    assert "Crocodylus porosus" in main
    keep_screenshot(page, "item")
    buy_shown_piece(page)

    page.goto(f"{store.url}/items/{item.rpartition('/')[2]}")
    assert "Sold" in main_text(page)
    assert not page.get_by_role("button", name="Put in the bag").count()
    assert page.locator(".similar .cards li").count() > 0
    keep_screenshot(page, "sold")
    assert title not in search_for(page, store, "verrazane")


@on_one_engine("sqlite", "the same whatever the database is")
def test_a_rejected_item_can_be_listed_through_no_door(store, page, tmp_path):
    sign_in(page, store, FIRST_EXPERT)
    item = take_in(page, store, title="Doubtful quilted bag", price="900")
    judge(page, item, verdict="Reject it, for ever", reasons="The stamp is wrong")
    slug = item.rpartition("/")[2]
    assert not page.get_by_role("button", name="Put it on sale").count()
    assert not page.get_by_role("link", name="Judge it").count()
    token = next(
        cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken"
    )
    answer = page.request.post(
        f"{item}/list", form={"csrfmiddlewaretoken": token}, headers={"Referer": item}
    )
    assert "is rejected" in answer.text()

    [[key, source_id]] = store.sql(f"SELECT id, source_id FROM catalog_item WHERE slug = '{slug}'")
    file = tmp_path / "again.csv"
    file.write_text(
        f"source_id,title,designer,category,condition,price\n{source_id},Doubtful quilted"
        " bag,X,bags,good,900\n"
    )
    again = store.troth(
        "import-items",
        str(file),
        "--source",
        "desk",
        "--approve-as",
        "erin@example.com",
        "--second",
        "sam@example.com",
    )
    assert "0 approved and listed" in again.stdout

    listing = f"UPDATE catalog_item SET listed_at = '2026-11-23 12:00:00+00:00' WHERE id = {key}"
    columns = "number + 1, 'approved', by_id, at, evidence"
    approval = (
        "INSERT INTO catalog_evaluation (item_id, number, verdict, by_id, at, evidence) "
        f"SELECT item_id, {columns} FROM catalog_evaluation WHERE item_id = {key}"
    )
    for statements in (
        [listing],
        [approval, listing],
        [f"UPDATE catalog_evaluation SET verdict = 'approved' WHERE item_id = {key}"],
        [f"DELETE FROM catalog_evaluation WHERE item_id = {key}"],
    ):
        assert "authentication" in refused(store, statements)
    assert store.sql(
        f"SELECT count(*) FROM catalog_item WHERE id = {key} AND listed_at IS NOT NULL"
    ) == [(0,)]


def refused(store, statements: list[str]) -> str:
    """Straight to the database, in one transaction; returns what it says."""
    with database(store.database_url) as connection:
        try:
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        except (sqlite3.IntegrityError, psycopg.IntegrityError) as refusal:
            return str(refusal)
    return "nothing was refused"
