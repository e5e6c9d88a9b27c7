"""Tables for pandas and xarray; both are optional."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ._check import wanted

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

_UNITS = {
    "_deg": "degree",
    "_rad": "rad",
    "_N": "N",
    "_Nm": "N m",
    "_mm": "mm",
    "_m": "m",
    "_kg": "kg",
    "_Nm_per_rad": "N m/rad",
}


def parted(name: str) -> tuple[str, str]:
    """A name and the unit it ends in, "1" where it has none.

    ("lordosis", "degree") for lordosis_deg.
    """
    suffix = max((s for s in _UNITS if name.endswith(s)), key=len, default="")
    return name.removesuffix(suffix), _UNITS.get(suffix, "1")


def unit_of(name: str) -> str:
    """The unit in a name."""
    return parted(name)[1]


def frame(data: Any, **options: Any) -> pd.DataFrame:
    """A DataFrame whose `attrs` say the unit of each column. Text is CSV."""
    try:
        import pandas as pd
    except ImportError:
        wanted("pandas", "pandas")
    table = (
        pd.read_csv(io.StringIO(data), **options)
        if isinstance(data, str)
        else pd.DataFrame(data, **options)
    )
    table.attrs["units"] = {
        str(c): unit_of(str(c)) for c in table.columns if table[c].dtype.kind == "f"
    }
    return table


def dataset(
    variables: dict[str, tuple[Any, Any]], coords: dict[str, Any], **attrs: Any
) -> xr.Dataset:
    """A Dataset; each variable's `attrs` say its unit."""
    try:
        import xarray as xr
    except ImportError:
        wanted("xarray", "xarray")
    out = xr.Dataset(
        {
            name: (dims, values, {"units": unit_of(name)})
            for name, (dims, values) in variables.items()
        },
        coords=coords,
        attrs=attrs,
    )
    for name in out.coords:
        out.coords[name].attrs["units"] = unit_of(str(name))
    return out
