"""guywire: a statics engine for posture.

A body is a chain of rigid frames tensioned by cables that can only pull. guywire finds where it
comes to rest, proves it, says which cable put it there and what would move it. Angles are radians
in arrays and degrees in names that say so; x is forward, y up.

>>> import guywire as gw
>>> gw.solve(gw.load("bridge")).status
'stable'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _check, _core
from ._answers import (
    Check,
    Claims,
    ClinicalTest,
    Equilibria,
    Explanation,
    LengthStudy,
    Prescription,
    StretchComparison,
    Sweep,
    TestPose,
    Validation,
)
from ._batch import PostureBatch, solve_batch
from ._builder import ModelBuilder, law
from ._core import (
    Model,
    Posture,
    __version__,
    clinical_options,
    laws,
    model_schema,
    schema_version,
    shipped_models,
)
from ._errors import ModelError, ParseError, SolveError
from ._population import Population
from ._sensitivity import Sensitivity, moment_arms, sensitivity

__all__ = [
    "Check",
    "Claims",
    "ClinicalTest",
    "Equilibria",
    "Explanation",
    "LengthStudy",
    "Model",
    "ModelBuilder",
    "ModelError",
    "ParseError",
    "Population",
    "Posture",
    "PostureBatch",
    "Prescription",
    "Sensitivity",
    "SolveError",
    "StretchComparison",
    "Sweep",
    "TestPose",
    "Validation",
    "__version__",
    "check",
    "claims",
    "clinical_options",
    "clinical_test",
    "compare_stretches",
    "equilibria",
    "explain",
    "from_json",
    "law",
    "laws",
    "length_study",
    "load",
    "model_schema",
    "moment_arms",
    "passive_hip_moment",
    "plot",
    "prescribe",
    "recruit",
    "schema_version",
    "sensitivity",
    "shipped_models",
    "solve",
    "solve_batch",
    "sweep",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name == "plot":  # needs matplotlib, so it is imported when asked for
        import importlib

        return importlib.import_module("guywire.plot")
    raise AttributeError(f"module 'guywire' has no attribute '{name}'")


def load(
    name_or_path: Any,
    *,
    pelvic_incidence_deg: float | None = None,
    mass_kg: float | None = None,
    stature_m: float | None = None,
) -> Model:
    """A shipped model, a model file, or standard input (``-``).

    With measures it is the same body in that shape and size, its tone recruited anew.

    Parameters
    ----------
    name_or_path : str or path
        See `shipped_models`; ``-`` reads the process's standard input.
    pelvic_incidence_deg, mass_kg, stature_m : float, optional
        For standing_adult and its like.

    Returns
    -------
    Model

    Raises
    ------
    ModelError, ParseError
        With the nearest name, the allowed range, or the line of the file.

    Examples
    --------
    >>> load("standing_adult").coordinates
    ('pelvis', 'L5', 'L4', 'L3', 'L2', 'L1')
    """
    model = _core.load(str(name_or_path))
    measures = {
        "pelvic_incidence_deg": pelvic_incidence_deg,
        "mass_kg": mass_kg,
        "stature_m": stature_m,
    }
    if all(v is None for v in measures.values()):
        return model
    given = {name: np.nan if v is None else _check.number(name, v) for name, v in measures.items()}
    for name, v in measures.items():
        if v is not None and np.isnan(given[name]):
            _check.refuse(name, "is not a number.", "Give a float.")
    return model._resized(*given.values())


def from_json(text: str) -> Model:
    """The model that a text in the layout of model files describes.

    Parameters
    ----------
    text : str
        As `Model.to_json` writes it.

    Returns
    -------
    Model

    Raises
    ------
    ModelError, ParseError
        All faults, or the line and column of the first.

    Examples
    --------
    >>> bridge = load("bridge")
    >>> from_json(bridge.to_json()) == bridge
    True
    """
    return _core.read_model(_check.text("text", text), "text")


def passive_hip_moment(
    model: Model, hip_deg: npt.ArrayLike, knee_deg: npt.ArrayLike = 0.0
) -> npt.NDArray[np.float64]:
    """The passive moment of one hip [N m], + into flexion, with tone 0 and the pelvis held.

    Parameters
    ----------
    model : Model
        Like standing_adult: with thigh, shank and hip_capsule.
    hip_deg, knee_deg : array_like
        Flexion; broadcast against each other.

    Returns
    -------
    numpy.ndarray
        Of muscles and hip capsule together.

    Raises
    ------
    ModelError
        A model that is laid out otherwise.

    Examples
    --------
    >>> passive_hip_moment(load("standing_adult"), [-15, 15]).round(1)
    array([19.1,  3.3])
    """
    hip, knee = np.broadcast_arrays(
        _check.array("hip_deg", hip_deg), _check.array("knee_deg", knee_deg)
    )
    angles = [(float(h), float(k)) for h, k in zip(hip.flat, knee.flat, strict=True)]
    moments = np.array(_core.passive_hip_moments(_check.model(model), angles))
    return moments.reshape(hip.shape)


def solve(model: Model, start: Any = None, *, seek: str = "downhill") -> Posture:
    """Where the model comes to rest, with the proof.

    Parameters
    ----------
    model : Model
    start : array_like or dict, optional
        Angle of each free coordinate to start from [rad]; default the reference posture. By name
        in either unit: ``{"pelvis": 0.1}`` or ``{"pelvis_deg": 6}``.
    seek : {"downhill", "any"}
        "any": the nearest balance, perhaps an unstable one.

    Returns
    -------
    Posture
        An equilibrium; `status` says whether it is stable.

    Raises
    ------
    SolveError
        When there is none: runaway, iteration_limit, path_lost.
    ModelError
        A start that is no array of as many angles as there are free coordinates.

    Examples
    --------
    >>> round(solve(load("standing_adult")).lordosis_deg, 1)
    50.5
    """
    if start is None and seek == "downhill":
        return _core.solve(_check.model(model), [], False)
    if seek not in ("downhill", "any"):
        _check.refuse("seek", f"is {seek!r}; allowed is 'downhill' or 'any'.")
    return _core.solve(model, _check.start(_check.model(model).coordinates, start), seek == "any")


def explain(
    model: Model, start: Any = None, *, bodies: int = 0, seed: int = 1, n_threads: int | None = None
) -> Explanation:
    """The moments of all muscles, which group accounts for the tilt, what each joint carries.

    With `bodies` it says how sure that is.

    Parameters
    ----------
    model : Model
    start : array_like or dict, optional
        Angle of each free coordinate to start from [rad]; default the reference posture. By name
        in either unit: ``{"pelvis": 0.1}`` or ``{"pelvis_deg": 6}``.
    bodies : int, optional
        20 or more: the same question put to that many bodies whose uncertain numbers are scattered.
    seed : int
        Of that scatter.
    n_threads : int, optional
        Default: one for each processor. Results do not depend on it.

    Returns
    -------
    Explanation

    Raises
    ------
    SolveError
        Where nothing rests.
    ModelError
        `bodies` for a model whose uncertain numbers are not known.

    Examples
    --------
    >>> explain(load("standing_adult").adjust("iliopsoas", length=0.9)).winner
    'iliopsoas'
    """
    if bodies:
        _check.count("bodies", bodies, "certainty_bodies")
    return Explanation(
        _core.explain(
            model,
            _check.start(_check.model(model).coordinates, start),
            bodies,
            _check.seed(seed),
            _check.threads(n_threads),
        )
    )


def check(model: Model) -> Check:
    """What is valid in a model but suspicious.

    Such are cables that are never taut, numbers a thousand times off, angles in degrees, and the
    like.

    Parameters
    ----------
    model : Model

    Returns
    -------
    Check
        The same findings as ``guywire check FILE``; none for a model that is fine.

    Examples
    --------
    >>> len(check(load("standing_adult")))
    0
    >>> stray = ModelBuilder("stray").body("mast", mass_kg=5, com_m=(0, 400)).build()
    >>> [(f["kind"], f["remedy"]) for f in check(stray).findings]
    [('light_for_its_size', 'Is com_m in millimeters?')]
    """
    return Check(_core.check(_check.model(model)))


def sweep(
    model: Model,
    name: str,
    first: float,
    last: float,
    points: int = 101,
    *,
    read: Sequence[str] | None = None,
    start: Any = None,
) -> Sweep:
    """How the resting place moves while one thing is varied.

    Also where it ends, and where the body jumps to.

    Parameters
    ----------
    model : Model
    name : str
        A knob or number: "iliopsoas.length", "L4/5.neutral_angle_deg".
    first, last : float
        From where to where, in the unit of the name; swap them to go back.
    points : int
        Places at which it is read, ends included.
    read : sequence of str, optional
        Quantities; default the posture angles.
    start : array_like or dict, optional
        Angle of each free coordinate to start from [rad]; default the reference posture. By name
        in either unit: ``{"pelvis": 0.1}`` or ``{"pelvis_deg": 6}``.

    Returns
    -------
    Sweep

    Raises
    ------
    ModelError
        Unknown names, a range outside what is allowed, fewer than 2 points.
    SolveError
        Where the first point does not rest.

    Examples
    --------
    >>> s = sweep(load("standing_adult"), "iliopsoas.length", 0.95, 1.05, 11)
    >>> s.columns[0], bool(s["anterior_tilt_change_deg"][0] > 0)
    ('iliopsoas.length', True)
    """
    return Sweep(
        _core.sweep(
            _check.model(model),
            name,
            _check.number("first", first),
            _check.number("last", last),
            _check.count("points", points, "sweep_points"),
            _check.chosen("read", read),
            _check.start(model.coordinates, start),
        )
    )


def equilibria(model: Model, *, verify: bool = True) -> Equilibria:
    """Every place where the model can balance.

    Parameters
    ----------
    model : Model
    verify : bool
        With one or two free coordinates: prove the list complete. With more it is never proved.

    Returns
    -------
    Equilibria
        `verified` says whether the list is proved.

    Raises
    ------
    ModelError
        A law that cannot be enclosed (hill_elastic).

    Examples
    --------
    >>> e = equilibria(load("bridge"))
    >>> len(e.equilibria), e.verified
    (1, True)
    """
    return Equilibria(_core.equilibria(_check.model(model), verify))


def recruit(
    model: Model,
    start: Any = None,
    *,
    floor: float = 0.01,
    ceiling: float = 1.0,
    among: Sequence[str] | None = None,
) -> Model:
    """The model with the least-effort tone that balances it in a posture.

    Parameters
    ----------
    model : Model
    start : array_like or dict, optional
        The posture: the angle of each free coordinate [rad], or by name in either unit,
        ``{"pelvis_deg": 6}``; default the reference posture.
    floor, ceiling : float
        Least and largest tone of each muscle, 0 to 1.
    among : sequence of str, optional
        Cables or groups that may change; default all that have tone.

    Returns
    -------
    Model

    Raises
    ------
    SolveError
        Where no tone will do: what is missing, and where.
    ModelError
        Unknown names, limits out of range.

    Examples
    --------
    >>> heavy = load("standing_adult").adjust("thorax", mass_kg=30)
    >>> solve(recruit(heavy)).status
    'stable'
    """
    return _core.recruit(
        model,
        _check.start(_check.model(model).coordinates, start),
        _check.number("floor", floor),
        _check.number("ceiling", ceiling),
        None if among is None else _check.chosen("among", among),
    )


def prescribe(
    model: Model,
    targets: Mapping[str, float] | None = None,
    *,
    knobs: Sequence[str] | None = None,
    bounds: Mapping[str, tuple[float, float]] | None = None,
) -> Prescription:
    """The smallest change of chosen knobs that brings a posture.

    Parameters
    ----------
    model : Model
    targets : dict of str to float, optional
        {"lordosis_deg": 50}; default: the reference's tilt.
    knobs : sequence of str, optional
        "iliopsoas.length", ...; default: the length of every part.
    bounds : dict of str to (float, float), optional
        {"iliopsoas.length": (0.95, 1.05)} instead of the default range.

    Returns
    -------
    Prescription
        Also where the target is not reached: the answer says how near it came and what is in the
        way.

    Raises
    ------
    ModelError
        Unknown names, empty bounds, bounds of a knob that may not change.
    SolveError
        Where the model does not rest.

    Examples
    --------
    >>> p = prescribe(load("standing_adult").adjust("iliopsoas", length=0.9))
    >>> abs(solve(p.model).anterior_tilt_change_deg) < 1e-6
    True
    """
    if targets is None:
        targets = {"anterior_tilt_change_deg": 0.0}
    _check.chosen("targets", list(targets))
    wanted = [(name, _check.number(name, v)) for name, v in targets.items()]
    limits = []
    for name, pair in (bounds or {}).items():
        both = _check.array(f"bounds[{name!r}]", pair)
        if both.shape != (2,):
            _check.refuse(
                f"bounds[{name!r}]",
                f"has shape {both.shape}; two numbers are needed.",
                "Write (least, largest).",
            )
        limits.append((name, float(both[0]), float(both[1])))
    names = _check.chosen("knobs", knobs, _check.length_knobs(_check.model(model)))
    for name, _, _ in limits:
        if name not in names:
            _check.refuse(
                f"bounds[{name!r}]",
                "is not among the knobs that may change.",
                "Name it in knobs too.",
            )
    return Prescription(*_core.prescribe(model, wanted, names, limits))


def compare_stretches(model: Model, groups: Sequence[str] | None = None) -> StretchComparison:
    """Stretches of muscle groups at equal percent, equal millimeters and equal hip range.

    The ranking differs.

    Parameters
    ----------
    model : Model
    groups : sequence of str, optional
        Default: every part.

    Returns
    -------
    StretchComparison

    Raises
    ------
    ModelError
        A group that is not there, or a model without a hip to read the range from.

    Examples
    --------
    >>> s = compare_stretches(load("standing_adult"), ["iliopsoas", "hamstrings"])
    >>> round(s.groups["iliopsoas"]["equal_length"]["length_mm"], 6)
    5.0
    """
    return StretchComparison(
        _core.compare_stretches(
            _check.model(model), _check.chosen("groups", groups, _check.parts(model))
        )
    )


def clinical_test(model: Model, name: str, **options: float | bool) -> ClinicalTest:
    """A clinical test on the model.

    Parameters
    ----------
    model : Model
    name : {"mirror", "thomas", "straight_leg_raise", "toe_touch", "sitting"}
    **options : float or bool
        What the test leaves open, e.g. ``posterior_tilt_deg=15``: `clinical_options` lists them.
        The command calls it ``--posterior-tilt-deg``.

    Returns
    -------
    ClinicalTest
        Also where the test ends without an answer; `status` says so. `poses` are the bodies it
        used, for `gw.plot.posture`.

    Raises
    ------
    ModelError
        Unknown test or option, or a model that lacks what the test reads.

    Examples
    --------
    >>> t = clinical_test(load("standing_adult"), "mirror")
    >>> t.status, [pose.name for pose in t.poses]
    ('stable', ['standing'])
    """
    flags = {row["name"] for row in _core.clinical_options() if row["flag"]}
    given = [
        (k, _check.flag(k, v) if k in flags else _check.number(k, v)) for k, v in options.items()
    ]
    parts, poses = _core.clinical_test(_check.model(model), name, given)
    return ClinicalTest(parts, [TestPose(*pose) for pose in poses])


def claims() -> Claims:
    """What the essay "Muscles Never Push" says, tried on the bridge and the standing body.

    Takes some seconds.

    Returns
    -------
    Claims

    Examples
    --------
    >>> {c["id"]: c["verdict"] for c in claims().claims}["p"]
    'not testable here'
    """
    return Claims(_core.claims())


def validate(model: Model) -> Validation:
    """The body beside published measurements.

    Says what is fitted to them, what is predicted, what is chosen since nothing is measured, and
    what the model cannot say yet.

    Parameters
    ----------
    model : Model
        Like standing_adult.

    Returns
    -------
    Validation

    Raises
    ------
    ModelError
        A model that is laid out otherwise.

    Examples
    --------
    >>> rows = validate(load("standing_adult")).rows
    >>> [r["verdict"] for r in rows if r["id"] == "lumbar_share"]
    ['not_yet']
    """
    return Validation(_core.validate(_check.model(model)))


def length_study(
    model: Model, *, bodies: int = 1000, seed: int = 1, n_threads: int | None = None
) -> LengthStudy:
    """Whether standing tilt and lordosis go with muscle length.

    On virtual bodies, with and without scatter of bone shape.

    Parameters
    ----------
    model : Model
    bodies : int
        20 to 1 000 000.
    seed, n_threads : int, optional

    Returns
    -------
    LengthStudy

    Raises
    ------
    ModelError
        A model that is not laid out like standing_adult.

    Examples
    --------
    >>> study = length_study(load("standing_adult"), bodies=40)
    >>> study.to_pandas()["r"].between(-1, 1).all().item()
    True
    """
    return LengthStudy(
        _core.length_study(
            _check.model(model),
            _check.count("bodies", bodies, "certainty_bodies"),
            _check.seed(seed),
            _check.threads(n_threads),
        )
    )
