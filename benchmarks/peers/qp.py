"""Solvers of quadratic programmes on recruitment: OSQP, ProxSuite, quadprog.
Each starts cold and sets up anew, as for a new posture.
"""

from importlib.metadata import version

import numpy as np
import osqp
import proxsuite
import quadprog
import scipy.sparse as sp

from worker import Case


def cases(inputs, cores):
    t = inputs.recruitment
    rows, n = t.B.shape
    A, low, high = (
        sp.csc_matrix(np.vstack([t.B, np.eye(n)])),
        np.concatenate([t.r, np.full(n, t.floor)]),
        np.concatenate([t.r, np.ones(n)]),
    )
    P = sp.diags(2 * t.w).tocsc()

    def with_osqp():
        s = osqp.OSQP()
        s.setup(
            P,
            np.zeros(n),
            A,
            low,
            high,
            eps_abs=1e-9,
            eps_rel=1e-9,
            max_iter=100000,
            polishing=True,
            verbose=False,
        )
        return s.solve().x[None]

    def with_proxqp():
        s = proxsuite.proxqp.dense.QP(n, rows, n)
        s.settings.eps_abs = 1e-10
        s.init(np.diag(2 * t.w), np.zeros(n), t.B, t.r, np.eye(n), np.full(n, t.floor), np.ones(n))
        s.solve()
        return s.results.x[None]

    C, bounds = (
        np.vstack([t.B, np.eye(n), -np.eye(n)]).T,
        np.concatenate([t.r, np.full(n, t.floor), -np.ones(n)]),
    )
    return [
        Case("recruitment", "OSQP", 1, with_osqp, "eps 1e-9, polished"),
        Case("recruitment", "ProxQP, dense", 1, with_proxqp, "eps_abs 1e-10"),
        Case(
            "recruitment",
            "quadprog (Goldfarb-Idnani)",
            1,
            lambda: quadprog.solve_qp(np.diag(2 * t.w), np.zeros(n), C, bounds, rows)[0][None],
        ),
    ]


def versions():
    return {name: version(name) for name in ("osqp", "proxsuite", "quadprog")}
