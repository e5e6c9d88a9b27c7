"""The page without a mouse, without sight of it, without motion,
on small screens and in the dark.
"""

import itertools
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import Open
from reader import GROUPS, KNOBS, Reader

# --- keyboard

FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  if (!window.seen) window.seen = new Map();
  if (!window.seen.has(e)) window.seen.set(e, window.seen.size);
  const box = e.getBoundingClientRect();
  const marked = e.matches('.file input') ? e.parentElement : e;
  const style = getComputedStyle(marked);
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
  const over = document.elementFromPoint(x, y);
  const words = (e.getAttribute('aria-label') ?? e.textContent ?? '').trim();
  const labelled = e.labels && [...e.labels].some(l => l.contains(over));
  return {
    number: window.seen.get(e),
    what: e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + ' '
      + words.replace(/\\s+/g, ' ').slice(0, 40),
    id: e.id,
    visible: e.checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.height > 0
      && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    covered: !(over && (e.contains(over) || over.contains(e) || labelled)),
  };
}"""

# What a keyboard should have come to, and did not: one radio button of a group stands for all.
MISSED = """() => {
  const all = [...document.querySelectorAll('*')];
  const groups = new Set();
  const stops = 'a[href], button:not(:disabled), input:not(:disabled), select, summary, textarea, '
    + '[tabindex="0"]';
  // of a row of tabs one is a stop, and arrows lead to the others
  const roving = '[tabindex="-1"]';
  const seen = [...window.seen.keys()];
  const same = e => seen.some(s => s.type === 'radio' && s.name === e.name);
  return all.filter(e => {
    if (!e.matches(stops) || e.matches(roving)) return false;
    if (!e.checkVisibility({ visibilityProperty: true })) return false;
    if (e.type !== 'radio') return true;
    if (groups.has(e.name)) return false;
    groups.add(e.name);
    return true;
  }).filter(e => !window.seen.has(e) && !same(e))
    .map(e => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + ' '
      + (e.getAttribute('aria-label') ?? e.textContent).trim().slice(0, 40));
}"""

# Stops that come before the one that was reached before them.
BACKWARD = """() => {
  const follows = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
  return [...window.seen.keys()]
    .filter((e, i, all) => i && !follows(all[i - 1], e))
    .map(e => e.outerHTML.slice(0, 80));
}"""


def tabbed(reader: Reader, most: int = 400) -> Iterator[dict[str, Any]]:
    """Where Tab goes, until it leaves the page or comes round."""
    for _ in range(most):
        reader.page.keyboard.press("Tab")
        at = reader.ask(FOCUS)
        if at is None or (at["number"] == 0 and reader.ask("window.seen.size") > 1):
            return
        yield at
    raise AssertionError(f"after {most} times Tab still inside the page")


IN_TABS = {
    "story": {"next-step", "print-step", "iliopsoas-length"},
    "explore": {f"{g}-{k}" for g in GROUPS for k in KNOBS}
    | {"incidence", "hand-bridge", "hand-body", "anchor-front-x", "anchor-rear_lower-y", "pin"},
    "challenge": {"iliopsoas-length"},
    "numbers": {"iliopsoas-length"},
    "teachers": {"teacher", "projector"},
}


@pytest.mark.parametrize("tab", IN_TABS)
def test_tab_reaches_every_control_and_leaves_again(open_page: Open, tab: str) -> None:
    """In the order of the document, each one to be seen, with an outline, under nothing."""
    reader = open_page(f"iliopsoas.length=0.97&tab={tab}&step=3").settle()
    reader.open_all_details()
    reader.ask("document.querySelector('details.menu').open = false")
    stops = list(tabbed(reader))
    assert [s["what"] for s in stops if not s["visible"]] == []
    assert [s["what"] for s in stops if not s["outline"]] == []
    assert [s["what"] for s in stops if s["covered"]] == []
    assert reader.ask(BACKWARD) == []
    assert reader.ask(MISSED) == []
    ids = {s["id"] for s in stops}
    assert IN_TABS[tab] | {"preset", "undo", "reset-all", f"tab-{tab}"} <= ids
    assert stops[0]["what"].startswith("a")
    assert reader.ask("document.querySelector('a.skip').getAttribute('href')") == (
        "#step" if tab == "story" else "#controls"
    )


def test_tab_backwards_is_the_same_way(open_page: Open) -> None:
    reader = open_page().settle()
    there = [s["what"] for s in tabbed(reader)]
    reader.open().settle()
    back: list[str] = []
    for _ in range(len(there)):
        reader.page.keyboard.press("Shift+Tab")
        at = reader.ask(FOCUS)
        assert at is not None, "Shift+Tab left the page early"
        back.append(at["what"])
    assert back == there[::-1]


def test_the_skip_link_goes_to_the_controls(open_page: Open) -> None:
    reader = open_page()
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Tab")
    assert reader.ask("document.activeElement.closest('#controls') !== null")


@pytest.mark.parametrize(
    "name", ["iliopsoas-length", "gluteals-tone", "incidence", "anchor-front-x"]
)
def test_arrows_move_sliders(open_page: Open, name: str) -> None:
    reader = open_page()
    reader.open_all_details()
    reader.ask("id => document.getElementById(id).focus()", name)
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Home", "End"):
        reader.page.keyboard.press(key)
        seen.append(
            (
                float(reader.ask("id => document.getElementById(id).value", name)),
                reader.fragment(),
                tuple(reader.readings().values()),
                reader.ask(
                    "id => document.getElementById(id).getAttribute('aria-valuetext')", name
                ),
            )
        )
        assert reader.ask("document.activeElement.id") == name
    values = [s[0] for s in seen]
    low, high = (
        float(v)
        for v in reader.ask(
            "id => [document.getElementById(id).min, document.getElementById(id).max]", name
        )
    )
    assert (
        values[1] > values[0]
        and values[2] < values[1]
        and values[4] < values[3]
        and values[5:] == [low, high]
    )
    assert (
        len({s[2] for s in seen}) >= 5
        and len({s[1] for s in seen}) >= 5
        and len({s[3] for s in seen}) >= 5
    )


def test_a_number_field_takes_enter_and_tab(open_page: Open) -> None:
    reader = open_page()
    field = reader.page.locator("#iliopsoas-length ~ .number input")
    field.focus()
    reader.page.keyboard.press("Control+a")
    reader.page.keyboard.type("93")
    reader.page.keyboard.press("Enter")
    assert reader.fragment() == "iliopsoas.length=0.93"
    reader.settle()
    reader.page.keyboard.press("Control+a")
    reader.page.keyboard.type("95,5")
    reader.page.keyboard.press("Tab")
    assert reader.fragment() == "iliopsoas.length=0.955" and field.input_value() == "95.5"
    # and Tab goes on to the next thing
    assert "reset" in reader.ask("document.activeElement.className")
    reader.page.keyboard.press("Enter")
    assert reader.fragment() == ""
    # the button is disabled now; the way goes on from there all the same
    reader.page.keyboard.press("Tab")
    assert reader.ask("document.activeElement.closest('[data-group]')?.dataset.group") in (
        "iliopsoas",
        "rectus_femoris",
    )


def test_what_is_typed_stays_while_the_page_draws_itself(open_page: Open) -> None:
    """Explanations, energy, announcements come in while somebody types into the next field:
    the letters stay.
    """
    reader = open_page()
    reader.write("iliopsoas-length", "93")
    field = reader.page.locator("#hamstrings-length ~ .number input")
    field.focus()
    reader.page.keyboard.press("Control+a")
    for letter in "105.5":
        reader.page.keyboard.type(letter)
        time.sleep(0.1)
    assert field.input_value() == "105.5"
    reader.settle()
    assert field.input_value() == "105.5"
    reader.page.keyboard.press("Enter")
    assert reader.fragment() == "iliopsoas.length=0.93&hamstrings.length=1.055"


@pytest.mark.parametrize("which", ["bridge", "body"])
def test_the_hand_holds_and_lets_go(open_page: Open, which: str) -> None:
    """Its slider, as all of the page, measures from the neutral posture."""
    reader = open_page().unfold("hands")
    rest = reader.everything()
    name = f"{which}.anterior_tilt_change_deg"
    reader.ask("id => document.getElementById(id).focus()", f"hand-{which}")
    for _ in range(5):
        reader.page.keyboard.press("ArrowRight")
    held = reader.readings()[name]
    assert held - rest["readings"][name] == pytest.approx(
        float(reader.ask("id => document.getElementById(id).value", f"hand-{which}")), abs=1e-6
    )
    assert held > rest["readings"][name] + 1.5
    assert "N·m" in reader.ask(
        "w => document.getElementById('hand-' + w).closest('.hand').innerText", which
    )
    assert reader.fragment() == ""
    reader.page.keyboard.press("Tab")
    assert reader.ask("document.activeElement.textContent.trim()") == "Let go"
    reader.page.keyboard.press("Enter")
    assert reader.everything() == rest
    reader.page.keyboard.press("Tab")
    after = (
        "w => Boolean(document.getElementById('hand-' + w)"
        ".compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)"
    )
    assert reader.ask(after, which) and reader.ask(FOCUS) is not None, (
        "the focus was lost with the button"
    )


FOCUSED = "document.activeElement !== document.body && document.activeElement !== null"


def test_the_focus_is_never_lost(open_page: Open) -> None:
    """What was pressed may go away with its press: Tab goes on from there all the same."""
    reader = open_page().settle()
    reader.open_all_details()
    reader.page.focus("#hand-bridge")
    for _ in range(3):
        reader.page.keyboard.press("ArrowRight")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Enter")
    assert reader.settle().ask(FOCUSED), "let go"
    reader.ask("guywire.show({ teacher: true })")
    revealed = 0
    for tab in ("explore", "challenge", "teachers", "numbers"):
        hidden = reader.tab(tab).page.locator(".curtain button:visible, .headline button:visible")
        while left := hidden.count():
            hidden.first.focus()
            reader.page.keyboard.press("Enter")
            assert reader.ask(FOCUSED), f"reveal, with {left} left"
            assert hidden.count() < left
            revealed += 1
    assert revealed > 3
    reader.open("pain=3").settle()
    reader.page.locator(".faults button:not(#start-neutral)").focus()
    reader.page.keyboard.press("Enter")
    assert reader.faults() == "" and reader.ask(FOCUSED), "close"
    reader.page.keyboard.press("Tab")
    assert reader.ask(FOCUS)["visible"]


def test_the_menu_opens_and_closes(open_page: Open) -> None:
    reader = open_page()
    reader.page.locator("details.menu > summary").focus()
    reader.page.keyboard.press("Enter")
    assert reader.ask("document.querySelector('details.menu').open")
    inside = []
    for _ in range(6):
        reader.page.keyboard.press("Tab")
        inside.append(
            reader.ask("document.activeElement.dataset.export ?? document.activeElement.id")
        )
    assert inside == ["png", "svg", "csv", "json", "print", "open-file"]
    further = []
    for _ in range(5):
        reader.page.keyboard.press("Tab")
        further.append(reader.ask(f"({FOCUS})().id || document.activeElement.dataset.toggle"))
    assert further == ["share", "showGhost", "latin", "language", "theme"]
    for _ in range(5):
        reader.page.keyboard.press("Shift+Tab")
    assert reader.ask(FOCUS)["outline"]
    # the browser's own dialog is not opened
    reader.ask(
        "document.getElementById('open-file').addEventListener('click', "
        "e => { window.asked = e.isTrusted; e.preventDefault(); })"
    )
    reader.page.keyboard.press("Space")
    assert reader.ask("window.asked") is True
    reader.page.keyboard.press("Escape")
    assert not reader.ask("document.querySelector('details.menu').open")
    assert reader.ask("document.activeElement.tagName") == "SUMMARY"


# --- axe

STATES: dict[str, dict[str, Any]] = {
    "start": {},
    "tipped": {"fragment": "iliopsoas.length=0.9&hamstrings.length=1.1&anchor.front=200,100"},
    "everything open": {"fragment": "iliopsoas.length=0.95", "details": True},
    "teacher": {"teacher": True, "details": True},
    "story": {"fragment": "step=4"},
    "challenge": {"fragment": "tab=challenge", "details": True},
    "numbers": {"fragment": "iliopsoas.length=0.95&tab=numbers", "details": True},
    "teachers": {"fragment": "tab=teachers", "details": True},
    "numbers, dark": {"fragment": "tab=numbers", "details": True, "color_scheme": "dark"},
    "menu": {},
    "projector": {"fragment": "step=3&mode=projector"},
    "phone": {"fragment": "step=2", "viewport": {"width": 360, "height": 740}},
    "sideways": {"viewport": {"width": 740, "height": 360}},
    "faults": {"fragment": "iliopsoas.length=9&pain=3"},
    "no rest": {
        "fragment": (
            "hamstrings.strength=0&hamstrings.stiffness=0&gluteals.strength=0&gluteals.stiffness=0"
        )
    },
    "thomas": {"fragment": "legs=thomas&iliopsoas.length=0.95"},
    "dark": {"fragment": "iliopsoas.length=0.95", "details": True, "color_scheme": "dark"},
    "german": {"locale": "de-DE", "details": True},
    "narrow": {"details": True, "viewport": {"width": 320, "height": 640}},
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Open, axe: str, state: str) -> None:
    how = dict(STATES[state])
    fragment, details, teacher = (
        how.pop("fragment", ""),
        how.pop("details", False),
        how.pop("teacher", False),
    )
    reader = open_page(fragment, **how)
    if state == "faults":
        assert "pain" in reader.faults()
    elif state == "no rest":
        assert reader.status("body") not in ("stable", "unstable")
        reader.until("!guywire.stale")
    else:
        reader.settle()
    reader.draw_all()
    if teacher:
        reader.ask("guywire.show({ teacher: true })")
    if details:
        reader.open_all_details()
        reader.ask("document.querySelector('details.menu').open = false")
    if state == "menu":
        reader.menu()
    devtools = reader.page.context.new_cdp_session(reader.page)
    devtools.send("Runtime.evaluate", {"expression": axe, "allowUnsafeEvalBlockedByCSP": True})
    found = reader.ask(
        """async () => {
          const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
          const found = await axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
          const where = n => n.target.join(' ') + ' | '
            + n.failureSummary.split('\\n').slice(1, 2);
          return found.violations.map(
            v => [v.id, v.help, v.nodes.length, ...v.nodes.slice(0, 3).map(where)]);
        }"""
    )
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


# --- what a screen reader is told

WATCH = """() => {
  window.heard = [];
  const region = document.querySelector('.sr[aria-live]');
  let last = region.textContent.trim();
  new MutationObserver(() => {
    const now = region.textContent.trim();
    if (now !== last) window.heard.push([performance.now(), last = now]);
  }).observe(region, { childList: true, characterData: true, subtree: true });
}"""


def test_the_new_equilibrium_is_announced_once_the_hand_rests(open_page: Open) -> None:
    reader = open_page().settle()
    reader.until("document.querySelector('.sr[aria-live=polite]').textContent.trim() !== ''", 5)
    reader.ask(WATCH)
    began = time.monotonic()
    # dragging, quick and hesitant
    for pause in (
        0.03,
        0.03,
        0.03,
        0.03,
        0.2,
        0.2,
        0.25,
        0.3,
        0.3,
        0.3,
        0.4,
        0.4,
        0.5,
        0.5,
    ):
        reader.slide(
            "iliopsoas-length",
            round(0.9 + 0.005 * (int(10 * pause) + round(time.monotonic() * 10) % 5), 3),
        )
        time.sleep(pause)
    reader.slide("iliopsoas-length", 0.93)
    took = time.monotonic() - began
    reader.until("window.heard.some(h => h[1].includes('iliopsoas'))", 8)
    tilt = reader.readings()["body.anterior_tilt_change_deg"]
    bridge = reader.ask("Number(document.querySelector('[data-tilt=bridge]').dataset.value)")
    time.sleep(0.3)
    heard = reader.ask("window.heard")
    times = [t for t, _ in heard]
    assert all(b - a >= 1000 for a, b in itertools.pairwise(times)) and len(heard) <= took + 2
    assert f"{tilt:.1f}° forward" in heard[-1][1] and f"{abs(bridge):.1f}°" in heard[-1][1]


def test_sliders_say_value_unit_and_meaning(open_page: Open) -> None:
    reader = open_page()
    reader.open_all_details()
    wrong = []
    expected = {
        "iliopsoas-length": (0.93, ["93.0", "%", "7.0", "shorter"]),
        "hamstrings-length": (1.1, ["110.0", "%", "10.0", "longer"]),
        "gluteals-stiffness": (1.5, ["150", "%", "1.50", "times"]),
        "abdominals-strength": (2, ["200", "%", "2.00", "times"]),
        "iliopsoas-tone": (0.1, ["10.0", "%", "of full tone"]),
        "incidence": (62, ["62.0", "°"]),
        "anchor-front-x": (-200, ["200", "mm"]),
        "anchor-rear_upper-y": (150, ["150", "mm"]),
        "hand-bridge": (7.5, ["7.5", "°", "forward"]),
        "hand-body": (-4, ["4.0", "°", "back"]),
    }
    for name, (value, words) in expected.items():
        reader.slide(name, value)
        said = (
            reader.ask("id => document.getElementById(id).getAttribute('aria-valuetext')", name)
            or ""
        )
        # four letters: a word, not a unit
        if any(w not in said for w in words) or not re.search(r"[a-z]{4,}", said):
            wrong.append((name, value, said))
    assert wrong == []
    unnamed = reader.ask(
        "[...document.querySelectorAll('input, select, button')]"
        ".filter(e => !(e.getAttribute('aria-label') || e.textContent.trim()"
        " || (e.labels && [...e.labels].some(l => l.textContent.trim()))))"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert unnamed == []
    assert (
        reader.ask(
            "[...document.querySelectorAll('input[type=range]')]"
            ".filter(e => !e.getAttribute('aria-valuetext')).length"
        )
        == 0
    )


COUNT_FRAMES = (
    "window.frames_asked = 0; { const ask = window.requestAnimationFrame; "
    "window.requestAnimationFrame = "
    "f => { ++window.frames_asked; return ask.call(window, f); }; }"
)


def test_reduced_motion_jumps(open_page: Open) -> None:
    """No frame is animated; without the wish, many are."""
    for motion, animated in (("reduce", False), ("no-preference", True)):
        reader = open_page(before=COUNT_FRAMES, reduced_motion=motion)
        before = reader.ask("window.frames_asked")
        reader.page.select_option("#preset", "hyperlordotic")
        now = reader.readings()
        reader.settle()
        asked = reader.ask("window.frames_asked") - before
        # a busy machine draws few
        assert (asked > 1) == animated and (asked == 0) != animated, f"{motion}: {asked} frames"
        assert animated or reader.readings() == now


# --- layout

SCREENS = [(320, 640), (768, 1024), (1400, 900), (2560, 1440)]

SPILLING = """() => {
  const out = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const e = n.parentElement;
    if (!n.data.trim() || !e.checkVisibility({ visibilityProperty: true })) continue;
    if (e.closest('.sr, script, style, noscript, option, title')) continue;
    if (e.closest('.skip')) continue;
    const range = document.createRange();
    range.selectNodeContents(n);
    const text = range.getBoundingClientRect();
    if (text.width === 0) continue;
    const svg = e.closest('svg');
    const scrolls = svg ? null : e.closest('pre, figure, .chips');
    const around = e.closest('button, summary, .card, .panel, header, footer, main');
    const box = (svg ?? around ?? document.body).getBoundingClientRect();
    const what = n.data.trim().replace(/\\s+/g, ' ').slice(0, 50);
    if (scrolls) continue;
    const sideways = text.left < box.left - 1.5 || text.right > box.right + 1.5;
    const upright = svg && (text.top < box.top - 3 || text.bottom > box.bottom + 3);
    const reach = b => `[${b.left.toFixed(0)}..${b.right.toFixed(0)}]`;
    const name = svg ? 'svg.' + svg.getAttribute('class') : around?.className || '';
    if (sideways || upright) out.push(`${what} ${reach(text)} in ${name} ${reach(box)}`);
    if (text.right > innerWidth + 1 || text.left < -1) out.push(`${what}: off the screen`);
  }
  return [...new Set(out)];
}"""

OVERLAPPING = """() => {
  const out = [];
  const words = t => t.textContent.trim();
  for (const svg of document.querySelectorAll('svg.view')) {
    const texts = [...svg.querySelectorAll('text:not(.tag):not(.side)')].filter(words);
    const boxes = texts.map(t => t.getBoundingClientRect());
    for (let i = 0; i < texts.length; ++i)
      for (let k = 0; k < i; ++k) {
        const a = boxes[i], b = boxes[k];
        const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        const size = `${w.toFixed(0)} x ${h.toFixed(0)} px`;
        if (w > 3 && h > 4) out.push(`${words(texts[i])} / ${words(texts[k])}: ${size}`);
      }
  }
  return out;
}"""

SMALL = """() => {
  const targets = 'button, select, summary, input[type=text], input[type=range]';
  const name = e => `${e.tagName.toLowerCase()} ${(e.id || e.textContent).trim().slice(0, 30)}`;
  return [...document.querySelectorAll(targets)]
    .filter(e => e.checkVisibility({ visibilityProperty: true }))
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([, b]) => b.width < 23.9 || b.height < 23.9)
    .map(([e, b]) => `${name(e)}: ${b.width.toFixed(0)} x ${b.height.toFixed(0)}`);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen(open_page: Open, screen: tuple[int, int], scheme: str) -> None:
    reader = open_page(viewport={"width": screen[0], "height": screen[1]}, color_scheme=scheme)
    wrong: dict[str, list[str]] = {}
    for fragment in (
        "",
        "iliopsoas.length=0.9&rectus_femoris.length=0.9"
        "&anchor.rear_upper=-600,300&anchor.front=500,-300",
        "legs=thomas",
    ):
        if fragment:
            reader.ask("f => { location.hash = f }", fragment)
            reader.until("!guywire.stale && location.hash.length > 1")
        reader.settle()
        if fragment == "":
            reader.open_all_details()
            reader.ask("document.querySelector('details.menu').open = true")
        time.sleep(0.05)  # the pictures are measured anew in the next frame
        here = {
            "scrolls sideways": []
            if reader.ask("document.documentElement.scrollWidth <= innerWidth")
            else [str(reader.ask("document.documentElement.scrollWidth"))],
            "text outside its box": reader.ask(SPILLING),
            "labels over one another": reader.ask(OVERLAPPING),
            "small targets": reader.ask(SMALL),
        }
        wrong |= {f"{k} ({fragment or 'start'})": v for k, v in here.items() if v}
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("screen", SCREENS)
def test_panels_lie_beside_one_another(open_page: Open, screen: tuple[int, int]) -> None:
    """However far the page is scrolled, what sticks to the screen does not run into the panels of
    another part.
    """
    reader = open_page(viewport={"width": screen[0], "height": screen[1]}).settle()
    reader.draw_all()
    overlaps = """target => {
      document.querySelector(target).scrollIntoView({ block: 'center' });
      const all = '.views > .panel, .desk > .panel, .tab-panel:not([hidden])';
      const name = e => e.className + ' ' + (e.getAttribute('aria-labelledby') ?? '');
      // the pictures stay above on small screens, on purpose
      const panels = [...document.querySelectorAll(all)].filter(e => !e.closest('.views'))
        .map(e => [name(e), e.getBoundingClientRect()]);
      const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
      return panels.flatMap(([n, a], i) => panels.slice(0, i)
        .filter(([, b]) => meet(a, b)).map(([m]) => `${n} and ${m}`));
    }"""
    found = {
        target: reader.ask(overlaps, target)
        for target in (".tabs", ".tab-panel:not([hidden])", "footer")
    }
    assert not any(found.values()), json.dumps(found, indent=1)


@pytest.mark.parametrize("screen", SCREENS)
def test_german_fits_too(open_page: Open, screen: tuple[int, int]) -> None:
    reader = open_page(viewport={"width": screen[0], "height": screen[1]}, locale="de-DE").settle()
    reader.open_all_details()
    time.sleep(0.05)
    assert reader.ask("document.documentElement.scrollWidth <= innerWidth")
    wrong = reader.ask(SPILLING) + reader.ask(OVERLAPPING)
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)
