"""What a browser loads and when it paints: the first visit to a page, with an empty cache."""

import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console

VISITS = 7
SETTLED = 400
MOST_BYTES = 50 * 1024
MOST_REQUESTS = 6
SLOWEST_PAINT = 1.25
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()

WATCH = """
window.seen = {paint: 0, shift: 0};
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.seen.paint = entry.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.seen.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
REPORT = """() => {
  const loaded = [...performance.getEntriesByType("navigation"),
                  ...performance.getEntriesByType("resource")];
  return {
    ...window.seen,
    bytes: loaded.reduce((sum, entry) => sum + entry.encodedBodySize, 0),
    requests: loaded.length,
    blocking: document.querySelectorAll(
      "script[src]:not([defer]):not([async]):not([type=module])").length,
    sizes: loaded.map(entry => [new URL(entry.name).pathname, entry.encodedBodySize]),
  };
}"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one first visit showed. `paint` in milliseconds, `sizes` compressed, by path."""

    paint: float
    shift: float
    bytes: int
    requests: int
    blocking: int
    sizes: list[tuple[str, int]]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser that TEST_CHROMIUM names."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["TEST_CHROMIUM"], args=ARGUMENTS
        )
        yield browser
        browser.close()


def visit(browser: Browser, address: str) -> Visit:
    """Load a page as somebody who was never there."""
    context = browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(SETTLED)
    seen = Visit(**page.evaluate(REPORT))
    context.close()
    return seen


def show(console: Console, ours: str, bare: str) -> None:
    """Compare first visits to both pages, taking turns, and print them against the targets."""
    mine, theirs = [], []
    with chromium() as browser:
        for _visit in range(VISITS + 1):
            mine.append(visit(browser, ours))
            theirs.append(visit(browser, bare))
    # The browser's own first page is slower than all others.
    own, unit = (statistics.median(seen.paint for seen in all_[1:]) for all_ in (mine, theirs))
    last = mine[-1]
    shift = max(seen.shift for seen in mine)
    for text, met in (
        (f"first load {last.bytes / 1024:.1f} KB", last.bytes <= MOST_BYTES),
        (f"{last.requests} requests", last.requests <= MOST_REQUESTS),
        (f"largest paint {own:.0f} ms, bare {unit:.0f} ms", own <= SLOWEST_PAINT * unit),
        (f"{last.blocking} blocking scripts", last.blocking == 0),
        (f"layout shift {shift:.3f}", shift == 0),
    ):
        console.print(f"{text}: {'met' if met else 'MISSED'}")
    for path, size in last.sizes:
        console.print(f"  {size / 1024:5.1f} KB  {path}")
