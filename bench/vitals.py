"""How six pages feel on a slow phone, as Lighthouse's mobile profile has it: medians of several
loads, in one run.

    make vitals                  (LOADS=5 for more or fewer)

150 ms of round trip, 1.6 Mbit/s, a processor four times slower, a cold cache. LCP: when the largest
thing of the first screen stands. CLS: how much what stands was shifted. Script: bytes as they
travel. Aims: 2.5 s, 0.1, 40 kB.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

LOADS = int(os.environ.get("LOADS", "5"))
PHONE = {"width": 390, "height": 844}
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
WATCH = """
window.vitals = {lcp: 0, cls: 0};
new PerformanceObserver((list) => { for (const e of list.getEntries()) vitals.lcp = e.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) vitals.cls += e.value;
})
  .observe({type: "layout-shift", buffered: true});
"""


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from playwright.sync_api import sync_playwright

    from tests.e2e.stores import Store

    with (
        tempfile.TemporaryDirectory() as folder,
        Store(Path(folder) / "store") as store,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        state, pages = _prepared(browser, store)
        print(
            f"\nA slow phone, medians of {LOADS}"
            f" loads\n\n{'':24}{'LCP s':>8}{'CLS':>8}{'script kB':>11}{'all kB':>9}"
        )
        for name, path in pages.items():
            loads = [_load(browser, state, f"{store.url}{path}") for _ in range(LOADS)]
            lcp, cls, script, whole = (
                statistics.median(load[at] for load in loads) for at in range(4)
            )
            print(
                f"{name:24}{lcp / 1000:8.2f}{cls:8.3f}{script / 1000:11.1f}{whole / 1000:9.1f}",
                flush=True,
            )
        browser.close()


def _prepared(browser: Any, store: Any) -> tuple[Any, dict[str, str]]:
    """A browser with something in its bag and an order, and the addresses of six pages."""
    from tests.e2e.browser_steps import order_by_browser

    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(60_000)
    page = context.new_page()
    order = order_by_browser(page, store, "shoes")
    number = re.search(r"T-\w{5}-\w{5}", str(order) + page.url)
    assert number, page.url
    page.goto(f"{store.url}/items/")
    item = page.locator(".cards a", has_not_text="Sold").first.get_attribute("href")
    page.goto(store.url + item)
    page.get_by_role("button", name="Put in the bag").click()
    state = context.storage_state()
    context.close()
    return state, {
        "front": "/",
        "list": "/items/",
        "piece": f"{item}?zip=10013",
        "checkout": "/checkout",
        "order": f"/orders/{number[0]}",
        "promises": "/faq",
    }


def _load(browser: Any, state: Any, url: str) -> tuple[float, float, float, float]:
    context = browser.new_context(
        viewport=PHONE, device_scale_factor=2, is_mobile=True, storage_state=state
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.add_init_script(WATCH)
    device, kinds, sizes = context.new_cdp_session(page), {}, {}
    device.send("Network.enable")
    device.send("Network.setCacheDisabled", {"cacheDisabled": True})
    device.send("Network.emulateNetworkConditions", SLOW)
    device.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    device.on(
        "Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]})
    )
    device.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(500)
    seen = page.evaluate("vitals")
    context.close()
    script = sum(size for key, size in sizes.items() if kinds.get(key) == "Script")
    return seen["lcp"], seen["cls"], script, sum(sizes.values())


if __name__ == "__main__":
    main()
