"""Time against cables, joints, bodies and threads, as one picture.

./dev bench scaling      measures and draws: build/scaling.json, build/scaling.svg
"""

import json
import math
import pathlib
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator

source, target = sys.argv[1:]
data = json.loads(pathlib.Path(source).read_text())

plt.rcParams.update(
    {
        "font.size": 12,
        "axes.grid": True,
        "grid.color": "0.88",
        "svg.fonttype": "path",
        "svg.hashsalt": "guywire",
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
)
SINGLE = {"color": "#b3471d", "marker": "o", "linestyle": "-"}
LANES = {"color": "#1d5fb3", "marker": "s", "linestyle": "--"}
OTHERS = [
    {"color": "#4d8a2f", "marker": "^", "linestyle": ":"},
    {"color": "#7a4fa3", "marker": "D", "linestyle": "-."},
    {"color": "0.3", "marker": "v", "linestyle": (0, (6, 2, 1, 2, 1, 2))},
]
widest = data["widest"]
figure, axes = plt.subplots(2, 2, figsize=(11, 9), layout="constrained")


def plain(value, _=None):
    return f"{value:,.0f}".replace(",", "\N{THIN SPACE}") if value >= 1 else f"{value:g}"


def axis(ax, title, x, y, xs):
    ax.set(xscale="log", yscale="log", title=title, xlabel=x, ylabel=y)
    ax.xaxis.set_major_locator(FixedLocator(xs))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FuncFormatter(plain))
    ax.yaxis.set_major_formatter(FuncFormatter(plain))
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_minor_locator(NullLocator())


def guide(ax, x0, x1, y0, slope, words, offset):
    """A thin grey line that says its slope at its middle."""
    ax.plot([x0, x1], [y0, y0 * (x1 / x0) ** slope], color="0.4", linewidth=1)
    middle = (x1 / x0) ** 0.5
    ax.annotate(
        words,
        (x0 * middle, y0 * middle**slope),
        xytext=offset,
        textcoords="offset points",
        color="0.35",
        va="center",
        ha="left" if offset[0] > 0 else "right",
    )


def name(ax, text, x, y, style, offset, ha="left"):
    ax.annotate(
        text,
        (x, y),
        xytext=offset,
        textcoords="offset points",
        color=style["color"],
        ha=ha,
        va="center",
    )


for ax, key, title in (
    (axes[0, 0], "cables", "7 joints, more cables"),
    (axes[0, 1], "joints", "64 cables, more joints"),
):
    points = data[key]
    xs = [p[key] for p in points]
    one, many = (
        [1e6 * p["solve_seconds"] for p in points],
        [1e6 * p["batch_seconds_per_body"] for p in points],
    )
    axis(ax, title, f"{key} in the model", "time per body [µs]", xs)
    ax.plot(xs, one, **SINGLE)
    ax.plot(xs, many, **LANES)
    name(ax, "one solve", xs[1], one[1], SINGLE, (-30, 20))
    name(ax, f"in a batch of 2000 ({widest})", xs[0], many[0], LANES, (10, -18))
    ax.set_ylim(min(many) / 1.8, max(one) * 1.3)
    guide(ax, xs[-3], xs[-1], 0.6 * many[-3], 1, "slope 1", (6, -10))

ax = axes[1, 0]
points = data["bodies"]
xs = [p["bodies"] for p in points]
one, many = [1e6 * p["scalar"] for p in points], [1e6 * p[widest] for p in points]
axis(
    ax, "bridge7 (7 joints, 20 cables), more bodies", "bodies in one call", "time per body [µs]", xs
)
ax.xaxis.set_major_formatter(
    FuncFormatter(lambda x, _: f"{x:g}" if x < 100 else f"$10^{round(math.log10(x))}$")
)
ax.plot(xs, one, **SINGLE)
ax.plot(xs, many, **LANES)
name(ax, "one by one (scalar)", xs[2], one[2], SINGLE, (12, 13))
name(ax, f"side by side ({widest})", xs[2], many[2], LANES, (12, 10))
guide(ax, 1, 10, 0.4 * many[0], -1, "slope \N{MINUS SIGN}1", (-6, -6))
ax.set_xlim(0.13)

ax = axes[1, 1]
axis(ax, "bridge7, more threads", "threads", "bodies per second [thousands]", [1, 2])
styles = {data["threads"][0]["instructions"]: SINGLE, widest: LANES}
for p in data["threads"]:
    style = styles.get(p["instructions"]) or OTHERS.pop()
    rate = [r / 1000 if r else math.nan for r in p["bodies_per_second"]]
    ax.plot([1, 2], rate, **style)
    busy = math.isnan(rate[1])
    gain = (
        "(other programs had the second processor)"
        if busy
        else f"\N{MULTIPLICATION SIGN} {rate[1] / rate[0]:.2f}"
    )
    # these two are near each other
    name(
        ax,
        f"{p['instructions']}: {gain}",
        1 if busy else 2,
        rate[0 if busy else 1],
        style,
        (10, {"baseline": -8, "sse42": 9}.get(p["instructions"], 0)),
    )
ax.set_xlim(0.92, 3)
guide(ax, 1, 2, 0.6 * data["threads"][0]["bodies_per_second"][0] / 1000, 1, "slope 1", (8, -10))

figure.savefig(target, metadata={"Date": None, "Creator": None})
