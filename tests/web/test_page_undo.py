"""Undo takes back one gesture of the hand: a whole drag, a press, a lesson's setting."""

import time

from conftest import Open
from reader import LONG, Reader


def steps(reader: Reader) -> list[str]:
    """Every setting on the way back to where nothing is left to undo, as addresses."""
    out: list[str] = []
    for _ in range(100):
        if not reader.ask("guywire.canUndo"):
            return out
        reader.page.keyboard.press("Control+z")
        out.append(reader.ask("guywire.fragment(false)"))
    raise AssertionError("undo has no end")


def test_a_drag_of_a_slider_is_one_step(open_page: Open) -> None:
    reader = open_page()
    neutral = reader.settle().everything()
    x, y = reader.thumb("iliopsoas-length")
    reader.drag([(x, y), (x - 60, y), (x - 20, y), (x - 90, y)], steps=10)
    turned = reader.settle().everything()
    assert turned["fragment"].startswith("iliopsoas.length=0.")
    reader.page.keyboard.press("Control+z")
    assert reader.settle().everything() == neutral
    assert not reader.ask("guywire.canUndo") and reader.ask("guywire.canRedo")
    reader.page.keyboard.press("Control+Shift+z")
    assert reader.settle().everything() == turned
    reader.page.keyboard.press("Control+z")
    reader.page.keyboard.press("Control+y")
    assert reader.settle().everything() == turned


def test_two_drags_are_two_steps(open_page: Open) -> None:
    reader = open_page()
    for _ in range(2):
        x, y = reader.thumb("iliopsoas-length")
        reader.drag([(x, y), (x - 30, y)])
    assert len(steps(reader)) == 2


def test_a_dragged_anchor_is_one_step(open_page: Open) -> None:
    reader = open_page(viewport={"width": 1280, "height": 1200})
    neutral = reader.settle().everything()
    x, y = reader.place("[data-anchor=front] circle")
    reader.drag([(x, y), (x + 25, y - 10)])
    assert "anchor.front" in reader.fragment()
    assert steps(reader) == [""]
    assert reader.settle().everything() == neutral


def test_arrow_keys_that_follow_each_other_are_one_step(open_page: Open) -> None:
    reader = open_page()
    reader.page.focus("#iliopsoas-length")
    for _ in range(5):
        reader.page.keyboard.press("ArrowLeft")
    time.sleep(1.2)
    reader.page.keyboard.press("ArrowLeft")
    reader.page.focus("#hamstrings-length")
    reader.page.keyboard.press("ArrowRight")
    assert steps(reader) == ["iliopsoas.length=0.97", "iliopsoas.length=0.975", ""]


def test_presets_reset_and_fields_are_steps(open_page: Open) -> None:
    reader = open_page()
    reader.page.select_option("#preset", "elongated_hamstrings")
    reader.write("iliopsoas-length", "95")
    reader.page.click("#reset-all")
    reader.page.keyboard.press("Escape")
    assert steps(reader) == [
        "hamstrings.length=1.1&iliopsoas.length=0.95",
        "hamstrings.length=1.1",
        "",
    ]


def test_the_other_resting_place_is_undone_too(open_page: Open) -> None:
    """A posture that depends on its way comes back exactly."""
    reader = open_page(LONG + "&bridge_start=-30").settle()
    before = reader.everything()
    reader.page.select_option("#preset", "neutral")
    reader.page.keyboard.press("Control+z")
    assert reader.settle().everything() == before


def test_letters_that_wait_in_a_field_are_the_fields_own(open_page: Open) -> None:
    reader = open_page()
    reader.write("hamstrings-length", "105")
    field = reader.page.locator("#iliopsoas-length ~ .number input")
    field.focus()
    reader.page.keyboard.press("Control+a")
    reader.page.keyboard.type("93")
    reader.page.keyboard.press("Control+z")
    assert reader.ask("guywire.state.knobs") == {"hamstrings.length": 1.05}
    reader.page.keyboard.press("Escape")
    reader.page.keyboard.press("Control+a")
    reader.page.keyboard.type("95")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("Control+z")
    assert reader.ask("guywire.state.knobs") == {"hamstrings.length": 1.05}
    reader.page.keyboard.press("Control+z")
    assert reader.ask("guywire.state.knobs") == {}


def test_a_new_turn_ends_redo(open_page: Open) -> None:
    reader = open_page()
    reader.write("iliopsoas-length", "95")
    reader.ask("guywire.undo()")
    reader.write("gluteals-length", "95")
    assert not reader.ask("guywire.canRedo")
    reader.ask("guywire.redo()")
    assert reader.ask("guywire.state.knobs") == {"gluteals.length": 0.95}
