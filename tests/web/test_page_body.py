"""The body: its shapes are the command's, its angles are the readings, its bands the tensions."""

import itertools
import json
import math
import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from conftest import Open
from reader import Reader

SVG = "{http://www.w3.org/2000/svg}"
PRESETS_FILE = Path(__file__).parents[2] / "examples/web/src/presets.ts"
STEPS = [2, 10, 40, 100]  # [N]


def presets() -> dict[str, str]:
    """The address of each preset by its id."""
    source = re.sub(r"//[^\n]*", "", PRESETS_FILE.read_text(encoding="utf-8"))
    entry = re.compile(
        r'id: "(\w+)",\s*set: \{(.*?)\},\s*(?:pelvicIncidenceDeg: ([\d.]+))?', re.DOTALL
    )
    out = {}
    for name, settings, incidence in entry.findall(source):
        pairs = [f"{k}={v}" for k, v in re.findall(r'"([\w.]+)": ([\d.]+)', settings)]
        if incidence:
            pairs.append(f"pelvic_incidence_deg={incidence}")
        out[name] = "&".join(pairs)
    assert len(out) >= 9
    return out


PRESETS = presets()

BANDS = """() => [...document.querySelectorAll('svg.body .strand')].map(s => {
  const band = s.querySelector('.band');
  const points = band.getAttribute('d').match(/-?[\\d.]+/g).map(Number);
  return {
    group: s.dataset.group,
    inks: [...band.classList].filter(c => /^ink\\d$/.test(c)),
    pulls: [...band.classList].find(c => ['fore', 'rear', 'still'].includes(c)),
    slack: band.classList.contains('slack'),
    points,
  };
})"""
SUMS = """() => {
  const d = guywire.body('body').description, f = guywire.shown.body;
  return Object.fromEntries(d.groups.map((g, i) => [g.name, d.cables.reduce((sum, c, k) =>
    c.group === i ? sum + c.sides * f.cables[k].tension : sum, 0)]));
}"""


def widest(points: list[float]) -> float:
    """Of a belly: its two sides run there and back [px]."""
    places = list(itertools.batched(points, 2)) if hasattr(itertools, "batched") else []
    places = places or [(points[i], points[i + 1]) for i in range(0, len(points), 2)]
    half = len(places) // 2
    return max(math.dist(places[k], places[-1 - k]) for k in range(half))


@pytest.mark.parametrize("preset", PRESETS)
def test_three_inks_at_least(open_page: Open, preset: str) -> None:
    reader = open_page(PRESETS[preset])
    bands = reader.ask(BANDS)
    sums = reader.ask(SUMS)
    assert {b["group"] for b in bands} == set(sums)
    inks = {ink for b in bands for ink in b["inks"] if not b["slack"]}
    assert len(inks) >= 3, inks
    for b in bands:
        if b["slack"]:
            assert sums[b["group"]] == 0
        else:
            expected = 1 + sum(sums[b["group"]] >= step for step in STEPS)
            assert b["inks"] == [f"ink{expected}"], b["group"]


@pytest.mark.parametrize("preset", ["neutral", "hyperlordotic", "flat_back"])
def test_a_band_is_as_wide_as_its_group_pulls(open_page: Open, preset: str) -> None:
    reader = open_page(PRESETS[preset])
    sums = reader.ask(SUMS)
    exponent = reader.ask("guywire.body('body').description.drawing.tension.exponent")
    full = None
    for b in reader.ask(BANDS):
        tension = sums[b["group"]]
        width = widest(b["points"])
        if width < 2.5:  # [px] the thinnest band that is drawn
            continue
        at_full = width / (tension / STEPS[-1]) ** exponent
        full = full or at_full
        assert at_full == pytest.approx(full, rel=0.08), b["group"]  # of tenths of a pixel
    assert full is not None


def test_forward_is_blue_and_backward_ochre(open_page: Open) -> None:
    """As the ledger says, which the command gives, too."""
    for preset in ("neutral", "tight_hip_flexors", "flat_back"):
        reader = open_page(PRESETS[preset]).settle()
        rows = reader.ask("guywire.explanation.ledger.tilt.filter(r => r.cable)")
        ledger = {r["name"]: r["passive_Nm"] + r["active_Nm"] for r in rows}
        seen = set()
        for b in reader.ask(BANDS):
            moment = ledger[b["group"]]
            if b["slack"] or abs(abs(moment) - 0.05) < 1e-3:
                continue
            expected = "still" if abs(moment) < 0.05 else "fore" if moment > 0 else "rear"
            assert b["pulls"] == expected, (preset, b["group"], moment)
            seen.add(expected)
        assert {"fore", "rear"} <= seen
        words = reader.ask("""Object.fromEntries([...document.querySelectorAll(
          'svg.body .label[data-group]')].map(e => [e.dataset.group, e.textContent.trim()]))""")
        ends = {"→": "fore", "←": "rear"}
        told = {b["group"]: b["pulls"] for b in reader.ask(BANDS) if b["group"] in words}
        assert len(told) == 10
        assert all(ends.get(words[g][-1], "still") == told[g] for g in told), words
        colors = reader.ask(
            "['fore', 'rear'].map(c => getComputedStyle("
            "document.querySelector('svg.body .band.' + c)).fill.match(/\\d+/g).map(Number))"
        )
        assert colors[0][2] > colors[0][0] and colors[1][0] > colors[1][2], colors


def test_strands_are_seen_of_the_picked_group_alone(open_page: Open) -> None:
    reader = open_page()
    assert reader.ask("document.querySelectorAll('svg.body .single').length") == 0
    for group in ("iliopsoas", "erector_spinae", "rectus_femoris"):
        reader.ask("g => guywire.show({ picked: g })", group)
        shown, cables = reader.ask(
            "g => [document.querySelectorAll('svg.body .single').length, (d => d.cables.filter("
            "c => d.groups[c.group]?.name === g).length)(guywire.body('body').description)]",
            group,
        )
        assert shown == cables > 0, group
    reader.ask("guywire.show({ picked: undefined })")
    spot = reader.ask("""(() => {
      const e = document.querySelector('svg.body .strand[data-group=hamstrings] .reach');
      const p = e.getPointAtLength(0.1 * e.getTotalLength()).matrixTransform(e.getScreenCTM());
      return [p.x, p.y];
    })()""")
    reader.page.mouse.move(*spot)
    reader.until("guywire.picked !== undefined")
    reader.until("document.querySelectorAll('svg.body .single').length > 0")


# --- angles

ARMS = """name => [...document.querySelectorAll(`[data-angle=${name}] .zero, `
  + `[data-angle=${name}] .arm`)].map(e => e.getAttribute('d').match(/-?[\\d.]+/g).map(Number))"""
ARC = """name => document.querySelector(`[data-angle=${name}] .arc`).getAttribute('d')
  .match(/-?[\\d.]+/g).map(Number)"""


def direction(arm: list[float]) -> float:
    """Counter-clockwise [deg]."""
    return math.degrees(math.atan2(arm[1] - arm[3], arm[2] - arm[0]))


@pytest.mark.parametrize("preset", PRESETS)
def test_arcs_are_the_readings(open_page: Open, preset: str) -> None:
    reader = open_page(PRESETS[preset])
    shown = reader.ask(
        "({ tilt: guywire.shown.body.anteriorTiltDeg, lordosis: guywire.shown.body.lordosisDeg })"
    )
    assert shown["lordosis"] == reader.readings()["body.lordosis_deg"]
    for name, degrees in shown.items():
        zero, arm = reader.ask(ARMS, name)
        drawn = direction(zero) - direction(arm)
        between = drawn if name == "tilt" else abs((drawn + 180) % 360 - 180)
        # [deg] ends are written to a tenth of a pixel
        assert between == pytest.approx(degrees, abs=0.2), name
        # the arc's chord belongs to the same angle
        x0, y0, radius, _, _, large, _, x1, y1 = reader.ask(ARC, name)
        assert large == 0
        chord = math.dist((x0, y0), (x1, y1))
        arc = math.degrees(2 * math.asin(min(1, chord / 2 / radius)))
        assert arc == pytest.approx(abs(degrees), abs=0.25), name
        words = reader.ask("[...document.querySelectorAll('.label.mark')].map(e => e.textContent)")
        assert any(f"{abs(degrees):.1f}°" in w for w in words), (name, words)


def test_angles_have_ghosts(open_page: Open) -> None:
    reader = open_page(PRESETS["tight_hip_flexors"])
    for name in ("tilt", "lordosis"):
        was = reader.ask(
            "n => document.querySelector(`[data-angle=${n}] .was`)?.getAttribute('d')", name
        )
        now = reader.ask(
            "n => document.querySelector(`[data-angle=${n}] .arm`).getAttribute('d')", name
        )
        assert was and now not in was, name
    reader.ask("guywire.show({ showGhost: false })")
    assert reader.ask("document.querySelectorAll('[data-angle] .was').length") == 0


# --- one source of drawing

PLACED = """() => [...document.querySelectorAll('svg.body .figure path')]
  .filter(e => !e.classList.contains('disc')).map(e => {
  const to = e.getCTM(), d = e.getAttribute('d').match(/-?[\\d.]+/g).map(Number);
  const points = [];
  for (let i = 0; i + 1 < d.length; i += 2) {
    const p = new DOMPoint(d[i], d[i + 1]).matrixTransform(to);
    points.push([p.x, p.y]);
  }
  return points;
})"""


DISC_COLOR = "#a9cadb"  # in the command's picture


def box(points: list[list[float]]) -> tuple[float, float, float, float]:
    xs, ys = zip(*points, strict=True)
    return min(xs), max(xs), min(ys), max(ys)


@pytest.mark.parametrize("preset", ["neutral", "hyperlordotic"])
def test_the_shapes_are_the_commands(
    open_page: Open, guywire: str, tmp_path: Path, preset: str
) -> None:
    """Path by path in the same order, the same points about the hip axis in the same proportion.
    Discs are hulls: of points in a row either may keep another.
    """
    reader = open_page(PRESETS[preset])
    page = reader.ask(PLACED)
    picture = tmp_path / "body.svg"
    options: list[str] = []
    for pair in filter(None, PRESETS[preset].split("&")):
        options += ["--body" if pair.startswith("pelvic") else "--set", pair]
    subprocess.run(
        [guywire, "solve", "standing_adult", *options, "--svg", str(picture)],
        check=True,
        capture_output=True,
    )
    groups = [g for g in ET.parse(picture).iter(SVG + "g") if g.get("class") == "bodies"]
    paths = [p.get("d") or "" for p in groups[-1].iter(SVG + "path") if p.get("fill") != DISC_COLOR]
    command = [
        [[float(x), float(y)] for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", d)] for d in paths
    ]
    assert [len(p) for p in page] == [len(p) for p in command]
    pelvis = max(range(len(page)), key=lambda i: len(page[i]))  # the outline of most points
    a, b = box(page[pelvis]), box(command[pelvis])
    scale = (a[1] - a[0]) / (b[1] - b[0])
    assert len(page) > 20
    for drawn, other in zip(page, command, strict=True):
        for p, q in zip(drawn, other, strict=True):
            assert p[0] - a[0] == pytest.approx(scale * (q[0] - b[0]), abs=0.6)
            assert p[1] - a[2] == pytest.approx(scale * (q[1] - b[2]), abs=0.6)


# --- size and labels


def test_the_pelvis_is_large(open_page: Open) -> None:
    """About 140 px on a laptop's screen, where the stage is as high as it needs to be."""
    reader = open_page(viewport={"width": 1366, "height": 768})
    width, height = reader.ask(
        "[document.querySelector('.bone.pelvis').getBBox().width, "
        "document.querySelector('svg.body').getBBox && "
        "document.querySelector('[data-canvas=body]').clientHeight]"
    )
    assert 0.3 * min(height, 457) <= width <= 0.42 * height
    if height >= 375:
        assert 125 <= width <= 190


CROWDED = """() => {
  const svg = document.querySelector('svg.body');
  const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim());
  const words = t => t.textContent.trim().replace(/\\s+/g, ' ');
  const boxes = texts.map(t => [...(t.querySelectorAll('tspan').length
    ? t.querySelectorAll('tspan') : [t])].map(e => {
      const r = document.createRange();
      r.selectNodeContents(e);
      return r.getBoundingClientRect();
    }));
  const meet = (a, b) => {
    const w = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    // a line of text is taller than its letters
    const h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return w > 1 && h > 4 ? `${w.toFixed(0)} x ${h.toFixed(0)}` : '';
  };
  const out = [];
  texts.forEach((t, i) => texts.slice(0, i).forEach((u, k) => {
    for (const a of boxes[i]) for (const b of boxes[k]) {
      const size = meet(a, b);
      if (size) out.push(`${words(t)} / ${words(u)}: ${size}`);
    }
  }));
  const around = svg.getBoundingClientRect();
  texts.forEach((t, i) => boxes[i].forEach(b => {
    if (b.left < around.left - 1 || b.right > around.right + 1
      || b.top < around.top - 2 || b.bottom > around.bottom + 2) out.push(`${words(t)}: cut off`);
  }));
  for (const leader of svg.querySelectorAll('.leader')) {
    const to = leader.getScreenCTM(), length = leader.getTotalLength();
    for (let s = 0; s <= length; s += 2) {
      const p = leader.getPointAtLength(s).matrixTransform(to);
      texts.forEach((t, i) => boxes[i].forEach(b => {
        if (!t.classList.contains('tag') && p.x > b.left - 1 && p.x < b.right + 1
          && p.y > b.top + 3 && p.y < b.bottom - 3)
          out.push(`${words(t)}: a leader runs through it`);
      }));
    }
  }
  return [...new Set(out)];
}"""
SCREENS = [(1920, 1080), (1366, 768), (768, 1024), (360, 740)]


def crowded(reader: Reader, presets: dict[str, str]) -> dict[str, Any]:
    found = {}
    for name, fragment in presets.items():
        reader.ask("f => guywire.openFragment(f)", fragment)
        for picked in (None, "quadratus_lumborum", "abdominals"):
            reader.ask("g => guywire.show({ picked: g ?? undefined })", picked)
            if wrong := reader.ask(CROWDED):
                found[f"{name}, {picked}"] = wrong
    return found


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
@pytest.mark.parametrize("screen", SCREENS)
def test_no_label_meets_another(open_page: Open, screen: tuple[int, int], locale: str) -> None:
    reader = open_page(viewport={"width": screen[0], "height": screen[1]}, locale=locale)
    reader.settle()
    found = crowded(reader, PRESETS)
    reader.ask("guywire.show({ latin: true, picked: undefined })")
    if wrong := reader.ask(CROWDED):
        found["latin"] = wrong
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


def test_labels_keep_apart_in_large_type(open_page: Open) -> None:
    """As a projector asks for it."""
    reader = open_page(viewport={"width": 1920, "height": 1080}).settle()
    reader.ask("document.documentElement.style.fontSize = '28px'")
    reader.ask("new Promise(done => setTimeout(done, 1000))")  # sizes are measured now and then
    reader.ask("guywire.show({})")
    found = crowded(reader, {k: PRESETS[k] for k in ("neutral", "hyperlordotic")})
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


def test_what_is_gripped_does_not_scroll(open_page: Open) -> None:
    """A finger on bone or muscle drags in any direction."""
    reader = open_page()
    actions = reader.ask(
        "[...document.querySelectorAll('svg.body .bone, svg.body .reach')]"
        ".map(e => getComputedStyle(e).touchAction)"
    )
    assert len(actions) > 15 and set(actions) == {"none"}


def test_a_leg_of_its_own_is_picked_too(open_page: Open) -> None:
    """In the Thomas test rectus femoris is a group of one cable for each leg."""
    reader = open_page("legs=thomas").settle()
    reader.ask("guywire.show({ picked: 'rectus_femoris' })")
    assert reader.ask("document.querySelectorAll('svg.body .single').length") == 2
    label = reader.ask("document.querySelector('svg.body .label.picked')?.textContent ?? ''")
    sums = reader.ask("""(() => {
      const { body, frame } = guywire.shownPose, d = body.description;
      return d.cables.reduce((sum, c, k) => sum + (c.name.startsWith('rectus_femoris')
        ? c.sides * frame.cables[k].tension : 0), 0);
    })()""")
    assert f"{sums:.0f}\u202fN" in label, (label, sums)
