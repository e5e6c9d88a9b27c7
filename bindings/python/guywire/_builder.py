"""A new model, part by part; and any model as the code that builds it.

Names are those of model files, units included.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, SupportsFloat

import numpy.typing as npt

from . import _check, _core
from ._core import Model

Point = tuple[Any, ...] | Mapping[str, Any]


def law(kind: str, **numbers: SupportsFloat) -> dict[str, Any]:
    """A cable's or joint's law, to be given to `ModelBuilder.cable` or `ModelBuilder.joint`.

    Parameters
    ----------
    kind : str
        Of a cable or a joint, as `laws` lists them: "linear", "hill", "bilinear", ...
    **numbers : float
        As `laws` lists them, units in the names. Names and ranges are checked when the model is
        built.

    Returns
    -------
    dict

    Examples
    --------
    >>> law("linear", stiffness_N_per_m=1e4, slack_length_m=0.2)["kind"]
    'linear'
    """
    kinds = dict.fromkeys(str(row["kind"]) for row in _core.laws())
    if kind not in kinds:
        _check.refuse("law", f"{kind!r} is not known.", f"Known are {', '.join(kinds)}.")
    return {"kind": kind, **numbers}


def _law(where: str, law: Any) -> Mapping[str, Any]:
    if not isinstance(law, Mapping):
        _check.refuse(
            where,
            f"has {law!r} as its law.",
            'Write gw.law("linear", stiffness_N_per_m=1e4, slack_length_m=0.2).',
        )
    return law


def _point(where: str, p: Any) -> Mapping[str, Any]:
    if isinstance(p, Mapping):
        return p
    if not isinstance(p, (tuple, list)) or len(p) not in (3, 4) or not isinstance(p[0], str):
        _check.refuse(
            where,
            f"has the path point {p!r}.",
            'Write ("body", x, y) or ("body", x, y, z) in meters, '
            'or {"circle": name, "sense": "clockwise"}.',
        )
    return {"body": p[0], "point_m": [*p[1:], 0.0][:3]}


def _path(where: str, path: Any) -> list[Mapping[str, Any]]:
    if isinstance(path, (str, Mapping)) or not isinstance(path, Iterable):
        _check.refuse(
            where, f"has {path!r} as its path.", 'Write [("ground", 0.3, 0), ("mast", 0, 0.5)].'
        )
    return [_point(where, p) for p in path]


class ModelBuilder:
    """Collects parts and builds a Model from them; everything is checked at once by `build`.

    NumPy's numbers and arrays are numbers.

    >>> import guywire as gw
    >>> b = gw.ModelBuilder("mast").body("mast", mass_kg=5, com_m=(0, 0.4))
    >>> stay = gw.law("linear", stiffness_N_per_m=1e4, slack_length_m=0.5)
    >>> b = b.cable("front", stay, [("ground", 0.3, 0), ("mast", 0, 0.5)])
    >>> b = b.cable("rear", stay, [("ground", -0.3, 0), ("mast", 0, 0.5)])
    >>> gw.solve(b.build()).status
    'stable'

    ``tilt`` names the body whose angle is reported as tilt; without it that is the pelvis, or
    the body of the first coordinate.
    """

    def __init__(
        self,
        name: str,
        *,
        title: str = "",
        gravity_m_per_s2: npt.ArrayLike = (0.0, -9.81),
        sources: Mapping[str, str] | None = None,
        notes: Iterable[str] = (),
        tilt: str | None = None,
    ) -> None:
        head = {
            "name": name,
            "title": title,
            "sources": sources or {},
            "notes": notes,
            "gravity_m_per_s2": gravity_m_per_s2,
        }
        self._parts: dict[str, Any] = {
            "schema_version": _core.schema_version,
            **_check.plain("model", head),
            "bodies": [],
            "constraints": [],
            "joints": [],
            "circles": [],
            "cables": [],
            "groups": {},
            "partition": [],
            "loads": [],
            "landmarks": {},
        }
        if tilt is not None:  # the body whose angle is reported as tilt
            self._parts["tilt"] = tilt

    @classmethod
    def of(cls, model: Model) -> ModelBuilder:
        """A builder that holds all parts of a model, to which others are added.

        >>> import guywire as gw
        >>> b = gw.ModelBuilder.of(gw.load("pelvis"))
        >>> b = b.load("push", body="pelvis", kind="couple", moment_Nm=5.0)
        >>> gw.solve(b.build()).status
        'stable'
        """
        parts = json.loads(_check.model(model).to_json())
        builder = cls(parts["name"])
        builder._parts.update(parts)
        return builder

    def remove(self, name: str) -> ModelBuilder:
        """Leaves out a joint law, hold, cable, load or circle, say to give another of its name.

        Raises ModelError where there is none.
        """
        kinds = ("joints", "constraints", "cables", "loads", "circles")
        for kind in kinds:
            kept = [part for part in self._parts[kind] if part["name"] != name]
            if len(kept) < len(self._parts[kind]):
                self._parts[kind] = kept
                return self
        named = [part["name"] for kind in kinds for part in self._parts[kind]]
        return _check.refuse(
            f"ModelBuilder({self._parts['name']!r})",
            f"has no part {name!r}.",
            f"It has {', '.join(named)}." if named else "",
        )

    def _add(self, kind: str, to: str, name: str, fields: Mapping[str, Any]) -> ModelBuilder:
        self._parts[to].append(_check.plain(f"{kind} {name!r}", {"name": name, **fields}))
        return self

    def _named(self, kind: str, to: str, name: str, value: Any) -> ModelBuilder:
        parts = self._parts[to]
        key = _check.plain(kind, name)
        if key in parts:
            _check.refuse(f"{kind} {name!r}", "is given twice.", "Give each name once.")
        parts[key] = value
        return self

    def body(
        self,
        name: str,
        *,
        parent: str = "ground",
        hinge_in_parent_m: npt.ArrayLike = (0.0, 0.0),
        mass_kg: SupportsFloat = 0.0,
        com_m: npt.ArrayLike = (0.0, 0.0),
        angle_range_rad: npt.ArrayLike = (-3.1416, 3.1416),
        sides: int = 1,
        **more: Any,
    ) -> ModelBuilder:
        """A rigid body on a hinge in its parent; its frame has its origin at the hinge.

        Parameters
        ----------
        name, parent : str
            The parent is "ground" or a body added before.
        hinge_in_parent_m, com_m : (float, float)
            The hinge in the parent's frame, the center of mass in this one [m].
        mass_kg : float
            Of one side.
        angle_range_rad : (float, float)
            Where the body is valid; leaving it is `runaway`.
        sides : {1, 2}
            2: a right and left pair that share one pose.
        **more
            Other fields of model files, such as outline_m=[[x, y], ...] or
            source="where the numbers come from".
        """
        fields = {
            "parent": parent,
            "hinge_in_parent_m": hinge_in_parent_m,
            "mass_kg": mass_kg,
            "com_m": com_m,
            "angle_range_rad": angle_range_rad,
            "sides": sides,
        }
        return self._add("body", "bodies", name, {**fields, **more})

    def hold(
        self,
        name: str,
        terms: Mapping[str, SupportsFloat],
        *,
        angle_rad: SupportsFloat = 0.0,
        **more: Any,
    ) -> ModelBuilder:
        """A linear condition on body angles, the sum of coefficient x angle.

        Parameters
        ----------
        name : str
        terms : dict of str to float
            {"thorax": 1} holds an orientation, {"thorax": 1, "L1": -1} welds.
        angle_rad : float
            What the sum is held at.
        **more
            Other fields of model files, such as paid_by_muscles=True or
            source="where the numbers come from".
        """
        return self._add(
            "constraint", "constraints", name, {"terms": terms, "angle_rad": angle_rad, **more}
        )

    def joint(
        self,
        name: str,
        body: str,
        relative_to: str,
        law: Mapping[str, Any],
        *,
        sides: int = 1,
        preload_factor: SupportsFloat = 1.0,
        **more: Any,
    ) -> ModelBuilder:
        """A joint law between two bodies.

        Parameters
        ----------
        name, body, relative_to : str
        law : dict
            From `law`; its angle is that of `body` less that of `relative_to`.
        sides : {1, 2}
        preload_factor : float
            A factor on the law's moment.
        **more
            Other fields of model files, such as source="where the numbers come from".
        """
        fields = {
            "body": body,
            "relative_to": relative_to,
            "sides": sides,
            "preload_factor": preload_factor,
            "law": _law(f"joint {name!r}", law),
        }
        return self._add("joint", "joints", name, {**fields, **more})

    def circle(
        self, name: str, body: str, *, center_m: npt.ArrayLike, radius_m: SupportsFloat, **more: Any
    ) -> ModelBuilder:
        """A cylinder along z that cables wrap around.

        Parameters
        ----------
        name, body : str
        center_m : (float, float)
            In the body's frame [m].
        radius_m : float
        **more
            Other fields of model files, such as source="where the numbers come from".
        """
        return self._add(
            "circle",
            "circles",
            name,
            {"body": body, "center_m": center_m, "radius_m": radius_m, **more},
        )

    def cable(
        self,
        name: str,
        law: Mapping[str, Any],
        path: Iterable[Point],
        *,
        sides: int = 1,
        **more: Any,
    ) -> ModelBuilder:
        """A cable that can only pull, along its path.

        Parameters
        ----------
        name : str
        law : dict
            From `law`.
        path : sequence
            ("body", x, y) or ("body", x, y, z) in that body's frame [m]; between two such points
            any number of {"circle": name, "sense": "clockwise"}.
        sides : {1, 2}
            2: one on either side; tension is that of one.
        **more
            Other fields of model files, such as knobs={"length": 0.95} or
            source="where the numbers come from".
        """
        where = f"cable {name!r}"
        return self._add(
            "cable",
            "cables",
            name,
            {"sides": sides, "law": _law(where, law), "path": _path(where, path), **more},
        )

    def group(self, name: str, members: Iterable[str]) -> ModelBuilder:
        """Cables, or groups named before, under one name."""
        parts = _check.plain(f"group {name!r}", _check.names(f"group {name!r}", members))
        return self._named("group", "groups", name, parts)

    def partition(self, parts: Iterable[str]) -> ModelBuilder:
        """Groups or cables that cover every cable once: who can win. Give it once."""
        if self._parts["partition"]:
            _check.refuse("partition", "is given twice.", "Give all its groups in one call.")
        self._parts["partition"] = _check.plain("partition", _check.names("partition", parts))
        return self

    def load(self, name: str, **fields: Any) -> ModelBuilder:
        """A dead force or couple; it keeps its direction as the body turns.

        Parameters
        ----------
        name : str
        **fields
            kind="force", body="mast", point_m=(x, y), force_N=(x, y); or
            kind="couple", body="mast", moment_Nm=1.0 (+ counter-clockwise).
        """
        return self._add("load", "loads", name, fields)

    def landmark(self, name: str, body: str, point_m: npt.ArrayLike, **more: Any) -> ModelBuilder:
        """A named point from which clinical angles are read.

        Parameters
        ----------
        name : str
            ASIS, PSIS, hip_axis, S1_anterior, S1_posterior, L1_anterior, L1_posterior, ...
        body : str
        point_m : (float, float, float)
            In the body's frame [m].
        **more
            Other fields of model files, such as source="where the numbers come from".
        """
        fields = {"body": body, "point_m": point_m, **more}
        return self._named(
            "landmark", "landmarks", name, _check.plain(f"landmark {name!r}", fields)
        )

    def build(self) -> Model:
        """The model. Raises ModelError or ParseError with all faults."""
        return _core.read_model(
            json.dumps(self._parts, allow_nan=False), f"ModelBuilder({self._parts['name']!r})"
        )


def _written(function: str, first: Sequence[Any], fields: Mapping[str, Any]) -> str:
    arguments = [a if isinstance(a, _Code) else repr(a) for a in first] + [
        f"{k}={v if isinstance(v, _Code) else repr(v)}" for k, v in fields.items()
    ]
    return f"{function}({', '.join(arguments)})"


def _call(method: str, first: Sequence[Any], fields: Mapping[str, Any]) -> str:
    return _written(f"b.{method}", first, fields)


class _Code(str):
    """Text that is code already."""

    __slots__ = ()


def _law_code(law: Mapping[str, Any]) -> _Code:
    numbers = {k: v for k, v in law.items() if k != "kind"}
    return _Code(_written("gw.law", [law["kind"]], numbers))


def _path_code(path: Sequence[Mapping[str, Any]]) -> _Code:
    def one(p: Mapping[str, Any]) -> str:
        return repr((p["body"], *p["point_m"])) if set(p) == {"body", "point_m"} else repr(dict(p))

    return _Code("[" + ", ".join(one(p) for p in path) + "]")


def code_of(text: str) -> str:
    """Python code that builds the model this JSON describes."""
    m = json.loads(text)
    head = {k: m[k] for k in ("title", "gravity_m_per_s2", "sources", "notes") if m.get(k)}
    if "tilt" in m:
        head["tilt"] = m["tilt"]
    lines = [
        "import guywire as gw",
        "",
        "b = " + _written("gw.ModelBuilder", [m["name"]], head),
    ]

    def rest(part: Mapping[str, Any], *left_out: str) -> dict[str, Any]:
        return {k: v for k, v in part.items() if k not in left_out}

    lines += [_call("body", [p["name"]], rest(p, "name")) for p in m.get("bodies", [])]
    lines += [
        _call("hold", [p["name"], p["terms"]], rest(p, "name", "terms"))
        for p in m.get("constraints", [])
    ]
    lines += [
        _call(
            "joint",
            [p["name"], p["body"], p["relative_to"], _law_code(p["law"])],
            rest(p, "name", "body", "relative_to", "law"),
        )
        for p in m.get("joints", [])
    ]
    lines += [
        _call("circle", [p["name"], p["body"]], rest(p, "name", "body"))
        for p in m.get("circles", [])
    ]
    lines += [
        _call(
            "cable",
            [p["name"], _law_code(p["law"]), _path_code(p["path"])],
            rest(p, "name", "law", "path"),
        )
        for p in m.get("cables", [])
    ]
    lines += [_call("group", [name, members], {}) for name, members in m.get("groups", {}).items()]
    if m.get("partition"):
        lines.append(_call("partition", [m["partition"]], {}))
    lines += [_call("load", [p["name"]], rest(p, "name")) for p in m.get("loads", [])]
    lines += [
        _call("landmark", [name, p["body"], p["point_m"]], rest(p, "body", "point_m"))
        for name, p in m.get("landmarks", {}).items()
    ]
    return "\n".join([*lines, "model = b.build()", ""])
