"""The address line and the link: written when the hand pauses, with all that a lesson needs."""

import functools
import html
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame

from conftest import Open
from reader import Reader

# WebKit refuses more than 100 writes of the address in 10 s; here 100 are all, however slow the
# machine is.
AS_WEBKIT = """{
  let written = 0;
  for (const name of ['replaceState', 'pushState']) {
    const real = history[name];
    history[name] = function (...what) {
      if (++written > 100)
        throw new DOMException(
          `Attempt to use history.${name}() more than 100 times per 10 seconds`, 'SecurityError');
      return real.apply(this, what);
    };
  }
}"""


def test_turning_goes_on_where_the_address_may_not_be_written(open_page: Open) -> None:
    """300 events of a drag in a browser that refuses the address after 100 of them."""
    reader = open_page(before=AS_WEBKIT)
    reader.ask(
        """async () => {
          const slider = document.getElementById('iliopsoas-length');
          for (let i = 0; i < 300; ++i) {
            slider.value = 0.85 + 0.005 * (i % 60);
            slider.dispatchEvent(new Event('input', { bubbles: true }));
            await new Promise(done => setTimeout(done, 1));
          }
          slider.value = 0.93;
          slider.dispatchEvent(new Event('input', { bubbles: true }));
        }"""
    )
    here = reader.settle().everything()
    assert here["fragment"] == "iliopsoas.length=0.93"
    assert here == open_page("iliopsoas.length=0.93").everything()


def test_a_refused_address_stops_nothing(open_page: Open) -> None:
    refuse = (
        "for (const name of ['replaceState', 'pushState'])"
        " history[name] = () => { throw new DOMException('no', 'SecurityError'); };"
    )
    reader = open_page(before=refuse)
    reader.page.select_option("#preset", "tight_hip_flexors")
    reader.slide("hamstrings-length", 1.05)
    reader.settle()
    there = open_page(reader.ask("guywire.fragment(false)"))
    assert reader.readings() == there.readings()


def test_the_page_works_in_a_frame_made_of_text(
    open_page: Open, page_file: Path, tmp_path: Path
) -> None:
    """As notebooks make them: `srcdoc`, where no address can be written."""
    around = tmp_path / "around.html"
    page = html.escape(page_file.read_text(encoding="utf-8"), quote=True)
    around.write_text(f'<iframe style="width: 1200px; height: 800px" srcdoc="{page}"></iframe>')
    reader = open_page()
    reader.page.goto(around.as_uri())
    reader.until("document.querySelector('iframe').contentWindow.guywire?.settled")
    inside = next(f for f in reader.page.frames if f.parent_frame)
    inside.evaluate("guywire.set({ ...guywire.state, knobs: { 'iliopsoas.length': 0.93 } })")
    reader.until("document.querySelector('iframe').contentWindow.guywire?.settled")
    shown = inside.evaluate(
        "Number(document.querySelector('[data-quantity=\"body.anterior_tilt_change_deg\"]')"
        ".dataset.value)"
    )
    expected = open_page("iliopsoas.length=0.93").readings()
    assert shown == expected["body.anterior_tilt_change_deg"]
    said = "[...document.querySelectorAll('.headline')].map(e => e.textContent).join(' ')"
    assert "iliopsoas" in inside.evaluate(said).lower()


def test_back_and_forward_walk_through_presets(open_page: Open) -> None:
    """Turning a knob is no step of its own, however soon the next preset follows."""
    reader = open_page()
    reader.page.select_option("#preset", "tight_hip_flexors")
    reader.slide("hamstrings-length", 1.02)
    turned = reader.ask("guywire.fragment(false)")
    reader.page.select_option("#preset", "elongated_hamstrings")
    reader.settle()
    reader.page.go_back()
    reader.until("location.hash.includes('iliopsoas')")
    reader.settle()
    assert reader.fragment() == turned == reader.ask("guywire.fragment(false)")
    reader.page.go_back()
    reader.until("location.hash === '' && guywire.settled")
    assert reader.everything() == open_page().everything()
    reader.page.go_forward()
    reader.page.go_forward()
    reader.until("location.hash.includes('hamstrings.length=1.1')")
    assert reader.settle().ask("guywire.state.knobs") == {"hamstrings.length": 1.1}


# --- what a link holds


def shared(reader: Reader, what: str) -> str:
    """What the dialog offers: `link`, `text` or `frame`."""
    if not reader.ask("document.getElementById('share-dialog').open"):
        reader.ask("document.getElementById('share').click()")
    return reader.ask("id => document.getElementById(id).value", f"share-{what}")


def lesson(reader: Reader) -> None:
    """Everything that a link should hold."""
    reader.ask(
        """() => {
          guywire.set({ ...guywire.state, knobs: { 'iliopsoas.length': 0.95 } });
          guywire.pin(true);
          guywire.set({
            ...guywire.state,
            knobs: { 'hamstrings.length': 1.05 }, anchorsMm: { front: [100, -50] },
          });
          guywire.show({ language: 'de', teacher: true, choices: { 'predict-0': 1 } });
          guywire.see({ tab: 'story', step: 3, projector: true });
        }"""
    )


SEEN = """() => ({
  state: guywire.state, language: guywire.language, teacher: guywire.teacher,
  choices: guywire.choices, view: guywire.view, lang: document.documentElement.lang,
  ghost: ['body', 'bridge'].map(w => guywire.ghostOf(w).tiltChangeDeg),
})"""


def test_a_link_holds_the_lesson(open_page: Open) -> None:
    reader = open_page()
    lesson(reader)
    link = shared(reader, "link")
    here = reader.ask(SEEN)
    assert here["lang"] == "de" and here["view"]["step"] == 3 and here["teacher"]
    there = open_page(link.split("#")[1])
    assert there.faults() == ""
    assert there.ask(SEEN) == here
    assert shared(there, "link") == link


def test_a_reload_keeps_the_lesson(open_page: Open) -> None:
    """Language, teacher mode, ghost and predictions were lost once."""
    reader = open_page()
    lesson(reader)
    here = reader.settle().ask(SEEN)
    reader.open(reader.fragment())
    assert reader.ask(SEEN) == here


def test_the_address_is_as_short_as_it_was(open_page: Open) -> None:
    """Nothing but the setting, as long as nothing else was chosen."""
    reader = open_page()
    reader.slide("iliopsoas-length", 0.93)
    assert reader.fragment() == "iliopsoas.length=0.93"
    reader.speak("de")
    assert reader.fragment() == "iliopsoas.length=0.93&lang=de"
    reader.speak("en")
    assert reader.fragment() == "iliopsoas.length=0.93"


BROKEN = [
    ("lang=xx", ["lang", "xx", "en, de"]),
    ("lang=constructor", ["lang", "constructor"]),
    ("tab=none", ["tab", "none", "story"]),
    ("step=0", ["step", "0"]),
    ("step=1e9", ["step", "1e9"]),
    ("mode=loud", ["mode", "loud", "teacher", "projector"]),
    ("ghost=iliopsoas.length:9", ["iliopsoas.length", "9", "0.5"]),
    ("ghost=lang:de", ["lang", "de"]),
    ("ghost=ghost:neutral", ["ghost"]),
    ("chosen=predict-0", ["chosen", "predict-0"]),
    ("chosen=push:9", ["chosen", "push:9"]),
    ("chosen=__proto__:1", ["chosen", "__proto__"]),
]


@pytest.mark.parametrize(("fragment", "named"), BROKEN)
def test_what_is_wrong_beside_the_setting_is_told(
    open_page: Open, fragment: str, named: list[str]
) -> None:
    reader = open_page("iliopsoas.length=0.93&" + fragment)
    said = reader.faults()
    assert "Nothing of it was taken" in said and all(word in said for word in named), said
    assert reader.ask("guywire.state.knobs") == {} and reader.ask("guywire.language") == "en"


# --- where the link leads


def test_from_a_file_it_says_where_the_link_ends(open_page: Open) -> None:
    """And offers the setting as text, which another copy of the page reads."""
    reader = open_page("iliopsoas.length=0.93&mode=teacher")
    text = shared(reader, "text")
    assert shared(reader, "link").startswith("file:")
    assert "on this computer only" in reader.page.inner_text("#share-dialog")
    assert "iliopsoas" in text.split("\n")[0]
    other = open_page(locale="de-DE")
    other.menu().page.click("#share")
    assert "nur auf diesem Computer" in other.page.inner_text("#share-dialog")
    other.page.fill("#share-paste", text)
    other.page.click("#share-open")
    assert not other.ask("document.getElementById('share-dialog').open")
    assert other.ask("guywire.state") == reader.ask("guywire.state")
    assert other.ask("[guywire.teacher, guywire.language]") == [True, "en"]


def test_a_published_address_is_asked_for_once(open_page: Open) -> None:
    reader = open_page("iliopsoas.length=0.93")
    reader.menu().page.click("#share")
    reader.page.fill("#share-address", "example.org")
    reader.page.click("#share-use")
    assert "no web address" in reader.page.inner_text("#share-says")
    reader.page.fill("#share-address", "https://example.org/guywire.html")
    reader.page.click("#share-use")
    published = "https://example.org/guywire.html#iliopsoas.length=0.93&lang=en"
    assert shared(reader, "link") == published
    assert "on this computer only" not in reader.page.inner_text("#share-dialog")
    reader.open("iliopsoas.length=0.93")
    assert shared(reader, "link") == published
    assert reader.ask("document.getElementById('share-address') === null")


def test_the_dialog_is_left_as_it_was_entered(open_page: Open) -> None:
    reader = open_page()
    reader.menu().page.focus("#share")
    reader.page.keyboard.press("Enter")
    assert reader.ask("document.activeElement.closest('#share-dialog') !== null")
    reader.page.keyboard.press("Escape")
    assert reader.ask("document.activeElement.id") == "share"
    assert not reader.ask("document.getElementById('share-dialog').open")


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark", "locale": "de-DE"}])
@pytest.mark.parametrize("width", [320, 1366])
def test_axe_finds_nothing_in_the_dialog(
    open_page: Open, axe: str, options: dict[str, str], width: int
) -> None:
    reader = open_page(viewport={"width": width, "height": 700}, **options).settle()
    shared(reader, "text")
    assert reader.ask("document.documentElement.scrollWidth <= innerWidth")
    devtools = reader.page.context.new_cdp_session(reader.page)
    devtools.send("Runtime.evaluate", {"expression": axe, "allowUnsafeEvalBlockedByCSP": True})
    found = reader.ask(
        """async () => (await axe.run('#share-dialog', {
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        })).violations.map(v => [v.id, ...v.nodes.map(n => n.target.join(' '))])"""
    )
    assert found == []


@pytest.fixture
def served(page_file: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The page on a web server of this machine: its folder's address, and the folder."""
    (tmp_path / "guywire.html").write_bytes(page_file.read_bytes())

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", tmp_path
    server.shutdown()
    server.server_close()
    thread.join()


def test_where_it_is_published_the_link_leads_there(
    open_page: Open, served: tuple[str, Path]
) -> None:
    reader = open_page()
    reader.address = served[0] + "guywire.html"
    reader.open("iliopsoas.length=0.93")
    expected = served[0] + "guywire.html#iliopsoas.length=0.93&lang=en"
    assert shared(reader, "link") == expected
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.page.click("#share-link + button")
    reader.until("document.getElementById('share-says').textContent.includes('Copied')")
    assert reader.ask("navigator.clipboard.readText()") == expected


slow_to_copy = """
const copied = new Promise((done) => (window.copied = done));
Object.defineProperty(navigator, "clipboard", { value: { writeText: () => copied } });
"""


def test_a_copy_may_end_after_the_dialog_is_closed(open_page: Open) -> None:
    """The page then throws nothing: open_page looks."""
    reader = open_page("", slow_to_copy)
    reader.menu().page.click("#share")
    reader.page.click("#share-text + button")
    reader.page.keyboard.press("Escape")
    reader.until("!document.getElementById('share-says')")
    reader.ask("window.copied()")
    reader.settle()


@pytest.mark.parametrize("width", [360, 1100])
def test_a_frame_takes_the_height_of_the_page(
    open_page: Open, served: tuple[str, Path], width: int
) -> None:
    """The snippet that the dialog offers, in a page of somebody else."""
    reader = open_page()
    reader.address = served[0] + "guywire.html"
    reader.open("iliopsoas.length=0.93")
    snippet = shared(reader, "frame")
    (served[1] / "course.html").write_text(
        '<!doctype html><link rel="icon" href="data:,">'
        f'<div style="width: {width}px">{snippet}</div>'
    )
    reader.page.goto(served[0] + "course.html")
    reader.until("document.querySelector('iframe').contentWindow.guywire?.settled")
    inside = next(f for f in reader.page.frames if f.parent_frame)
    assert re.search(r"\?embed#iliopsoas\.length=0\.93", inside.url)
    assert inside.evaluate("guywire.view.embed")
    heights = still(reader, inside)
    assert heights[0] == pytest.approx(heights[1], abs=2)
    inside.evaluate("document.getElementById('app').style.paddingBottom = '300px'")
    taller = still(reader, inside)
    assert taller[0] == pytest.approx(heights[0] + 300, abs=2)


def still(reader: Reader, inside: Frame) -> tuple[float, float]:
    """Height of the frame and of what is in it, once they no longer change."""
    last = None
    for _ in range(40):
        now = (
            reader.ask("document.querySelector('iframe').clientHeight"),
            inside.evaluate("document.getElementById('app').getBoundingClientRect().height"),
        )
        if now == last:
            return now
        last = now
        reader.ask("new Promise(done => setTimeout(done, 150))")
    raise AssertionError(f"the frame does not come to rest: {last}")
