"""The bridge: cables never push; it can rest in more than one place, and the page knows which."""

import json
import random
import re
import subprocess

import pytest

from conftest import Open
from reader import ANCHORS, DEG, LONG, Reader, assert_same_posture, random_fragment, run_shown

PARTS = {
    "front": ["front_top", "front_middle", "front_low"],
    "rear_upper": [f"rear_upper_{i}" for i in (1, 2, 3, 4)],
    "rear_lower": [f"rear_lower_{i}" for i in (1, 2, 3, 4)],
}


@pytest.mark.parametrize("part", ANCHORS)
def test_a_pushed_cable_goes_slack(open_page: Open, guywire: str, part: str) -> None:
    """Tension is zero, exactly; it is said in words, and the anchor has moved towards the frame."""
    reader = open_page()
    reader.page.select_option("#push select", part)
    before = {c: t for c, t in reader.tensions("bridge").items() if c in PARTS[part]}
    assert any(t > 0 for t in before.values())
    pushes = {"front": 4, "rear_upper": 2, "rear_lower": 5}[part]
    for _ in range(pushes):  # towards the frame, until it lets go
        reader.page.click("#push button >> nth=0")
        assert_same_posture(reader, guywire)
    now = reader.tensions("bridge")
    assert all(now[c] == 0 for c in PARTS[part])
    x, y = reader.ask("p => guywire.state.anchorsMm[p]", part)
    assert abs((x**2 + y**2) ** 0.5 - 300 * pushes) < 90
    said = reader.ask("document.querySelector('#push .pushed').textContent")
    assert "0\u202fN" in said and "push" in said
    tilt = reader.ask("Number(document.querySelector('[data-tilt=bridge]').dataset.value)")
    assert f"{abs(tilt):.1f}°" in said
    assert reader.ask(
        "n => [...document.querySelectorAll('[data-canvas=bridge] .cable.slack')].length >= n",
        len(PARTS[part]),
    )
    for _ in range(pushes):
        reader.page.click("#push button >> nth=1")
    assert any(reader.tensions("bridge")[c] > 0 for c in PARTS[part])


def test_nothing_ever_pushes(open_page: Open) -> None:
    """Any state: no tension below zero, on either view, and none that is not a number."""
    rng = random.Random(11)
    reader = open_page()
    slack = 0
    for _ in range(40):
        reader.ask(
            "f => { location.hash = f }",
            random_fragment(rng).replace("legs", "gluteals.tone=0.1&legs", 0),
        )
        reader.ask("new Promise(done => setTimeout(done, 20))")
        assert reader.faults() == ""
        for which in ("body", "bridge"):
            if reader.status(which) in ("stable", "unstable"):
                tensions = reader.tensions(which)
                assert all(t >= 0 for t in tensions.values())
                slack += sum(t == 0 for t in tensions.values())
    assert slack > 20


def test_a_drag_of_the_frame_goes_back(open_page: Open) -> None:
    """With a real pointer, near the only resting place:
    held while it is pressed, back at the rest when let go.
    """
    reader = open_page(viewport={"width": 1280, "height": 1200})
    reader.settle().unfold("hands")
    rest = reader.everything()
    box = reader.ask(
        "(() => { const e = document.querySelector('[data-grip=bridge] .mast'); "
        "const b = e.getBoundingClientRect(); "
        "return [b.left + b.width / 2, b.top + 0.2 * b.height]; })()"
    )
    reader.page.mouse.move(*box)
    reader.page.mouse.down()
    reader.page.mouse.move(box[0] + 40, box[1], steps=5)
    tilt = reader.readings()["bridge.anterior_tilt_change_deg"]
    assert tilt > rest["readings"]["bridge.anterior_tilt_change_deg"] + 2, "to the right is forward"
    assert "N·m" in reader.ask("document.getElementById('hand-bridge').closest('.hand').innerText")
    reader.page.mouse.up()
    assert reader.everything() == rest


def test_a_drag_of_the_pelvis_goes_back(open_page: Open) -> None:
    reader = open_page(viewport={"width": 1280, "height": 1200})
    reader.settle()
    rest = reader.everything()
    at = reader.ask("""(() => {
      for (const e of document.querySelectorAll('[data-grip=body]')) {
        const b = e.getBoundingClientRect();
        for (let i = 1; i < 20; ++i)
          for (let k = 1; k < 20; ++k) {
            const x = b.left + b.width * i / 20, y = b.top + b.height * k / 20;
            if (document.elementFromPoint(x, y) === e) return [x, y];
          }
      }
      return null;
    })()""")
    assert at is not None, "nothing of the pelvis can be gripped"
    reader.page.mouse.move(*at)
    reader.page.mouse.down()
    reader.page.mouse.move(at[0], at[1] + 12, steps=4)
    assert (
        reader.readings()["body.anterior_tilt_change_deg"]
        != rest["readings"]["body.anterior_tilt_change_deg"]
    )
    reader.page.mouse.up()
    assert reader.everything() == rest


def test_a_dragged_anchor(open_page: Open, guywire: str) -> None:
    reader = open_page(viewport={"width": 1280, "height": 1200})
    at = reader.ask(
        "(() => { const e = document.querySelector('[data-anchor=front] circle'); "
        "const b = e.getBoundingClientRect(); "
        "return [b.left + b.width / 2, b.top + b.height / 2]; })()"
    )
    reader.page.mouse.move(*at)
    reader.page.mouse.down()
    reader.page.mouse.move(at[0] + 25, at[1] - 10, steps=5)
    reader.page.mouse.up()
    x, y = reader.ask("guywire.state.anchorsMm.front")
    metres_per_pixel = 0.012  # roughly, in a picture of this size
    assert 0 < x < 2000 * 25 * metres_per_pixel and 0 < y < 2000 * 10 * metres_per_pixel, (
        f"moved by {x}, {y} mm"
    )
    assert_same_posture(reader, guywire)


@pytest.mark.parametrize("anchor", ANCHORS)
@pytest.mark.parametrize("size", [(1280, 1200), (360, 740)])
def test_a_handle_stays_under_the_pointer(
    open_page: Open, anchor: str, size: tuple[int, int]
) -> None:
    """The picture is not fitted anew while an anchor is dragged, outwards too; afterwards it is."""
    reader = open_page(viewport={"width": size[0], "height": size[1]})
    reader.settle()
    handle = f"[data-anchor={anchor}] circle"
    x, y = reader.place(handle)
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    outwards = 1 if anchor == "front" else -1
    off = []
    for i in range(1, 9):
        to = (x + outwards * i * size[0] / 120, y + i)
        reader.page.mouse.move(*to)
        at = reader.ask(
            "q => { const b = document.querySelector(q).getBoundingClientRect(); "
            "return [b.left + b.width / 2, b.top + b.height / 2]; }",
            handle,
        )
        off.append(max(abs(at[0] - to[0]), abs(at[1] - to[1])))
    reader.page.mouse.up()
    assert max(off) < 2, off
    moved = reader.ask("a => guywire.state.anchorsMm[a]", anchor)
    assert abs(moved[0]) > 100
    inside = (
        "q => { const h = document.querySelector(q).getBoundingClientRect(); "
        "const c = document.querySelector('[data-canvas=bridge]').getBoundingClientRect(); "
        "return h.left >= c.left - 1 && h.right <= c.right + 1; }"
    )
    assert reader.ask(inside, handle)


def test_the_page_stays_where_it_is_under_the_hand(open_page: Open) -> None:
    """Turning a knob or dragging an anchor moves neither the pictures nor the sliders."""
    reader = open_page()
    places = (
        "['[data-canvas=bridge]', '[data-canvas=body]', '#iliopsoas-length', '#push', '.tabs']"
        ".map(q => Math.round(document.querySelector(q).getBoundingClientRect().top))"
    )
    before = reader.settle().ask(places)
    seen = {}
    for name, value in (
        ("iliopsoas-length", 0.995),
        ("iliopsoas-length", 0.9),
        ("anchor-front-x", 100),
        ("hand-bridge", 6),
    ):
        reader.slide(name, value)
        seen[f"{name} {value}"] = reader.ask(places)
    assert seen == dict.fromkeys(seen, before)


def equilibria(guywire: str) -> list[tuple[float, str]]:
    """Tilt, + forward [deg], and status."""
    asked = subprocess.run(
        [
            guywire,
            "equilibria",
            "bridge",
            "--set",
            "front.length=1.3",
            "--set",
            "rear.length=1.3",
            "--format",
            "json",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(
        (-e["coordinates"]["frame"]["value_deg"], e["status"])
        for e in json.loads(asked.stdout)["equilibria"]
    )


def lengthened(reader: Reader) -> None:
    for group in re.findall(r"(\w+)\.length", LONG):
        reader.write(f"{group}-length", "130")


def test_the_other_resting_place(open_page: Open, guywire: str) -> None:
    """Held over the hill and let go it comes to the other one:
    shown, said, in the address, and in the command.
    """
    places = equilibria(guywire)
    assert [s for _, s in places] == ["stable", "unstable", "stable"]
    reader = open_page("tab=numbers", reduced_motion="no-preference").unfold("hands")
    lengthened(reader)
    reader.settle()
    first = reader.readings()["bridge.anterior_tilt_change_deg"]
    assert_same_posture(reader, guywire)
    marks = reader.ask(
        "guywire.landscape.bridge.marks.map(m => [m.tiltDeg, m.status]).sort((a, b) => a[0] - b[0])"
    )
    assert [s for _, s in marks] == [s for _, s in places]
    assert all(abs(a[0] - b[0]) <= DEG for a, b in zip(marks, places, strict=True))
    reach = reader.ask("Math.max(...guywire.landscape.bridge.curve.map(p => Math.abs(p.angleDeg)))")
    inside = [s for t, s in places if abs(t) <= reach]
    drawn = (
        "c => [...document.querySelectorAll('svg.energy')][0].querySelectorAll('.mark.' + c).length"
    )
    assert len(inside) >= 2 and [reader.ask(drawn, c) for c in ("stable", "unstable")] == [
        inside.count("stable"),
        inside.count("unstable"),
    ]

    stable = [t for t, s in places if s == "stable"]
    assert min(abs(first - t) for t in stable) <= DEG
    other = max(stable, key=lambda t: abs(t - first))
    hill = next(t for t, s in places if s == "unstable")
    over = hill + (2 if other > hill else -2)
    neutral = reader.ask("guywire.neutralTilt('bridge')")
    reader.slide("hand-bridge", over - neutral)  # in its own steps of half a degree
    assert abs(reader.readings()["bridge.anterior_tilt_change_deg"] - over) < 0.26
    reader.page.click(".hand:has(#hand-bridge) button")
    reader.settle()
    assert abs(reader.readings()["bridge.anterior_tilt_change_deg"] - other) <= DEG
    assert (
        "bridge_start=" in reader.fragment()
        or abs(
            run_shown(guywire, reader.command("bridge"))["posture"]["anterior_tilt_change_deg"]
            - other
        )
        <= DEG
    )
    assert_same_posture(reader, guywire)
    assert reader.ask("document.querySelector('.snapped') !== null")
    there = reader.everything()
    reader.open(there["fragment"]).settle().unfold("hands")
    assert reader.everything() == there

    back = hill + (-2 if other > hill else 2)
    reader.slide("hand-bridge", back - neutral)
    reader.page.click(".hand:has(#hand-bridge) button")
    reader.until("guywire.settled || !guywire.stale")
    reader.settle()
    assert abs(reader.readings()["bridge.anterior_tilt_change_deg"] - first) <= DEG
    assert_same_posture(reader, guywire)


def test_it_snaps_late(open_page: Open, guywire: str) -> None:
    """A frame that rests stays in its valley as long as there is one,
    and so do the commands shown.
    """
    reader = open_page()
    for percent in range(100, 136, 5):
        for group in re.findall(r"(\w+)\.length", LONG):
            reader.write(f"{group}-length", str(percent))
        assert_same_posture(reader, guywire)
    for percent in range(135, 95, -5):
        for group in re.findall(r"(\w+)\.length", LONG):
            reader.write(f"{group}-length", str(percent))
        assert_same_posture(reader, guywire)
    assert reader.fragment() == "" and reader.readings() == reader.open().readings()


def test_leaving_the_other_place(open_page: Open) -> None:
    """Reset and presets start from the reference."""
    reader = open_page(LONG + "&bridge_start=3")
    reader.page.click("#reset-all")
    neutral = reader.everything()
    assert neutral == reader.open().everything()
    reader.open(LONG + "&bridge_start=3")
    reader.page.select_option("#preset", "tight_hip_flexors")
    there = reader.everything()
    reader.open()
    reader.page.select_option("#preset", "tight_hip_flexors")
    assert reader.everything() == there


# The middle of the highest edge of the mast, on the screen [px].
MAST_TOP = """() => {
  const mast = document.querySelector('[data-canvas=bridge] .mast');
  const to = mast.getScreenCTM(), length = mast.getTotalLength();
  const points = Array.from({ length: 401 },
    (_, i) => mast.getPointAtLength(length * i / 400).matrixTransform(to));
  const top = Math.min(...points.map(p => p.y));
  const high = points.filter(p => p.y < top + 6).map(p => p.x);
  return (Math.min(...high) + Math.max(...high)) / 2;
}"""


def test_every_preset_moves_the_mast_or_says_that_it_cannot(open_page: Open) -> None:
    """By 15 px at least, so that a class sees it; or no part of the bridge stands for it."""
    reader = open_page(viewport={"width": 1366, "height": 768})
    upright = reader.settle().ask(MAST_TOP)
    wrong = {}
    for preset in reader.ask("Object.keys(guywire.text.content.presets)"):
        if preset == "neutral":
            continue
        reader.page.select_option("#preset", preset)
        moved = abs(reader.settle().ask(MAST_TOP) - upright)
        says = reader.ask("guywire.phrase('page.no_counterpart')") in reader.page.inner_text("main")
        if (moved < 15) != says:
            wrong[preset] = (moved, says)
    assert not wrong, wrong
