"""Fingers: what they grip follows them, and a swipe scrolls without setting anything."""

import math
import time
from typing import Any

import pytest

from conftest import Open
from reader import Reader

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}


def scrolled(reader: Reader) -> float:
    time.sleep(0.3)
    return reader.ask("scrollY")


@pytest.mark.parametrize("part", [0.2, 0.5, 0.85])
def test_a_swipe_over_a_slider_scrolls_and_sets_nothing(open_page: Open, part: float) -> None:
    """Wherever on the slider it begins; on its thumb too."""
    reader = open_page(**PHONE)
    neutral = reader.settle().everything()
    x, y = reader.place("#iliopsoas-length", across=part)
    before = scrolled(reader)
    reader.touch([(x + 0.2 * i, y - 8 * i) for i in range(25)])
    assert scrolled(reader) > before + 60
    assert reader.settle().everything() == neutral
    assert reader.ask("document.getElementById('iliopsoas-length').value") == "1"


def test_a_tap_beside_the_thumb_sets_nothing(open_page: Open) -> None:
    reader = open_page(**PHONE)
    neutral = reader.settle().everything()
    x, y = reader.place("#iliopsoas-length", across=0.15)
    reader.touch([(x, y)])
    assert reader.settle().everything() == neutral
    assert reader.ask("document.getElementById('iliopsoas-length').value") == "1"


def test_a_thumb_drawn_sideways_sets_the_slider(open_page: Open) -> None:
    """Near the thumb is enough, and the finger need not be steady."""
    reader = open_page(**PHONE)
    reader.settle()
    for name, off in (("iliopsoas-length", 0), ("iliopsoas-length", 12)):
        x, y = reader.thumb(name)
        before = scrolled(reader)
        was = float(reader.ask("id => document.getElementById(id).value", name))
        reader.touch([(x + off - 4 * i, y + 3 * math.sin(i)) for i in range(15)])
        now = float(reader.ask("id => document.getElementById(id).value", name))
        assert now < was - 0.02
        assert reader.ask("guywire.state.knobs['iliopsoas.length']") == pytest.approx(now)
        assert scrolled(reader) == before
    assert reader.ask("guywire.canUndo")


def test_a_slider_moves_by_keys_after_a_touch(open_page: Open) -> None:
    reader = open_page(**PHONE)
    x, y = reader.place("#iliopsoas-length", across=0.15)
    reader.touch([(x, y)])
    reader.page.focus("#iliopsoas-length")
    reader.page.keyboard.press("ArrowLeft")
    assert reader.fragment() == "iliopsoas.length=0.995"


# Points of the pelvis that a finger meets: the bone itself, or a strand that lies over it.
ON_PELVIS = """() => {
  const bone = document.querySelector('[data-canvas=body] [data-grip=body]');
  bone.scrollIntoView({ block: 'center' });
  const box = bone.getBoundingClientRect();
  const out = { bone: [], strand: [] };
  for (let i = 1; i < 12; ++i)
    for (let k = 1; k < 12; ++k) {
      const x = box.left + box.width * i / 12, y = box.top + box.height * k / 12;
      const hit = document.elementFromPoint(x, y);
      if (hit?.closest('.bone')) out.bone.push([x, y]);
      else if (hit?.closest('.strand')) out.strand.push([x, y]);
    }
  return [out.bone, out.strand].filter(a => a.length).map(a => a[Math.floor(a.length / 2)]);
}"""


@pytest.mark.parametrize("way", ["along its arc", "diagonally", "up"])
def test_a_finger_drags_the_pelvis(open_page: Open, way: str) -> None:
    """Until it is lifted: the browser neither scrolls nor takes the finger away."""
    reader = open_page(**PHONE)
    reader.settle()
    grips = reader.ask(ON_PELVIS)
    assert grips, "nothing of the pelvis can be gripped"
    for x, y in reader.ask(ON_PELVIS):
        hinge = reader.ask(
            "() => { const b = document.querySelector('[data-canvas=body] [data-grip=body]')"
            ".getBoundingClientRect(); return [b.left + b.width / 2, b.bottom]; }"
        )
        points = []
        for i in range(16):
            if way == "along its arc":
                turn = 0.02 * i
                dx, dy = x - hinge[0], y - hinge[1]
                points.append(
                    (
                        hinge[0] + math.cos(turn) * dx - math.sin(turn) * dy,
                        hinge[1] + math.sin(turn) * dx + math.cos(turn) * dy,
                    )
                )
            elif way == "diagonally":
                points.append((x + 2 * i, y - 2 * i))
            else:
                points.append((x, y - 3 * i))
        before = reader.ask("scrollY")
        reader.touch(points, lift=False)
        held = reader.ask("guywire.hand?.which")
        reader.lift()
        assert held == "body", f"the finger was taken away at {x:.0f}, {y:.0f}"
        assert reader.ask("scrollY") == before
        reader.settle()
        assert reader.ask("guywire.hand === undefined")


def test_a_finger_beside_the_pelvis_still_scrolls(open_page: Open) -> None:
    reader = open_page(**PHONE)
    reader.settle()
    x, y = reader.place("[data-canvas=bridge]", across=0.1, down=0.3)
    before = scrolled(reader)
    reader.touch([(x, y - 8 * i) for i in range(12)])
    assert scrolled(reader) > before
