"""Pictures for papers, with matplotlib.

Each function takes `ax=` and returns it; units are on every axis; color alone never carries meaning.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _check, _core, _tables
from ._answers import Explanation, Sweep, TestPose
from ._errors import ModelError
from ._population import Population
from ._sensitivity import Sensitivity, moment_arms

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ._core import Model, Posture

# Okabe and Ito's palette, told apart with any color vision
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, GRAY = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
    "#56B4E9",
    "#8c8c8c",
)
_CYCLE = (BLUE, RED, GREEN, ORANGE, PURPLE, SKY)
_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)))


def _axes(ax: Axes | None, size: tuple[float, float] = (6.4, 4.2)) -> Axes:
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        _check.wanted("plot", "matplotlib")
    return plt.subplots(figsize=size, layout="constrained")[1] if ax is None else ax


def _index(where: str, names: Sequence[str], name: str | None) -> int:
    """Where a name stands; None is the first."""
    if name is not None and name not in names:
        _check.refuse(where, f"{name!r} is not there.", f"There are {', '.join(names)}.")
    return names.index(name) if name is not None else 0


def _given(value: Any, kind: type, example: str) -> None:
    if not isinstance(value, kind):
        _check.refuse(
            "plot",
            f"was given a {type(value).__name__}; a {kind.__name__} is needed.",
            f"Write {example}.",
        )


def label(name: str) -> str:
    """A name for an axis: "lordosis_deg" becomes "lordosis [°]"."""
    stem, unit = _tables.parted(name)
    if unit != "1":
        return f"{stem.replace('_', ' ').replace('.', ' ')} [{'°' if unit == 'degree' else unit}]"
    words = name.replace("_", " ").replace(".", " ")
    return (
        f"{words} [of reference]"
        if name.rsplit(".", 1)[-1] in ("length", "stiffness", "strength")
        else words
    )


def _tidy(ax: Axes, *sides: str) -> None:
    for side in ("top", "right", *sides):
        ax.spines[side].set_visible(False)


def _bar(ax: Axes, row: int, value: float, left: float = 0.0) -> None:
    """A bar whose sign shows in color and hatch."""
    ax.barh(
        row,
        value,
        left=left,
        color=BLUE if value > 0 else ORANGE,
        hatch=None if value > 0 else "///",
        edgecolor="white",
        height=0.7,
    )


def _placed(
    description: dict[str, Any], angles: np.ndarray[Any, Any]
) -> dict[str, tuple[np.ndarray[Any, Any], float]]:
    """Hinge and angle of each body, in ground."""
    out: dict[str, tuple[np.ndarray[Any, Any], float]] = {"ground": (np.zeros(2), 0.0)}
    for body, angle in zip(description["bodies"], angles, strict=True):
        origin, turn = out[body["parent"]]
        out[body["name"]] = (
            origin + _turned(np.array(body["hinge_in_parent_m"], dtype=float), turn),
            float(angle),
        )
    return out


def _turned(v: np.ndarray[Any, Any], angle: float) -> np.ndarray[Any, Any]:
    c, s = np.cos(angle), np.sin(angle)
    out: np.ndarray[Any, Any] = v @ np.array([[c, s], [-s, c]])
    return out


def posture(
    *postures: Posture | TestPose, ax: Axes | None = None, names: Sequence[str] = ()
) -> Axes:
    """Postures: bones as outlines, cables by tension (width), slack ones dashed.

    x forward, y up [m]. The first is drawn filled with its cables; the others as outlines in their
    own color and dash. Bones far from any cable are cut off. If the first is a pose of a clinical
    test nothing is cut off, and all are turned as that body lies.

    Parameters
    ----------
    *postures : Posture or TestPose
    names : sequence of str, optional
        What the legend calls them, where there are several. Default: what a test calls its pose, or
        the model's name.
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import guywire as gw
    >>> rest = gw.solve(gw.load("bridge"))
    >>> gw.plot.posture(rest).get_xlabel()
    'forward [m]'
    """
    if not postures:
        _check.refuse(
            "posture", "was given nothing.", "Give a Posture: gw.plot.posture(gw.solve(model))."
        )
    whole = isinstance(postures[0], TestPose)
    turn = np.deg2rad(postures[0].turn_deg) if isinstance(postures[0], TestPose) else 0.0
    rests = [p.posture if isinstance(p, TestPose) else p for p in postures]
    for p in rests:
        _given(p, _core.Posture, "gw.plot.posture(gw.solve(model))")
    called = [
        *names,
        *(
            p.name if isinstance(p, TestPose) else f"{p.model.name} {k + 1}"
            for k, p in enumerate(postures)
            if k >= len(names)
        ),
    ]
    ax = _axes(ax, (7.0, 5.4) if turn else (4.6, 6.4))
    # what the picture must show: all cables and what they hang on
    seen: list[np.ndarray[Any, Any]] = []
    for k, p in enumerate(rests):
        description = json.loads(p.model.to_json())
        placed = _placed(description, p.angles)
        color = "#333333" if k == 0 else _CYCLE[(k - 1) % len(_CYCLE)]
        for i, body in enumerate(description["bodies"]):
            origin, angle = placed[body["name"]]
            if outline := body.get("outline_m"):
                xy = _turned(origin + _turned(np.array(outline, dtype=float), angle), turn)
                if whole:
                    seen.append(xy)
                if k == 0:
                    ax.fill(
                        xy[:, 0],
                        xy[:, 1],
                        facecolor="#ece7dc",
                        edgecolor=color,
                        linewidth=1.0,
                        zorder=2,
                    )
                else:
                    ax.plot(
                        *np.vstack([xy, xy[:1]]).T,
                        color=color,
                        linestyle=_DASHES[k % len(_DASHES)],
                        linewidth=1.3,
                        zorder=4,
                    )
            elif body["parent"] != "ground":
                from_, _ = placed[body["parent"]]
                ax.plot(
                    *_turned(np.vstack([from_, origin]), turn).T,
                    color=color,
                    linewidth=2,
                    zorder=2,
                )
            hinge = _turned(origin, turn)
            seen.append(hinge[None])
            if i == 0 or k == 0:
                ax.plot(*hinge, "o", markersize=2.5, color=color, zorder=5)
        ax.plot(
            [],
            [],
            color=color,
            linestyle="-" if k == 0 else _DASHES[k % len(_DASHES)],
            label=called[k],
        )
        if k > 0:
            continue
        most = max(float(p.tensions.max(initial=0.0)), 1e-12)
        for cable, tension in zip(p.model.cables, p.tensions, strict=True):
            points = _turned(p.path(cable), turn)
            seen.append(points)
            taut = tension > 0
            ax.plot(
                *points.T,
                color=RED if taut else GRAY,
                linewidth=0.5 + 3.0 * float(tension) / most if taut else 0.8,
                linestyle="-" if taut else (0, (4, 3)),
                alpha=0.75,
                zorder=3,
                solid_capstyle="round",
            )
    low, high = (f(np.vstack(seen), axis=0) for f in (np.min, np.max))
    room = 0.1 * float(max(high - low)) + 1e-3
    ax.set(xlim=(low[0] - room, high[0] + room), ylim=(low[1] - room, high[1] + room))
    ax.set_aspect("equal", adjustable="box")
    ax.set_xlabel("towards the feet [m]" if turn else "forward [m]")
    ax.set_ylabel("forward [m]" if turn else "up [m]")
    _tidy(ax)
    if len(rests) > 1:
        ax.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    else:
        ax.set_title(f"{rests[0].model.name}{', ' + called[0] if whole else ''}: {rests[0].status}")
    return ax


def tensions(p: Posture, *, ax: Axes | None = None) -> Axes:
    """Tension of each part, both sides together [N]; slack parts say so.

    Parameters
    ----------
    p : Posture
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import guywire as gw
    >>> gw.plot.tensions(gw.solve(gw.load("bridge"))).get_xlabel()
    'tension, both sides [N]'
    """
    _given(p, _core.Posture, "gw.plot.tensions(gw.solve(model))")
    ax = _axes(ax)
    parts = list(p.model.partition or p.model.cables)
    values = np.array([p[f"{part}.tension_N"] for part in parts])
    order = np.argsort(values)
    ax.barh([parts[i].replace("_", " ") for i in order], values[order], color=BLUE, height=0.65)
    for row, i in enumerate(order):
        ax.annotate(
            f" {values[i]:.0f}" if values[i] > 0 else " slack",
            (float(values[i]), row),
            va="center",
            fontsize=8,
        )
    ax.set_xlabel("tension, both sides [N]")
    _tidy(ax)
    return ax


def ledger(explanation: Explanation, *, column: str | None = None, ax: Axes | None = None) -> Axes:
    """The moments about a coordinate, as a waterfall that ends at zero.

    Forward moments, then backward ones [N m].

    Parameters
    ----------
    explanation : Explanation
    column : str, optional
        The coordinate; default the first (the pelvis).
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import guywire as gw
    >>> ax = gw.plot.ledger(gw.explain(gw.load("bridge")))
    >>> bool(abs(sum(bar.get_width() for bar in ax.patches)) < 1e-9)
    True
    """
    _given(explanation, Explanation, "gw.plot.ledger(gw.explain(model))")
    ax = _axes(ax, (6.4, 4.8))
    table = explanation.ledger["coordinates"]
    columns = table["columns"]
    at = _index("column", columns, column)
    sums: dict[str, float] = {}
    parts = {line.split(",")[1]: line.split(",")[2] for line in explanation._csv.splitlines()[1:]}
    for row in table["rows"]:
        name = parts.get(row["name"]) or ("weight" if row["kind"] == "weight" else row["name"])
        sums[name] = sums.get(name, 0.0) - row["moments_Nm"][at]
    big = sorted(
        ((n, v) for n, v in sums.items() if abs(v) >= 0.05),
        key=lambda item: (item[1] < 0, -abs(item[1])),
    )
    small = sum(sums.values()) - sum(v for _, v in big)
    if abs(small) >= 0.005:
        big.append(("the rest", small))
    level = 0.0
    for row_, (_, v) in enumerate(big):
        _bar(ax, row_, v, level)
        ax.annotate(f" {v:+.1f}", (max(level, level + v), row_), va="center", fontsize=8)
        if row_ + 1 < len(big):
            ax.plot([level + v] * 2, [row_ - 0.35, row_ + 1.35], color=GRAY, linewidth=0.7)
        level += v
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set_yticks(range(len(big)), [n.replace("_", " ") for n, _ in big])
    ax.invert_yaxis()
    ax.margins(x=0.14)
    ax.set_xlabel(f"moment about the hinge of {columns[at]} [N m], + forward; it ends at zero")
    _tidy(ax, "left")
    return ax


def sweep(s: Sweep, *, read: str | None = None, ax: Axes | None = None) -> Axes:
    """A quantity along a sweep, with stability and events.

    Stable parts are solid, others dashed; a gap is where nothing rests. What happens on the way
    stands on the curve, by kind; where a resting place ends, an arrow leads to where the body goes.

    Parameters
    ----------
    s : Sweep
    read : str, optional
        A column of the sweep; default its first quantity.
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import guywire as gw
    >>> gw.plot.sweep(gw.sweep(gw.load("bridge"), "front.length", 0.98, 1.05, 15)).get_xlabel()
    'front length [of reference]'
    """
    _given(s, Sweep, 'gw.plot.sweep(gw.sweep(model, "iliopsoas.length", 0.9, 1.1))')
    ax = _axes(ax)
    first, *others = s.columns
    name = read or next(c for c in others if c != "status")
    x, y = s[first], s[name]
    jumps = [e for e in s.events if e["fold"]]
    at = (
        np.searchsorted(x, [e["parameter"] for e in jumps])
        if x[0] <= x[-1]
        else len(x) - np.searchsorted(x[::-1], [e["parameter"] for e in jumps])
    )
    # a jump is no part of the curve
    line_x, line_y = np.insert(x, at, np.nan), np.insert(y, at, np.nan)
    stable = np.insert(np.array([point["status"] == "stable" for point in s.points]), at, True)
    ax.plot(line_x, np.where(stable, line_y, np.nan), color=BLUE, linewidth=1.8, label="stable")
    if (~stable & np.isfinite(line_y)).any():
        ax.plot(
            line_x,
            np.where(stable, np.nan, line_y),
            color=RED,
            linewidth=1.4,
            linestyle="--",
            label="not stable",
        )
    kinds: dict[str, list[tuple[float, float]]] = {}
    for event in s.events:
        value = event["quantities"].get(name)
        if value is None:
            continue
        place = (event["parameter"], value)
        kinds.setdefault(_kind(event), []).append(place)
        landing = event.get("landing", {}).get("quantities", {}).get(name)
        if event["fold"] and landing is not None:
            ax.annotate(
                "",
                (event["parameter"], landing),
                place,
                arrowprops={
                    "arrowstyle": "->",
                    "color": RED,
                    "linestyle": ":",
                    "linewidth": 1.4,
                    "shrinkA": 0,
                    "shrinkB": 0,
                },
            )
    for kind, (marker, color) in _EVENTS.items():
        if kind in kinds:
            ax.plot(
                *np.array(kinds[kind]).T,
                linestyle="none",
                marker=marker,
                markersize=6,
                markerfacecolor="white" if marker in "os^" else color,
                markeredgecolor=color,
                label=kind,
                zorder=4,
            )
    ax.set_xlabel(label(first))
    ax.set_ylabel(label(name))
    if len(ax.get_legend_handles_labels()[0]) > 1:
        ax.legend(frameon=False)
    _tidy(ax)
    return ax


_EVENTS = {
    "goes slack or taut": ("o", BLUE),
    "touches or leaves a circle": ("s", GREEN),
    "corner of a joint law": ("^", PURPLE),
    "branch point": ("*", ORANGE),
    "resting place ends": ("X", RED),
}


def _kind(event: dict[str, Any]) -> str:
    if event["fold"]:
        return "resting place ends"
    if event["branch_point"]:
        return "branch point"
    if "joint" in event:
        return "corner of a joint law"
    return (
        "goes slack or taut"
        if event.get("state") in ("slack", "taut")
        else "touches or leaves a circle"
    )


def sensitivities(
    s: Sensitivity, quantity: str | None = None, *, change: float = 0.01, ax: Axes | None = None
) -> Axes:
    """A tornado: how a quantity changes, to first order, when each parameter grows.

    It grows by `change` of its own unit.

    Parameters
    ----------
    s : Sensitivity
    quantity : str, optional
        Default: the first.
    change : float
        0.01 is one percent of a knob.
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import guywire as gw
    >>> bridge = gw.load("bridge")
    >>> bars = gw.plot.sensitivities(gw.sensitivity(bridge)).patches
    >>> len(bars) == len(bridge.partition)
    True
    """
    _given(s, Sensitivity, "gw.plot.sensitivities(gw.sensitivity(model))")
    ax = _axes(ax)
    at = _index("quantity", s.quantities, quantity)
    change = _check.number("change", change)
    values = change * s.derivatives[at]
    order = np.argsort(np.abs(values))
    for row, i in enumerate(order):
        _bar(ax, row, float(values[i]))
    ax.set_yticks(
        range(len(order)), [s.parameters[i].replace("_", " ").replace(".", " ") for i in order]
    )
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set_xlabel(f"change of {label(s.quantities[at])} per +{change:g} of each")
    _tidy(ax, "left")
    return ax


def arms(
    model: Model,
    cables: Sequence[str],
    *,
    coordinate: str | None = None,
    range_deg: tuple[float, float] = (-15.0, 15.0),
    ax: Axes | None = None,
) -> Axes:
    """Moment arms of cables about a coordinate while it turns over a range [mm], + posterior.

    The other coordinates are at reference.

    Parameters
    ----------
    model : Model
    cables : sequence of str
    coordinate : str, optional
        Default: the first.
    range_deg : (float, float)
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ModelError
        A name that is no cable.

    Examples
    --------
    >>> import guywire as gw
    >>> len(gw.plot.arms(gw.load("standing_adult"), ["iliacus", "semimembranosus"]).lines)
    3
    """
    ax = _axes(ax)
    at = _index("coordinate", _check.model(model).coordinates, coordinate)
    cables = _check.names("cables", cables)
    for name in cables:
        if name not in model.cables:
            # a ModelError with the nearest name, unless it is a group
            members = _core.members(model, name)
            _check.refuse(
                f"cables: {name!r}",
                "is a group; each cable has its own moment arm.",
                f"Name cables: {', '.join(members[:3])}, ...",
            )
    ends = _check.array("range_deg", range_deg)
    if ends.shape != (2,) or not np.isfinite(ends).all():
        _check.refuse(
            "range_deg", f"is {range_deg!r}; two finite numbers are needed.", "Write (-15, 15)."
        )
    angles = np.linspace(float(ends[0]), float(ends[1]), 61)
    rows = []
    lost: ModelError | None = None
    for angle in angles:
        state = np.zeros(len(model.coordinates))
        state[at] = np.radians(angle)
        try:
            rows.append(moment_arms(model, state)[:, at])
        except ModelError as error:
            if "is not defined" not in str(error):
                raise
            lost = lost or error
            rows.append(np.full(len(model.cables), np.nan))
    table = 1000 * np.array(rows)
    if lost is not None:
        if np.isnan(table).all():
            raise lost
        gap = angles[np.isnan(table).any(axis=1)]
        ax.set_title(
            f"no arms at {gap.min():.3g} to {gap.max():.3g}°: {lost.faults[0][1]}",
            fontsize=8,
            wrap=True,
        )
    for k, name in enumerate(cables):
        ax.plot(
            angles,
            table[:, model.cables.index(name)],
            color=_CYCLE[k % len(_CYCLE)],
            linestyle=_DASHES[k % len(_DASHES)],
            label=name.replace("_", " "),
        )
    ax.axhline(0, color="black", linewidth=0.6)
    ax.set_xlabel(f"{model.coordinates[at]} angle [°], + posterior")
    ax.set_ylabel("moment arm [mm], + posterior")
    ax.legend(frameon=False)
    _tidy(ax)
    return ax


def population(p: Population, x: str, y: str, *, ax: Axes | None = None) -> Axes:
    """Two columns of a population against each other, with their correlation.

    Parameters
    ----------
    p : Population
    x, y : str
        Columns: what was drawn, or what came of it.
    ax : matplotlib Axes, optional
        Default: a new figure.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import guywire as gw
    >>> scatter = {"iliopsoas.length": "normal(1, 0.02)"}
    >>> p = gw.Population(gw.load("standing_adult"), scatter, bodies=30)
    >>> gw.plot.population(p, "iliopsoas.length", "lordosis_deg").get_xlabel()
    'iliopsoas length [of reference]'
    """
    _given(
        p,
        Population,
        'gw.plot.population(gw.Population(model), "iliopsoas.length", "lordosis_deg")',
    )
    ax = _axes(ax)
    stable = p.fate == "stable"
    ax.scatter(p[x][stable], p[y][stable], s=9, color=BLUE, alpha=0.45, linewidths=0)
    ax.set_title(
        f"r = {p.correlation(x, y):+.2f} over {int(stable.sum())} of {len(p)} bodies", fontsize=10
    )
    ax.set_xlabel(label(x))
    ax.set_ylabel(label(y))
    _tidy(ax)
    return ax
