"""Every control moves the numbers as the command line does."""

import random
from typing import Any

import pytest

from conftest import Open
from reader import ANCHORS, DEG, GROUPS, KNOBS, SLIDERS, Reader, assert_same_posture, run_shown

PRESETS = [
    "tight_hip_flexors",
    "elongated_hamstrings",
    "short_abdominals",
    "short_erector_spinae",
    "flat_back",
    "hyperlordotic",
    "low_pi",
    "high_pi",
    "neutral",
]


PARTS = {
    "iliopsoas": "front_top",
    "rectus_femoris": "front_middle",
    "other_hip_flexors": "front_low",
    "erector_spinae": "rear_upper",
    "hamstrings": "rear_lower",
}


def stepped(rng: random.Random, knob: str) -> float:
    """A value a slider can take, never the reference."""
    low, high, step = SLIDERS[knob]
    while True:
        value = round(low + step * rng.randint(0, round((high - low) / step)), 6)
        if value != 1:
            return value


@pytest.mark.parametrize("group", GROUPS)
def test_knobs(open_page: Open, guywire: str, group: str) -> None:
    rng = random.Random(group)
    reader = open_page()
    reader.open_all_details()
    neutral = reader.everything()
    for knob in KNOBS:
        name = f"{group}-{knob}"
        value = stepped(rng, knob)
        reader.slide(name, value)
        assert f"--set {group}.{knob}={value:g}" in reader.command("body")
        assert reader.fragment() == f"{group}.{knob}={value:g}"
        follows = group in PARTS and knob in ("length", "stiffness")
        assert reader.command("bridge") == "guywire solve bridge" + (
            f" --set {PARTS[group]}.{knob}={value:g}" if follows else ""
        )
        assert_same_posture(reader, guywire)
        assert reader.tensions("body") != neutral["body"], f"{name} moved nothing"
        value = round(
            rng.uniform(
                *{"length": (0.8, 1.2), "stiffness": (0, 10), "strength": (0, 10), "tone": (0, 1)}[
                    knob
                ]
            ),
            rng.randint(3, 7),
        )
        reader.write(name, f"{100 * value:.9g}")
        assert f"--set {group}.{knob}={value:.9g}" in reader.command("body")
        assert_same_posture(reader, guywire)
        reader.reset_button(name)
        assert reader.everything() == neutral


def test_knobs_together(open_page: Open, guywire: str) -> None:
    """Sliders one after another, none put back: no answer depends on the way."""
    rng = random.Random(7)
    reader = open_page()
    reader.open_all_details()
    for _ in range(30):
        knob = rng.choice(KNOBS)
        reader.slide(f"{rng.choice(GROUPS)}-{knob}", stepped(rng, knob))
        if rng.random() < 0.3:
            reader.slide(
                f"anchor-{rng.choice(ANCHORS)}-{rng.choice('xy')}", rng.randrange(-600, 601, 50)
            )
        if rng.random() < 0.1:
            reader.slide("incidence", rng.randint(32, 74))
        assert_same_posture(reader, guywire)


@pytest.mark.parametrize("seed", range(4))
def test_random_bodies(open_page: Open, guywire: str, seed: int) -> None:
    """Number fields, anywhere in the allowed ranges:
    where nothing rests the page says so, as the command does.
    """
    rng = random.Random(100 + seed)
    reader = open_page()
    reader.open_all_details()
    for _ in range(8):
        reader.ask("document.getElementById('reset-all').click()")
        for group in rng.sample(GROUPS, 4):
            knob = rng.choice(KNOBS)
            low, high = {
                "length": (0.5, 1.5),
                "stiffness": (0, 10),
                "strength": (0, 10),
                "tone": (0, 1),
            }[knob]
            reader.write(f"{group}-{knob}", f"{100 * rng.uniform(low, high):.4f}")
        for anchor in rng.sample(ANCHORS, 2):
            reader.write(f"anchor-{anchor}-{rng.choice('xy')}", str(rng.randint(-1000, 1000)))
        if rng.random() < 0.5:
            reader.write("incidence", f"{rng.uniform(32, 74):.2f}")
        assert_same_posture(reader, guywire)


def test_incidence(open_page: Open, guywire: str) -> None:
    reader = open_page()
    for value in (32, 39, 62, 74):
        reader.slide("incidence", value)
        assert f"--body pelvic_incidence_deg={value}" in reader.command("body")
        assert_same_posture(reader, guywire)
        assert abs(reader.readings()["body.pelvic_incidence_deg"] - value) < 1e-9
    reader.slide("iliopsoas-length", 0.93)
    assert_same_posture(reader, guywire)
    reader.write("incidence", "44,4")  # a decimal comma is understood
    assert "--body pelvic_incidence_deg=44.4" in reader.command("body")
    assert_same_posture(reader, guywire)
    reader.reset_button("incidence")
    assert_same_posture(reader, guywire)
    assert reader.fragment() == "iliopsoas.length=0.93"


@pytest.mark.parametrize("anchor", ANCHORS)
def test_anchors(open_page: Open, guywire: str, anchor: str) -> None:
    reader = open_page()
    neutral = reader.everything()
    for axis in "xy":
        for value in (-200, 350):
            reader.slide(f"anchor-{anchor}-{axis}", value)
            point = 1 if anchor == "front" else 0  # the front cables run over a post
            assert f".path{point}_{axis}_m=" in reader.command("bridge")
            assert_same_posture(reader, guywire)
            assert reader.tensions("bridge") != neutral["bridge"]
        reader.write(f"anchor-{anchor}-{axis}", "-123")
        assert_same_posture(reader, guywire)
    assert reader.fragment() == f"anchor.{anchor}=-123,-123"
    assert reader.tensions("body") == neutral["body"]


def test_presets(open_page: Open, guywire: str) -> None:
    reader = open_page()
    neutral = reader.everything()
    options = reader.ask(
        "[...document.querySelectorAll('#preset option')].map(o => o.value).filter(v => v)"
    )
    assert sorted(options) == sorted(PRESETS)
    for preset in PRESETS:
        reader.page.select_option("#preset", preset)
        assert_same_posture(reader, guywire)
        assert (reader.everything() == neutral) == (preset == "neutral")
        assert reader.ask("document.getElementById('preset').value") == preset


def test_a_dragged_slider(open_page: Open, guywire: str) -> None:
    """A real pointer, with motion: the numbers are the command's once it has settled."""
    reader = open_page(
        reduced_motion="no-preference"
    ).settle()  # a pointer needs things to stay in place
    slider = reader.page.locator("#hamstrings-length")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    reader.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.page.mouse.down()
    reader.page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2, steps=8)
    reader.page.mouse.up()
    assert "hamstrings.length=1.1" in reader.fragment()
    reader.settle()
    assert_same_posture(reader, guywire)


def test_a_jump_with_motion_ends_at_the_rest(open_page: Open, guywire: str) -> None:
    reader = open_page(reduced_motion="no-preference")
    reader.page.select_option("#preset", "tight_hip_flexors")
    assert not reader.ask("guywire.settled")  # test_reduced_motion_jumps counts the frames
    reader.settle()
    assert_same_posture(reader, guywire)


def test_wrong_numbers_are_refused(open_page: Open) -> None:
    """Key, value and range are named; nothing moves."""
    reader = open_page("hamstrings.length=1.05")
    reader.open_all_details()
    before = reader.everything()
    for name, text, said in [
        ("iliopsoas-length", "49", ["Length", "49", "50", "150"]),
        ("iliopsoas-stiffness", "1001", ["Stiffness", "1001", "0", "1000"]),
        ("abdominals-tone", "-1", ["Tone", "-1", "0", "100"]),
        ("iliopsoas-length", "much", ["Length", "much", "not a number"]),
        ("iliopsoas-length", "", ["Length", "not a number"]),
        ("iliopsoas-length", "Infinity", ["Length", "Infinity"]),
        ("iliopsoas-length", "1e99", ["Length", "1e99", "150"]),
        ("incidence", "75", ["incidence", "75", "32", "74"]),
        ("anchor-front-x", "1501", ["front post", "1501", "1500"]),
    ]:
        reader.write(name, text)
        notice = reader.ask("document.querySelector('.controls > .notice').textContent")
        for word in said:
            assert word in notice, f"{name} = {text!r}: {notice!r}"
        assert reader.everything() == before
        field = reader.ask(
            (
                "id => document.getElementById(id)"
                ".closest('.field').querySelector('input[type=text]').value"
            ),
            name,
        )
        assert (
            field == {"incidence": "50.5", "anchor-front-x": "0"}.get(name, field) and field != text
        )
    reader.write("iliopsoas-length", "95")
    assert reader.ask("document.querySelector('.controls > .notice').textContent") == ""


def compared_numbers(test: dict[str, Any], answer: dict[str, Any]) -> int:
    """Numbers of a clinical test, page against command; how many there are."""
    count = 0
    for part in ("numbers", "not_held"):
        assert (test.get(part) is None) == (answer.get(part) is None), part
        here, there = test.get(part) or {}, answer.get(part) or {}
        for name in there:
            a, b = here[name], there[name]
            assert (a is None) == (b is None), name
            if a is not None:
                assert abs(a - b) <= (DEG if name.endswith("_deg") else 1e-7 * max(1, abs(b))), name
                count += 1
    return count


@pytest.mark.parametrize("legs", ["sitting", "thomas"])
def test_clinical_tests(open_page: Open, guywire: str, legs: str) -> None:
    reader = open_page().unfold("shape")
    reader.page.check(f"input[name=legs][value={legs}]")
    rng = random.Random(legs)
    for _ in range(4):
        reader.settle()
        answer = run_shown(guywire, reader.command("body"))
        test = reader.ask("JSON.parse(JSON.stringify(guywire.test.answer))")
        assert test["test"] == legs and test["status"] == answer["status"]
        assert compared_numbers(test, answer) >= 8
        poses = reader.ask("guywire.test.poses.map(p => p.name)")
        for i in range(len(poses)):
            if len(poses) > 1:
                reader.page.check(f"input[name=pose] >> nth={i}")
            pose_is_the_answers(reader, legs, poses[i], answer)
        reader.slide("iliopsoas-length", stepped(rng, "length"))
        reader.slide("hamstrings-length", round(rng.uniform(0.95, 1.05), 2))
    reader.page.check("input[name=legs][value=standing]")
    assert_same_posture(reader, guywire)


def pose_is_the_answers(reader: Reader, legs: str, pose: str, answer: dict[str, Any]) -> None:
    shown = reader.readings()
    numbers = answer["numbers"] if pose != "not held" else answer["not_held"]
    # its tilt is told from this body's standing, the page's from the reference posture
    if legs == "sitting":
        standing = reader.ask("guywire.rest.body.frame.tiltChangeDeg")
        assert (
            abs(shown["body.anterior_tilt_change_deg"] - standing + numbers["posterior_tilt_deg"])
            <= DEG
        )
    else:
        assert abs(shown["body.anterior_tilt_change_deg"] + numbers["pelvis_tilt_deg"]) <= DEG
        assert abs(shown["body.lordosis_deg"] - numbers["lordosis_deg"]) <= DEG
        assert f"{abs(answer['numbers']['thigh_to_horizontal_deg']):.0f}°" in reader.says()
