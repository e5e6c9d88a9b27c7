"""guywire: a statics engine for posture.

>>> import guywire as gw
>>> gw.solve(gw.load("bridge")).status
'stable'
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import _core
from ._core import Model, Posture, Report, __version__, schema_version, shipped_models
from ._errors import ModelError, ParseError, SolveError

__all__ = ["Model", "ModelError", "ParseError", "Posture", "Report", "SolveError", "__version__", "adjust", "claims", "equilibria",
           "explain", "load", "recruit", "schema_version", "shipped_models", "solve", "sweep"]


def _number(where: str, value: Any) -> float:
    """One real number, or a ModelError that says what to give. Its range is checked in C++."""
    array = np.asarray(value)
    fault = None
    if array.dtype.kind not in "iuf":
        fault = (where, f"has dtype {array.dtype}; a real number is needed.", "Give a float.")
    elif array.ndim:
        fault = (where, f"has shape {array.shape}; one number is needed.", "Give one float.")
    if fault:
        raise ModelError(f"{fault[0]}: {fault[1]} {fault[2]}", (fault,))
    return float(array)


def load(name_or_path: str, *, pelvic_incidence_deg: float | None = None, mass_kg: float | None = None,
         stature_m: float | None = None) -> Model:
    """A shipped model or a model file; with measures, the same body in that shape and size, its tone recruited anew."""
    model = _core.load(str(name_or_path))
    measures = {"pelvic_incidence_deg": pelvic_incidence_deg, "mass_kg": mass_kg, "stature_m": stature_m}
    if all(v is None for v in measures.values()):
        return model
    for name, v in measures.items():
        if v is not None and np.isnan(_number(name, v)):
            raise ModelError(f"{name}: is not a number. Give a float.", ((name, "is not a number.", "Give a float."),))
    return _core.resized(model, *(np.nan if v is None else float(v) for v in measures.values()))


def adjust(model: Model, name: str, **settings: float) -> Model:
    """A new model in which `name` (cable, group, body, joint, load) has these knobs or numbers (unit in the name).

    >>> short = load("bridge").adjust("front", length=0.95)
    """
    return model._set([(f"{name}.{field}", _number(f"{name}.{field}", value)) for field, value in settings.items()])


Model.adjust = adjust


def solve(model: Model, start: Sequence[float] | None = None, *, seek: str = "downhill") -> Posture:
    """Where the model comes to rest. `start`: one angle per free coordinate [rad]. SolveError where no equilibrium is found."""
    if seek not in ("downhill", "any"):
        fault = ("seek", f"is {seek!r}; allowed is 'downhill' or 'any'.", "")
        raise ModelError(f"{fault[0]}: {fault[1]}", (fault,))
    if start is None:
        return _core.solve(model, [], seek == "any")
    array = np.asarray(start)
    if array.dtype.kind not in "iuf" or array.ndim != 1:
        fault = ("start", f"has dtype {array.dtype} and shape {array.shape}; {len(model.coordinates)} real numbers are needed.", "Give one angle per free coordinate [rad].")
        raise ModelError(" ".join((f"{fault[0]}: {fault[1]}", fault[2])), (fault,))
    return _core.solve(model, array.astype(float), seek == "any")


def explain(model: Model) -> Report:
    """Who turns what, who is winning, what each joint carries."""
    return _core.explain(model)


def sweep(model: Model, name: str, start: float, stop: float, points: int = 101, *, read: Sequence[str] = ()) -> Report:
    """How the resting place moves while `name` (as in "psoas.length") goes from `start` to `stop`, in the unit of its name."""
    return _core.sweep(model, name, _number("start", start), _number("stop", stop), points, list(read))


def equilibria(model: Model, *, verify: bool = True) -> Report:
    """Every place where the model can balance; proved complete for one or two free coordinates."""
    return _core.equilibria(model, verify)


def recruit(model: Model, *, floor: float = 0.01, ceiling: float = 1.0) -> Model:
    """The model with least-effort tone for its reference posture. SolveError where no tone will do."""
    return _core.recruit(model, _number("floor", floor), _number("ceiling", ceiling))


def claims() -> Report:
    """What the essay says, tried."""
    return _core.claims()
