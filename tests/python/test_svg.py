"""What a picture shows is what was computed, measured in the SVG itself.

Every shipped model, every body that the teaching page starts from, and the clinical tests: each
cable is drawn once, its drawn length is its computed length, its width and color follow from its
tension, and no two texts overlap. Widths of texts are those of DejaVu Sans, the widest face in
common use for "sans-serif".
"""

import itertools
import json
import math
import re
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import pytest

import guywire as gw

TextPath = pytest.importorskip("matplotlib.textpath").TextPath
FontProperties = pytest.importorskip("matplotlib.font_manager").FontProperties

SVG = "{http://www.w3.org/2000/svg}"
PRESETS = Path(__file__).parents[2] / "examples/web/src/presets.ts"
PX = 0.05  # the largest error of a coordinate: pictures are written with one decimal


def presets():
    """The page's bodies as options of the command, by their ids."""
    source = re.sub(r"//[^\n]*", "", PRESETS.read_text())
    entry = re.compile(
        r'id: "(\w+)",\s*set: \{(.*?)\},\s*(?:pelvicIncidenceDeg: ([\d.]+))?', re.DOTALL
    )
    for name, settings, incidence in entry.findall(source):
        options = []
        for knob, value in re.findall(r'"([\w.]+)": ([\d.]+)', settings):
            options += ["--set", f"{knob}={value}"]
        if incidence:
            options += ["--body", f"pelvic_incidence_deg={incidence}"]
        yield name, options


def orders():
    """What the command is asked to draw."""
    for model in gw.shipped_models():
        yield pytest.param(["solve", model], id=model)
    for name, options in presets():
        yield pytest.param(["solve", "standing_adult", *options], id=name)
    yield pytest.param(["solve", "bridge", "--set", "front.length=0.97"], id="bridge_with_ghost")
    yield pytest.param(["solve", "pelvis", "--set", "iliopsoas.length=0.9"], id="pelvis_with_ghost")


ORDERS = list(orders())
# the clinical tests that draw a lying, a lifted and a sitting body
TESTS = ("thomas", "slr", "sitting")


@dataclass
class Drawn:
    name: str
    kinds: list  # of its pieces: L, Q or A
    lengths: list  # of its pieces [px]
    width: float
    color: str
    dashed: bool


def pieces(d):
    """Kinds and lengths of the pieces of an SVG path of M, L, Q and A with absolute places."""
    tokens = re.findall(r"[A-Za-z]|-?[\d.]+", d)
    assert tokens[0] == "M"
    at = (float(tokens[1]), float(tokens[2]))
    kinds, lengths = [], []
    i = 3
    while i < len(tokens):
        count = {"L": 2, "Q": 4, "A": 7}[tokens[i]]
        numbers = [float(t) for t in tokens[i + 1 : i + 1 + count]]
        to = (numbers[-2], numbers[-1])
        kinds.append(tokens[i])
        lengths.append(piece_length(tokens[i], at, numbers))
        at = to
        i += 1 + count
    return kinds, lengths


def piece_length(kind, at, numbers):
    to = (numbers[-2], numbers[-1])
    chord = math.dist(at, to)
    if kind == "L":
        return chord
    if kind == "A":
        radius, large = numbers[0], numbers[3] == 1
        angle = 2 * math.asin(min(1, chord / (2 * radius))) if radius else 0
        return radius * (2 * math.pi - angle if large else angle)
    middle = numbers[:2]
    steps = [k / 64 for k in range(65)]
    points = [
        tuple(
            (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c
            for a, b, c in zip(at, middle, to, strict=True)
        )
        for t in steps
    ]
    return sum(math.dist(p, q) for p, q in itertools.pairwise(points))


def line_length(line):
    x1, y1, x2, y2 = (float(line.get(k)) for k in ("x1", "y1", "x2", "y2"))
    return math.dist((x1, y1), (x2, y2))


class Picture:
    def __init__(self, text):
        self.root = ET.fromstring(text)
        parents = {child: parent for parent in self.root.iter() for child in parent}
        [cables] = [g for g in self.root.iter(SVG + "g") if g.get("class") == "cables"]
        self.cables = [self.drawn(path) for path in cables.iter(SVG + "path")]
        self.texts = [t for t in self.root.iter(SVG + "text") if t in parents]
        self.children = list(self.root)

    @staticmethod
    def drawn(path):
        title = path.find(SVG + "title").text
        return Drawn(
            title,
            *pieces(path.get("d")),
            float(path.get("stroke-width")),
            path.get("stroke"),
            bool(path.get("stroke-dasharray")),
        )

    def scale_bar(self):
        """Pixels per meter, as the bar with its words says."""
        for text in self.children[1:]:
            found = (
                re.fullmatch(r"([\d.]+) (mm|m)", text.text or "")
                if text.tag == SVG + "text"
                else None
            )
            if found:
                meters = float(found[1]) / (1000 if found[2] == "mm" else 1)
                # the bar is drawn first, then its two ends
                bar = self.children[self.children.index(text) - 3]
                return line_length(bar) / meters
        raise AssertionError("no scale bar")

    def legend(self):
        """(tension, width, color) of the samples that the legend names, in the order drawn."""
        out = []
        for sample, text in itertools.pairwise(self.children):
            found = (
                re.fullmatch(r"([\d.e+]+) (k?N)", text.text or "")
                if text.tag == SVG + "text"
                else None
            )
            if found and sample.tag == SVG + "line":
                newtons = float(found[1]) * (1000 if found[2] == "kN" else 1)
                out.append((newtons, float(sample.get("stroke-width")), sample.get("stroke")))
        return out

    def boxes(self):
        """Each text with the rectangle it covers [px]."""
        for text in self.texts:
            words = "".join(text.itertext())
            size, bold = float(text.get("font-size")), text.get("font-weight") == "bold"
            ink = TextPath(
                (0, 0),
                words,
                size=size,
                prop=FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal"),
            ).get_extents()
            shift = {"start": 0, "middle": -0.5, "end": -1}[text.get("text-anchor")] * ink.x1
            x, y = float(text.get("x")) + shift, float(text.get("y"))
            yield words, (x + ink.x0, y - ink.y1, x + ink.x1, y - ink.y0)


def lightness(color):
    """CIE L* of #rrggbb."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


@pytest.fixture(scope="module")
def draw(command, tmp_path_factory):
    """The picture of an order to the command, its answer, and the model if it was solved;
    each order runs once.
    """
    done = {}

    def run(order):
        key = tuple(order)
        if key not in done:
            svg, model = (
                tmp_path_factory.mktemp("picture") / name for name in ("picture.svg", "model.json")
            )
            outputs = ["--svg", svg, "--format", "json"] + (
                ["--model-out", model] if order[0] == "solve" else []
            )
            answer = subprocess.run(
                [command, *order, *outputs], capture_output=True, text=True, check=False
            )
            assert answer.returncode == 0, answer.stderr
            done[key] = (
                svg.read_text(),
                json.loads(answer.stdout),
                json.loads(model.read_text()) if model.exists() else None,
            )
        return done[key]

    return run


def spans(cable):
    """A drawn cable's pieces by straight line between two of its points:
    an arc belongs to the lines beside it.
    """
    out = []
    for kind, length in zip(cable.kinds, cable.lengths, strict=True):
        if out and (kind == "A" or out[-1][0] == "A"):
            out[-1] = (kind, out[-1][1] + length)
        else:
            out.append((kind, length))
    return [length for _, length in out]


def drawn_length(cable, scale, points):
    """The cable's length [m]: what is drawn from the side,
    and how far its points stand apart from left to right.
    """
    sideways = [b - a for a, b in itertools.pairwise(points)]
    drawn = [px / scale for px in spans(cable)]
    assert len(drawn) == len(sideways), cable.name
    return sum(math.hypot(d, z) for d, z in zip(drawn, sideways, strict=True))


def check_lengths(picture, answer, model):
    computed = {plain(name): row for name, row in answer["cables"].items()}
    drawn = {title(c): c for c in picture.cables}
    assert len(picture.cables) == len(drawn) == len(computed)
    assert drawn.keys() == computed.keys()
    scale = picture.scale_bar()
    for cable in model["cables"]:
        name = plain(cable["name"])
        row, shown = computed[name], drawn[name]
        assert shown.dashed == (row["state"] == "slack"), name
        points = [(p["point_m"] + [0])[2] for p in cable["path"] if "point_m" in p]
        length = drawn_length(shown, scale, points)
        # chosen: a bar of 100 px is known to 0.1 %, each end of a piece to a rounding
        slop = 1.5e-3 * row["length_m"] + 3 * PX * len(shown.kinds) / scale
        if shown.dashed:
            assert length >= row["length_m"] - slop, name  # what is slack sags
        else:
            assert length == pytest.approx(row["length_m"], abs=slop), name


def plain(name):
    return name.replace("_", " ").lower()


def title(cable):
    return cable.name.rsplit(": ", 1)[0].lower()


def check_tensions(picture, answer):
    tension = {plain(name): row["tension_N"] for name, row in answer["cables"].items()}
    taut = sorted((c for c in picture.cables if not c.dashed), key=lambda c: tension[title(c)])
    assert all(tension[title(c)] == 0 for c in picture.cables if c.dashed)
    # what pulls more is wider and darker
    for less, more in itertools.pairwise(taut):
        assert more.width >= less.width
        assert lightness(more.color) <= lightness(less.color) + 0.5  # of a rounded color
    # and lies between the legend's samples that its tension lies between
    legend = picture.legend()
    assert len(legend) == (4 if taut else 0)
    for cable in taut:
        t = tension[title(cable)]
        assert t <= legend[-1][0] * (1 + 1e-9)
        for newtons, width, color in legend:
            if t <= newtons:
                assert cable.width <= width and lightness(cable.color) >= lightness(color) - 0.5, (
                    cable
                )
            else:
                assert cable.width >= width and lightness(cable.color) <= lightness(color) + 0.5, (
                    cable
                )
    # differences that matter are seen: a fifth of the full scale is over a pixel wider than slack,
    # and not of one color with it
    for cable in taut:
        if tension[title(cable)] > 0.2 * legend[-1][0]:
            assert cable.width > 2.6
            assert lightness(cable.color) < lightness(legend[0][2]) - 5


def overlaps(boxes):
    for (a, p), (b, q) in itertools.combinations(boxes, 2):
        wide, high = min(p[2], q[2]) - max(p[0], q[0]), min(p[3], q[3]) - max(p[1], q[1])
        if wide > 0.5 and high > 0.5:
            yield a, b, round(wide, 1), round(high, 1)


def outside(picture, boxes):
    _, _, width, height = (float(v) for v in picture.root.get("viewBox").split())
    for words, (x0, y0, x1, y1) in boxes:
        if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
            yield words, (x0, y0, x1, y1), (width, height)


def check_texts(picture):
    boxes = list(picture.boxes())
    assert len(boxes) > 5
    assert list(overlaps(boxes)) == []
    assert list(outside(picture, boxes)) == []


@pytest.mark.parametrize("order", ORDERS)
def test_each_cable_is_drawn_once_and_as_long_as_it_is(draw, order):
    svg, answer, model = draw(order)
    check_lengths(Picture(svg), answer, model)


@pytest.mark.parametrize("order", ORDERS)
def test_width_and_color_follow_from_tension(draw, order):
    svg, answer, _ = draw(order)
    check_tensions(Picture(svg), answer)


@pytest.mark.parametrize(
    "order", [*ORDERS, *(pytest.param(["test", test], id=test) for test in TESTS)]
)
def test_no_two_texts_overlap(draw, order):
    svg, _, _ = draw(order)
    check_texts(Picture(svg))


def test_a_picture_that_is_wrong_is_seen(draw):
    svg, answer, model = draw(["solve", "bridge"])
    cables = svg[svg.index('<g class="cables"') :]
    cables = cables[: cables.index("</g>")]
    paths = re.findall(r"<path.*?</path>", cables)
    strongest = paths[-1]  # drawn last
    slack = next(p for p in paths if "dasharray" in p)

    def wrong(check, old, new, *others):
        assert old != new
        with pytest.raises(AssertionError):
            check(Picture(svg.replace(old, new, 1)), *others)

    check_lengths(Picture(svg), answer, model)
    first = re.search(r"M(-?[\d.]+),", strongest)
    moved = strongest.replace(first[0], f"M{float(first[1]) + 4:.1f},")
    for new in (
        "",
        strongest + strongest,
        moved,
        strongest.replace("stroke-width", 'stroke-dasharray="6 5" stroke-width'),
    ):
        wrong(check_lengths, strongest, new, answer, model)
    wrong(check_lengths, slack, re.sub(r" stroke-dasharray=\"[^\"]*\"", "", slack), answer, model)
    width = re.search(r"stroke-width=\"([\d.]+)\"", strongest)
    wrong(check_tensions, strongest, strongest.replace(width[0], 'stroke-width="1.0"'), answer)
    color = re.search(r"stroke=\"(#\w+)\"", strongest)
    wrong(check_tensions, strongest, strongest.replace(color[1], "#e35933"), answer)
    text = re.search(r"<text x=\"([\d.]+)\" y=\"([\d.]+)\".*?</text>", svg)
    wrong(
        check_texts,
        text[0],
        text[0] + text[0].replace(f'y="{text[2]}"', f'y="{float(text[2]) + 3:.1f}"'),
    )
    wrong(check_texts, text[0], text[0].replace(f'x="{text[1]}"', 'x="-9.0"'))


def test_lengths_of_arcs_and_curves():
    assert piece_length("A", (0, 0), [1, 1, 0, 0, 1, 2, 0]) == pytest.approx(math.pi)
    assert piece_length("A", (0, 0), [1, 1, 0, 1, 1, 1, 1]) == pytest.approx(1.5 * math.pi)
    assert piece_length("Q", (0, 0), [1, 0, 2, 0]) == pytest.approx(2)
