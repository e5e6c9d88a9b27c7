"""Many bodies with scattered numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _check, _core, _tables
from ._answers import Answer, Parts
from ._core import Model, Report

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


class Population(Answer):
    """Bodies drawn with scattered numbers, each brought to rest.

    Body i of a seed is the same whatever the number of bodies or threads.

    Parameters
    ----------
    model : Model
    scatter : dict of str to str, optional
        What differs between bodies:
        {"iliopsoas.length": "normal(1, 0.05)", "pelvic_incidence_deg": "normal(50.6, 11.5)"};
        also lognormal, uniform, truncated_normal. Default: what is uncertain about standing_adult,
        and how sure its answers are.
    bodies, seed, n_threads : int
    tone : {"fitted", "recruited", "held"}
        What happens to tone once a body is drawn.
    correlations : dict of (str, str) to float, optional
    read : sequence of str
        Quantities; default: the posture angles.

    Attributes
    ----------
    drawn, values : dict of str to ndarray, shape (bodies,)
        What was drawn, and what came of it (NaN where a body failed), units in the names.
    fate : ndarray of str, shape (bodies,)
        The outcome of each body: 'stable', another status, or why there was nothing to solve:
        'out_of_range', 'refused', 'no_tone'.

    Examples
    --------
    >>> import guywire as gw
    >>> scatter = {"iliopsoas.length": "normal(1, 0.03)"}
    >>> p = gw.Population(gw.load("standing_adult"), scatter, bodies=50)
    >>> round(p.correlation("iliopsoas.length", "anterior_tilt_change_deg"), 1)
    -1.0
    """

    __slots__ = ("drawn", "fate", "values")
    drawn: dict[str, npt.NDArray[np.float64]]
    values: dict[str, npt.NDArray[np.float64]]
    fate: npt.NDArray[np.str_]

    def __init__(
        self,
        model: Model,
        scatter: Mapping[str, str] | None = None,
        *,
        bodies: int = 1000,
        seed: int = 1,
        n_threads: int | None = None,
        tone: str = "fitted",
        correlations: Mapping[tuple[str, str], float] | None = None,
        read: Sequence[str] | None = None,
    ) -> None:
        if tone not in ("fitted", "recruited", "held"):
            _check.refuse("tone", f"is {tone!r}; allowed is 'fitted', 'recruited' or 'held'.")
        if scatter is not None:
            _check.chosen("scatter", list(scatter))
        pairs = [
            (a, b, _check.number(f"correlations[{a!r}, {b!r}]", r))
            for (a, b), r in (correlations or {}).items()
        ]
        report, drawn, values, fate = _core.population(
            _check.model(model),
            [(k, str(v)) for k, v in (scatter or {}).items()],
            pairs,
            _check.count("bodies", bodies, "population_bodies"),
            _check.seed(seed),
            _check.threads(n_threads),
            tone,
            _check.chosen("read", read),
        )
        self._fill(report, drawn, values, np.array(fate))

    def _fill(
        self,
        report: Report | Parts,
        drawn: dict[str, Any],
        values: dict[str, Any],
        fate: npt.NDArray[np.str_],
    ) -> None:
        super().__init__(report)
        for name, part in zip(("drawn", "values", "fate"), (drawn, values, fate), strict=True):
            object.__setattr__(self, name, part)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self._parts, self.drawn, self.values, self.fate)

    def __len__(self) -> int:
        return len(self.fate)

    def __getitem__(self, name: str) -> npt.NDArray[np.float64]:
        for columns in (self.values, self.drawn):
            if name in columns:
                return columns[name]
        raise KeyError(f"no column {name!r}; there are {', '.join((*self.drawn, *self.values))}")

    def correlation(self, first: str, second: str) -> float:
        """Pearson's r of two columns over the stable bodies."""
        stable = self.fate == "stable"
        return float(np.corrcoef(self[first][stable], self[second][stable])[0, 1])

    def to_pandas(self) -> pd.DataFrame:
        """One row per body: fate, what was drawn, what came of it."""
        return _tables.frame({"fate": self.fate, **self.drawn, **self.values})

    def to_xarray(self) -> xr.Dataset:
        """A Dataset along the bodies."""
        columns: dict[str, tuple[Any, Any]] = {
            name: ("body", v) for name, v in (*self.drawn.items(), *self.values.items())
        }
        return _tables.dataset(columns | {"fate": ("body", self.fate)}, {})


def _restored(
    parts: Parts, drawn: dict[str, Any], values: dict[str, Any], fate: npt.NDArray[np.str_]
) -> Population:
    out = Population.__new__(Population)
    out._fill(parts, drawn, values, fate)
    return out
