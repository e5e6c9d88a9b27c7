"""The problems, stated once for all: bridge7 (tests/reference/bridge7.json) and standing_adult
(data/models/standing_adult.json).

A chain of bodies on hinges; theta are absolute angles. A body rests where g(theta) = 0, g =
dV/dtheta, V = sum of cable energies, joint energies and heights of weights. Cables pull and never
push. Of the many bodies each has its own `length` and `stiffness` factor for every cable.
`residual` is plain NumPy, written from forces rather than from an energy, and shares nothing with
guywire or the peers: every answer is put into it.
"""

import itertools
import json
import pathlib
from dataclasses import dataclass

import numpy as np

SOURCE = pathlib.Path(__file__).resolve().parents[2]


@dataclass
class Problem:
    name: str
    free: list[str]  # bodies whose angles are sought; the others are held at angle 0
    bodies: list[str]  # free ones, then those held whose hinge moves
    parent: list[int]  # -1 is ground
    hinge: np.ndarray  # in the parent [m]
    weight: np.ndarray  # [N]
    com: np.ndarray  # [m]
    joints: list[tuple]  # (body, relative to, factor, kind, numbers); -1 is ground
    cables: list[str]
    sides: np.ndarray
    paths: list[list[tuple[int, float, float, float]]]  # (body, x, y, z) [m]; -1 is ground
    law: str  # of every cable: "linear" or "hill"
    numbers: dict[str, np.ndarray]  # of the law, per cable
    length_spread: float  # factors are uniform within 1 -+ this; as in benchmarks/speed/speed.cpp
    stiffness_spread: float = 0.2

    @property
    def n(self):
        return len(self.free)

    def segments(self):
        """Body and point of either end, dz, cable of each segment between two bodies;
        and each cable's length inside bodies [m].
        """
        rows, constant = [], np.zeros(len(self.cables))
        for c, path in enumerate(self.paths):
            for (i, *p), (j, *q) in itertools.pairwise(path):
                if i == j:
                    constant[c] += np.linalg.norm(np.subtract(q, p))
                else:
                    rows.append((i, p[:2], j, q[:2], q[2] - p[2], c))
        i, p, j, q, dz, c = (np.array(v) for v in zip(*rows, strict=True))
        return (i, p, j, q, dz, c), constant

    def levers(self):
        """Constant matrices by which tools that like matrices say the same. With c, s the cosines
        and sines of all bodies' angles, the last being ground's: a segment's vector is (X c - Y s,
        X s + Y c), and the weights' potential is a.s + b.c. Also dz^2, the matrix that sums
        segments to cables, and lengths inside bodies.
        """
        (i, p, j, q, dz, cable), inside = self.segments()
        nb = len(self.bodies)

        # a point as the sum of turned vectors, one of each body on the way to ground
        def point(b, own):
            out = np.zeros((nb + 1, 2))
            out[b] += own
            while b >= 0:
                out[self.parent[b]] += self.hinge[b]
                b = self.parent[b]
            return out

        d = np.array(
            [point(bj, qj) - point(bi, pi) for bi, pi, bj, qj in zip(i, p, j, q, strict=True)]
        )
        height = sum(
            w * point(b, com) for b, (w, com) in enumerate(zip(self.weight, self.com, strict=True))
        )
        return (
            d[..., 0],
            d[..., 1],
            height[:, 0],
            height[:, 1],
            dz**2,
            (cable[None, :] == np.arange(len(self.cables))[:, None]).astype(float),
            inside,
        )

    def draw(self, bodies):
        """Length and stiffness factors, bodies x cables."""
        random = np.random.default_rng(1)
        shape = (bodies, len(self.cables))
        return 1 + random.uniform(
            -self.length_spread, self.length_spread, shape
        ), 1 + random.uniform(-self.stiffness_spread, self.stiffness_spread, shape)


def bridge7():
    file = json.loads((SOURCE / "tests/reference/bridge7.json").read_text())
    names = [b["name"] for b in file["bodies"]]
    index = {name: i for i, name in enumerate(names)} | {"ground": -1}
    parent = [index[b["parent"]] for b in file["bodies"]]
    return Problem(
        name="bridge7",
        free=names,
        bodies=names,
        parent=parent,
        hinge=np.array([b["joint_in_parent_m"] for b in file["bodies"]], float),
        weight=np.array([9.81 * b["mass_kg"] for b in file["bodies"]]),
        com=np.array([b["com_in_body_m"] for b in file["bodies"]], float),
        joints=[
            (i, parent[i], 1.0, "linear", (b["joint_stiffness_Nm_per_rad"], 0.0))
            for i, b in enumerate(file["bodies"])
        ],
        cables=[c["name"] for c in file["cables"]],
        sides=np.ones(len(file["cables"])),
        paths=[
            [(index[p["body"]], p["x_m"], p["y_m"], 0.0) for p in c["points"]]
            for c in file["cables"]
        ],
        law="linear",
        numbers={
            "stiffness": np.array([c["stiffness_N_per_m"] for c in file["cables"]]),
            "slack_length": np.array([c["slack_length_m"] for c in file["cables"]]),
        },
        length_spread=0.02,
    )


def bridge7_expected():
    """Angles [rad] that another tool found for the body without changes."""
    return np.array(
        json.loads((SOURCE / "tests/reference/bridge7.json").read_text())["expected"][
            "absolute_angles_rad"
        ]
    )


def standing_adult():
    """Everything of the model: the legs and the thorax are held at angle 0, so thigh and shank
    count as ground and the thorax moves without turning. The one wrap circle, at the knee, is not
    touched while the knee is straight; that guywire's answers, which know the circle, satisfy
    `residual`, which does not, is the proof.
    """
    file = json.loads((SOURCE / "data/models/standing_adult.json").read_text())
    leg = {
        "ground": np.zeros(2),
        "thigh": np.zeros(2),
        "shank": np.array(
            next(b for b in file["bodies"] if b["name"] == "shank")["hinge_in_parent_m"]
        ),
    }
    trunk = [b for b in file["bodies"] if b["name"] not in leg]
    names = [b["name"] for b in trunk]
    index = {name: i for i, name in enumerate(names)} | dict.fromkeys(leg, -1)
    joints = []
    for j in file["joints"]:
        law = j["law"]
        keys = {
            "linear": ("stiffness_Nm_per_rad", "neutral_angle_rad"),
            "exponential_pair": (
                "upper_moment_Nm",
                "upper_rate_per_rad",
                "upper_angle_rad",
                "lower_moment_Nm",
                "lower_rate_per_rad",
                "lower_angle_rad",
                "offset_moment_Nm",
            ),
        }[law["kind"]]
        joints.append(
            (
                index[j["body"]],
                index[j["relative_to"]],
                j["sides"] * j["preload_factor"],
                law["kind"],
                tuple(law[k] for k in keys),
            )
        )
    paths = []
    for c in file["cables"]:
        points = [p for p in c["path"] if "circle" not in p]
        paths.append(
            [
                (
                    index[p["body"]],
                    *(np.array(p["point_m"][:2]) + leg.get(p["body"], 0)),
                    p["point_m"][2],
                )
                for p in points
            ]
        )

    def numbers_of_laws(key):
        return np.array([c["law"][key] for c in file["cables"]])

    return Problem(
        name="standing_adult",
        free=[name for name in names if name != "thorax"],
        bodies=names,
        parent=[index[b["parent"]] for b in trunk],
        hinge=np.array([b["hinge_in_parent_m"] for b in trunk], float),
        weight=np.array(
            [-file["gravity_m_per_s2"][1] * b["mass_kg"] * b.get("sides", 1) for b in trunk]
        ),
        com=np.array([b["com_m"] for b in trunk], float),
        joints=joints,
        cables=[c["name"] for c in file["cables"]],
        sides=np.array([c["sides"] for c in file["cables"]], float),
        paths=paths,
        law="hill",
        numbers={
            "force": numbers_of_laws("max_isometric_force_N"),
            "optimal": numbers_of_laws("optimal_fiber_length_m"),
            "tendon": numbers_of_laws("tendon_slack_length_m"),
            "thickness2": (
                numbers_of_laws("optimal_fiber_length_m") * np.sin(numbers_of_laws("pennation_rad"))
            )
            ** 2,
            "activation": numbers_of_laws("activation"),
        },
        length_spread=0.05,
    )


# --- laws ----------------------------------------------------------------------------------------
# For any tool that has exp, sqrt and a choice: m is numpy, jax.numpy or what casadi_newton.py makes
# look like them.

BELLS = (
    (0.8150671134243542, 1.055033428970575, 0.162384573599574, 0.063303448465465),
    (0.433004984392647, 0.716775413397760, -0.029947116970696, 0.200356847296188),
    (0.1, 1.0, 0.353553390593274, 0.0),
)


def active(m, n):
    """De Groote-Fregly's active curve in OpenSim's constants,
    faded out below fibre length 0.4 (include/guywire/tissue/muscle_curves.hpp).
    """
    t = m.minimum(m.maximum((n - 0.2) / 0.2, 0.0), 1.0)
    return (
        sum(b1 * m.exp(-0.5 * ((n - b2) / (b3 + b4 * n)) ** 2) for b1, b2, b3, b4 in BELLS)
        * t**3
        * (10 + t * (6 * t - 15))
    )


def passive(m, n):
    return (m.exp((n - 1) * 4 / 0.6) - np.exp(-0.8 * 4 / 0.6)) / (
        np.exp(4) - np.exp(-0.8 * 4 / 0.6)
    )


def tension(m, p, numbers, length, length_factor, stiffness_factor):
    """T(l) >= 0 [N] of one side: k max(0, l - l0), or a muscle on a rigid tendon."""
    if p.law == "linear":
        return (
            stiffness_factor
            * numbers["stiffness"]
            * m.maximum(length - length_factor * numbers["slack_length"], 0.0)
        )
    # slack below; any small number keeps the root's derivative finite
    x = m.maximum(length - numbers["tendon"], 1e-9)
    fibre = m.sqrt(x * x + numbers["thickness2"])
    # both curves are zero at 0.2
    n = m.maximum(fibre / numbers["optimal"] - (length_factor - 1), 0.2)
    return (
        numbers["force"]
        * (numbers["activation"] * active(m, n) + stiffness_factor * passive(m, n))
        * x
        / fibre
    )


def joint_moment(m, kind, numbers, phi):
    """dU/dphi [N m]."""
    if kind == "linear":
        return numbers[0] * (phi - numbers[1])
    mu, cu, pu, ml, cl, pl, m0 = numbers
    return mu * m.exp(cu * (phi - pu)) - ml * m.exp(-cl * (phi - pl)) - m0


# --- the judge ------------------------------------------------------------------------------------


def residual(p, theta, length_factor=1.0, stiffness_factor=1.0, held=False):
    """g [N m] by forces: bodies x free angles in, the same out, or with `held` the moments of held
    bodies too. Each body's moment about its hinge is that of its own forces and of what the bodies
    on it press on their hinges.
    """
    theta = np.atleast_2d(theta)
    count, nb = len(theta), len(p.bodies)
    # the last is ground, which index -1 finds
    angle = np.concatenate([theta, np.zeros((count, nb + 1 - p.n))], axis=1)
    c, s = np.cos(angle), np.sin(angle)

    def turned(b, q):
        x, y = q[..., 0], q[..., 1]
        return np.stack([c[:, b] * x - s[:, b] * y, s[:, b] * x + c[:, b] * y], axis=-1)

    def cross(a, f):
        return a[..., 0] * f[..., 1] - a[..., 1] * f[..., 0]

    origin = np.zeros((count, nb + 1, 2))
    for b, parent in enumerate(p.parent):
        origin[:, b] = origin[:, parent] + turned(parent, p.hinge[b])
    (i, pi, j, pj, dz, cable), inside = p.segments()
    lever_i, lever_j = turned(i, pi), turned(j, pj)
    d = origin[:, j] + lever_j - origin[:, i] - lever_i
    each = np.sqrt((d**2).sum(-1) + dz**2)
    length = np.zeros((count, len(p.cables))) + inside
    np.add.at(length, (slice(None), cable), each)
    tensions = p.sides * tension(np, p, p.numbers, length, length_factor, stiffness_factor)
    pull = tensions[:, cable, None] * d / each[..., None]  # on end i; end j gets the opposite
    force, moment = np.zeros((count, nb + 1, 2)), np.zeros((count, nb + 1))
    for end, lever, f in ((i, lever_i, pull), (j, lever_j, -pull)):
        np.add.at(force, (slice(None), end), f)
        np.add.at(moment, (slice(None), end), cross(lever, f))
    for b in range(nb):
        weight = np.array([0.0, -p.weight[b]])
        force[:, b] += weight
        moment[:, b] += cross(turned(b, p.com[b]), weight)
    for b, parent in reversed(list(enumerate(p.parent))):  # from the top down
        force[:, parent] += force[:, b]
        moment[:, parent] += cross(turned(parent, p.hinge[b]), force[:, b])
    for b, other, factor, kind, numbers in p.joints:
        m = factor * joint_moment(np, kind, numbers, angle[:, b] - angle[:, other])
        moment[:, b] -= m
        moment[:, other] += m
    return -moment[:, : nb if held else p.n]


# --- recruitment ----------------------------------------------------------------------------------


@dataclass
class Recruitment:
    """min sum w a^2, B a = r, floor <= a <= 1: least-effort tone that balances standing_adult in
    its reference posture.
    """

    # moments per unit of tone [N m], rows are bodies: those whose angles are free, and the thorax,
    # whose holding muscles pay for
    B: np.ndarray
    r: np.ndarray  # [N m]
    w: np.ndarray  # sides F0 lo [N m]
    floor: float = 0.01  # guywire's default


def recruitment(p):
    count = len(p.cables)

    def moments(activation):
        return -residual(
            Problem(**vars(p) | {"numbers": p.numbers | {"activation": activation}}),
            np.zeros((len(activation), p.n)),
            held=True,
        )

    passive_only, each = moments(np.zeros((1, count)))[0], moments(np.eye(count))
    return Recruitment(
        (each - passive_only).T, -passive_only, p.sides * p.numbers["force"] * p.numbers["optimal"]
    )
