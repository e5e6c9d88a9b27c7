"""The page in a browser. GUYWIRE_PAGE names the built page, GUYWIRE the command line tool,
GUYWIRE_AXE axe-core's axe.min.js.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from reader import Reader

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Open = Callable[..., Reader]


def named(variable: str, what: str) -> Path:
    path = os.environ.get(variable, "")
    if not path:
        pytest.skip(f"{variable} does not name {what}")
    if not Path(path).is_file():
        pytest.skip(f"{variable} names {path}, where there is no {what}")
    return Path(path).resolve()


@pytest.fixture(scope="session")
def page_file() -> Path:
    return named("GUYWIRE_PAGE", "the built page, guywire.html")


@pytest.fixture(scope="session")
def guywire() -> str:
    return str(named("GUYWIRE", "the command line tool"))


@pytest.fixture(scope="session")
def axe() -> str:
    return named("GUYWIRE_AXE", "axe-core's axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}; Debian's package chromium brings it")
    with sync_playwright() as p:
        yield p


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def open_page(browser: Browser, page_file: Path) -> Iterator[Open]:
    """open_page(fragment, **context options): the page in a context of its own.
    Without motion, in English, unless asked otherwise. Whatever it throws fails the test.
    """
    contexts: list[BrowserContext] = []
    thrown: list[str] = []

    def open_page(fragment: str = "", before: str = "", **options: Any) -> Reader:
        standard: dict[str, Any] = {
            "reduced_motion": "reduce",
            "locale": "en-GB",
            "color_scheme": "light",
            "viewport": {"width": 1280, "height": 900},
        }
        context = browser.new_context(**(standard | options))
        contexts.append(context)
        context.set_default_timeout(15_000)
        if before:
            context.add_init_script(before)
        page = context.new_page()
        page.on("pageerror", lambda e: thrown.append(str(e)))
        page.on("console", lambda m: thrown.append(m.text) if m.type == "error" else None)
        return Reader(page, page_file.as_uri()).open(fragment)

    yield open_page
    for context in contexts:
        context.close()
    assert not thrown, f"the page wrote errors: {thrown}"
