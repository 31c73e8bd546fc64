"""Mail to a typed address is counted once for all processes of the web server: many press at the
same moment, and no more than the day's limit is sent.
"""

from __future__ import annotations

import threading

import pytest

from tests.e2e.buyers import Buyer

pytestmark = pytest.mark.xdist_group("crowd")  # one running store
AT_ONCE, MOST = 16, 3


def test_many_who_press_at_once_have_no_more_sent_than_the_limit(busy_store):
    address = "victim-of-many@example.com"
    strangers = [
        Buyer(busy_store.url, f"stranger-{at}", network=f"10.77.{at}.1") for at in range(AT_ONCE)
    ]
    for stranger in strangers:
        stranger.get("/search?q=bag")
    barrier, answers = threading.Barrier(AT_ONCE), [0] * AT_ONCE

    def press(at: int) -> None:
        barrier.wait()
        fields = {"email": address, "search": f"q=bag+{at}"}
        answers[at] = strangers[at].post("/searches", **fields).status

    threads = [threading.Thread(target=press, args=[at]) for at in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for stranger in strangers:
        stranger.close()
    assert set(answers) == {302}  # the same answer for all
    [(saved,)] = busy_store.sql(
        f"SELECT count(*) FROM notifications_savedsearch WHERE email = '{address}'"
    )
    [(written,)] = busy_store.sql(
        "SELECT count(*) FROM notifications_notification WHERE kind = 'search_confirm'"
        f" AND \"to\" = '{address}'"
    )
    assert (saved, written) == (MOST, MOST)
