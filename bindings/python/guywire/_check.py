"""What comes from outside, made numbers; or a ModelError that says what to give. Ranges are checked in C++."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from . import _core
from ._core import Model
from ._errors import ModelError


def refuse(where: str, what: str, remedy: str = "") -> NoReturn:
    """Raises a ModelError worded as the compiled ones are."""
    raise ModelError(" ".join(part for part in (f"{where}: {what}", remedy) if part), ((where, what, remedy),))


def array(where: str, value: Any) -> npt.NDArray[np.float64]:
    """Real numbers of any shape."""
    try:
        out = np.asarray(value)
    except ValueError:
        refuse(where, "is ragged.", "Give an array whose rows have one length.")
    if out.dtype.kind not in "iuf":
        refuse(where, f"has dtype {out.dtype}; real numbers are needed.", "Give floats.")
    return out.astype(np.float64, copy=False)


def number(where: str, value: Any) -> float:
    """One real number."""
    out = array(where, value)
    if out.ndim:
        refuse(where, f"has shape {out.shape}; one number is needed.", "Give one float.")
    return float(out)


def count(where: str, value: Any, of: str) -> int:
    """A whole number within its range, which stands in C++ (core/limits.hpp)."""
    lowest, highest = _core.ranges()[of]
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not lowest <= value <= highest:
        refuse(where, f"is {value!r}; allowed is a whole number from {lowest} to {highest}.")
    return int(value)


def model(value: Any) -> Model:
    """A Model."""
    if isinstance(value, Model):
        return value
    remedy = "Give its .model." if hasattr(value, "model") else f"Write gw.load({value!r})." if isinstance(value, str) else 'Write gw.load("standing_adult").'
    refuse("model", f"is a {type(value).__name__}; a Model is needed.", remedy)


def names(where: str, value: Any) -> list[str]:
    """Names; one alone may stand without a list."""
    if isinstance(value, str):
        return [value]
    try:
        out = list(value)
    except TypeError:
        out = [value]
    for name in out:
        if not isinstance(name, str):
            refuse(where, f"holds {name!r}, which is no name.", 'Give names: ["lordosis_deg"].')
    return out


def length_knobs(value: Model) -> list[str]:
    """The length of every part: what is varied when nothing is named."""
    return [f"{part}.length" for part in value.partition or value.cables]


def seed(value: Any) -> int:
    """A seed of random numbers."""
    return count("seed", value, "seed")


def threads(value: int | None) -> int:
    """How many threads; None: one for each processor this process may use."""
    if value is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return count("n_threads", value, "threads")


def start(coordinates: tuple[str, ...], value: Any) -> list[float]:
    """Where to start: empty for the reference posture."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        unknown = [name for name in value if name not in coordinates]
        if unknown:
            free = f"Free are {', '.join(coordinates)}." if coordinates else "Every coordinate is held."
            refuse("start", f"names {unknown[0]!r}, which is no free coordinate.", free)
        return [number(f"start[{name!r}]", value.get(name, 0.0)) for name in coordinates]
    out = array("start", value)
    if out.shape != (len(coordinates),):
        remedy = "Give one angle [rad] per free coordinate: " + ", ".join(coordinates) + "." if coordinates else "Every coordinate is held: leave it out."
        refuse("start", f"has shape {out.shape}; {(len(coordinates),)} is needed.", remedy)
    return [float(v) for v in out]


def wanted(extra: str, library: str) -> NoReturn:
    """A library that is not there."""
    raise ImportError(f"{library} is not installed. Install it with: pip install 'guywire[{extra}]'")
