"""How an equilibrium moves when numbers change, to first order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from . import _check, _core, _tables
from ._core import Model

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


class Sensitivity(NamedTuple):
    """Derivatives at rest.

    `derivatives[i, j]` is how `quantities[i]` changes per unit of `parameters[j]`, units as in the
    names.
    """

    quantities: tuple[str, ...]
    parameters: tuple[str, ...]
    values: npt.NDArray[np.float64]
    derivatives: npt.NDArray[np.float64]

    def to_pandas(self) -> pd.DataFrame:
        """One row per parameter, one column per quantity."""
        return _tables.frame(
            self.derivatives.T, index=list(self.parameters), columns=list(self.quantities)
        )

    def to_xarray(self) -> xr.Dataset:
        """A Dataset along the parameters."""
        return _tables.dataset(
            {q: ("parameter", self.derivatives[i]) for i, q in enumerate(self.quantities)},
            {"parameter": list(self.parameters)},
        )


def sensitivity(
    model: Model,
    of: Sequence[str] | None = None,
    to: Sequence[str] | None = None,
    *,
    method: str = "forward",
    start: Any = None,
) -> Sensitivity:
    """Derivatives of quantities at rest with respect to parameters; tone is held.

    Parameters
    ----------
    model : Model
    of : sequence of str, optional
        Quantities ("lordosis_deg", "L5.shear_N"); default: the posture angles and the tensions of
        the parts.
    to : sequence of str, optional
        Parameters ("iliopsoas.length", "L4/5.stiffness_Nm_per_rad"); default: the length of every
        part.
    method : {"forward", "adjoint"}
        Both give the same; adjoint is cheaper with many parameters.
    start : array_like or dict, optional
        Angle of each free coordinate to start from [rad]; default the reference posture.

    Returns
    -------
    Sensitivity

    Raises
    ------
    SolveError
        Where the derivative does not exist: at a kink, at a singular Hessian, or without
        equilibrium.
    ModelError
        Unknown names.

    Examples
    --------
    >>> import guywire as gw
    >>> body = gw.load("standing_adult")
    >>> s = gw.sensitivity(body, ["anterior_tilt_change_deg"], ["iliopsoas.length"])
    >>> bool(s.derivatives[0, 0] < 0)  # longer hip flexors: less forward tilt
    True
    """
    if method not in ("forward", "adjoint"):
        _check.refuse("method", f"is {method!r}; allowed is 'forward' or 'adjoint'.")
    names = _check.chosen("to", to, _check.length_knobs(_check.model(model)))
    return Sensitivity(
        *_core.sensitivity(
            model,
            _check.chosen("of", of, _core.quantities(model)),
            names,
            method == "adjoint",
            _check.start(model.coordinates, start),
        )
    )


def moment_arms(model: Model, state: Any = None) -> npt.NDArray[np.float64]:
    """Moment arms r = -dl/du of every cable about every free coordinate.

    Parameters
    ----------
    model : Model
    state : array_like or dict, optional
        Angle of each free coordinate [rad]; default the reference posture.

    Returns
    -------
    ndarray, shape (cables, coordinates)
        [m], + where tension turns the body counter-clockwise (the pelvis posterior).

    Raises
    ------
    ModelError
        A state of the wrong shape, or one at which the path of a cable is not defined: which one,
        and why.

    Examples
    --------
    >>> import guywire as gw
    >>> body = gw.load("standing_adult")
    >>> arm = gw.moment_arms(body)[body.cables.index("iliacus"), 0]
    >>> bool(arm < 0)  # it turns the pelvis forward
    True
    """
    return _core.moment_arms(model, _check.start(_check.model(model).coordinates, state))
