"""Pictures for papers, with matplotlib. Each function takes `ax=` and returns it; units are on every axis; nothing is told by colour alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check, _core
from ._answers import Explanation, Sweep
from ._population import Population
from ._sensitivity import Sensitivity, moment_arms

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ._core import Model, Posture

# Okabe and Ito's palette, told apart with any colour vision
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#8c8c8c"
_CYCLE = (BLUE, RED, GREEN, ORANGE, PURPLE, SKY)
_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)))
_WORDS = {"_deg": "°", "_N": "N", "_Nm": "N m", "_mm": "mm", "_m": "m", "_kg": "kg"}


def _axes(ax: Axes | None, size: tuple[float, float] = (6.4, 4.2)) -> Axes:
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        _check.wanted("plot", "matplotlib")
    return plt.subplots(figsize=size, layout="constrained")[1] if ax is None else ax


def label(name: str) -> str:
    """A name for an axis: "lordosis_deg" becomes "lordosis [°]"."""
    for suffix, unit in sorted(_WORDS.items(), key=lambda item: -len(item[0])):
        if name.endswith(suffix):
            return f"{name.removesuffix(suffix).replace('_', ' ').replace('.', ' ')} [{unit}]"
    words = name.replace("_", " ").replace(".", " ")
    return f"{words} [of reference]" if name.rsplit(".", 1)[-1] in ("length", "stiffness", "strength") else words


def _tidy(ax: Axes, *sides: str) -> None:
    for side in ("top", "right", *sides):
        ax.spines[side].set_visible(False)


def _placed(description: dict[str, Any], angles: np.ndarray[Any, Any]) -> dict[str, tuple[np.ndarray[Any, Any], float]]:
    """Hinge and angle of each body, in ground."""
    out: dict[str, tuple[np.ndarray[Any, Any], float]] = {"ground": (np.zeros(2), 0.0)}
    for body, angle in zip(description["bodies"], angles, strict=True):
        origin, turn = out[body["parent"]]
        out[body["name"]] = (origin + _turned(np.array(body["hinge_in_parent_m"], dtype=float), turn), float(angle))
    return out


def _turned(v: np.ndarray[Any, Any], angle: float) -> np.ndarray[Any, Any]:
    c, s = np.cos(angle), np.sin(angle)
    out: np.ndarray[Any, Any] = v @ np.array([[c, s], [-s, c]])
    return out


def posture(*postures: Posture, ax: Axes | None = None, names: Sequence[str] = ()) -> Axes:
    """One posture, or two overlaid: bones as outlines, cables by tension (width), slack ones dashed. x forward, y up [m].

    The first is drawn filled with its cables; the others as outlines in their own colour and dash.
    """
    if not postures:
        _check.refuse("posture", "was given nothing.", "Give a Posture: gw.plot.posture(gw.solve(model)).")
    ax = _axes(ax, (4.6, 6.4))
    for k, p in enumerate(postures):
        description = json.loads(p.model.to_json())
        placed = _placed(description, p.angles)
        colour = "#333333" if k == 0 else _CYCLE[(k - 1) % len(_CYCLE)]
        for i, body in enumerate(description["bodies"]):
            origin, angle = placed[body["name"]]
            if outline := body.get("outline_m"):
                xy = origin + _turned(np.array(outline, dtype=float), angle)
                if k == 0:
                    ax.fill(xy[:, 0], xy[:, 1], facecolor="#ece7dc", edgecolor=colour, linewidth=1.0, zorder=2)
                else:
                    ax.plot(*np.vstack([xy, xy[:1]]).T, color=colour, linestyle=_DASHES[k % len(_DASHES)], linewidth=1.3, zorder=4)
            elif body["parent"] != "ground":
                from_, _ = placed[body["parent"]]
                ax.plot(*np.vstack([from_, origin]).T, color=colour, linewidth=2, zorder=2)
            if i == 0 or k == 0:
                ax.plot(*origin, "o", markersize=2.5, color=colour, zorder=5)
        ax.plot([], [], color=colour, linestyle="-" if k == 0 else _DASHES[k % len(_DASHES)], label=names[k] if k < len(names) else f"{p.model.name} {k + 1}")
        if k > 0:
            continue
        most = max(float(p.tensions.max(initial=0.0)), 1e-12)
        centres = {c["name"]: placed[c["body"]][0] + _turned(np.array(c["center_m"], dtype=float), placed[c["body"]][1]) for c in description.get("circles", [])}
        for cable, tension in zip(description["cables"], p.tensions, strict=True):
            points = np.array([centres[q["circle"]] if q.get("circle") else placed[q["body"]][0] + _turned(np.array(q["point_m"][:2], dtype=float), placed[q["body"]][1]) for q in cable["path"]])
            taut = tension > 0
            ax.plot(*points.T, color=RED if taut else GREY, linewidth=0.5 + 3.0 * float(tension) / most if taut else 0.8, linestyle="-" if taut else (0, (4, 3)), alpha=0.75, zorder=3, solid_capstyle="round")
    ax.set_aspect("equal")
    ax.set_xlabel("forward [m]")
    ax.set_ylabel("up [m]")
    _tidy(ax)
    if len(postures) > 1:
        ax.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    else:
        ax.set_title(f"{postures[0].model.name}: {postures[0].status}")
    return ax


def tensions(p: Posture, *, ax: Axes | None = None) -> Axes:
    """Tension of each part, both sides together [N]; slack parts say so."""
    ax = _axes(ax)
    parts = list(p.model.partition or p.model.cables)
    read = [f"{part}.tension_N" for part in parts]
    values = _core.solve_batch(p.model, [], np.zeros((0, 1)), read, [float(v) for v in p.state], 1, None)[1][0]
    order = np.argsort(values)
    ax.barh([parts[i].replace("_", " ") for i in order], values[order], color=BLUE, height=0.65)
    for row, i in enumerate(order):
        ax.annotate(f" {values[i]:.0f}" if values[i] > 0 else " slack", (float(values[i]), row), va="center", fontsize=8)
    ax.set_xlabel("tension, both sides [N]")
    _tidy(ax)
    return ax


def ledger(explanation: Explanation, *, column: str | None = None, ax: Axes | None = None) -> Axes:
    """Who turns a coordinate (default: the first, the pelvis), as a waterfall that ends at zero: forward moments, then backward ones [N m]."""
    ax = _axes(ax, (6.4, 4.8))
    table = explanation.ledger["coordinates"]
    columns = table["columns"]
    at = columns.index(column) if column else 0
    sums: dict[str, float] = {}
    parts = {line.split(",")[1]: line.split(",")[2] for line in explanation._csv.splitlines()[1:]}
    for row in table["rows"]:
        name = parts.get(row["name"]) or ("weight" if row["kind"] == "weight" else row["name"])
        sums[name] = sums.get(name, 0.0) - row["moments_Nm"][at]
    big = sorted(((n, v) for n, v in sums.items() if abs(v) >= 0.05), key=lambda item: (item[1] < 0, -abs(item[1])))
    small = sum(sums.values()) - sum(v for _, v in big)
    if abs(small) >= 0.005:
        big.append(("the rest", small))
    level = 0.0
    for row_, (_, v) in enumerate(big):
        ax.barh(row_, v, left=level, color=BLUE if v > 0 else ORANGE, hatch=None if v > 0 else "///", edgecolor="white", height=0.7)
        ax.annotate(f" {v:+.1f}", (max(level, level + v), row_), va="center", fontsize=8)
        if row_ + 1 < len(big):
            ax.plot([level + v] * 2, [row_ - 0.35, row_ + 1.35], color=GREY, linewidth=0.7)
        level += v
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set_yticks(range(len(big)), [n.replace("_", " ") for n, _ in big])
    ax.invert_yaxis()
    ax.margins(x=0.14)
    ax.set_xlabel(f"moment about the hinge of {columns[at]} [N m], + forward; it ends at zero")
    _tidy(ax, "left")
    return ax


def sweep(s: Sweep, *, read: str | None = None, ax: Axes | None = None) -> Axes:
    """A quantity (default: the first) along a sweep: stable solid, otherwise dashed, a gap where nothing rests; events marked and numbered."""
    ax = _axes(ax)
    first, *others = s.columns
    name = read or next(c for c in others if c != "status")
    x, y = s[first], s[name]
    stable = np.array([point["status"] == "stable" for point in s.points])
    ax.plot(x, np.where(stable, y, np.nan), color=BLUE, linewidth=1.8, label="stable")
    if (~stable & np.isfinite(y)).any():
        ax.plot(x, np.where(stable, np.nan, y), color=RED, linewidth=1.4, linestyle="--", label="not stable")
    for event in s.events:
        value = next((v for k, v in event.items() if k.startswith("parameter") or k == first), None)
        if value is None:
            continue
        fold = bool(event.get("fold"))
        ax.axvline(value, color=RED if fold else GREY, linewidth=1.0 if fold else 0.6, linestyle="-" if fold else ":", zorder=0)
    if s.events:
        ax.plot([], [], color=GREY, linestyle=":", linewidth=0.8, label=f"{len(s.events)} events (slack, taut, folds)")
    ax.set_xlabel(label(first))
    ax.set_ylabel(label(name))
    if len(ax.get_legend_handles_labels()[0]) > 1:
        ax.legend(frameon=False)
    _tidy(ax)
    return ax


def sensitivities(s: Sensitivity, quantity: str | None = None, *, change: float = 0.01, ax: Axes | None = None) -> Axes:
    """A tornado: how a quantity (default: the first) changes, to first order, when each parameter grows by `change` of its own unit."""
    ax = _axes(ax)
    at = s.quantities.index(quantity) if quantity else 0
    values = change * s.derivatives[at]
    order = np.argsort(np.abs(values))
    for row, i in enumerate(order):
        ax.barh(row, values[i], color=BLUE if values[i] > 0 else ORANGE, hatch=None if values[i] > 0 else "///", edgecolor="white", height=0.7)
    ax.set_yticks(range(len(order)), [s.parameters[i].replace("_", " ").replace(".", " ") for i in order])
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set_xlabel(f"change of {label(s.quantities[at])} per +{change:g} of each")
    _tidy(ax, "left")
    return ax


def arms(model: Model, cables: Sequence[str], *, coordinate: str | None = None, range_deg: tuple[float, float] = (-15.0, 15.0), ax: Axes | None = None) -> Axes:
    """Moment arms of cables about a coordinate (default: the first) while it turns over a range, the others at reference [mm], + posterior."""
    ax = _axes(ax)
    at = model.coordinates.index(coordinate) if coordinate else 0
    for name in cables:
        if name not in model.cables:
            _check.refuse(f"cables: {name!r}", "is no cable of this model.", "See model.cables.")
    angles = np.linspace(*range_deg, 61)
    rows = []
    for angle in angles:
        state = np.zeros(len(model.coordinates))
        state[at] = np.radians(angle)
        rows.append(moment_arms(model, state)[:, at])
    table = 1000 * np.array(rows)
    for k, name in enumerate(cables):
        ax.plot(angles, table[:, model.cables.index(name)], color=_CYCLE[k % len(_CYCLE)], linestyle=_DASHES[k % len(_DASHES)], label=name.replace("_", " "))
    ax.axhline(0, color="black", linewidth=0.6)
    ax.set_xlabel(f"{model.coordinates[at]} angle [°], + posterior")
    ax.set_ylabel("moment arm [mm], + posterior")
    ax.legend(frameon=False)
    _tidy(ax)
    return ax


def population(p: Population, x: str, y: str, *, ax: Axes | None = None) -> Axes:
    """Two columns of a population against each other, with their correlation."""
    ax = _axes(ax)
    stable = p.fate == "stable"
    ax.scatter(p[x][stable], p[y][stable], s=9, color=BLUE, alpha=0.45, linewidths=0)
    ax.set_title(f"r = {p.correlation(x, y):+.2f} over {int(stable.sum())} of {len(p)} bodies", fontsize=10)
    ax.set_xlabel(label(x))
    ax.set_ylabel(label(y))
    _tidy(ax)
    return ax
