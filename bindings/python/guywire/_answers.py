"""What studies give: words, JSON and tables, with the JSON's fields as attributes.

The compiled code writes them.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _html, _tables
from ._core import Model, Posture, Report, language, languages

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

# What a pickle holds: JSON, text and SVG in each language, and CSV, which has none ("").
Parts = dict[tuple[str, str], str]


def _language(asked: str | None) -> str:
    """What `language=` means: checked, and with the standard for None."""
    return language(asked)


class Answer:
    """An immutable answer: ``print`` it for words; ``to_dict``, ``to_json`` for programs.

    Words are in ``language`` ("en" or "de") where a method takes it, else in the language of the
    environment variable GUYWIRE_LANGUAGE, else in English. Compares and hashes by its English JSON.
    Each format is written when it is first asked for.
    """

    __slots__ = ("_made", "_read", "_report")
    _made: Parts
    _read: dict[str, dict[str, Any]]  # the JSON's fields, by language
    _report: Report | None

    def __init__(self, report: Report | Parts) -> None:
        made, writer = (dict(report), None) if isinstance(report, dict) else ({}, report)
        object.__setattr__(self, "_made", made)
        object.__setattr__(self, "_read", {})
        object.__setattr__(self, "_report", writer)

    def _part(self, name: str, spoken: str) -> str:
        made = self._made
        if (name, spoken) not in made:
            write = getattr(self._report, name)
            made[name, spoken] = write(spoken) if spoken else write()
        return str(made[name, spoken])

    @property
    def _text(self) -> str:
        return self._part("text", language(None))

    @property
    def _csv(self) -> str:
        return self._part("csv", "")

    @property
    def _svg(self) -> str:
        return self._part("svg", language(None))

    @property
    def _parts(self) -> Parts:
        words = {
            (name, spoken): self._part(name, spoken)
            for name in ("json", "text", "svg")
            for spoken in languages()
        }
        return {**words, ("csv", ""): self._csv}

    @property
    def _fields(self) -> dict[str, Any]:
        spoken = language(None)
        if spoken not in self._read:
            self._read[spoken] = json.loads(self._part("json", spoken))
        return self._read[spoken]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable.")

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            if name in self._fields:
                return self._fields[name]
            raise AttributeError(
                f"'{type(self).__name__}' has no attribute '{name}'. It has "
                f"{', '.join(self._fields)}."
            )
        raise AttributeError(name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._fields]

    def to_text(self, language: str | None = None) -> str:
        """The answer in words, as ``print`` shows it."""
        return self._part("text", _language(language))

    def to_json(self, language: str | None = None) -> str:
        """The answer as JSON text, the same as the command line's."""
        return self._part("json", _language(language))

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """The answer as a dictionary, laid out as the JSON."""
        out: dict[str, Any] = json.loads(self.to_json(language))
        return out

    def to_pandas(self) -> pd.DataFrame:
        """The answer's table as a DataFrame; `attrs["units"]` says the unit of each column."""
        if not self._csv:
            raise TypeError(f"{type(self).__name__} has no table; use to_dict().")
        return _tables.frame(self._csv)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<guywire.{type(self).__name__}: {self._text.strip().splitlines()[0]}>"

    def _picture(self) -> str:
        """What a notebook shows above the words: SVG text, or nothing."""
        return self._svg

    def _repr_html_(self) -> str:
        svg = self._picture()
        picture = _html.picture(svg, self._text.strip().splitlines()[0], "60em") if svg else ""
        return f"{picture}<pre>{html.escape(self._text)}</pre>"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Answer)
            and type(self) is type(other)
            and self._part("json", "en") == other._part("json", "en")
        )

    def __hash__(self) -> int:
        return hash(self._part("json", "en"))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._parts,)


class Explanation(Answer):
    """The moments of all muscles, which group accounts for the tilt, what each joint carries.

    Attributes: `status`, `posture` (angles in degrees), `ledger` ("coordinates", "joints": rows
    that sum to the residual; "tilt": sums per group about the tilt body's hinge, + forward),
    `sentences` (what the text states), `winning` ("winner", "groups": share, removal, moment,
    derivative), `joint_loads`, `joint_loads_at_reference`, `certainty` (with `bodies`).
    `to_pandas` gives the ledger about the coordinates, a row per cable and kind [N m].
    """

    __slots__ = ()

    @property
    def winner(self) -> str | None:
        """Who is silently winning; None where nobody is."""
        winning = self._fields["winning"]
        return winning["winner"] if winning else None


class Sweep(Answer):
    """How a resting place moves while one thing is varied.

    ``sweep["lordosis_deg"]`` is a column; `events` are in order.
    """

    __slots__ = ()

    def __getitem__(self, column: str) -> npt.NDArray[np.float64]:
        header = self.columns
        if column not in header:
            raise KeyError(f"no column {column!r}; there are {', '.join(header)}")
        at = header.index(column)
        if column == "status":
            raise KeyError("'status' is text: use to_pandas() or points")
        cells = (line.split(",", at + 1)[at] for line in self._csv.splitlines()[1:])
        return np.fromiter((float(cell) if cell else np.nan for cell in cells), float)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the table's columns, units in the names; the first is what was varied."""
        return tuple(self._csv[: self._csv.index("\n")].split(","))

    def to_svg(self, language: str | None = None) -> str:
        """The diagram as SVG text."""
        return self._part("svg", _language(language))

    def to_xarray(self) -> xr.Dataset:
        """A Dataset along what was varied."""
        table = self.to_pandas()
        first, *others = table.columns
        dim = str(first)
        return _tables.dataset(
            {str(c): (dim, table[c].to_numpy()) for c in others}, {dim: table[first].to_numpy()}
        )


class Equilibria(Answer):
    """Every place where the model can balance, and whether that is proved."""

    __slots__ = ()


class Check(Answer):
    """What is valid in a model but suspicious: `findings`.

    Each has `kind`, `subject`, `field`, `value`, `bound`, `unit`, `sentence`, `remedy`.
    ``len(check)`` is how many there are.
    """

    __slots__ = ()

    def __len__(self) -> int:
        return len(self._fields["findings"])

    def __bool__(self) -> bool:
        return True

    def to_pandas(self) -> pd.DataFrame:
        """One row per finding."""
        return _tables.frame(self._fields["findings"])


class Prescription(Answer):
    """The smallest change of chosen knobs that brings a posture.

    Attributes: `least`, `singles`, `fewer`, `box`; `model` is the body after `least`.
    """

    __slots__ = ("model",)
    model: Model

    def __init__(self, report: Report | Parts, model: Model) -> None:
        super().__init__(report)
        object.__setattr__(self, "model", model)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._parts, self.model)


class StretchComparison(Answer):
    """Stretches of muscle groups at equal percent, equal millimeters and equal hip range."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class TestPose:
    """A body of a clinical test.

    It has a `name` ("held", "not held", "standing", ...), the `model` as the test posed it, and its
    `posture`. `turn_deg` turns a picture so that the body is seen as it lies: 90 on its
    back, else 0.
    """

    __test__ = False  # pytest takes classes of such a name for its own
    name: str
    model: Model
    posture: Posture
    turn_deg: float

    def to_svg(self, title: str = "", language: str | None = None) -> str:
        """The body from head to foot, as it stands, sits or lies: SVG text."""
        return self.posture.to_svg(
            title or f"{self.model.name}, {self.name}", self.turn_deg, True, language
        )


class ClinicalTest(Answer):
    """A clinical test on the model.

    Attributes: `sentence`, `numbers` (units in the names), `assumptions`, `status`. `poses` are the
    bodies of the test, first the one whose numbers are `numbers`; none where the test found no
    rest.
    """

    __slots__ = ("poses",)
    poses: tuple[TestPose, ...]

    def __init__(self, report: Report | Parts, poses: Iterable[TestPose]) -> None:
        super().__init__(report)
        object.__setattr__(self, "poses", tuple(poses))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._parts, self.poses)

    def to_svg(self, language: str | None = None) -> str:
        """The first pose as SVG text, the command line's ``--svg``; empty where there is none."""
        return self._part("svg", _language(language))


class Claims(Answer):
    """What the essay says, tried: `claims`.

    Each has `id`, `statement`, `verdict`, `finding`, `numbers`, `ranges`, `literature`.
    """

    __slots__ = ()

    def to_svg(self, language: str | None = None) -> str:
        """The page of verdicts as SVG text."""
        return self._part("svg", _language(language))

    def to_pandas(self) -> pd.DataFrame:
        """One row per claim."""
        return _tables.frame(
            [
                {
                    key: c[key]
                    for key in ("id", "statement", "verdict", "condition", "finding", "turns")
                }
                for c in self._fields["claims"]
            ]
        )


class Validation(Answer):
    """A body beside published measurements: `validate`.

    Each of `rows` has `id`, `what`, `kind`, value and target in the unit of their names, `verdict`,
    `source`. `misses_a_fit`: a number that the body was fitted to misses its target.
    """

    __slots__ = ()

    def to_pandas(self) -> pd.DataFrame:
        """One row per number."""
        return _tables.frame(self._fields["rows"])


class LengthStudy(Answer):
    """Whether standing tilt and lordosis go with muscle length.

    On virtual bodies, with and without scatter of bone shape.
    """

    __slots__ = ()
