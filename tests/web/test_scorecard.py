"""The scorecard's pages: every number is the list behind it, the file says what the page says, the
public sees no order.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import transaction

from simulation.years.generator import YEAR_ENDS, make_year
from tests.factories.pages import page_text
from tests.factories.people import fay, ola, pat
from troth import clock
from troth.orders.policy_versions import clear_terms_cache
from troth.scorecard import actions
from troth.scorecard.measures import MEASURES
from troth.scorecard.models import PublicScorecard


@pytest.fixture(scope="module")
def year_over(django_db_setup, django_db_blocker):
    """A year of orders, made once: every test changes it within a savepoint, and leaves it."""
    with django_db_blocker.unblock():
        clear_terms_cache()
        with transaction.atomic():
            make_year(200)
            actions.catch_up(now=YEAR_ENDS)
            yield
            transaction.set_rollback(True)
        clear_terms_cache()


@pytest.fixture
def lived(year_over, house, client):
    """A year is over, and finance looks at it."""
    clock.offset_file().write_text(
        str((YEAR_ENDS - datetime.now(UTC)).total_seconds()), encoding="ascii"
    )
    client.force_login(fay())
    return client


def rows_of(answer) -> list[dict[str, str]]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode())))


def panel(page: str, key: str) -> str:
    return page.partition(f'id="{key}"')[2].partition("</section>")[0]


def show(client, **form):
    return client.post("/desk/scorecard/public", {"shown": "yes", "after": "0"} | form, follow=True)


def test_every_number_leads_to_as_many_orders(lived):
    page = lived.get("/desk/scorecard/?weeks=52").content.decode()
    links = set(
        re.findall(r'href="(/desk/scorecard/\w+/\?[^"]+)">(?:<strong[^>]*>)?([\d,]+)', page)
    )
    assert len(links) > 200
    chosen = sorted(links)[::30] + [link for link in links if "week=" not in link[0]]
    for link, number in chosen:
        words = page_text(lived.get(unescape(link)))
        assert f" {number} " in words.partition("Clause")[2] or re.search(
            rf"\b{number} (kept|broken|still open|decided|ended)", words
        ), link


def test_the_bars_are_the_numbers_of_the_table(lived):
    part = panel(lived.get("/desk/scorecard/?weeks=52").content.decode(), "processed")
    bars = dict(
        re.findall(r'<a href="([^"]+)" tabindex="-1">.*?<title>Week of [^:]+: (\d+) of', part)
    )
    table = re.findall(r'</time>\s*</th>\s*<td>\s*(?:<a href="([^"]+)">)?(\d+)', part)
    assert len(table) > 30
    assert [bars[link] for link, _ in table if link] == [number for link, number in table if link]


@pytest.mark.parametrize("query", ["weeks=52&lane=", "weeks=26&lane=jp.ground"])
def test_the_file_says_what_the_page_sentence(lived, query):
    page, rows = (
        lived.get(f"/desk/scorecard/?{query}").content.decode(),
        rows_of(lived.get(f"/desk/scorecard/figures.csv?{query}")),
    )
    for measure in MEASURES:
        mine = [row for row in rows if row["measure"] == measure.key]
        part, cases = panel(page, measure.key), sum(int(row["cases"]) for row in mine)
        if not cases:
            assert "None was decided" in part
        elif measure.outcomes:
            assert f'<strong class="share">{cases}</strong>' in part
        else:
            kept_count = sum(int(row["kept"]) for row in mine)
            assert f"{kept_count} of <a" in part
            assert f">{cases} {measure.noun}</a>" in part
        assert all(
            int(row["kept"]) + int(row["broken"]) == int(row["cases"])
            for row in mine
            if row["kept"]
        )


def test_the_list_as_a_file_is_the_list(lived):
    query = "weeks=52&state=broken&lane=us.ground"
    words = page_text(lived.get(f"/desk/scorecard/processed/?{query}"))
    rows = rows_of(lived.get(f"/desk/scorecard/processed/orders.csv?{query}"))
    assert f"{len(rows)} broken, the last a year, New York, Ground" in words
    assert {(row["measure"], row["lane"], row["state"], row["ending"]) for row in rows} == {
        ("processed", "us.ground", "broken", "late")
    }
    assert rows[0]["order"] in words


def test_a_long_list_has_pages_and_keeps_what_was_chosen(lived):
    second = lived.get("/desk/scorecard/confirmed/?weeks=52&state=kept&page=2")
    assert "Page 2 of" in page_text(second)
    assert "?weeks=52&amp;state=kept&amp;page=1" in second.content.decode()


def test_what_makes_no_sense_is_as_if_it_were_not_there(lived):
    nonsense = (
        "weeks=abc",
        "weeks=7&lane=nowhere",
        "lane=%00",
        "week=tomorrow&state=so&ending=<b>&page=x",
        "page=99999999",
    )
    for path, query in itertools.product(
        ("", "figures.csv", "arrived/", "arrived/orders.csv"), nonsense
    ):
        assert lived.get(f"/desk/scorecard/{path}?{query}").status_code == 200, (path, query)


def test_a_measure_that_there_is_not(lived):
    assert lived.get("/desk/scorecard/happiness/").status_code == 404


def test_more_orders_cost_no_more_queries(lived, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        lived.get("/desk/scorecard/?weeks=52")
    with django_assert_max_num_queries(14):
        lived.get("/desk/scorecard/arrived/?weeks=52")


def test_nobody_outside_sees_it_until_the_owner_shows_it_and_only_the_owner_can(
    lived, client_class
):
    outside, owner = client_class(), client_class()
    for path in ("/promises", "/promises.csv"):
        assert outside.get(path).status_code == 404
    assert show(lived).status_code == 403  # finance looks, and doesn't decide
    assert "How we keep our promises" not in page_text(outside.get("/"))
    owner.force_login(ola())
    assert "Everybody can see it now" in page_text(show(owner))
    show(owner)  # the same press, sent twice
    assert [showing.shown for showing in PublicScorecard.objects.all()] == [True]
    assert "How we keep our promises" in page_text(outside.get("/"))
    words = page_text(outside.get("/promises"))
    assert re.search(
        r"Of \d+ orders, \d+ \([\d.]+%\) were processed by the last day we named", words
    )
    assert "Taken" not in words
    assert "Nobody outside can see it" in page_text(
        show(owner, shown="no", after=str(PublicScorecard.objects.get().pk))
    )
    assert outside.get("/promises").status_code == 404


def test_a_press_from_an_older_page_changes_nothing(lived, client_class):
    owner = client_class()
    owner.force_login(ola())
    show(owner)
    for after in ("0", "", "x", "9" * 40):
        show(owner, shown="no", after=after)
    assert PublicScorecard.objects.count() == 1


def test_in_public_there_are_counts_and_no_order(lived, client_class):
    actions.set_public(shown=True, after=0, now=YEAR_ENDS, by="staff:ola")
    outside = client_class()
    page = outside.get("/promises").content.decode()
    file = outside.get("/promises.csv").content.decode()
    for text in (page.partition("<main")[2].partition("</main>")[0], file):
        assert not re.search(r"T-[2-9A-Z]{5}-|@|staff|desk|Buyer", text)
    assert not re.search(r'\sstyle="|<style|<script(?! src)', page)
    rows = list(csv.DictReader(io.StringIO(file)))
    assert len({row["week_of"] for row in rows}) == 12
    assert all(not row["share_percent"] for row in rows if int(row["cases"]) < 20)
    assert max(row["week_of"] for row in rows) == "2026-12-28"  # the week of the clock isn't over
    cases = sum(int(row["cases"]) for row in rows if row["measure"] == "processed")
    assert f"Of {cases} orders," in " ".join(page.split())


def test_care_and_the_warehouse_do_not_open_it(lived, client):
    client.force_login(pat())
    assert client.get("/desk/scorecard/").status_code == 403
