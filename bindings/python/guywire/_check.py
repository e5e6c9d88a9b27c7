"""What comes from outside, made numbers; or a ModelError that says what to give.

NumPy's numbers and arrays are numbers wherever one is taken. Ranges are checked in C++.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from . import _core
from ._core import Model
from ._errors import ModelError


def refuse(where: str, what: str, remedy: str = "") -> NoReturn:
    """Raises a ModelError worded as the compiled ones are."""
    raise ModelError(
        " ".join(part for part in (f"{where}: {what}", remedy) if part), ((where, what, remedy),)
    )


def array(where: str, value: Any) -> npt.NDArray[np.float64]:
    """Real numbers of any shape."""
    try:
        out = np.asarray(value)
    except ValueError:
        refuse(where, "is ragged.", "Give an array whose rows have one length.")
    if np.ma.is_masked(value):
        refuse(where, "has masked values.", "Leave them out, or give numbers in their place.")
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
    whole = (
        value.item() if isinstance(value, (np.generic, np.ndarray)) and value.ndim == 0 else value
    )
    if isinstance(whole, bool) or not isinstance(whole, int) or not lowest <= whole <= highest:
        refuse(where, f"is {value!r}; allowed is a whole number from {lowest} to {highest}.")
    return whole


def flag(where: str, value: Any) -> float:
    """Yes or no: 1 or 0."""
    answer = (
        value.item() if isinstance(value, (np.generic, np.ndarray)) and value.ndim == 0 else value
    )
    if not isinstance(answer, bool):
        refuse(where, f"is {value!r}; allowed is True or False.")
    return float(answer)


_deepest = 32  # nested lists and dictionaries; chosen: far more than a model file has


def text(where: str, value: Any) -> str:
    """A text."""
    if not isinstance(value, str):
        refuse(where, f"is {value!r}; allowed is a text.")
    return value


def plain(where: str, value: Any, depth: int = 0) -> Any:
    """What a part of a model holds, as Python's own texts, numbers, lists and dictionaries.

    A number that is not finite becomes its name ("nan", "inf"): the compiled reader refuses it as
    it does a C++ program's, with the field's range.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            refuse(
                where,
                f"is {value!r}, which holds half a character.",
                "Give text that can be written as UTF-8.",
            )
        return str(value)
    if isinstance(value, (int, float)):
        try:
            finite = np.isfinite(float(value))
        except OverflowError:
            return "inf" if value > 0 else "-inf"
        return (
            (int(value) if isinstance(value, int) else float(value))
            if finite
            else str(float(value))
        )
    if depth > _deepest:
        refuse(
            where,
            f"is nested more than {_deepest} deep.",
            "Give lists and dictionaries as model files have them.",
        )
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                refuse(where, f"has the key {key!r}, which is no name.", "Give texts as keys.")
        return {
            plain(where, key): plain(f"{where} / {key}", v, depth + 1) for key, v in value.items()
        }
    if hasattr(value, "__array__") and not isinstance(value, type):
        items = np.asarray(value)
        as_they_are = items.dtype.kind in "biuUO" and not np.ma.is_masked(value)
        return plain(where, (items if as_they_are else array(where, value)).tolist(), depth + 1)
    if isinstance(value, Iterable):
        return [plain(f"{where}[{i}]", v, depth + 1) for i, v in enumerate(value)]
    refuse(
        where, f"is of type {type(value).__name__}; a number, text, list or dictionary is needed."
    )


def model(value: Any) -> Model:
    """A Model."""
    if isinstance(value, Model):
        return value
    remedy = (
        "Give its .model."
        if hasattr(value, "model")
        else f"Write gw.load({value!r})."
        if isinstance(value, str)
        else 'Write gw.load("standing_adult").'
    )
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


def chosen(where: str, value: Any, default: Iterable[str] = ()) -> list[str]:
    """Names; None stands for the default.

    An empty list names nothing, which is never read as everything.
    """
    if value is None:
        return list(default)
    out = names(where, value)
    if not out:
        refuse(where, "names nothing.", "Name at least one, or leave it out for the default.")
    return out


def parts(value: Model) -> tuple[str, ...]:
    """What a model is made of when nothing is named: its partition, or else every cable."""
    return value.partition or value.cables


def length_knobs(value: Model) -> list[str]:
    """The length of every part: what is varied when nothing is named."""
    return [f"{part}.length" for part in parts(value)]


def seed(value: Any) -> int:
    """A seed of random numbers."""
    return count("seed", value, "seed")


def threads(value: int | None) -> int:
    """How many threads; None: one for each processor this process may use."""
    if value is None:
        return (
            len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else os.cpu_count() or 1
        )
    return count("n_threads", value, "threads")


def _named_angles(coordinates: tuple[str, ...], given: Mapping[str, Any]) -> list[float]:
    """Angles by name: "pelvis" in radians, "pelvis_deg" in degrees."""
    angles: dict[str, float] = {}
    for key, value in given.items():
        name = str(key)
        is_degrees = name not in coordinates and name.endswith("_deg")
        body = name.removesuffix("_deg") if is_degrees else name
        if body not in coordinates:
            free = (
                f"Free are {', '.join(coordinates)}."
                if coordinates
                else "Every coordinate is held."
            )
            refuse("start", f"names {name!r}, which is no free coordinate.", free)
        if body in angles:
            refuse("start", f"names {body!r} twice.", "Give it in radians or in degrees.")
        angle = number(f"start[{name!r}]", value)
        angles[body] = math.radians(angle) if is_degrees else angle
    return [angles.get(name, 0.0) for name in coordinates]


def start(coordinates: tuple[str, ...], value: Any) -> list[float]:
    """Where to start: empty for the reference posture."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return _named_angles(coordinates, value)
    out = array("start", value)
    if out.shape != (len(coordinates),):
        remedy = (
            "Give one angle [rad] per free coordinate: " + ", ".join(coordinates) + "."
            if coordinates
            else "Every coordinate is held: leave it out."
        )
        refuse("start", f"has shape {out.shape}; {(len(coordinates),)} is needed.", remedy)
    return [float(v) for v in out]


def wanted(extra: str, library: str) -> NoReturn:
    """A library that is not there."""
    raise ImportError(
        f"{library} is not installed. Install it with: pip install 'guywire[{extra}]'"
    )
