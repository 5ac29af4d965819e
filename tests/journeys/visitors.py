"""A person with a browser on our public pages, and what is looked at on every page they open."""

import gzip
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Response

AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
# WCAG 2.5.8 asks for 24 pixels; a shaking thumb needs more.
SMALLEST_TARGET = 44
TARGETS = "button, .button, .choice, input:not([type=hidden]), textarea, .foot a, .back, .answers__change a"

WITH_AND_WITHOUT = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])


@dataclass
class Visitor:
    """One browser window without a past. `has_script` False is a browser with JavaScript switched off."""

    context: BrowserContext
    page: Page
    home: str
    has_script: bool
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)

    def watch(self) -> None:
        """Note every host asked, every complaint of the console and what each answer weighs on the wire."""
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def weigh(self) -> None:
        """From now on, note what each answer weighs when compressed."""
        self.page.on("response", self._weigh)

    def _weigh(self, response: Response) -> None:
        self.sizes[response.url] = len(gzip.compress(response.body())) + sum(len(k) + len(v) for k, v in response.headers.items())

    def open(self, path: str) -> None:
        """Go to one of our pages."""
        self.page.goto(f"{self.home}{path}")
        self.look()

    def press(self, selector: str) -> None:
        """Click, wait for the next page and look at it."""
        with self.page.expect_navigation():
            self.page.click(selector)
        self.look()

    def look(self) -> None:
        """What must hold on every page and in every state of it."""
        page = self.page
        assert page.locator("h1").count() == 1
        assert page.locator("a[href='tel:911']").first.is_visible()
        assert page.locator("a[href='tel:988']").first.is_visible()
        assert self.context.cookies() == []
        assert self.hosts == {urlsplit(self.home).netloc}
        if self.has_script:
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            # What has scrolled below the bar would count as too small to hit.
            page.evaluate("scrollTo(0, 0)")
            found = faults(page)
            assert not found, "\n".join(found)

    def continue_(self) -> None:
        """The main button of a step."""
        self.press("#step .actions .button")


def faults(page: Page) -> list[str]:
    """What axe finds, one line each."""
    found = Axe().run(page, options=AXE_RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def small_targets(page: Page) -> list[str]:
    """Buttons, links outside sentences and fields that a thumb may miss."""
    script = """([targets, smallest]) => [...document.querySelectorAll(targets)]
        .filter(element => element.offsetParent && !element.closest('[aria-hidden=true]') && !element.matches('.choice input'))
        .map(element => [element.outerHTML.slice(0, 120), element.getBoundingClientRect().height])
        .filter(([, height]) => height < smallest).map(([html, height]) => `${height} ${html}`)"""
    return page.evaluate(script, [TARGETS, SMALLEST_TARGET])
