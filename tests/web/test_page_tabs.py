"""Tabs, the story's steps, the projector, and the page inside another."""

from typing import Any

import pytest

from conftest import Open
from reader import Reader

TABS = ["story", "explore", "challenge", "numbers", "teachers"]
SELECTED = "document.querySelector('[role=tab][aria-selected=true]').id.slice(4)"


def test_tabs_are_tabs(open_page: Open) -> None:
    """One stop of the keyboard; arrows, Home and End go round; each has its panel."""
    reader = open_page().settle()
    tabs = reader.ask(
        """[...document.querySelectorAll('[role=tablist] > [role=tab]')].map(e => {
          const panel = document.getElementById(e.getAttribute('aria-controls'));
          return [e.id.slice(4), panel.getAttribute('role'),
            panel.getAttribute('aria-labelledby') === e.id, e.tabIndex, !panel.hidden,
            e.getAttribute('aria-selected')];
        })"""
    )
    assert [t[0] for t in tabs] == TABS
    for name, role, labelled, stop, shown, selected in tabs:
        assert role == "tabpanel" and labelled
        is_first = name == "explore"
        assert (stop, shown, selected) == (
            0 if is_first else -1,
            is_first,
            "true" if is_first else "false",
        )
    reader.page.focus("#tab-explore")
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "Home", "End"):
        reader.page.keyboard.press(key)
        seen.append(reader.ask(SELECTED))
        assert reader.ask("document.activeElement.id") == f"tab-{seen[-1]}"
    assert seen == ["challenge", "numbers", "teachers", "story", "teachers", "story", "teachers"]
    assert reader.fragment() == "tab=teachers"
    reader.page.keyboard.press("Tab")
    assert reader.ask("document.activeElement.id") == "panel-teachers"


def test_no_tab_is_empty(open_page: Open) -> None:
    reader = open_page().settle()
    for tab in TABS:
        text = reader.tab(tab).page.inner_text(f"#panel-{tab}")
        assert len(text.split()) > 5, tab


def test_the_stage_stays_over_all_tabs(open_page: Open) -> None:
    reader = open_page(viewport={"width": 1366, "height": 768}).settle()
    places = (
        "['[data-canvas=bridge]', '[data-canvas=body]', '.tabs'].map(q => "
        "JSON.stringify(document.querySelector(q).getBoundingClientRect()))"
    )
    before = reader.ask(places)
    for tab in TABS:
        assert reader.tab(tab).ask(places) == before, tab


# --- the story


def step(reader: Reader) -> str:
    return reader.page.inner_text("#step-title small")


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_link_opens_a_step(open_page: Open, n: int) -> None:
    """With what it begins with, and one slider."""
    reader = open_page(f"step={n}").settle()
    assert reader.ask(SELECTED) == "story" and step(reader) == f"Step {n} of 4"
    sliders = "[...document.querySelectorAll('.desk input[type=range]')].map(e => e.id)"
    names = ["anchor-front-x", "anchor-front-x", "iliopsoas-length", "iliopsoas-length"]
    assert reader.ask(sliders) == [names[n - 1]]
    assert reader.ask("Object.keys(guywire.state.knobs).length") == (2 if n == 4 else 0)


@pytest.mark.parametrize("language", ["en-GB", "de-DE"])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_predict_do_see(open_page: Open, n: int, language: str) -> None:
    """The answer comes once something was predicted and done, and it is what is seen."""
    reader = open_page(f"step={n}", locale=language).settle()
    words = reader.ask(f"guywire.text.content.story[{n - 1}]")
    before = {w: reader.ask(f"guywire.rest.{w}.frame.tiltChangeDeg") for w in ("body", "bridge")}
    answer = "document.querySelector('.see').textContent"
    assert words["answer"] not in reader.ask(answer)
    reader.page.check(f".question input >> nth={words['answerIndex']}")
    assert words["answer"] not in reader.ask(answer)
    do_step(reader, n, before)
    assert words["answer"] in reader.ask(answer)
    assert reader.ask("guywire.text.ui.right") in reader.ask(answer)


def do_step(reader: Reader, n: int, before: dict[str, float]) -> None:
    """What a step asks for, and that its answer is true."""

    def tilt(which: str) -> float:
        return reader.ask(f"guywire.rest.{which}.frame.tiltChangeDeg")

    def tension(part: str) -> float:
        return sum(t for c, t in reader.tensions("bridge").items() if c.startswith(part))

    if n == 1:
        reader.slide("anchor-front-x", 300)
        assert tilt("bridge") > before["bridge"] + 0.3
        reader.slide("anchor-front-x", -300)
        assert tilt("bridge") < before["bridge"] and tension("rear_lower") > 0
        assert min(reader.tensions("bridge").values()) == 0
    elif n == 2:
        reader.slide("anchor-front-x", -1100)
        assert tension("front") == 0
        there = tilt("bridge")
        reader.slide("anchor-front-x", -1500)
        assert tension("front") == 0
        assert tilt("bridge") == pytest.approx(there, abs=1e-9)
    elif n == 3:
        reader.slide("iliopsoas-length", 0.93)
        assert tilt("body") > before["body"] + 1 and tilt("bridge") > before["bridge"] + 0.3
    else:
        winning = reader.ask("guywire.explanation.winning")
        assert winning["winner"] == "iliopsoas"
        share = next(g["share_deg"] for g in winning["groups"] if g["group"] == "iliopsoas")
        assert f"{share:.1f}" == "4.1" and f"{before['body']:.1f}" == "6.3"
        reader.slide("iliopsoas-length", 1)
        assert tilt("body") < before["body"] - 3


def test_steps_lead_to_one_another(open_page: Open) -> None:
    reader = open_page("step=1").settle()
    for n in (2, 3, 4):
        reader.page.click("#next-step")
        assert step(reader) == f"Step {n} of 4"
        assert f"step={n}" in reader.fragment()
    assert (
        reader.ask("document.getElementById('next-step').getAttribute('aria-disabled')") == "true"
    )
    reader.page.click(".steps a >> nth=1")
    assert step(reader) == "Step 2 of 4"
    assert reader.ask("document.querySelector('.steps [aria-current=step]').textContent") == (
        reader.ask("guywire.text.content.story[1].title")
    )
    assert reader.ask(
        "[...document.querySelectorAll('.steps a')].map(a => a.getAttribute('href'))"
    ) == [f"#step={n}" for n in (1, 2, 3, 4)]


def test_a_step_prints(open_page: Open) -> None:
    """On paper: the pictures, the question with its options, and no controls."""
    reader = open_page("step=3").settle()
    reader.page.emulate_media(media="print")
    seen = """q => [...document.querySelectorAll(q)].some(
      e => e.checkVisibility({ visibilityProperty: true }))"""
    for shown in ("[data-canvas=bridge] svg", "[data-canvas=body] svg", ".question", ".headline"):
        assert reader.ask(seen, shown), shown
    for hidden in ("header", ".tabs", ".steps", "#push", "#next-step", ".explanation"):
        assert not reader.ask(seen, hidden), hidden


# --- projector


def test_the_projector_shows_the_stage_in_large_type(open_page: Open) -> None:
    reader = open_page("step=1", viewport={"width": 1366, "height": 768}).settle()
    reader.tab("teachers").page.click("#projector")
    assert "mode=projector" in reader.fragment()
    seen = """q => [...document.querySelectorAll(q)].some(
      e => e.checkVisibility({ visibilityProperty: true }))"""
    for hidden in ("header", ".tabs", ".tab-panel", "#controls", "footer"):
        assert not reader.ask(seen, hidden), hidden
    size = reader.ask(
        "(() => { const e = document.querySelector('.headline'); "
        "return parseFloat(getComputedStyle(e).fontSize) "
        "* e.getBoundingClientRect().width / e.offsetWidth; })()"
    )
    assert size >= 27.9
    assert reader.ask("document.documentElement.scrollWidth <= innerWidth")
    # pictures can be dragged as everywhere
    x, y = reader.place("[data-grip=bridge] .mast", down=0.2)
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    reader.page.mouse.move(x + 60, y, steps=5)
    assert reader.ask("guywire.hand?.which") == "bridge"
    reader.page.mouse.up()
    reader.page.keyboard.press("Escape")
    assert "projector" not in reader.fragment() and reader.ask(seen, "header")


def test_keys_of_the_projector(open_page: Open) -> None:
    asked = "document.documentElement.requestFullscreen = async () => { window.filled = true }"
    reader = open_page("step=1&mode=projector").settle()
    reader.ask(asked)
    answers = reader.ask("guywire.text.content.story.map(s => s.answer)")
    seen = "document.querySelector('.see').textContent"
    steps = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        reader.page.keyboard.press(key)
        steps.append(step(reader))
    assert steps == ["Step 2 of 4", "Step 3 of 4", "Step 2 of 4"]
    assert answers[1] not in reader.ask(seen)
    reader.page.keyboard.press("Space")
    assert answers[1] in reader.ask(seen)
    reader.page.keyboard.press("Space")
    assert answers[1] not in reader.ask(seen)
    reader.page.keyboard.press("f")
    assert reader.ask("window.filled === true")
    # a slider keeps its arrows
    reader.page.focus("#anchor-front-x")
    reader.page.keyboard.press("ArrowRight")
    assert step(reader) == "Step 2 of 4" and reader.ask("guywire.state.anchorsMm.front[0]") == 50
    assert "step=2" in reader.fragment() and "mode=projector" in reader.fragment()


# --- inside another page


def test_embedded_it_is_the_stage_alone(open_page: Open) -> None:
    reader = open_page()
    reader.address += "?embed"
    reader.open("iliopsoas.length=0.93").settle()
    seen = """q => [...document.querySelectorAll(q)].some(
      e => e.checkVisibility({ visibilityProperty: true }))"""
    for hidden in ("header", ".tabs", ".tab-panel", "#controls"):
        assert not reader.ask(seen, hidden), hidden
    for shown in ("[data-canvas=bridge] svg", "[data-canvas=body] svg", ".headline", "#push"):
        assert reader.ask(seen, shown), shown
    assert "Iliopsoas is winning" in reader.says()


# --- header


def test_the_menu_holds_what_is_seldom_needed(open_page: Open) -> None:
    """Language, theme, Latin names, share; presets, undo and reset stay in the header."""
    reader = open_page(viewport={"width": 1366, "height": 768}).settle()
    buttons: list[Any] = reader.ask(
        "[...document.querySelectorAll('header .preset')].map(e => e.dataset.preset)"
    )
    assert len(buttons) == 4
    reader.page.click("[data-preset=tight_hip_flexors]")
    assert reader.ask("document.querySelector('[data-preset=tight_hip_flexors]').ariaPressed") == (
        "true"
    )
    assert reader.ask("document.getElementById('preset').value") == "tight_hip_flexors"
    reader.page.click("#undo")
    assert reader.fragment() == ""
    assert reader.ask("document.getElementById('undo').getAttribute('aria-disabled')") == "true"
    inside = "id => document.getElementById(id).closest('details.menu') !== null"
    assert all(reader.ask(inside, name) for name in ("language", "theme", "share", "open-file"))
