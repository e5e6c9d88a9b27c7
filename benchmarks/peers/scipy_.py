"""SciPy on bridge7, with mechanics in vectorised NumPy: BFGS on the energy with its exact gradient;
`root` (Powell's hybrid) on the gradient. For recruitment, its solvers that take bounds and
equations.
"""

import numpy as np
import scipy
from scipy.optimize import LinearConstraint, lsq_linear, minimize, root

from worker import Case


def energy_and_gradient(p):
    """V and dV/dtheta of one body with linear cables."""
    X, Y, a, b, dz2, sums, inside = p.levers()
    k, slack = p.numbers["stiffness"], p.numbers["slack_length"]
    body, other, stiffness = (
        np.array(v)
        for v in zip(*((i, j, f * values[0]) for i, j, f, _, values in p.joints), strict=True)
    )
    difference = np.zeros((len(body), len(p.bodies) + 1))
    difference[np.arange(len(body)), body] += 1
    difference[np.arange(len(body)), other] -= 1

    def f(u, length_factor, stiffness_factor):
        angle = np.zeros(len(p.bodies) + 1)
        angle[: p.n] = u
        c, s = np.cos(angle), np.sin(angle)
        dx, dy = X @ c - Y @ s, X @ s + Y @ c
        each = np.sqrt(dx * dx + dy * dy + dz2)
        stretch = np.maximum(sums @ each + inside - length_factor * slack, 0)
        pull = stiffness_factor * k * stretch
        phi = difference @ angle
        V = a @ s + b @ c + 0.5 * pull @ stretch + 0.5 * stiffness @ phi**2
        along = (pull @ sums) / each
        fx, fy = (along * dx) @ X, (along * dx) @ Y
        gx, gy = (along * dy) @ X, (along * dy) @ Y
        gradient = a * c - b * s - s * (fx + gy) + c * (gx - fy) + difference.T @ (stiffness * phi)
        return V, gradient[: p.n]

    return f


def cases(inputs, cores):
    p = inputs.bridge7
    length, stiffness = inputs.factors(p, 50)
    f = energy_and_gradient(p)
    start = np.zeros(p.n)
    t = inputs.recruitment

    # sum w a^2 subject to B a = r as one least-squares problem: rows of sqrt(w) a, and the
    # equations with a large weight
    heavy = 1e4
    A, rhs = (
        np.vstack([np.diag(np.sqrt(t.w)), heavy * t.B]),
        np.concatenate([np.zeros(len(t.w)), heavy * t.r]),
    )

    def slsqp():
        return minimize(
            lambda a: (t.w @ a**2, 2 * t.w * a),
            np.full(len(t.w), t.floor),
            jac=True,
            method="SLSQP",
            bounds=[(t.floor, 1)] * len(t.w),
            constraints={"type": "eq", "fun": lambda a: t.B @ a - t.r, "jac": lambda a: t.B},
            options={"ftol": 1e-12, "maxiter": 500},
        ).x[None]

    def trust_constr():
        return minimize(
            lambda a: (t.w @ a**2, 2 * t.w * a),
            np.full(len(t.w), 0.05),
            jac=True,
            hess=lambda a: np.diag(2 * t.w),
            method="trust-constr",
            bounds=[(t.floor, 1)] * len(t.w),
            constraints=LinearConstraint(t.B, t.r, t.r),
            options={"gtol": 1e-8, "maxiter": 500},
        ).x[None]

    return [
        Case(
            p.name,
            "minimize(method='BFGS'), exact gradient",
            len(length),
            lambda: np.array(
                [
                    minimize(f, start, (l, k), method="BFGS", jac=True, options={"gtol": 1e-9}).x
                    for l, k in zip(length, stiffness, strict=True)
                ]
            ),
            "ends where V has no digits left",
            tolerance=1e-4,
        ),
        Case(
            p.name,
            "root(method='hybr') on the gradient",
            len(length),
            lambda: np.array(
                [
                    root(lambda u, *args: f(u, *args)[1], start, (l, k), tol=1e-13).x
                    for l, k in zip(length, stiffness, strict=True)
                ]
            ),
            "derivatives by differences",
        ),
        Case("recruitment", "minimize(method='SLSQP')", 1, slsqp),
        Case("recruitment", "minimize(method='trust-constr')", 1, trust_constr),
        Case(
            "recruitment",
            "lsq_linear, equations weighted 1e4",
            1,
            lambda: lsq_linear(A, rhs, (t.floor, 1), method="bvls", tol=1e-14).x[None],
            "bounded-variable least squares",
            tolerance=1e-7,
        ),
    ]


def versions():
    return {"SciPy": scipy.__version__, "NumPy": np.__version__}
