"""Many bodies in one call."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _check, _core, _tables
from ._core import Model

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Values = Mapping[str, npt.ArrayLike]


class PostureBatch:
    """Postures of many bodies, in columns shaped as the inputs broadcast.

    Attributes
    ----------
    shape : tuple of int
    inputs : dict of str to ndarray
        What was varied, each broadcast to `shape`, in the unit of its name.
    status : ndarray of str, shape `shape`
        'stable', 'unstable', 'neutral', 'at_kink', or why there is no equilibrium ('runaway',
        'iteration_limit', 'path_lost').
    codes, statuses : ndarray of uint8, tuple of str
        `status` in numbers, and what they stand for.
    values : dict of str to ndarray
        Each quantity read [unit in its name]; NaN where there is no equilibrium. Also
        ``batch["lordosis_deg"]``, ``batch.lordosis_deg``.
    state : ndarray, shape `shape` + (free coordinates,)
        Angles [rad].
    residual, min_eigenvalue : ndarray, shape `shape`
        [N m] and [N m/rad]; the eigenvalue is infinite where every coordinate is held.
    """

    __slots__ = (
        "_words",
        "codes",
        "inputs",
        "min_eigenvalue",
        "residual",
        "shape",
        "state",
        "statuses",
        "values",
    )
    _words: npt.NDArray[np.str_] | None
    shape: tuple[int, ...]
    inputs: dict[str, npt.NDArray[np.float64]]
    codes: npt.NDArray[np.uint8]
    statuses: tuple[str, ...]
    values: dict[str, npt.NDArray[np.float64]]
    state: npt.NDArray[np.float64]
    residual: npt.NDArray[np.float64]
    min_eigenvalue: npt.NDArray[np.float64]

    def __init__(self, **parts: Any) -> None:
        for name in self.__slots__[1:]:
            object.__setattr__(self, name, parts[name])
        object.__setattr__(self, "_words", None)
        self.codes.setflags(write=False)
        for a in (
            *self.values.values(),
            *self.inputs.values(),
            self.state,
            self.residual,
            self.min_eigenvalue,
        ):
            a.setflags(write=False)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("PostureBatch is immutable.")

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, ({name: getattr(self, name) for name in self.__slots__[1:]},)

    def __len__(self) -> int:
        return int(np.prod(self.shape, dtype=int))

    def __getitem__(self, name: str) -> npt.NDArray[np.float64]:
        if name in self.values:
            return self.values[name]
        if name in self.inputs:
            return self.inputs[name]
        raise KeyError(f"no column {name!r}; there are {', '.join((*self.inputs, *self.values))}")

    def __getattr__(self, name: str) -> npt.NDArray[np.float64]:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as e:
            raise AttributeError(str(e.args[0])) from None

    @property
    def status(self) -> npt.NDArray[np.str_]:
        """Of each body, in words."""
        if self._words is None:  # made when asked for: it takes more memory than all else
            words: npt.NDArray[np.str_] = np.asarray(np.array(self.statuses)[self.codes])
            words.setflags(write=False)
            object.__setattr__(self, "_words", words)
        assert self._words is not None
        return self._words

    @property
    def stable(self) -> npt.NDArray[np.bool_]:
        """Where a body comes to a stable rest."""
        out: npt.NDArray[np.bool_] = self.codes == self.statuses.index("stable")
        return out

    def counts(self) -> dict[str, int]:
        """How many bodies of each status."""
        numbers = np.bincount(self.codes.ravel(), minlength=len(self.statuses))
        return {name: int(k) for name, k in sorted(zip(self.statuses, numbers, strict=True)) if k}

    def __repr__(self) -> str:
        counts = ", ".join(f"{k} {n}" for n, k in self.counts().items())
        return f"<guywire.PostureBatch of shape {self.shape}: {counts}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{name}</td><td>{np.nanmin(v):.4g}</td>"
            f"<td>{np.nanmedian(v):.4g}</td><td>{np.nanmax(v):.4g}</td></tr>"
            for name, v in (*self.inputs.items(), *self.values.items())
            if np.isfinite(v).any()
        )
        head = "<tr><th></th><th>least</th><th>median</th><th>largest</th></tr>"
        caption = f"{self!r:.200}".replace("<guywire", "&lt;guywire")
        return f"<table><caption>{caption}</caption>{head}{rows}</table>"

    def to_pandas(self) -> pd.DataFrame:
        """One row per body: inputs, status, quantities; `attrs["units"]` has the units."""
        flat = (
            {name: v.ravel() for name, v in self.inputs.items()}
            | {"status": self.status.ravel()}
            | {name: v.ravel() for name, v in self.values.items()}
        )
        return _tables.frame(flat)

    def to_xarray(self) -> xr.Dataset:
        """A Dataset with inputs as coordinates, units in each variable's `attrs`.

        A dimension is named after the first input that varies along it alone, and has that input as
        its index; otherwise it is ``dim_0``, ``dim_1``, ...

        >>> import guywire as gw
        >>> batch = gw.solve_batch(gw.load("bridge"), length={"front": [1.0, 1.01]})
        >>> batch.to_xarray().sizes["front.length"]
        2
        """
        names = [f"dim_{i}" for i in range(len(self.shape))]
        along = {
            name: [i for i in range(v.ndim) if v.shape[i] > 1 and bool((v != v.take([0], i)).any())]
            for name, v in self.inputs.items()
        }
        for name, axes in reversed(along.items()):
            if len(axes) == 1:
                names[axes[0]] = name
        dims = tuple(names)
        coordinates = {
            name: (
                tuple(dims[i] for i in axes),
                self.inputs[name][tuple(slice(None) if i in axes else 0 for i in range(len(dims)))],
            )
            for name, axes in along.items()
            if len(self)
        }
        return _tables.dataset(
            {name: (dims, v) for name, v in self.values.items()} | {"status": (dims, self.status)},
            coordinates,
        )


def _restored(parts: dict[str, Any]) -> PostureBatch:
    return PostureBatch(**parts)


def _bar(
    total: int, progress: bool | Callable[[int], None] | None
) -> tuple[Callable[[int], None] | None, Callable[[], None]]:
    """A progress callback and what closes it.

    None: a bar when the batch is long and somebody watches.
    """
    if callable(progress):
        return progress, lambda: None
    if progress is False or (
        progress is None
        and (total < 20000 or not (sys.stderr.isatty() or "ipykernel" in sys.modules))
    ):
        return None, lambda: None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        if progress:
            _check.wanted("progress", "tqdm")
        return None, lambda: None
    bar = tqdm(total=total, unit="body", unit_scale=True)

    def tell(done: int) -> None:
        bar.update(done - bar.n)

    return tell, bar.close


def solve_batch(
    model: Model,
    *,
    length: Values | None = None,
    stiffness: Values | None = None,
    strength: Values | None = None,
    tone: Values | None = None,
    numbers: Values | None = None,
    read: Sequence[str] | None = None,
    start: Any = None,
    follow: bool = False,
    eigenvalues: bool = True,
    n_threads: int | None = None,
    progress: bool | Callable[[int], None] | None = None,
) -> PostureBatch:
    """Where many bodies come to rest that differ in numbers; each as `solve` would find it.

    Several bodies go side by side through the widest vector instructions that the processor has. A
    body's answer is the same bit for bit whatever its neighbors and the number of threads; it
    differs from `solve`'s by rounding (1e-12 rad + 4 residual floors over the smallest eigenvalue).

    Parameters
    ----------
    model : Model
    length, stiffness, strength, tone : dict of str to array_like
        Knobs by group or cable: factors (1 is reference), tone 0 to 1. All arrays broadcast
        together as NumPy does.
    numbers : dict of str to array_like
        Any other number, by its name with unit:
        {"pelvis.mass_kg": [10, 12], "L4/5.neutral_angle_deg": 2}.
    read : sequence of str
        Quantities, such as "lordosis_deg", "hamstrings.tension_N", "L5.shear_N",
        "thorax_upright.moment_Nm" (what a hold supplies). Default: the posture angles, and the
        tension of each part, both sides [N]; where every coordinate is held, what each hold
        supplies too.
    start : array_like or dict, optional
        Angles of the free coordinates to start from [rad]; default the reference posture.
    follow : bool
        Begin each body where the sensitivities of the model's own rest predict it: faster for many
        bodies. Where there are several resting places it finds the one that follows, which need
        not be the one `solve` finds.
    eigenvalues : bool
        Whether to give `min_eigenvalue`; without it stability is proved all the same, and the
        column is NaN.
    n_threads : int, optional
        Default: one for each processor. Results do not depend on it.
    progress : bool or callable, optional
        A progress bar (default: when long and interactive), or a function of the number of bodies
        done.

    Returns
    -------
    PostureBatch
        A body without an equilibrium has NaN and says why in `status`. Ctrl-C stops the batch.

    Raises
    ------
    ModelError
        Unknown names, values out of range or not a number (the first body is named), shapes that do
        not broadcast.

    Examples
    --------
    >>> import numpy as np, guywire as gw
    >>> b = gw.solve_batch(gw.load("bridge"), length={"front": np.linspace(0.95, 1.05, 5)})
    >>> b.shape, b.counts()
    ((5,), {'stable': 5})
    """
    _check.model(model)
    given = {
        f"{name}.{knob}": value
        for knob, values in (
            ("length", length),
            ("stiffness", stiffness),
            ("strength", strength),
            ("tone", tone),
        )
        for name, value in _items(knob, values)
    }
    given |= dict(_items("numbers", numbers))
    if not given:
        _check.refuse("solve_batch", "varies nothing.", 'Give a knob: length={"psoas": array}.')
    arrays = {name: _check.array(name, value) for name, value in given.items()}
    try:
        shape = np.broadcast_shapes(*(a.shape for a in arrays.values()))
    except ValueError:
        _check.refuse(
            "solve_batch",
            "cannot broadcast "
            + ", ".join(f"{n} {a.shape}" for n, a in arrays.items())
            + " together.",
            "Give shapes that NumPy broadcasts.",
        )
    # copies: what was solved stays what it was
    columns = [np.array(np.broadcast_to(a, shape), order="C").reshape(-1) for a in arrays.values()]
    tell, close = _bar(columns[0].size, progress)
    try:
        names, values, statuses, codes, states, residual, eigenvalue = _core.solve_batch(
            model,
            list(arrays),
            columns,
            _check.chosen("read", read, _core.quantities(model)),
            _check.start(model.coordinates, start),
            bool(follow),
            bool(eigenvalues),
            _check.threads(n_threads),
            tell,
        )
    finally:
        close()
    return PostureBatch(
        shape=shape,
        inputs={name: column.reshape(shape) for name, column in zip(arrays, columns, strict=True)},
        codes=codes.reshape(shape),
        statuses=tuple(statuses),
        values={
            name: np.ascontiguousarray(values[:, i]).reshape(shape) for i, name in enumerate(names)
        },
        state=states.reshape(*shape, states.shape[1]),
        residual=residual.reshape(shape),
        min_eigenvalue=eigenvalue.reshape(shape),
    )


def _items(where: str, values: Values | None) -> list[tuple[str, npt.ArrayLike]]:
    if values is None:
        return []
    if not isinstance(values, Mapping):
        _check.refuse(
            where,
            f"is a {type(values).__name__}; a dictionary is needed.",
            f'Write {where}={{"psoas": array}}.',
        )
    return list(values.items())
