"""A person at a browser who uses the keyboard alone, and notes whatever goes wrong on the way."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_core_python
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from portal.demo.story import PASSWORD

MOST_TABS = 250
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# All that a page in the dark can break which it does not break in the light.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}

# What a screen reader would call the focused element, near enough.
_NAME = """() => {
  const e = document.activeElement;
  const label = e.labels && e.labels.length ? e.labels[0].innerText : "";
  const name = (e.getAttribute("aria-label") || label || e.innerText || "").trim();
  return [name.replace(/\\s+/g, " "), e.tagName];
}"""
_FIELDS = ("INPUT", "TEXTAREA", "SELECT")
_CONTROLS = ("A", "BUTTON")
_RUN_AXE = """async (rules) => {
  const found = await axe.run(document, {runOnly: rules});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(", "));
}"""


class Visitor:
    """One person with a browser of her own, in German."""

    def __init__(self, browser: Browser, base: str, language: str = "de-DE") -> None:
        self.base = base
        self.context = browser.new_context(locale=language, viewport=DESKTOP)
        self.page: Page = self.context.new_page()
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if (
            parts.scheme in {"http", "https", "ws", "wss"}
            and parts.netloc != urlsplit(self.base).netloc
        ):
            self.foreign.append(request.url)

    def _note_message(self, message: ConsoleMessage) -> None:
        # A 404 or 422 page is what some steps ask for; Chromium notes it as an error.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> None:
        """Go to an address, as from a bookmark."""
        self.page.goto(self.base + path)

    def to(self, name: str, kinds: tuple[str, ...]) -> None:
        """Press Tab until the focus is on a field or control called `name` (or begins so)."""
        passed = []
        for _press in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focused, tag = self.page.evaluate(_NAME)
            if tag in kinds and focused.startswith(name):
                return
            passed.append(focused)
        raise AssertionError(f"no way by Tab to {name!r}; passed {passed[:60]}")

    def fill(self, name: str, text: str) -> None:
        """Go to a field and type."""
        self.to(name, _FIELDS)
        self.page.keyboard.type(text)

    def press(self, name: str) -> None:
        """Go to a link or button and press Enter; waits for the next page."""
        self.to(name, _CONTROLS)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def tick(self, name: str) -> None:
        """Go to a checkbox and tick it."""
        self.to(name, _FIELDS)
        self.page.keyboard.press("Space")

    def log_in(self, email: str) -> None:
        """Log in from wherever one is."""
        self.open("/konto/login/")
        self.fill("E-Mail", email)
        self.fill("Passwort", PASSWORD)
        self.press("Anmelden")
        assert "Abmelden" in self.text()

    def text(self) -> str:
        """Return what the page says."""
        return self.page.inner_text("body")

    def check(self, *, everywhere: bool = True) -> None:
        """Hold the page against WCAG 2.2 AA in light and dark, on phone and desktop.

        Not `everywhere`: on the phone in light, where another language has been held everywhere.
        """
        self.page.evaluate(AXE + "; undefined")
        for size in (PHONE, DESKTOP) if everywhere else (PHONE,):
            self.page.set_viewport_size(size)
            self._hold("light", {"type": "tag", "values": WCAG})
            sideways = self.page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
            assert (self.page.url, size["width"], sideways) == (
                self.page.url,
                size["width"],
                False,
            )
            if everywhere:
                self._hold("dark", {"type": "rule", "values": OF_COLOUR})
        self.page.emulate_media(color_scheme="light")

    def _hold(self, scheme: str, rules: dict[str, Any]) -> None:
        self.page.emulate_media(color_scheme=scheme)
        found: list[str] = self.page.evaluate(_RUN_AXE, rules)
        where = (self.page.url, scheme, self.page.viewport_size)
        assert (where, found) == (where, [])

    def leave(self) -> None:
        """Close the browser; nothing may have gone wrong unnoticed."""
        self.context.close()
        assert self.foreign == []
        assert self.complaints == []
