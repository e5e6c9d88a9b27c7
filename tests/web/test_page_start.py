"""From a file, alone, or with a sentence that says what is missing."""

from pathlib import Path

from playwright.sync_api import Browser, Playwright

from conftest import ARGUMENTS, CHROMIUM, Open
from reader import Reader


def test_the_file_is_small_and_whole(page_file: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    assert page_file.stat().st_size <= 1.5e6
    head = text[: text.index("<style>")]
    assert "default-src 'none'" in head and "src=" not in head.replace("img-src", "").replace(
        "script-src", ""
    ).replace("style-src", "").replace("default-src", "")
    assert "<link" not in head.replace('<link rel="icon" href="data:', "")


def test_it_opens_from_a_file(open_page: Open) -> None:
    reader = open_page()
    assert reader.page.url.startswith("file:///")
    assert reader.status("body") == reader.status("bridge") == "stable"
    assert abs(reader.readings()["body.lordosis_deg"] - 50.5) < 0.05
    assert int(reader.ask("document.documentElement.dataset.ready")) > 0
    assert reader.ask("document.getElementById('start-message')") is None


def test_it_opens_where_its_name_has_spaces(
    open_page: Open, page_file: Path, tmp_path: Path
) -> None:
    place = tmp_path / "Übung 1 #a"
    place.mkdir()
    copy = place / "page 100%.html"
    copy.write_bytes(page_file.read_bytes())
    reader = open_page()
    reader.address = copy.as_uri()
    reader.open("iliopsoas.length=0.93")
    assert reader.fragment() == "iliopsoas.length=0.93" and reader.page.url.startswith(
        copy.as_uri()
    )


def test_a_broken_address_keeps_the_rest_of_the_page_alive(open_page: Open) -> None:
    """Explanation and energy are worked out for the neutral posture all the same."""
    reader = open_page("pain=3")
    reader.page.click(".faults button:not(#start-neutral)")
    reader.until("guywire.settled", 10)
    assert reader.ask("document.querySelectorAll('.ledger tbody tr').length") > 3


def test_without_webassembly_it_says_so(playwright: Playwright, page_file: Path) -> None:
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, "--js-flags=--jitless"]
    )
    try:  # without a compiler there is no WebAssembly
        for locale, words in {
            "en-GB": ["does not run WebAssembly", "allow"],
            "de-DE": ["WebAssembly", "Browser", "nicht"],
        }.items():
            page = browser.new_context(locale=locale).new_page()
            reader = Reader(page, page_file.as_uri())
            page.goto(reader.address)
            reader.until("document.documentElement.dataset.failed === 'true'")
            assert reader.ask("typeof WebAssembly") == "undefined"
            said = page.inner_text("body")
            assert all(w in said for w in words), said
    finally:
        browser.close()


def test_without_unpacking_it_says_so(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(locale="en-GB")
    context.add_init_script("delete window.DecompressionStream")
    reader = Reader(context.new_page(), page_file.as_uri())
    reader.page.goto(reader.address)
    reader.until("document.documentElement.dataset.failed === 'true'")
    assert "Use a current" in reader.page.inner_text("body")
    context.close()


def test_a_damaged_file_says_so(browser: Browser, page_file: Path, tmp_path: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    start = text.index('id="solver">') + len('id="solver">') + 20_000
    damaged = tmp_path / "damaged.html"
    damaged.write_text(text[:start] + "AAAA" * 100 + text[start + 400 :], encoding="utf-8")
    context = browser.new_context(locale="en-GB")
    reader = Reader(context.new_page(), damaged.as_uri())
    reader.page.goto(reader.address)
    reader.until("document.documentElement.dataset.failed === 'true'")
    assert "may be damaged" in reader.page.inner_text("body")
    context.close()


def test_without_javascript_it_says_so(browser: Browser, page_file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    said = page.inner_text("noscript p")
    assert "needs JavaScript" in said and "braucht JavaScript" in said
    assert page.is_visible("noscript p")
    context.close()
